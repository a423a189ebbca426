//! The pages of those who ask questions of their own.

mod answers;

use hub_api::WireAddresses;
use serde_json::Value;

use crate::support::{Answer, Ask, TestApp, Who, screen};

/// An address with its query.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

async fn run(app: &TestApp, sql: &str) -> Answer {
    let path = address("/analyst/sql", &[("q", sql), ("run", "1")]);
    app.get(Who::Analyst, &path).await
}

async fn api_rows(app: &TestApp, sql: &str) -> Vec<Value> {
    let path = address("/api/v1/sql", &[("q", sql), ("format", "json")]);
    let answer = app.get(Who::Analyst, &path).await.expect(200).json();
    answer["rows"].as_array().unwrap().clone()
}

/// Parts of `text` between `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .map(|rest| rest.split(end).next().unwrap())
        .collect()
}

/// Text of a page as its reader sees it.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// The table of a result, as rows of what stands in its cells.
fn rows_of(page: &str) -> Vec<Vec<String>> {
    let (_, result) = page.split_once("<div class=\"hub-result\">").unwrap();
    let body = between(result, "<tbody class=\"nhsuk-table__body\">", "</tbody>")[0];
    let text = |cell: &str| {
        let (_, cell) = cell.split_once('>').unwrap();
        if cell.starts_with("<span class=\"hub-sign\"") {
            "*".to_owned()
        } else {
            unescaped(cell)
        }
    };
    let row = |row: &&str| {
        let head = between(row, "<th ", "</th>");
        let cells = between(row, "<td ", "</td>");
        head.into_iter()
            .chain(cells)
            .map(text)
            .collect::<Vec<String>>()
    };
    between(body, "<tr class=\"nhsuk-table__row\">", "</tr>")
        .iter()
        .map(row)
        .collect()
}

#[tokio::test]
async fn the_sql_page_shows_the_figures_of_the_api() {
    let app = TestApp::released();
    let sql = "select need, count(*) as referrals from hub.referrals group by need order by need";
    let page = run(&app, sql).await.expect(200).text();
    assert_eq!(screen(&page), "A2");
    let told = |value: &Value| match value {
        Value::Null => "*".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let expected: Vec<Vec<String>> = api_rows(&app, sql)
        .await
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(told).collect())
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(rows_of(&page), expected);
    for claim in [
        "Release 2026-11-02.1, disclosure policy sdc-1.",
        "format=parquet",
        "Link to this result",
    ] {
        assert!(page.contains(claim), "{claim}");
    }
    // Each file of the full result is there.
    let files = between(&page, "href=\"/api/v1/sql?", "\"");
    assert_eq!(files.len(), 5);
    for file in files {
        let path = format!("/api/v1/sql?{}", unescaped(file));
        app.get(Who::Analyst, &path).await.expect(200);
    }
}

#[tokio::test]
async fn a_result_is_cut_says_so_and_an_empty_one_says_what_to_look_at() {
    let app = TestApp::released();
    let page = run(&app, "select code from hub.practices")
        .await
        .expect(200)
        .text();
    let n_rows = api_rows(&app, "select count(*) from hub.practices").await[0][0]
        .as_u64()
        .unwrap();
    assert_eq!(
        page.contains("These are the first 1,000 of"),
        n_rows > 1_000
    );
    assert_eq!(rows_of(&page).len() as u64, n_rows.min(1_000));
    let page = run(&app, "select month from hub.months where month = '1999-01'")
        .await
        .expect(200)
        .text();
    assert!(page.contains("0 rows in ") && page.contains("from 2026-09 to 2026-10"));
}

#[tokio::test]
async fn a_query_can_be_explained_and_nothing_typed_is_said() {
    let app = TestApp::released();
    let sql = "select count(*) from hub.referrals";
    let path = address("/analyst/sql", &[("q", sql), ("run", "explain")]);
    let page = app.get(Who::Analyst, &path).await.expect(200).text();
    assert!(
        page.contains("how the query would be worked out") && !page.contains("explain select"),
        "{page}"
    );
    let page = run(&app, " ").await.expect(422).text();
    assert!(page.contains("Enter a query"));
    let page = app.get(Who::Analyst, "/analyst/sql").await.expect(200);
    assert!(!page.text().contains("There is a problem"));
    let path = "/analyst/sql?run=perhaps";
    app.get(Who::Analyst, path).await.expect(400);
}

#[tokio::test]
async fn a_result_comes_before_the_list_of_tables_and_leads_to_how_it_is_protected() {
    let app = TestApp::released();
    let path = "/analyst/sql?q=select+sum(n)+as+n+from+(select+icb,+count(*)+as+n+from+hub.referrals+group+by+icb)&as_at=&run=1";
    let page = app.get(Who::Analyst, path).await.expect(200).text();
    assert!(page.contains("Names of "), "the list is folded");
    assert!(page.contains("leaves out those that are not shown"));
    let (_, result) = page.split_once("id=\"result\"").unwrap();
    let (result, foot) = result.split_once("</main>").unwrap();
    assert!(result.contains("href=\"/protection\""));
    let address = between(foot, "Address: ", "</p>")[0];
    assert!(
        address.ends_with("&amp;as_at=2026-11-02.1&amp;run=1"),
        "{address}"
    );
    assert!(page.contains("Codes of boards") && page.contains("Apache DataFusion"));
    let open = run(&app, "select 1").await.expect(200).text();
    assert!(!open.contains("leaves out those that are not shown"));
    assert!(!open.contains("Int64(1)"), "{open}");
}

