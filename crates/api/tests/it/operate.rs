//! O0, O3, O5 and O6: the pages of those who run the hub, and of disclosure officers.

use serde_json::json;

use crate::support::{TestApp, Who, screen};

/// What stands between two texts of a page.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start}"));
    rest.split(end).next().unwrap()
}

async fn ask(app: &TestApp, who: Who, sql: &str) -> u16 {
    let ask = app
        .ask(who, "POST", "/api/v1/sql")
        .header("content-type", "application/json");
    let answer = ask.body(json!({"query": sql}).to_string()).send().await;
    answer.status.as_u16()
}

#[tokio::test]
async fn who_runs_the_hub_starts_with_what_there_is_and_what_commands_do() {
    let app = TestApp::released();
    let home = app.get(Who::Operator, "/").await.expect(303);
    assert_eq!(home.header("location"), "/operate");
    for (who, sees_log) in [(Who::Operator, false), (Who::Officer, true)] {
        let page = app.get(who, "/operate").await.expect(200).text();
        assert_eq!(screen(&page), "O0");
        for words in [
            "href=\"/operate/returns\"",
            "href=\"/operate/health\"",
            "href=\"/measures\"",
            "hub token create --name",
            "hub reference import",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(
            page.contains("href=\"/operate/audit\""),
            sees_log,
            "{who:?}"
        );
        // Nobody is told of a page that they do not have.
        assert_eq!(
            page.contains("as on the page Reference data"),
            !sees_log,
            "{who:?}"
        );
    }
}

#[tokio::test]
async fn operate_is_in_the_menu_of_those_who_may_open_it_alone() {
    let app = TestApp::released();
    for (who, has_it) in [
        (Who::Public, false),
        (Who::Own, false),
        (Who::Icb, false),
        (Who::Analyst, false),
        (Who::Officer, true),
        (Who::Operator, true),
    ] {
        let page = app.get(who, "/areas/ENG").await.expect(200).text();
        let menu = between(&page, "aria-label=\"Menu\"", "</nav>");
        assert_eq!(menu.contains("href=\"/operate\""), has_it, "{who:?}");
        let items = menu.matches("nhsuk-header__navigation-link").count();
        assert!(items <= 5, "{who:?}: {items}");
    }
    let page = app.get(Who::Officer, "/operate/health").await.expect(200);
    let page = page.text();
    let menu = between(&page, "aria-label=\"Menu\"", "</nav>");
    let current = between(menu, "aria-current=\"true\"", "</a>");
    assert!(current.contains("Operate"), "{current}");
}

#[tokio::test]
async fn the_returns_overview_shows_the_services_of_one_region_by_board() {
    let app = TestApp::released();
    let page = app
        .get(Who::Operator, "/operate/returns?to=2026-10")
        .await
        .expect(200)
        .text();
    assert_eq!(screen(&page), "O3");
    // Both services are of one board; one has sent September and October, which is due on 13 November.
    assert!(page.contains("Service YA001") && page.contains("Service YA002"));
    assert!(
        page.contains(
            ": 1 of 2 services have sent October 2026. The others have until 13 November 2026."
        ),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"/areas/{}/trust\"", TestApp::icb())));
    assert!(page.contains("No month has to be opened again"));

    // A month earlier the other return is missing: on that the page opens.
    let page = app
        .get(Who::Officer, "/operate/returns")
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("It was due on 14 October 2026, and 1 is missing."),
        "{page}"
    );
    let other = between(&page, ">Service YA002 (YA002)</th>", "</tr>");
    // The newest month comes first, so that it is in sight on a small screen.
    let newest = other.split("<td").nth(1).unwrap();
    assert!(newest.contains("missing"), "{newest}");
    let head = between(&page, "class=\"hub-heat__month\">", "<");
    assert_eq!(head, "Sep 26");
    assert!(page.contains("1 of 2 missing") && page.contains("<strong>England</strong>"));

    let path = "/operate/returns?only=missing";
    let page = app.get(Who::Operator, path).await.expect(200).text();
    assert!(page.contains("Service YA002 (YA002)") && !page.contains("Service YA001 (YA001)"));
    // Of a month that is not due nothing is missing.
    let path = "/operate/returns?only=missing&to=2026-10";
    let page = app.get(Who::Operator, path).await.expect(200).text();
    assert!(
        page.contains("No return for October 2026 is missing"),
        "{page}"
    );

    for wrong in [
        "region=XXX",
        "to=2026-11",
        "to=2019-01",
        "format=pdf",
        "only=some",
        "x=1",
    ] {
        let path = format!("/operate/returns?{wrong}");
        app.get(Who::Operator, &path).await.expect(400);
    }
}

