//! A3: queries that people keep, and what they asked last.

use hub_access::{QUERY_NAME_CHARS_MAX, SHARINGS_MAX, fingerprint_of};
use hub_api::{Role, issue_token};
use hub_store::{Event, SavedQuery};

use crate::support::{Answer, Ask, TestApp, Who, hidden, screen};

const QUERIES: &str = "/analyst/queries";
const SQL: &str = "select icb, count(*) as \"n\" from hub.referrals group by icb order by icb";
const RELEASE: &str = "2026-11-02.1";

/// An address with its query.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

/// Text of a page as its reader sees it.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Where a link leads that says these words first.
fn href(page: &str, words: &str) -> String {
    let (before, _) = page.split_once(&format!(">{words}<")).unwrap();
    let (_, link) = before.rsplit_once("href=\"").unwrap();
    unescaped(link.split('"').next().unwrap())
}

/// Somebody with a token, as a program: its forms need no secret.
struct Holder<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Holder<'a> {
    fn of(app: &'a TestApp, who: Who) -> Self {
        let token = app.token(who).to_owned();
        Self { app, token }
    }

    /// Another analyst than the one that each hub has.
    async fn let_in(app: &'a TestApp, name: &str) -> Self {
        let expires = "2026-12-31T00:00:00Z".parse().unwrap();
        let (token, event) = issue_token(name, &Role::Analyst, expires).unwrap();
        enter(app, vec![event]).await;
        Self { app, token }
    }

    async fn get(&self, path: &str) -> Answer {
        let ask = Ask::new(&self.app.router, "GET", path).token(&self.token);
        ask.send().await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::new(&self.app.router, "POST", path).token(&self.token);
        ask.form(fields).send().await
    }

    async fn save(&self, name: &str, sql: &str) -> Answer {
        let fields = [("name", name), ("q", sql), ("as_at", RELEASE)];
        self.post(QUERIES, &fields).await
    }

    async fn list(&self) -> String {
        self.get(QUERIES).await.expect(200).text()
    }
}

async fn enter(app: &TestApp, events: Vec<Event>) {
    let journal = app.store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
}

/// A query of the analyst that each hub has, as the journal has it.
fn entered(n: usize) -> Event {
    Event::QuerySaved(Box::new(SavedQuery {
        id: format!("{n:016x}"),
        name: format!("query number {n}"),
        sql: SQL.to_owned(),
        release: RELEASE.parse().unwrap(),
        by: "Analyst".to_owned(),
        role: "analyst".to_owned(),
        scope: None,
        at: "2026-11-03T09:00:00Z".parse().unwrap(),
    }))
}

async fn n_saved(app: &TestApp) -> usize {
    app.store.journal().state().await.unwrap().saved.len()
}

#[tokio::test]
async fn a_saved_query_is_there_after_a_restart() {
    let app = TestApp::released_apart().await;
    let cookie = app.sign_in(Who::Analyst).await;
    let run = address("/analyst/sql", &[("q", SQL), ("run", "1")]);
    let ask = Ask::new(&app.router, "GET", &run).cookie(&cookie);
    let page = ask.send().await.expect(200).text();
    let field = |name: &str| unescaped(&hidden(&page, name).unwrap());
    let (csrf, sql, release) = (field("csrf"), field("q"), field("as_at"));
    assert_eq!((sql.as_str(), release.as_str()), (SQL, RELEASE));
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "<b>by board</b>"),
        ("q", &sql),
        ("as_at", &release),
    ];
    let ask = Ask::new(&app.router, "POST", QUERIES).cookie(&cookie);
    let answer = ask.form(&fields).send().await.expect(303);
    let list = answer.header("location").to_owned();
    let ask = Ask::new(&app.router, "GET", &list).cookie(&cookie);
    let page = ask.send().await.expect(200).text();
    assert_eq!(screen(&page), "A3");
    assert!(page.contains("The query &lt;b&gt;by board&lt;/b&gt; is saved."));
    assert!(!page.contains("<b>"));

    let app = app.restarted();
    let analyst = Holder::of(&app, Who::Analyst);
    let page = analyst.list().await;
    assert!(page.contains("by board") && page.contains("3 November 2026 at 10:00"));
    // What was asked is known again by its fingerprint, and has the name.
    let mark: String = fingerprint_of(SQL).chars().take(12).collect();
    let (_, history) = page.split_once("What you asked last").unwrap();
    assert!(history.contains(&mark) && history.contains("Answered"));
    assert!(history.contains("by board") && !history.contains("select icb"));
    for (words, as_at) in [("Run", true), ("Run on newest release", false)] {
        let link = href(&page, words);
        assert_eq!(link.contains("as_at=2026-11-02.1"), as_at, "{link}");
        let page = analyst.get(&link).await.expect(200).text();
        assert!(page.contains("hub-result"), "{link}");
    }
    // An explanation is no query that somebody wrote.
    let explain = address("/analyst/sql", &[("q", SQL), ("run", "explain")]);
    let page = analyst.get(&explain).await.expect(200).text();
    assert!(!page.contains("Save this query"));
}