#[tokio::test]
async fn tables_say_what_must_be_known_of_them() {
    let app = TestApp::released();
    let of = async |name: &str| {
        let path = format!("/analyst/tables/{name}");
        app.get(Who::Analyst, &path).await.expect(200).text()
    };
    let referrals = of("referrals").await;
    for claim in [
        "of the practice where the person is registered",
        "one person adds at most 2 to an area and month",
        "href=\"/protection\"",
        "href=\"/analyst/tables/areas\"",
    ] {
        assert!(referrals.contains(claim), "{claim}");
    }
    let values = of("measure_values").await;
    for claim in [
        "Choose one with where geography = 'as_now'",
        "geography = 'as_now' and breakdown",
        "Status codes",
        "<code>not_submitted</code>",
        "href=\"/measures\"",
    ] {
        assert!(values.contains(claim), "{claim}");
    }
    assert!(of("measures").await.contains("Where its data come from"));
    assert!(of("areas").await.contains("england, region, icb or pcn"));
    assert!(of("noise").await.contains("Variance of the adjustment"));
}

#[tokio::test]
async fn a_refused_query_stays_in_the_box_with_its_code() {
    let app = TestApp::released();
    let sql = "select * from hub.referrals where sex <> 'male'";
    let page = run(&app, sql).await.expect(422).text();
    let typed = between(&page, "<textarea", "</textarea>")[0];
    let (_, typed) = typed.split_once('>').unwrap();
    assert_eq!(unescaped(typed), sql);
    let alert = between(&page, "role=\"alert\"", "</ul>")[0];
    assert!(
        alert.contains("SDC_ROW_LEVEL: ") && alert.contains("Count them"),
        "{alert}"
    );
    assert!(page.contains("<title>Error: "));
}

#[tokio::test]
async fn the_catalogue_lists_every_table_and_each_example_runs() {
    let app = TestApp::released();
    let list = app
        .get(Who::Analyst, "/analyst/tables")
        .await
        .expect(200)
        .text();
    let tables = app
        .get(Who::Analyst, "/api/v1/sql/tables")
        .await
        .expect(200)
        .json();
    let tables = tables["tables"].as_array().unwrap();
    assert!(tables.len() > 5);
    for table in tables {
        let name = table["name"].as_str().unwrap();
        let href = format!("href=\"/analyst/tables/{name}\"");
        assert!(list.contains(&href), "{name}");
        let path = format!("/analyst/tables/{name}");
        let page = app.get(Who::Analyst, &path).await.expect(200).text();
        for column in table["columns"].as_array().unwrap() {
            let column = format!("<code>{}</code>", column["name"].as_str().unwrap());
            assert!(page.contains(&column), "{name}: {column}");
        }
        let examples = between(&page, "href=\"/analyst/sql?", "\"");
        assert!(examples.len() >= 3, "{name}");
        for example in &examples {
            let path = format!("/api/v1/sql?{}", unescaped(example).replace("&run=1", ""));
            app.get(Who::Analyst, &path).await.expect(200);
        }
        assert!(page.contains("What the first of them gives"), "{name}");
        assert_eq!(
            page.contains("Download the whole table"),
            table["kind"] == "open",
            "{name}"
        );
    }
    assert!(list.contains(">Protected<") && list.contains(">Open<"));
    app.get(Who::Analyst, "/analyst/tables/people")
        .await
        .expect(404);
}

#[tokio::test]
async fn a_near_name_is_suggested() {
    let app = TestApp::released();
    for (sql, name) in [
        (
            "select icbs, count(*) from hub.referrals group by icbs",
            "icb",
        ),
        ("select count(*) from hub.referals", "hub.referrals"),
    ] {
        let page = run(&app, sql).await.expect(422).text();
        let hint = format!("Did you mean {name}");
        let alert = between(&page, "role=\"alert\"", "</ul>")[0];
        assert!(alert.contains(&hint), "{name}: {page}");
    }
}

#[tokio::test]
async fn only_those_who_may_ask_see_the_pages() {
    let app = TestApp::released();
    for path in ["/analyst/tables", "/analyst/sql", "/analyst/connect"] {
        let page = app.get(Who::Public, path).await.expect(401).text();
        assert_eq!(screen(&page), "P2");
        app.get(Who::Own, path).await.expect(403);
        app.get(Who::Operator, path).await.expect(403);
        let page = app.get(Who::Icb, path).await.expect(200).text();
        assert!(page.contains("href=\"/analyst\" aria-current=\"true\""));
    }
    let start = app.get(Who::Analyst, "/analyst").await.expect(303);
    assert_eq!(start.header("location"), "/analyst/tables");
    let page = app.get(Who::Own, "/areas/ENG").await.expect(200).text();
    assert!(!page.contains("href=\"/analyst\""));
}