#[tokio::test]
async fn the_returns_of_the_whole_country_are_one_file() {
    let app = TestApp::released();
    let file = app
        .get(Who::Operator, "/operate/returns?to=2026-10&format=csv")
        .await
        .expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    // Two services, twelve months each, and the heads.
    assert_eq!(text.lines().count(), 25, "{text}");
    let of = |service: &str, month: &str| {
        let row = format!(",{service},Service {service},{month},");
        let line = text.lines().find(|line| line.contains(&row)).unwrap();
        line.rsplit(',').next().unwrap().to_owned()
    };
    assert_eq!(of("YA001", "2026-10"), "sent");
    assert_eq!(of("YA002", "2026-10"), "due");
    assert_eq!(of("YA002", "2026-09"), "missing");
    assert_eq!(of("YA002", "2026-08"), "not_expected");
}

#[tokio::test]
async fn a_hub_without_services_and_releases_says_so() {
    let app = TestApp::new().await;
    let page = app.get(Who::Operator, "/operate/health").await.expect(200);
    let page = page.text();
    assert!(
        page.contains("Nothing has been released yet") && page.contains("hub release build"),
        "{page}"
    );
    assert!(page.contains("Look at one thing below."), "{page}");
    // The other region has no service.
    let regions = app
        .get(Who::Operator, "/operate/returns")
        .await
        .expect(200)
        .text();
    let select = between(&regions, "id=\"filter-region\"", "</select>");
    let others = select.split("<option value=\"").skip(1);
    let other = others
        .filter(|option| !option.contains("selected"))
        .find_map(|option| option.split('"').next())
        .unwrap();
    let path = format!("/operate/returns?region={other}");
    let page = app.get(Who::Operator, &path).await.expect(200).text();
    assert!(page.contains("No service takes part here"), "{page}");
}

#[tokio::test]
async fn health_is_told_in_words() {
    let app = TestApp::released();
    let page = app.get(Who::Operator, "/operate/health").await.expect(200);
    let page = page.text();
    assert_eq!(screen(&page), "O6");
    for words in [
        "Storage answered in",
        "The last release is 2026-11-02.1, made on 2 November 2026 at 09:00, yesterday.",
        "files of measures could be used.",
        "No file is being checked, and none waits.",
        "None is being answered, and none waits.",
        "There is room for another file of the largest size, 20MB.",
        "Every check since this process began ended with a result.",
        "hub doctor --data data",
        "hub release verify 2026-11-02.1 --data data",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let metrics = app.get(Who::Public, "/metrics").await.expect(200).text();
    for line in [
        "hub_newest_release_day_seconds 1793577600\n",
        "hub_questions_waiting 0\n",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 45));
    let page = app.get(Who::Operator, "/operate/health").await.expect(200);
    let page = page.text();
    let failed = between(&page, "Failed checks", "All checks");
    assert!(failed.contains("46 days ago"), "{failed}");
}