#[tokio::test]
async fn another_analyst_sees_only_what_is_shared() {
    let app = TestApp::new().await;
    enter(&app, vec![entered(1), entered(2)]).await;
    let analyst = Holder::of(&app, Who::Analyst);
    let other = Holder::let_in(&app, "Another").await;
    let commissioner = Holder::of(&app, Who::Icb);
    let (one, two) = ("0000000000000001", "0000000000000002");
    let sharing = format!("{QUERIES}/{one}/sharing");
    assert!(!other.list().await.contains("query number"));

    let answer = analyst.post(&sharing, &[("shared", "yes")]).await;
    let list = answer.expect(303).header("location").to_owned();
    let page = analyst.get(&list).await.expect(200).text();
    assert!(page.contains("Everybody who may ask in SQL sees the query query number 1."));
    for reader in [&other, &commissioner] {
        let page = reader.list().await;
        assert!(page.contains("query number 1") && page.contains("Analyst, Analyst"));
        assert!(!page.contains("query number 2"));
        // They can run it and nothing else.
        assert!(!page.contains("/sharing\"") && !page.contains("/remove\""));
        for id in [one, two] {
            let path = format!("{QUERIES}/{id}/sharing");
            reader.post(&path, &[("shared", "no")]).await.expect(404);
            let path = format!("{QUERIES}/{id}/remove");
            reader.get(&path).await.expect(404);
            reader.post(&path, &[]).await.expect(404);
        }
        let claim = reader.get(&format!("{QUERIES}?saved={one}")).await;
        assert!(!claim.expect(200).text().contains("is saved."));
    }
    let answer = analyst.post(&sharing, &[("shared", "no")]).await;
    answer.expect(303);
    assert!(!other.list().await.contains("query number"));
    assert_eq!(analyst.list().await.matches("See the query").count(), 2);
    analyst
        .post(&sharing, &[("shared", "perhaps")])
        .await
        .expect(400);
}

#[tokio::test]
async fn a_refused_query_cannot_be_saved() {
    let app = TestApp::released();
    let analyst = Holder::of(&app, Who::Analyst);
    let rows = "select * from hub.referrals where sex <> 'male'";
    let page = analyst.save("rows", rows).await.expect(422).text();
    assert_eq!(screen(&page), "A3");
    assert!(page.contains("<title>Error: ") && page.contains("SDC_ROW_LEVEL: "));
    // What was typed stays, to be put right.
    assert!(unescaped(&page).contains(rows) && page.contains("value=\"rows\""));
    let open = "select count(*) from hub.referrals where sex = $1";
    let page = analyst.save("open", open).await.expect(422).text();
    assert!(page.contains("has no places for values"), "{page}");
    let nowhere = "select count(*) from hub.nowhere";
    analyst.save("none", nowhere).await.expect(422);
    let elsewhen = [("name", "a"), ("q", SQL), ("as_at", "2020-01-01.1")];
    analyst.post(QUERIES, &elsewhen).await.expect(404);
    assert_eq!(n_saved(&app).await, 0);
    assert!(!analyst.list().await.contains("See the query"));
}

