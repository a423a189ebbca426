//! Tokens that are nobody's in particular.

use super::{Desk, PEOPLE, Person, Role, with};
use crate::support::{TestApp, Who};

fn id(token: &str) -> &str {
    token.split('_').nth(1).unwrap()
}

#[tokio::test]
async fn tokens_of_a_role_are_listed_and_revoked_one_by_one() {
    let app = TestApp::new().await;
    let desk = Desk::operator(&app).await;
    let page = desk.page(PEOPLE).await;
    let analyst = app.token(Who::Analyst).to_owned();
    let href = format!("{PEOPLE}/tokens/{}/revoke", id(&analyst));
    for claim in [
        "Tokens that are nobody's in particular",
        "You came in with it",
        "Nobody by name",
        "this role",
        &format!("href=\"{href}\""),
    ] {
        let escaped = claim.replace('\'', "&#39;");
        assert!(
            page.contains(claim) || page.contains(&escaped),
            "{claim}: {page}"
        );
    }
    let others = desk.page(&format!("{PEOPLE}?kind=service")).await;
    assert!(!others.contains(&href), "those of services alone");

    let question = desk.page(&href).await;
    assert!(question.contains("Revoke this token") && question.contains(id(&analyst)));
    assert_eq!(
        with(&app, &analyst, "/api/v1/sql/tables").await,
        404,
        "no release yet"
    );
    let answer = desk.post(&href, &[]).await.expect(303);
    let to = answer.header("location").to_owned();
    assert!(desk.page(&to).await.contains(" is revoked."));
    assert_eq!(with(&app, &analyst, "/api/v1/sql/tables").await, 401);
    // Again: nothing to ask about any more.
    desk.get(&href).await.expect(303);
}

#[tokio::test]
async fn a_token_of_somebody_is_not_found_among_them() {
    let app = TestApp::new().await;
    let person = Person::of(&app, "A. Khan", &[Role::Analyst]).await;
    let desk = Desk::operator(&app).await;
    let href = format!("{PEOPLE}/tokens/{}/revoke", id(&person.token));
    desk.get(&href).await.expect(404);
    assert!(!desk.page(PEOPLE).await.contains(&href));
}

#[tokio::test]
async fn roles_that_all_have_ended_are_not_said_never_to_have_been() {
    let app = TestApp::new().await;
    let person = Person::of(&app, "A. Khan", &[Role::Analyst]).await;
    let desk = Desk::operator(&app).await;
    desk.post(&person.end_href(0), &[]).await.expect(303);
    let page = desk.page(PEOPLE).await;
    assert!(
        page.contains("Nobody has a role now. One was given, and has ended.")
            && !page.contains("Nobody was given a role yet"),
        "{page}"
    );
    let page = desk.page(&person.href()).await;
    assert!(page.contains(">Ended<"), "{page}");
}