#[tokio::test]
async fn an_officer_finds_questions_by_name_outcome_table_and_day() {
    let app = TestApp::released_apart().await;
    let counted = "select need, count(*) from hub.referrals group by need";
    assert_eq!(ask(&app, Who::Analyst, counted).await, 200);
    assert_eq!(
        ask(&app, Who::Icb, "select * from hub.referrals").await,
        422
    );
    assert_eq!(
        ask(&app, Who::Analyst, "select count(*) from hub.areas").await,
        200
    );

    let found = async |query: &str| {
        let path = format!("/operate/audit?{query}");
        let page = app.get(Who::Officer, &path).await.expect(200).text();
        assert_eq!(screen(&page), "O5");
        page
    };
    let rows = |page: &str| {
        page.matches("<th class=\"nhsuk-table__header\" scope=\"row\"")
            .count()
    };

    let all = found("").await;
    // The search itself is on record before it is answered.
    assert_eq!(rows(&all), 4, "{all}");
    assert!(all.contains("Not over, or cut off") && all.contains("Refused: SDC_ROW_LEVEL"));
    let by_name = found("name=anal").await;
    assert_eq!(rows(&by_name), 2, "{by_name}");
    let refused = found("outcome=refused").await;
    assert_eq!(rows(&refused), 1);
    assert!(
        refused.contains("Icb</span><br>Commissioner for "),
        "{refused}"
    );
    assert_eq!(rows(&found("tables=hub.areas").await), 1);
    assert_eq!(rows(&found("name=anal&tables=REFERRALS").await), 1);
    // A quotation mark is looked for like any other letter.
    let none = found("name=%27+or+1%3D1+--").await;
    assert!(none.contains("No question matches."), "{none}");
    assert_eq!(rows(&found("from=2020-01-01&to=2020-12-31").await), 0);
    assert!(rows(&found("from=2020-01-01&outcome=answered&name=anal").await) == 2);
    for secret in ["select need", "group by", counted] {
        assert!(!all.contains(secret), "the log has no text: {secret}");
    }

    let wrong = app
        .get(Who::Officer, "/operate/audit?from=2026-11-03&to=2026-11-02")
        .await
        .expect(422)
        .text();
    assert!(wrong.contains("The last day must be the first day or a later one"));
    let no_day = app
        .get(Who::Officer, "/operate/audit?from=31/11/2026")
        .await
        .expect(422)
        .text();
    assert!(
        no_day.contains("value=\"31/11/2026\"")
            && no_day.contains("Enter a day, like 1 December 2026 or 2026-12-01"),
        "{no_day}"
    );
    for query in ["outcome=x", "before=x", "format=pdf", "since=1"] {
        let path = format!("/operate/audit?{query}");
        app.get(Who::Officer, &path).await.expect(400);
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_as_a_file() {
    let app = TestApp::released_apart().await;
    for _ in 0..28 {
        assert_eq!(
            ask(&app, Who::Analyst, "select nothing from hub.areas").await,
            422
        );
    }
    let page = async |path: &str| app.get(Who::Officer, path).await.expect(200).text();
    let rows = |page: &str| {
        page.matches("<th class=\"nhsuk-table__header\" scope=\"row\"")
            .count()
    };
    let first = page("/operate/audit?name=analyst").await;
    assert_eq!(rows(&first), 25);
    // What leads on stands above the questions and below them.
    assert_eq!(first.matches(">Older questions<").count(), 2);
    let older = between(
        &first,
        "href=\"/operate/audit?name=analyst&amp;before=",
        "\"",
    );
    let path = format!("/operate/audit?name=analyst&before={older}");
    let second = page(&path).await;
    assert_eq!(rows(&second), 3, "{second}");
    assert!(second.contains("Newest questions") && !second.contains("Older questions"));

    let file = app
        .get(Who::Officer, "/operate/audit?name=analyst&format=csv")
        .await
        .expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    let text = file.text();
    assert!(text.starts_with("query_id,asked_at,name,role,"), "{text}");
    assert_eq!(text.lines().count(), 29);
}

#[tokio::test]
async fn a_link_of_another_site_asks_nothing_of_the_log() {
    let app = TestApp::released_apart().await;
    let page = app
        .ask(Who::Officer, "GET", "/operate/audit?name=khan")
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .expect(200)
        .text();
    assert!(page.contains("This search came from another site") && page.contains("value=\"khan\""));
    let log = app.get(Who::Officer, "/api/v1/audit").await.expect(200);
    assert_eq!(log.json()["records"], json!([]));
}

#[tokio::test]
async fn where_the_log_cannot_be_searched_its_records_are_offered() {
    for app in [TestApp::without_sql(), TestApp::new().await] {
        let page = app.get(Who::Officer, "/operate/audit").await.expect(200);
        let page = page.text();
        assert!(
            page.contains("The log cannot be searched here")
                && page.contains("href=\"/api/v1/audit?format=csv\""),
            "{page}"
        );
    }
}
