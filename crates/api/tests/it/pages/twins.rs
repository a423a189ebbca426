//! The figures of data pages as files.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use serde_json::Value;

use crate::support::{TestApp, Who};

/// Pages about an area with further parameters, and the name of their twins.
const PAGES: [(&str, &str, &str); 8] = [
    ("", "overview", ""),
    ("/measures/referral_rate", "measures/referral_rate", ""),
    ("/who", "who", ""),
    ("/who", "who", "by=need"),
    ("/coverage", "coverage", ""),
    ("/waiting", "waiting", ""),
    (
        "/outcomes",
        "outcomes",
        "by=condition&plans=ethnic_group&support=kinds",
    ),
    ("/trust", "trust", "month=2026-09"),
];

async fn text(app: &TestApp, path: &str) -> String {
    app.get(Who::Public, path).await.expect(200).text()
}

async fn json(app: &TestApp, path: &str) -> Value {
    app.get(Who::Public, path).await.expect(200).json()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name]
        .as_array()
        .unwrap_or_else(|| panic!("no {name}: {value}"))
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// What the API gives for a table of a twin, of every month.
fn values_of(table: &Value, which: &str, format: &str) -> String {
    format!(
        "/api/v1/measures/{}/values?{which}&by={}&geography={}&as_at=2026-11-02.1&format={format}",
        word(table, "measure"),
        word(table, "breakdown"),
        word(table, "geography"),
    )
}

#[tokio::test]
async fn rows_of_a_twin_are_those_of_the_measures_that_its_page_shows() {
    let app = TestApp::told();
    for area in ["ENG".to_owned(), TestApp::icb()] {
        for (_, twin, query) in PAGES {
            let path = format!("/areas/{area}/{twin}.json?{query}");
            let twin = json(&app, &path).await;
            assert_eq!(twin["release"], "2026-11-02.1", "{path}");
            assert_eq!(twin["policy"], "sdc-1", "{path}");
            let mut rows = 0;
            for table in list(&twin, "tables") {
                // What the nation wants is told of England alone.
                let of = match word(table, "measure") {
                    "link_worker_ambition" => "ENG",
                    _ => area.as_str(),
                };
                let api = values_of(table, &format!("area={of}"), "json");
                let api = json(&app, &api).await;
                for name in ["title", "unit", "geography", "breakdown", "policy", "note"] {
                    assert_eq!(table[name], api[name], "{path}: {name}");
                }
                let values = list(table, "values");
                let months: BTreeSet<&str> =
                    values.iter().map(|value| word(value, "month")).collect();
                let expected: Vec<&Value> = list(&api, "values")
                    .iter()
                    .filter(|value| months.contains(word(value, "month")))
                    .collect();
                let found: Vec<&Value> = values.iter().collect();
                assert_eq!(found, expected, "{path}: {}", word(table, "measure"));
                rows += found.len();
            }
            assert!(rows > 0, "{path}");
        }
    }
}

#[tokio::test]
async fn a_line_of_a_csv_twin_is_a_line_of_the_measures_own_file() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    for (_, twin, query) in PAGES {
        let file = text(&app, &format!("/areas/{icb}/{twin}.csv?{query}")).await;
        let tables = json(&app, &format!("/areas/{icb}/{twin}.json?{query}")).await;
        let mut known = BTreeSet::new();
        let mut heads = BTreeSet::new();
        let mut rows = 0;
        for table in list(&tables, "tables") {
            rows += list(table, "values").len();
            for which in [format!("area={icb}"), "area=ENG".to_owned()] {
                let own = text(&app, &values_of(table, &which, "csv")).await;
                let mut lines = own.lines().map(str::to_owned);
                heads.extend(lines.next());
                known.extend(lines);
            }
        }
        let mut lines = file.lines();
        let head = lines.next().unwrap();
        assert!(head.starts_with("measure,area_type,area_code,"), "{head}");
        assert_eq!(heads.into_iter().collect::<Vec<_>>(), [head], "{twin}");
        let mut seen = BTreeSet::new();
        for line in lines {
            assert!(known.contains(line), "{twin}: {line}");
            assert!(seen.insert(line), "{twin}: twice: {line}");
        }
        assert_eq!(seen.len(), rows, "{twin}");
    }
}