#[tokio::test]
async fn a_form_from_elsewhere_saves_nothing() {
    let app = TestApp::released();
    let cookie = app.sign_in(Who::Analyst).await;
    let csrf = app.csrf(&cookie, QUERIES).await;
    let fields = [("name", "a"), ("q", SQL), ("as_at", RELEASE)];
    let signed = [&fields[..], &[("csrf", csrf.as_str())]].concat();
    let ask = || Ask::new(&app.router, "POST", QUERIES).cookie(&cookie);
    ask().form(&fields).send().await.expect(403);
    let forged = [&fields[..], &[("csrf", "0")]].concat();
    ask().form(&forged).send().await.expect(403);
    for site in ["cross-site", "same-site"] {
        let from = ask().header("sec-fetch-site", site);
        from.form(&signed).send().await.expect(403);
    }
    assert_eq!(n_saved(&app).await, 0);

    // Nor does it share or remove anything.
    let app = TestApp::new().await;
    enter(&app, vec![entered(1)]).await;
    let cookie = app.sign_in(Who::Analyst).await;
    for act in ["sharing", "remove"] {
        let path = format!("{QUERIES}/0000000000000001/{act}");
        let ask = Ask::new(&app.router, "POST", &path).cookie(&cookie);
        let ask = ask.form(&[("csrf", "0"), ("shared", "yes")]);
        ask.send().await.expect(403);
    }
    let state = app.store.journal().state().await.unwrap();
    let saved = state.saved.get("0000000000000001").unwrap();
    assert!(!saved.is_shared && !saved.is_removed);
}

#[tokio::test]
async fn what_is_typed_wrong_comes_back_with_what_to_type() {
    let app = TestApp::released();
    let analyst = Holder::of(&app, Who::Analyst);
    let too_long = "x".repeat(QUERY_NAME_CHARS_MAX + 1);
    for name in ["", " ", &too_long, "two\nlines"] {
        let page = analyst.save(name, SQL).await.expect(422).text();
        assert!(page.contains("Enter a name of 1 to 80 characters"));
    }
    for sql in ["", " \n", &"x".repeat(4_001)] {
        let page = analyst.save("a", sql).await.expect(422).text();
        assert!(page.contains("Enter a query of 1 to 4,000 characters"));
    }
    for path in ["?page=0", "?page=-1", "?page=x", "?of=me"] {
        let path = format!("{QUERIES}{path}");
        analyst.get(&path).await.expect(400);
    }
    assert_eq!(n_saved(&app).await, 0);
}

#[tokio::test]
async fn a_removed_query_is_gone_and_leaves_its_name_free() {
    let app = TestApp::new().await;
    enter(&app, vec![entered(1)]).await;
    let analyst = Holder::of(&app, Who::Analyst);
    let path = format!("{QUERIES}/0000000000000001/remove");
    let page = analyst.get(&path).await.expect(200).text();
    assert!(page.contains("query number 1") && page.contains("This cannot be undone"));
    let answer = analyst.post(&path, &[]).await.expect(303);
    let list = answer.header("location").to_owned();
    let page = analyst.get(&list).await.expect(200).text();
    assert!(page.contains("The query is removed.") && !page.contains("query number 1"));
    // Again: nothing to ask about any more.
    analyst.get(&path).await.expect(303);
    analyst.post(&path, &[]).await.expect(303);

    let app = app.restarted();
    let analyst = Holder::of(&app, Who::Analyst);
    assert!(analyst.list().await.contains("Nothing is saved yet."));
}

#[tokio::test]
async fn a_long_list_is_read_fifty_at_a_time_and_a_worn_query_is_shared_no_more() {
    let app = TestApp::new().await;
    let id = format!("{:016x}", 0);
    let changes = (0..SHARINGS_MAX).map(|change| Event::QuerySharing {
        id: id.clone(),
        shared: change.is_multiple_of(2),
    });
    let events = (0..51).map(entered).chain(changes).collect();
    enter(&app, events).await;
    let analyst = Holder::of(&app, Who::Analyst);
    let page = analyst.list().await;
    assert!(
        page.contains("These are 1 to 50 of 51.") && page.contains("You have 51 of at most 200.")
    );
    assert_eq!(page.matches("See the query").count(), 50);
    let page = analyst.get(&href(&page, "Older queries")).await.expect(200);
    let page = page.text();
    assert!(page.contains("These are 51 to 51 of 51.") && page.contains("query number 0<"));
    assert!(!page.contains("/sharing\""));
    let path = format!("{QUERIES}/{id}/sharing");
    let answer = analyst.post(&path, &[("shared", "yes")]).await.expect(303);
    let page = analyst.get(answer.header("location")).await.expect(200);
    assert!(page.text().contains("cannot be shared again"));
}

#[tokio::test]
async fn a_hub_that_answers_no_sql_saves_none() {
    let app = TestApp::without_sql();
    let analyst = Holder::of(&app, Who::Analyst);
    let page = analyst.list().await;
    assert!(page.contains("does not answer questions in SQL"));
    analyst.save("a", SQL).await.expect(404);
    assert_eq!(n_saved(&app).await, 0);
}
