//! S9: the check before a return is submitted.

use hub_testkit::fixtures::{month, service};

use crate::support::{Ask, Browser, OWN, TestApp, Who, csv, hidden, october};

#[tokio::test]
async fn a_second_file_says_what_it_replaces() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(6))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("This replaces the return sent on 3 November 2026 by Own. 1 row added, 0 removed, 0 changed."),
        "{page}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(
        state
            .current_for(&service(OWN), month("2026-10"))
            .unwrap()
            .rows_counted,
        6
    );
}

#[tokio::test]
async fn a_sender_who_was_overtaken_is_shown_the_other_return_first() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    let csrf = hidden(&page, "csrf").unwrap();
    app.send_and_submit(october(7)).await;
    let fields = [("csrf", csrf.as_str()), ("declaration", "yes")];
    let ask = Ask::new(&app.router, "POST", &format!("{draft}/confirm"))
        .cookie(&browser.cookie)
        .form(&fields);
    let page = ask.send().await.expect(409).text();
    assert!(
        page.contains("Another return for this month arrived meanwhile"),
        "{page}"
    );
    assert!(page.contains("This replaces the return sent on 3 November 2026 by Own."));
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
}

#[tokio::test]
async fn an_unusual_return_needs_a_reason_which_is_chosen_and_kept() {
    let app = TestApp::new().await;
    let september = format!("/api/v1/returns?service={OWN}&month=2026-09&file_name=return.csv");
    let sent = app
        .ask(Who::Own, "POST", &september)
        .body(csv(month("2026-09"), 4))
        .send()
        .await
        .expect(202)
        .json();
    app.submit(
        sent["id"].as_str().unwrap(),
        r#"{"warnings_confirmed": true}"#,
    )
    .await
    .expect(201);

    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(40))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("New referrals are more than 3 times last month's: 40 in this return, 4 in last month's."),
        "{page}"
    );
    let refused = browser
        .confirm(&draft, &[("declaration", "yes"), ("reason", "two joined")])
        .await
        .expect(422)
        .text();
    assert!(
        refused.contains("Choose why this return is so different from last month's")
            && refused.contains("aria-describedby=\"reason-hint reason-error\"")
            && !refused.contains("two joined")
            && refused.contains("<title>Error: "),
        "{refused}"
    );
    let answer = browser
        .confirm(&draft, &[("declaration", "yes"), ("reason", "recording")])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    let kept = state.current_for(&service(OWN), month("2026-10")).unwrap();
    assert_eq!(
        kept.why_different,
        Some(hub_store::WhyDifferent::NewRecording)
    );
    let receipt = browser.get(answer.header("location")).await.expect(200);
    let receipt = receipt.text();
    assert!(receipt.contains("We record in a new way"), "{receipt}");
}

#[tokio::test]
async fn a_return_like_last_months_needs_no_reason() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(6))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert!(!page.contains("name=\"reason\""), "{page}");
}

#[tokio::test]
async fn boxes_that_were_not_ticked_are_named_in_their_order() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    // None of its referrals match the earlier return, and an area is none.
    let text = october(6).replace("R2026-10", "X");
    let row = text.lines().nth(1).unwrap();
    let area = row.split(',').nth(5).unwrap();
    let draft = browser.draft(&text.replace(area, "E01999999")).await;
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    let after = |start: &str| -> Vec<String> {
        page.split(start)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|code| !code.contains('-'))
            .map(str::to_owned)
            .collect()
    };
    let (named, boxes) = (after("href=\"#ok-"), after(" id=\"ok-"));
    assert!(named.len() > 1, "{named:?}: {page}");
    assert_eq!(named, boxes);
}

#[tokio::test]
async fn what_a_return_does_not_tell_is_not_given_and_not_none() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    // Nothing is in the column of closings, and there is none of contacts.
    let without = |rows: usize, of: &str| -> String {
        let text = csv(month(of), rows);
        let lines = text.lines().map(|line| {
            let mut values: Vec<&str> = line.split(',').collect();
            values.remove(11);
            values.join(",") + "\n"
        });
        lines.collect()
    };
    let september = format!("/api/v1/returns?service={OWN}&month=2026-09&file_name=return.csv");
    let ask = app.ask(Who::Own, "POST", &september);
    let sent = ask.body(csv(month("2026-09"), 5)).send().await.expect(202);
    let order = r#"{"warnings_confirmed": true}"#;
    app.submit(sent.json()["id"].as_str().unwrap(), order)
        .await
        .expect(201);
    let draft = browser.draft(&without(5, "2026-10")).await;
    let page = browser.get(&draft).await.expect(200).text();
    let codes: Vec<&str> = page
        .split("name=\"ok\"")
        .skip(1)
        .filter_map(|rest| rest.split("value=\"").nth(1)?.split('"').next())
        .collect();
    let looked: String = codes.iter().map(|code| format!("&ok={code}")).collect();
    let path = format!("{draft}/confirm?looked{looked}");
    let page = browser.get(&path).await.expect(200).text();
    assert!(page.contains("Check before you submit"), "{page}");
    assert!(
        page.matches("Not given").count() >= 4
            && page.contains("Not given in one of the two, so not compared")
            && !page.contains("Less than a third"),
        "{page}"
    );
}