#[tokio::test]
async fn words_typed_are_escaped() {
    let app = TestApp::released();
    let sql = "</textarea><script>alert(1)</script>";
    for page in [
        run(&app, sql).await.expect(422).text(),
        run(&app, &format!("select '{sql}' as x"))
            .await
            .expect(200)
            .text(),
    ] {
        assert!(!page.contains("<script>"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
}

#[tokio::test]
async fn connect_page_has_a_snippet_for_each_client() {
    let ids = |page: &str| -> Vec<String> {
        between(page, "data-snippet=\"", "\"")
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let app = TestApp::with(|config| {
        config.wire = WireAddresses {
            postgres: Some("0.0.0.0:5433".to_owned()),
            flight: Some("127.0.0.1:50051".to_owned()),
            tls: true,
        };
    })
    .await;
    let ask = app.ask(Who::Analyst, "GET", "/analyst/connect");
    let page = ask
        .header("host", "hub.example:8443")
        .send()
        .await
        .expect(200)
        .text();
    assert!(page.contains("Address: hub.example:8443/analyst/connect<"));
    assert_eq!(
        ids(&page),
        [
            "curl",
            "requests",
            "duckdb",
            "power_query",
            "psql",
            "psycopg",
            "sqlalchemy",
            "r",
            "adbc_pandas",
            "adbc_polars"
        ]
    );
    for claim in [
        "--host=hub.example --port=5433",
        "grpc+tls://127.0.0.1:50051",
        "hub.example:8443/api/v1/sql",
        "--show-error --fail-with-body",
        "set hub.as_at = ",
        "The header hub-as-at",
        "$env:HUB_TOKEN",
    ] {
        assert!(page.contains(claim), "{claim}");
    }
    assert!(!page.contains(app.token(Who::Analyst)));

    let app = TestApp::new().await;
    let page = app.get(Who::Analyst, "/analyst/connect").await.expect(200);
    let page = page.text();
    assert_eq!(ids(&page), ["curl", "requests", "duckdb", "power_query"]);
    assert_eq!(page.matches("It is not switched on here.").count(), 2);

    // Where there is a release, code to copy reads one by its id.
    let app = TestApp::released();
    let page = app.get(Who::Analyst, "/analyst/connect").await.expect(200);
    let page = page.text();
    assert!(ids(&page).contains(&"curl_as_at".to_owned()));
    assert!(page.contains("as_at=2026-11-02.1"));
}

#[tokio::test]
async fn releases_say_what_they_were_made_from() {
    let app = TestApp::released();
    let page = app
        .get(Who::Analyst, "/analyst/releases")
        .await
        .expect(200)
        .text();
    for claim in [
        "2026-11-02.1",
        "a test",
        "September 2026 to October 2026",
        "sdc-1",
        "href=\"/api/v1/releases/2026-11-02.1\"",
        "href=\"/api/v1/releases/2026-11-02.1/intruder-report?format=html\"",
        "href=\"/analyst/sql?as_at=2026-11-02.1\"",
        "<code>referrals</code>",
    ] {
        assert!(page.contains(claim), "{claim}");
    }
}

#[tokio::test]
async fn a_hub_without_sql_or_without_a_release_says_so() {
    let app = TestApp::without_sql();
    let page = app.get(Who::Analyst, "/analyst/sql").await.expect(200);
    let page = page.text();
    assert!(page.contains("does not answer questions in SQL") && !page.contains("<textarea"));
    let page = app.get(Who::Analyst, "/analyst/tables").await.expect(200);
    assert!(page.text().contains("does not answer questions in SQL"));
    let app = TestApp::new().await;
    let page = app.get(Who::Analyst, "/analyst/sql").await.expect(200);
    assert!(page.text().contains("No release has been published yet"));
    let page = app.get(Who::Analyst, "/analyst/releases").await.expect(200);
    assert!(page.text().contains("Nothing has been released yet"));
}

#[tokio::test]
async fn a_link_of_another_site_writes_a_query_and_asks_nothing() {
    let app = TestApp::released();
    let cookie = app.sign_in(Who::Analyst).await;
    let sql = "select count(*) as asked_by_a_link from hub.referrals";
    let page = address("/analyst/sql", &[("q", sql), ("run", "1")]);
    let data = address("/api/v1/sql", &[("q", sql), ("format", "json")]);
    for (site, is_asked) in [
        ("cross-site", false),
        ("same-site", false),
        ("same-origin", true),
        ("none", true),
    ] {
        let from = |path: &str| {
            let ask = Ask::new(&app.router, "GET", path).cookie(&cookie);
            ask.header("sec-fetch-site", site).send()
        };
        let answer = from(&page).await.expect(200).text();
        assert!(answer.contains("asked_by_a_link"), "{site}");
        assert_eq!(answer.contains("hub-result"), is_asked, "{site}");
        assert_eq!(answer.contains("press Run"), !is_asked, "{site}");
        from(&data).await.expect(if is_asked { 200 } else { 401 });
    }
}