#[tokio::test]
async fn every_figure_that_a_page_offers_by_itself_is_in_its_twin() {
    let app = TestApp::told();
    let icb = TestApp::icb();
    let mut offered = 0;
    for (page, twin, query) in PAGES {
        let page = text(&app, &format!("/areas/{icb}{page}?{query}")).await;
        let twin = json(&app, &format!("/areas/{icb}/{twin}.json?{query}")).await;
        let held: BTreeSet<(&str, &str)> = list(&twin, "tables")
            .iter()
            .map(|table| (word(table, "measure"), word(table, "breakdown")))
            .collect();
        for link in page.split("href=\"/api/v1/measures/").skip(1) {
            let (measure, rest) = link.split_once("/values?").unwrap();
            let rest = rest.split('"').next().unwrap();
            let (_, by) = rest.split_once("&amp;by=").unwrap();
            let by = by.split('&').next().unwrap();
            assert!(held.contains(&(measure, by)), "{measure} by {by}: {held:?}");
            offered += 1;
        }
    }
    assert!(offered > 20, "{offered}");
}

#[tokio::test]
async fn a_page_links_its_twins_with_all_that_it_was_asked() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for (page, twin) in [
        (format!("/areas/{icb}?"), format!("/areas/{icb}/overview")),
        (
            format!("/areas/{icb}/measures/referral_rate?month=2026-09&"),
            format!("/areas/{icb}/measures/referral_rate"),
        ),
        (
            format!("/areas/{icb}/who?by=need&geography=as_was&"),
            format!("/areas/{icb}/who"),
        ),
        (
            format!("/areas/{icb}/coverage?"),
            format!("/areas/{icb}/coverage"),
        ),
        (
            format!("/areas/{icb}/waiting?"),
            format!("/areas/{icb}/waiting"),
        ),
        (
            format!("/areas/{icb}/outcomes?"),
            format!("/areas/{icb}/outcomes"),
        ),
        (
            format!("/areas/{icb}/value?"),
            format!("/areas/{icb}/value"),
        ),
        (
            format!("/areas/{icb}/trust?"),
            format!("/areas/{icb}/trust"),
        ),
        (
            format!("/compare?measure=practices_covered&area={icb}&"),
            "/compare".to_owned(),
        ),
    ] {
        let (path, query) = page.split_once('?').unwrap();
        let page = text(&app, page.trim_end_matches(['?', '&'])).await;
        for (ending, kind) in [
            ("csv", "text/csv; charset=utf-8; header=present"),
            ("json", "application/json"),
            (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        ] {
            let link = format!("{twin}.{ending}?{query}as_at=2026-11-02.1");
            let shown = format!("href=\"{}\"", link.replace('&', "&amp;"));
            assert!(page.contains(&shown), "{path}: {shown}: {page}");
            let answer = app.get(Who::Public, &link).await.expect(200);
            assert_eq!(answer.header("content-type"), kind, "{link}");
            assert_eq!(answer.header("cache-control"), "no-store", "{link}");
            if ending == "xlsx" {
                Xlsx::new(Cursor::new(answer.body))
                    .unwrap()
                    .worksheet_range("Data")
                    .unwrap();
            }
        }
    }
    // Pages without figures of their own have none.
    let pack = text(&app, &format!("/areas/{icb}/pack")).await;
    assert!(!pack.contains("Figures of this page as files"));
}

#[tokio::test]
async fn figures_of_all_boards_are_in_the_twin_of_their_comparison() {
    let app = TestApp::released();
    let twin = json(&app, "/compare.json?measure=practices_covered").await;
    let tables = list(&twin, "tables");
    assert_eq!(tables.len(), 2);
    assert_eq!(list(&tables[0], "values")[0]["area"], "ENG");
    let boards = list(&tables[1], "values");
    assert!(boards.len() > 30, "{}", boards.len());
    let api = json(&app, &values_of(&tables[1], "area_type=icb", "json")).await;
    // A census is shown of its newest month.
    let month = word(&boards[0], "month");
    let expected: Vec<&Value> = list(&api, "values")
        .iter()
        .filter(|value| word(value, "month") == month)
        .collect();
    assert_eq!(boards.iter().collect::<Vec<_>>(), expected);
    let csv = text(&app, "/compare.csv?measure=practices_covered").await;
    assert_eq!(csv.lines().count(), 1 + 1 + boards.len());
    for query in ["measure=no_such_measure", "measure=referrals_by_ethnicity"] {
        let path = format!("/compare.csv?{query}");
        app.get(Who::Public, &path).await.expect(404);
    }
}

