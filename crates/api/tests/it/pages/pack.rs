//! C10: the report pack, as a page and as a workbook.

use std::io::Cursor;

use calamine::{Data, DataType as _, Ods, Range, Reader as _, Xlsx};
use serde_json::Value;

use crate::support::{TestApp, Who, screen};

const SECTIONS: [&str; 10] = [
    "overview",
    "time",
    "deprivation",
    "ethnicity",
    "waiting",
    "outcomes",
    "coverage",
    "compare",
    "trust",
    "definitions",
];

fn pack(more: &str) -> String {
    format!("/areas/{}/pack{more}", TestApp::icb())
}

async fn page(app: &TestApp, path: &str) -> String {
    app.get(Who::Public, path).await.expect(200).text()
}

fn sections(page: &str) -> Vec<&str> {
    page.split("<section class=\"hub-pack__section\" id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

async fn xlsx(app: &TestApp, who: Who, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let answer = app.get(who, path).await.expect(200);
    assert!(
        answer
            .header("content-disposition")
            .ends_with("-2026-10.xlsx\""),
        "{}",
        answer.header("content-disposition")
    );
    Xlsx::new(Cursor::new(answer.body)).unwrap()
}

fn words(cell: &Data) -> &str {
    cell.get_string().unwrap_or_default()
}

/// The rows under the head that begins with these words.
fn table(range: &Range<Data>, head: &str) -> Vec<Vec<Data>> {
    let is_head = |row: &&[Data]| row.first().is_some_and(|cell| words(cell) == head);
    assert_eq!(range.rows().filter(is_head).count(), 1, "{head}");
    range
        .rows()
        .skip_while(|row| !is_head(row))
        .skip(1)
        .map(<[Data]>::to_vec)
        .collect()
}

async fn values(app: &TestApp, measure: &str, by: &str) -> Vec<Value> {
    let path = format!(
        "/api/v1/measures/{measure}/values?area={}&month=2026-10&by={by}",
        TestApp::icb()
    );
    let body = app.get(Who::Public, &path).await.expect(200).json();
    body["values"].as_array().unwrap().clone()
}

/// That a cell holds a value of the JSON, or a sign where that has none.
#[track_caller]
fn is_same(cell: &Data, value: &Value) {
    match value.as_f64() {
        Some(number) => assert!((cell.get_float().unwrap() - number).abs() < 1e-9, "{cell}"),
        None => assert!(
            cell.get_string()
                .is_some_and(|text| text.starts_with('[') && text.ends_with(']')),
            "{cell}"
        ),
    }
}

#[tokio::test]
async fn a_pack_has_a_title_page_and_every_section() {
    let app = TestApp::released();
    for path in [pack(""), "/areas/ENG/pack".to_owned()] {
        let page = page(&app, &path).await;
        assert_eq!(screen(&page), "C10");
        assert_eq!(page.matches("<h1").count(), 1);
        assert_eq!(sections(&page), SECTIONS, "{path}");
        for words in [
            "Report pack",
            "October 2026",
            "1 of 2 services have sent October 2026.",
            "2026-11-02.1 of 2 November 2026",
            "Figures are adjusted to protect people",
            "Link to exactly this pack",
        ] {
            assert!(page.contains(words), "{path}: {words}");
        }
        let mut ids: Vec<&str> = page
            .split(" id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        let n_ids = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n_ids, "{path}");
        assert!(!page.contains("Service YA001"), "{path}");
        // Every sheet has the area and the month.
        let named = page.matches(", October 2026</span>").count();
        assert_eq!(named, SECTIONS.len(), "{path}");
    }
}

#[tokio::test]
async fn a_pack_has_the_chosen_sections_only_and_remembers_them() {
    let app = TestApp::released();
    let page = page(&app, &pack("?part=trust&part=time")).await;
    assert_eq!(sections(&page), ["time", "trust"]);
    let ticked = page.matches(" checked>").count();
    assert_eq!(ticked, 2, "{page}");
    let exactly = format!(
        "href=\"{}\"",
        pack("?month=2026-10&amp;as_at=2026-11-02.1&amp;part=time&amp;part=trust")
    );
    assert!(page.contains(&exactly), "{page}");
    let book = pack(".xlsx?month=2026-10&amp;as_at=2026-11-02.1&amp;part=time&amp;part=trust");
    assert!(page.contains(&format!("href=\"{book}\"")), "{page}");
}

#[tokio::test]
async fn a_section_that_there_is_not_is_refused_with_those_there_are() {
    let app = TestApp::released();
    for path in [
        pack("?part=everything"),
        pack(".xlsx?part=everything"),
        pack(".ods?part=overview&part=everything"),
    ] {
        let page = app.get(Who::Public, &path).await.expect(400).text();
        assert!(
            page.contains("must be one of overview, time, deprivation, "),
            "{path}: {page}"
        );
    }
    app.get(Who::Public, &pack("?sections=time"))
        .await
        .expect(400);
}

#[tokio::test]
async fn the_same_address_gives_the_same_pack() {
    let app = TestApp::released();
    let exactly = pack("?month=2026-10&as_at=2026-11-02.1");
    let first = page(&app, &exactly).await;
    assert_eq!(first, page(&app, &exactly).await);
    for ending in [".xlsx", ".ods"] {
        let path = exactly.replace("/pack?", &format!("/pack{ending}?"));
        let first = app.get(Who::Public, &path).await.expect(200).body;
        let second = app.get(Who::Public, &path).await.expect(200).body;
        assert!(first == second, "{path}");
    }
}

#[tokio::test]
async fn an_area_that_was_taken_over_leads_on_to_the_same_file() {
    let app = TestApp::released();
    for ending in ["", ".xlsx", ".ods"] {
        let path = format!("/areas/QMM/pack{ending}?part=time");
        let moved = app.get(Who::Public, &path).await.expect(303);
        let to = moved.header("location").to_owned();
        assert!(to.contains(&format!("/pack{ending}?part=time")), "{to}");
        app.get(Who::Public, &to).await.expect(200);
    }
}

#[tokio::test]
async fn the_workbook_has_a_titled_table_on_each_sheet() {
    let app = TestApp::released();
    let mut book = xlsx(&app, Who::Public, &pack(".xlsx")).await;
    let names = book.sheet_names();
    assert_eq!(
        names,
        [
            "Cover",
            "Contents",
            "Notes",
            "Overview",
            "Over time",
            "By deprivation",
            "By ethnicity",
            "All boards",
            "Completeness by column",
            "Measures used"
        ]
    );
    let mut titles = Vec::new();
    for name in &names {
        let range = book.worksheet_range(name).unwrap();
        assert_eq!(range.start(), Some((0, 0)), "{name}");
        titles.push(range.get_value((0, 0)).unwrap().to_string());
        // Nothing empty from the title down, nor in the rows of the table.
        let width = range.width();
        let rows: Vec<&[Data]> = range.rows().collect();
        for row in &rows {
            assert!(!row[0].is_empty(), "{name}");
            let filled = row.iter().filter(|cell| !cell.is_empty()).count();
            assert!(filled == 1 || filled == width, "{name}: {row:?}");
        }
    }
    assert!(
        titles[0].starts_with("Report pack of ") && titles[0].ends_with(", October 2026"),
        "{}",
        titles[0]
    );
    assert_eq!(titles[1], "Contents");
    let contents = book.worksheet_range("Contents").unwrap();
    let listed = table(&contents, "Sheet");
    let listed: Vec<(String, String)> = listed
        .iter()
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect();
    let there: Vec<(String, String)> = names.into_iter().zip(titles).skip(2).collect();
    assert_eq!(listed, there);
    book.load_tables().unwrap();
    for (name, _) in &there {
        let table = name.replace(' ', "_");
        assert!(
            book.table_names().iter().any(|known| **known == table),
            "{table}"
        );
    }
    let notes = book.worksheet_range("Notes").unwrap();
    let signs = table(&notes, "Sign or word");
    for sign in ["[c]", "[x]", "[z]", "[u]", "[p]", "[r]"] {
        assert!(signs.iter().any(|row| words(&row[0]) == sign), "{sign}");
    }
}

#[tokio::test]
async fn figures_of_the_workbook_are_those_of_every_other_format() {
    let app = TestApp::released();
    let mut book = xlsx(&app, Who::Public, &pack(".xlsx")).await;
    let overview = table(&book.worksheet_range("Overview").unwrap(), "Measure");
    for measure in ["referral_rate", "practices_covered", "returns_received"] {
        let rows: Vec<_> = overview
            .iter()
            .filter(|row| words(&row[1]) == measure)
            .collect();
        assert_eq!(
            rows.len(),
            1,
            "{measure}: a measure on two cards is told once"
        );
        let values = values(&app, measure, "all").await;
        // A census has no figure for October.
        if let [value] = values.as_slice() {
            is_same(&rows[0][3], &value["value"]);
            is_same(&rows[0][4], &value["lower95"]);
            is_same(&rows[0][5], &value["upper95"]);
        }
    }
    for (sheet, head, measure, by) in [
        (
            "By deprivation",
            "Deprivation decile",
            "referrals_by_deprivation",
            "imd_decile",
        ),
        (
            "By ethnicity",
            "Ethnic group",
            "referrals_by_ethnicity",
            "ethnic_group",
        ),
    ] {
        let rows = table(&book.worksheet_range(sheet).unwrap(), head);
        let mut values = values(&app, measure, by).await;
        // What is not recorded comes last.
        values.sort_by_key(|value| value["category"] == "unknown");
        assert!(values.len() > 4);
        assert_eq!(rows.len(), values.len());
        for (row, value) in rows.iter().zip(&values) {
            is_same(&row[1], &value["numerator"]);
            is_same(&row[3], &value["value"]);
        }
    }
}

#[tokio::test]
async fn outcomes_are_of_twelve_months_with_what_may_and_may_not_be_said() {
    let app = TestApp::told();
    let page = page(&app, &pack("?part=outcomes")).await;
    for words in [
        "Life satisfaction in the twelve months to October 2026",
        ">You may say<",
        ">You may not say<",
        "That support made this difference: nobody knows",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        !page.contains("Asked again about life satisfaction"),
        "{page}"
    );
    let mut book = xlsx(&app, Who::Public, &pack(".xlsx?part=outcomes")).await;
    let overview = table(&book.worksheet_range("Overview").unwrap(), "Measure");
    assert!(
        overview.iter().all(|row| words(&row[1]) == "social_return"),
        "{overview:?}"
    );
    let said = table(
        &book.worksheet_range("What outcomes tell").unwrap(),
        "Whether to say it",
    );
    for whether in ["You may say", "You may not say"] {
        assert!(said.iter().any(|row| words(&row[0]) == whether), "{said:?}");
    }
}

#[tokio::test]
async fn both_kinds_of_workbook_hold_the_same() {
    let app = TestApp::released();
    let mut excel = xlsx(&app, Who::Icb, &pack(".xlsx")).await;
    let answer = app.get(Who::Icb, &pack(".ods")).await.expect(200);
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.oasis.opendocument.spreadsheet"
    );
    let mut open: Ods<_> = Ods::new(Cursor::new(answer.body)).unwrap();
    assert_eq!(open.sheet_names(), excel.sheet_names());
    let cells = |range: Range<Data>| -> Vec<Vec<String>> {
        range
            .rows()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect()
    };
    for name in excel.sheet_names() {
        let same = cells(excel.worksheet_range(&name).unwrap());
        assert_eq!(cells(open.worksheet_range(&name).unwrap()), same, "{name}");
    }
}

#[tokio::test]
async fn services_are_named_only_in_a_file_of_their_own_for_those_who_may_see_them() {
    let app = TestApp::released();
    let with = pack(".xlsx?part=trust&with=services");
    app.get(Who::Icb, &pack(".xlsx?with=everything"))
        .await
        .expect(400);
    for (who, sees) in [
        (Who::Public, false),
        (Who::Other, false),
        (Who::OtherIcb, false),
        (Who::Icb, true),
        (Who::Analyst, true),
    ] {
        let passed_on = xlsx(&app, who, &pack(".xlsx")).await.sheet_names();
        assert!(
            !passed_on.contains(&"Returns by service".to_owned()),
            "{who:?}"
        );
        let page = app.get(who, &pack("")).await.expect(200).text();
        assert_eq!(page.contains("with=services"), sees, "{who:?}");
        let mut book = xlsx(&app, who, &with).await;
        let has = book
            .sheet_names()
            .contains(&"Returns by service".to_owned());
        assert_eq!(has, sees, "{who:?}");
        if sees {
            let range = book.worksheet_range("Returns by service").unwrap();
            let services = table(&range, "Service");
            assert!(services.iter().any(|row| words(&row[0]) == "Service YA001"));
        }
    }
    let mut book = xlsx(&app, Who::Icb, &pack(".xlsx?part=time")).await;
    assert_eq!(
        book.sheet_names(),
        ["Cover", "Contents", "Notes", "Over time", "Measures used"]
    );
    let months = table(&book.worksheet_range("Over time").unwrap(), "Measure");
    assert!(months.iter().any(|row| words(&row[2]) == "October 2026"));
}
