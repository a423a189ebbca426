//! Questions in SQL, over the real release.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, Who};

async fn ask(app: &TestApp, who: Who, sql: &str, format: &str) -> Answer {
    let path = format!("/api/v1/sql?format={format}");
    let ask = app
        .ask(who, "POST", &path)
        .header("content-type", "application/json");
    ask.body(json!({"query": sql}).to_string()).send().await
}

async fn rows(app: &TestApp, sql: &str) -> Vec<Value> {
    let answer = ask(app, Who::Analyst, sql, "json").await.expect(200).json();
    answer["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn sql_and_the_page_have_the_same_figure() {
    let app = TestApp::released();
    let path = "/api/v1/measures/referral_rate/values?area_type=icb";
    let values = app.get(Who::Public, path).await.expect(200).json();
    let published: BTreeMap<(String, String), Option<f64>> = values["values"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|value| value["status"] != "not_submitted")
        .map(|value| {
            let name = |of: &str| value[of].as_str().unwrap().to_owned();
            ((name("area"), name("month")), value["numerator"].as_f64())
        })
        .collect();
    let sql = "select icb, month, count(*) from hub.referrals group by icb, month";
    let asked: BTreeMap<(String, String), Option<f64>> = rows(&app, sql)
        .await
        .iter()
        .map(|row| {
            let name = |at: usize| row[at].as_str().unwrap().to_owned();
            ((name(0), name(1)), row[2].as_f64())
        })
        .collect();
    assert!(published.values().any(Option::is_some));
    for (name, value) in &published {
        assert_eq!(asked.get(name), Some(value), "{name:?}");
    }
}

#[tokio::test]
async fn figures_that_were_published_are_an_open_table() {
    let app = TestApp::released();
    let sql = "select a.name, v.display from hub.measure_values v join hub.areas a on a.code = v.area_code where \
        v.measure = 'referral_rate' and v.area_type = 'icb' and v.geography = 'as_now' and v.value is not null \
        order by 1, v.month limit 1";
    let found = rows(&app, sql).await;
    assert!(
        found[0][1].as_str().unwrap().parse::<f64>().is_ok(),
        "{found:?}"
    );
}

#[tokio::test]
async fn only_those_who_may_ask_are_answered() {
    let app = TestApp::released();
    let sql = "select count(*) from hub.referrals";
    for (who, status) in [
        (Who::Public, 401),
        (Who::Own, 403),
        (Who::Operator, 403),
        (Who::Analyst, 200),
        (Who::Icb, 200),
        (Who::Officer, 200),
    ] {
        assert_eq!(ask(&app, who, sql, "json").await.status, status, "{who:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_its_code_and_what_to_write() {
    let app = TestApp::released();
    let answer = ask(&app, Who::Analyst, "select * from hub.referrals", "json").await;
    let problem = answer.expect(422).json();
    assert_eq!(problem["type"], "/problems/query-refused");
    assert_eq!(problem["code"], "SDC_ROW_LEVEL");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("Count them: select icb, count(*)"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_name_that_is_not_there_is_told_with_those_that_are_near() {
    let app = TestApp::released();
    for (sql, name) in [
        (
            "select mnth, count(*) from hub.referrals group by mnth",
            "month",
        ),
        ("select count(*) from hub.referals", "hub.referrals"),
    ] {
        let problem = ask(&app, Who::Analyst, sql, "json")
            .await
            .expect(422)
            .json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            !detail.contains("datafusion") && !detail.contains(".."),
            "{detail}"
        );
        let names = problem["did_you_mean"].as_array().unwrap();
        assert!(names.iter().any(|found| found == name), "{names:?}");
    }
}

#[tokio::test]
async fn how_far_counts_may_be_off_is_an_open_table() {
    let app = TestApp::released();
    let sql =
        "select countable, clip, variance from hub.noise where fact = 'referrals' order by clip";
    let found = rows(&app, sql).await;
    let of = |row: usize| (found[row][0].as_str().unwrap(), found[row][1].as_i64());
    assert_eq!(of(0), ("persons", Some(1)));
    assert_eq!(of(1), ("referrals", Some(2)));
    // 2 a / (1 - a)^2 with a = exp(-1/2) and exp(-1/4).
    for (row, variance) in [(0, 7.835), (1, 31.834)] {
        let told = found[row][2].as_f64().unwrap();
        assert!((told - variance).abs() < 0.01, "{told}");
    }
    let services = "select count(*) from hub.noise where fact = 'referrals_by_service'";
    assert_eq!(rows(&app, services).await[0][0], 2);
}

#[tokio::test]
async fn a_file_says_what_it_is_of() {
    let app = TestApp::released();
    let sql = "select need, count(*) as referrals from hub.referrals group by need order by need";
    let csv = ask(&app, Who::Analyst, sql, "csv").await.expect(200);
    assert_eq!(csv.header("hub-release"), "2026-11-02.1");
    assert_eq!(csv.header("hub-policy"), "sdc-1");
    let arrow = ask(&app, Who::Analyst, sql, "arrow").await.expect(200);
    let bytes = std::io::Cursor::new(arrow.body.as_slice());
    let reader = arrow::ipc::reader::StreamReader::try_new(bytes, None).unwrap();
    let notes = reader.schema().metadata().clone();
    assert_eq!(notes["query"], sql);
    assert_eq!(notes["release"], "2026-11-02.1");
    assert!(notes["released"].contains("2026"), "{notes:?}");
    assert!(notes["sums"].contains("leaves out"), "{notes:?}");
}

#[tokio::test]
async fn every_format_has_the_same_figures() {
    let app = TestApp::released();
    let sql = "select need, count(*) as referrals from hub.referrals group by need order by need";
    let rows = rows(&app, sql).await;
    let csv = ask(&app, Who::Analyst, sql, "csv").await.expect(200).text();
    let expected = rows.iter().map(|row| {
        let count = row[1]
            .as_i64()
            .map_or_else(String::new, |count| count.to_string());
        format!("{},{count}\r\n", row[0].as_str().unwrap())
    });
    assert_eq!(
        csv,
        format!("need,referrals\r\n{}", expected.collect::<String>())
    );
    for format in ["xlsx", "parquet", "arrow"] {
        let answer = ask(&app, Who::Analyst, sql, format).await.expect(200);
        assert!(
            answer
                .header("content-disposition")
                .contains(&format!(".{format}"))
        );
    }
}

#[tokio::test]
async fn the_same_question_of_the_same_release_need_not_be_answered_twice() {
    let app = TestApp::released();
    let path = "/api/v1/sql?as_at=2026-11-02.1&q=select%20count(*)%20from%20hub.referrals";
    let first = app.get(Who::Analyst, path).await.expect(200);
    let tag = first.header("etag").to_owned();
    let again = app
        .ask(Who::Analyst, "GET", path)
        .header("if-none-match", &tag)
        .send()
        .await;
    assert_eq!(again.status, 304);
    assert_eq!(first.header("cache-control"), "no-store");
    let released = app.get(Who::Analyst, path).await.json();
    assert_eq!(released["release"], "2026-11-02.1");
}

#[tokio::test]
async fn a_hub_that_answers_no_sql_says_where_figures_are() {
    let app = TestApp::without_sql();
    let refused = ask(&app, Who::Analyst, "select 1", "json")
        .await
        .expect(404);
    assert!(refused.text().contains("/api/v1/measures"));
}

#[tokio::test]
async fn means_are_of_people_within_a_month_and_need_enough_of_them() {
    let app = TestApp::released();
    let sql = "select month, avg(wait_days) as days, sum(wait_days) as total, count(distinct person) as people \
               from hub.first_contacts group by month order by month";
    let answer = ask(&app, Who::Analyst, sql, "json")
        .await
        .expect(200)
        .json();
    let rows = answer["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        match row[1].as_f64() {
            Some(days) => assert!(days >= 0.0 && days.fract() == 0.0, "{row}"),
            None => assert!(row[3].as_f64().is_none_or(|people| people < 35.0), "{row}"),
        }
    }
    let sql = "select avg(wait_days) from hub.first_contacts";
    let refused = ask(&app, Who::Analyst, sql, "json").await.expect(422);
    assert!(refused.text().contains("SDC_OVERLAP"));
}

#[tokio::test]
async fn who_has_several_supports_is_one_person() {
    let app = TestApp::released();
    for people in ["support", "support_status"] {
        let sql = format!(
            "select count(distinct person) from hub.support where {people} <> 'unknown' and month = '2026-09'"
        );
        let refused = ask(&app, Who::Analyst, &sql, "json").await.expect(422);
        assert!(refused.text().contains("SDC_OVERLAP"), "{people}");
    }
    let supports =
        "select count(*) from hub.support where support <> 'unknown' and month = '2026-09'";
    ask(&app, Who::Analyst, supports, "json").await.expect(200);
    let by_kind = "select support, count(distinct person) from hub.support where month = '2026-09' group by support";
    ask(&app, Who::Analyst, by_kind, "json").await.expect(200);
}

#[tokio::test]
async fn who_was_referred_is_one_figure_in_whatever_table_it_is_asked_for() {
    let app = TestApp::released();
    let mut answers = Vec::new();
    for table in ["referrals", "offers"] {
        let sql = format!(
            "select month, icb, count(distinct person), count(*) from hub.{table} group by month, icb order by month, icb"
        );
        let answer = ask(&app, Who::Analyst, &sql, "json")
            .await
            .expect(200)
            .json();
        answers.push(answer["rows"].clone());
    }
    assert!(!answers[0].as_array().unwrap().is_empty());
    assert_eq!(answers[0], answers[1]);
}