#[tokio::test]
async fn a_csv_twin_leads_to_what_its_columns_are() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for path in [
        format!("/areas/{icb}/trust.csv"),
        format!("/areas/{icb}/who.csv?by=need&as_at=2026-11-02.1"),
        format!("/areas/{icb}/measures/referral_rate.csv"),
        "/compare.csv?measure=practices_covered".to_owned(),
    ] {
        let file = app.get(Who::Public, &path).await.expect(200);
        let link = file.header("link").to_owned();
        let (address, rest) = link
            .strip_prefix('<')
            .and_then(|link| link.split_once('>'))
            .unwrap();
        assert_eq!(
            rest,
            "; rel=\"describedby\"; type=\"application/csvm+json\""
        );
        let answer = app.get(Who::Public, address).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/csvm+json");
        let metadata = answer.json();
        assert_eq!(metadata["url"], path, "it names the file that led to it");
        let names: Vec<&str> = list(&metadata["tableSchema"], "columns")
            .iter()
            .map(|column| word(column, "name"))
            .collect();
        let text = file.text();
        assert_eq!(names.join(","), text.lines().next().unwrap());
    }
    let json = format!("/areas/{icb}/trust.json");
    let answer = app.get(Who::Public, &json).await.expect(200);
    assert_eq!(answer.header("link"), "");
}

#[tokio::test]
async fn a_workbook_twin_has_notes_on_each_of_its_measures() {
    let app = TestApp::released();
    let path = format!("/areas/{}/trust.xlsx", TestApp::icb());
    let answer = app.get(Who::Public, &path).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        format!(
            "attachment; filename=\"trust-{}-2026-10-2026-11-02.1.xlsx\"",
            TestApp::icb()
        )
    );
    let mut book = Xlsx::new(Cursor::new(answer.body)).unwrap();
    let notes = book.worksheet_range("Notes").unwrap();
    let names: Vec<String> = notes.rows().map(|row| row[0].to_string()).collect();
    let count = |name: &str| names.iter().filter(|found| *found == name).count();
    assert_eq!((count("release"), count("value_status")), (1, 1));
    assert_eq!((count("measure"), count("method")), (2, 2));
}

#[tokio::test]
async fn the_twin_of_the_calculator_is_the_file_of_its_page() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for format in ["csv", "json"] {
        let query = "deadweight_central=50&month=2026-10";
        let twin = text(&app, &format!("/areas/{icb}/value.{format}?{query}")).await;
        let page = format!("/areas/{icb}/value?{query}&format={format}");
        assert_eq!(twin, text(&app, &page).await);
    }
}

#[tokio::test]
async fn what_is_no_twin_is_refused() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for (file, status) in [
        ("nothing", 404),
        ("nothing.csv", 404),
        ("pack.csv", 404),
        ("practices.csv", 404),
        ("waiting.parquet", 404),
        ("measures/no_such_measure.csv", 404),
        ("measures/referrals_by_ethnicity.csv", 404),
        ("value.csv-metadata.json", 404),
        ("who.csv?by=sex", 400),
        ("waiting.csv?by=need", 400),
        ("waiting.csv?format=json", 400),
        ("waiting.json?month=2019-01", 404),
    ] {
        let path = format!("/areas/{icb}/{file}");
        app.get(Who::Public, &path).await.expect(status);
    }
    app.get(Who::Public, "/areas/XXX/waiting.csv")
        .await
        .expect(404);
    let page = app
        .get(Who::Public, &format!("/areas/{icb}/waitings"))
        .await;
    assert!(
        page.expect(404)
            .text()
            .contains("There is no such page about an area")
    );
}

#[tokio::test]
async fn a_twin_of_a_board_that_was_taken_over_leads_to_that_of_its_successor() {
    let app = TestApp::released();
    for file in [
        "waiting.csv",
        "overview.json",
        "measures/referral_rate.xlsx",
    ] {
        let path = format!("/areas/QMM/{file}?month=2026-10");
        let moved = app.get(Who::Public, &path).await.expect(303);
        let to = moved.header("location").to_owned();
        assert!(to.contains(&format!("/{file}?month=2026-10")), "{to}");
        app.get(Who::Public, &to).await.expect(200);
    }
}

#[tokio::test]
async fn a_twin_holds_the_same_for_everybody() {
    let app = TestApp::released();
    let path = format!("/areas/{}/trust.csv", TestApp::icb());
    let public = text(&app, &path).await;
    for who in Who::ALL {
        let answer = app.get(who, &path).await.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store", "{who:?}");
        assert!(answer.text() == public, "{who:?}");
    }
}
