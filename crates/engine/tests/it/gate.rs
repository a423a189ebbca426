//! SQL over tables about people: what is answered, and what is refused.

mod coded;
mod corpus;
mod deeper;
mod places;
mod world;

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, AsArray, Float64Array, StringArray};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use hub_disclosure::Policy;
use hub_engine::{Code, Gate, GateError, Query, QueryLimits, ScalarValue};
use proptest::prelude::*;

use self::world::World;

/// The answer as a table of text, or the refusal.
async fn asked(gate: &Gate, sql: &str) -> String {
    match gate.answer(sql).await {
        Ok(answer) => pretty_format_batches(&answer.batches)
            .expect("a table")
            .to_string(),
        Err(GateError::Refused(refusal)) => refusal.to_string(),
        Err(error) => panic!("{sql}: {error:?}"),
    }
}

/// The one number of an answer; none where it is not shown.
async fn number(gate: &Gate, sql: &str) -> Option<i64> {
    let answer = gate.answer(sql).await.expect(sql);
    let batch = answer.batches.first().expect("a row");
    let column = batch.column(0).as_primitive::<Int64Type>();
    assert_eq!(column.len(), 1, "{sql}");
    column.iter().next().flatten()
}

#[tokio::test]
async fn the_same_question_has_the_same_answer_in_other_words() {
    let gate = World::exact().gate();
    for (one, other) in [
        (
            "select count(*) from hub.referrals where sex = 'female'",
            "select sum(case when sex = 'female' then 1 else 0 end) from hub.referrals",
        ),
        (
            "select count(*) from hub.referrals where sex = 'female'",
            "select count(case when r.sex = 'female' then 1 end) from hub.referrals as r",
        ),
        (
            "select count(*) filter (where icb = 'QB' and sex = 'female') from hub.referrals",
            "with f as (select * from hub.referrals where icb = 'QB') select count(1) from f where 'female' = sex",
        ),
        (
            "select count(distinct person) from hub.referrals where month = '2026-04' and need = 'money'",
            "select count(distinct case when need = 'money' then person end) from (select need as need, month, person \
             from hub.referrals) where month = '2026-04'",
        ),
        // What else is asked beside it makes no difference.
        (
            "select count(*) from hub.referrals",
            "select n from (select count(*) as n, count(*) filter (where need = 'money') as m, count(*) filter (where \
             sex = 'male') as o from hub.referrals)",
        ),
        (
            "select n from (select icb, count(*) as n from hub.referrals group by icb) where icb = 'QNEW'",
            "select count(*) from hub.referrals group by icb having icb = 'QNEW'",
        ),
    ] {
        let answers = (number(&gate, one).await, number(&gate, other).await);
        assert!(answers.0.is_some(), "{one}");
        assert_eq!(answers.0, answers.1, "{one} | {other}");
    }
}

#[tokio::test]
async fn areas_are_those_of_now_or_those_of_the_month() {
    let gate = World::exact().gate();
    let was = "select icb_as_was, count(*) > 0 from hub.referrals where month in ('2026-03', '2026-04') \
        group by icb_as_was order by 1";
    assert_eq!(
        asked(&gate, was).await,
        "\
+------------+--------------+
| icb_as_was | count(*) > 0 |
+------------+--------------+
| QB         | true         |
| QC         | true         |
| QNEW       | true         |
| QOLD1      | true         |
| QOLD2      | true         |
+------------+--------------+"
    );
    let now = "select count(*) from (select icb from hub.referrals group by icb)";
    assert_eq!(number(&gate, now).await, Some(3));
}

#[tokio::test]
async fn few_people_and_none_look_the_same() {
    let gate = World::exact().gate();
    let sql = "select need, ethnic_group, count(*) as n from hub.referrals where icb = 'QC' and month = '2026-05' \
        group by need, ethnic_group having count(*) < 10";
    assert_eq!(
        asked(&gate, sql).await,
        "++\n++",
        "nothing between hidden and ten"
    );
    let none = "select count(*) from hub.referrals where icb = 'nowhere'";
    assert_eq!(number(&gate, none).await, None);
    let sql = "select count(*) as cells, count(n) as shown from (select need, ethnic_group, count(*) as n from \
        hub.referrals where icb = 'QC' and month = '2026-05' group by need, ethnic_group)";
    assert_eq!(
        asked(&gate, sql).await,
        "+-------+-------+\n| cells | shown |\n+-------+-------+\n| 78    | 6     |\n+-------+-------+",
        "every combination of codes has a row"
    );
}

#[tokio::test]
async fn a_refusal_says_what_whoever_asks_can_do() {
    let gate = World::exact().gate();
    let four = "select sex, need, age_band, ethnic_group, count(*) from hub.referrals \
        group by sex, need, age_band, ethnic_group";
    let refused = asked(&gate, four).await;
    assert!(
        refused.starts_with("SDC_TOO_MANY_DIMS: figures are made for at most 2 of"),
        "{refused}"
    );
    assert!(
        refused.contains("3 at once are possible only where a finer table was made"),
        "{refused}"
    );
    let three =
        "select sex, need, age_band, count(*) from hub.referrals group by sex, need, age_band";
    let refused = asked(&gate, three).await;
    assert!(
        refused.contains("ask the disclosure officer") && !refused.contains("hub release"),
        "{refused}"
    );
    for sql in ["select mnth from hub.areas", "select 1 from hub.nothing"] {
        let refused = asked(&gate, sql).await;
        assert!(
            !refused.contains("datafusion") && !refused.ends_with('.'),
            "{refused}"
        );
    }
}

#[test]
fn every_refusal_has_a_name_and_a_meaning_of_its_own() {
    let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.meaning().ends_with('.'), "{}", code.name());
    }
}

#[tokio::test]
async fn refusals_and_plans_are_the_same_without_one_person() {
    let (with, without) = (World::exact().gate(), World::without(77).gate());
    let refused = corpus::statements("reject.slt").into_iter();
    let explained = corpus::statements("accept.slt").into_iter();
    let explained = explained
        .filter(|sql| !sql.trim_start().to_lowercase().starts_with("explain"))
        .map(|sql| format!("explain {sql}"));
    for sql in refused.chain(explained) {
        assert_eq!(
            asked(&with, &sql).await,
            asked(&without, &sql).await,
            "{sql}"
        );
    }
}

#[tokio::test]
async fn a_query_takes_no_more_memory_rows_or_time_than_it_may() {
    let cross = "select sum(character_length(a.atom || i.from_month)) from hub.area_atoms a, hub.area_atoms b, hub.area_atoms c, hub.area_atoms d, \
        hub.area_atoms e, hub.area_atoms f, hub.area_atoms g, hub.area_atoms h, hub.area_atoms i";
    let wide = "select distinct a.atom, b.from_month, c.area_code, d.geography, e.area_type, rank() over (order by \
        a.atom) from hub.area_atoms a, hub.area_atoms b, hub.area_atoms c, hub.area_atoms d, hub.area_atoms e";
    let gathered = "select max(w) from (select count(a.atom) over () as w from hub.area_atoms a, hub.area_atoms b, hub.area_atoms c, \
        hub.area_atoms d, hub.area_atoms e) t";
    // The join has nothing to hand on, so that it alone could say that its time is over.
    let nothing = "select count(*) from hub.area_atoms a join hub.area_atoms b on a.geography = b.geography join hub.area_atoms c \
        on a.geography = c.geography join hub.area_atoms d on a.geography = d.geography join hub.area_atoms e on a.geography = e.geography \
        join hub.area_atoms f on a.geography = f.geography join hub.area_atoms g on a.geography = g.geography and \
        a.atom || b.atom || c.atom || d.atom || e.atom || f.atom || g.atom < ''";
    for (sql, limits) in [
        (
            nothing,
            QueryLimits {
                time: Duration::from_millis(200),
                ..QueryLimits::default()
            },
        ),
        (
            cross,
            QueryLimits {
                time: Duration::from_millis(200),
                ..QueryLimits::default()
            },
        ),
        (
            wide,
            QueryLimits {
                memory_bytes: 4 << 20,
                ..QueryLimits::default()
            },
        ),
        (
            gathered,
            QueryLimits {
                memory_bytes: 4 << 20,
                ..QueryLimits::default()
            },
        ),
        (
            "select a.atom from hub.area_atoms a, hub.area_atoms b",
            QueryLimits {
                rows: 100,
                ..QueryLimits::default()
            },
        ),
        (
            "select 1",
            QueryLimits {
                sql_bytes: 7,
                ..QueryLimits::default()
            },
        ),
    ] {
        let gate = World::exact().gate_within(limits);
        match gate.answer(sql).await {
            Err(GateError::Refused(refusal)) => assert_eq!(refusal.code, Code::Limit, "{sql}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn the_rows_of_a_large_table_can_be_put_in_order_in_the_memory_that_they_take() {
    let n = 300_000;
    let names = (0..n).map(|row| format!("name {}", row % 40));
    let columns: [(&str, ArrayRef); 2] = [
        ("name", Arc::new(StringArray::from_iter_values(names))),
        (
            "value",
            Arc::new(Float64Array::from_iter_values((0..n).map(f64::from))),
        ),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let limits = QueryLimits {
        memory_bytes: 128 << 20,
        ..QueryLimits::default()
    };
    let open = vec![("figures".to_owned(), rows)];
    let cells = Arc::new(World::exact());
    let gate = Gate::new([], &Policy::default(), cells, open, limits).unwrap();
    for (sql, expected) in [
        (
            "select cast(max(w) as bigint) from (select sum(value) over (partition by name order by value) as w from hub.figures) t",
            1_125_142_500,
        ),
        (
            "select cast(max(place) as bigint) from (select row_number() over (order by value desc) as place from hub.figures) t",
            300_000,
        ),
        (
            "select cast(max(value) as bigint) from (select value from hub.figures order by name, value limit 150000) t",
            299_986,
        ),
    ] {
        assert_eq!(number(&gate, sql).await, Some(expected), "{sql}");
    }
}

#[tokio::test]
async fn a_long_chain_is_refused_before_anybody_walks_through_it() {
    let gate = World::exact().gate();
    let long = |start: &str, more: &str| {
        let n = (60_000 - start.len()) / more.len();
        format!("{start}{}", more.repeat(n))
    };
    for sql in [
        long("select 1", "+1"),
        long("select 'a'", "||'a'"),
        long("select 1 where true", " and true"),
        long("select 1 where true", " or true"),
        long("select 1 where ", "not "),
        long("select ", "- "),
        long("select 1", " union all select 1"),
        long("select 1", " except select 1"),
        long("select 1 where 1", "=1"),
        long("select 1", "::int"),
        long("select 1 from hub.areas", ",hub.areas"),
        long("select 1 from hub.areas", " join hub.areas on true"),
        long("select 1 from hub.areas", ",(select 1)"),
        long("select case", " when true then 1"),
        long("select 1", ",1"),
        long("select true", " xor true"),
        long("select 'a'", " rlike 'a'"),
        long("select 'a'", " similar to 'a'"),
        long("select 1", " member of(1)"),
        long("select concat('a'", ",'a'"),
        doubling("as ("),
        doubling("as materialized ("),
        doubling("(x) as not materialized ("),
    ] {
        let start: String = sql.chars().take(40).collect();
        match gate.answer(&sql).await {
            Err(GateError::Refused(refusal)) => assert_eq!(refusal.code, Code::Limit, "{start}"),
            other => panic!("{start}: {other:?}"),
        }
    }
    let codes = vec!["'female'"; 2_000].join(", ");
    let listed = format!("select count(*) from hub.referrals where sex in ({codes})");
    assert!(number(&gate, &listed).await.is_some());
}

/// Common tables, each of which reads the one before twice.
fn doubling(begins: &str) -> String {
    let next = |n: usize| format!(", a{n} {begins}select l.x from a{} l, a{} r)", n - 1, n - 1);
    let tables: String = (1..30).map(next).collect();
    format!("with a0 {begins}select 1 as x){tables} select count(*) from a29")
}

#[tokio::test]
async fn texts_cannot_be_made_long_without_bound() {
    let gate = World::exact().gate();
    let text = "x".repeat(400);
    let many = vec![format!("'{text}'"); 10].join(", ");
    for sql in [
        format!("select concat({many}) from hub.areas"),
        format!("select '{}'", "x".repeat(600)),
    ] {
        match gate.answer(&sql).await {
            Err(GateError::Refused(refusal)) => assert_eq!(refusal.code, Code::Limit),
            other => panic!("{other:?}"),
        }
    }
    let long = "x".repeat(60_000);
    for value in [
        ScalarValue::LargeUtf8(Some(long.clone())),
        ScalarValue::Utf8View(Some(long.clone())),
        ScalarValue::Utf8(Some(long)),
    ] {
        let query = Query {
            sql: "select $1 from hub.areas",
            values: vec![value],
            turn: None,
            ..Query::default()
        };
        match gate.answer(query).await {
            Err(GateError::Refused(refusal)) => assert_eq!(refusal.code, Code::Limit),
            other => panic!("{other:?}"),
        }
    }
    let three = "with a as (select 1 as x), b as (select l.x from a l, a r), c as (select l.x from b l, b r) select count(*) from c";
    assert!(number(&gate, three).await.is_some());
}

fn subset(codes: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::subsequence(codes, 1..codes.len())
        .prop_map(|codes| format!("'{}'", codes.join("', '")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Over cells with noise: what a condition leaves and what it takes away are the whole, whatever the condition is.
    #[test]
    fn parts_sum_to_the_whole(
        sexes in subset(&["female", "male", "other", "unknown"]),
        ages in subset(&["0-17", "18-24", "25-34", "35-44", "75-84", "85+", "unknown"]),
        months in subset(&["2026-03", "2026-04", "2026-05"]),
        joined in prop::sample::select(vec!["and", "or"]),
        split in prop::sample::select(vec!["sex = 'female'", "age_band < '45'", "icb = 'QB'", "substr(icb, 2, 1) = 'N'"]),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let gate = World::bare().gate();
            let condition = format!("month in ({months}) and (sex in ({sexes}) {joined} age_band in ({ages}))");
            let count = |more: String| format!("select count(*) from hub.referrals where {condition}{more}");
            let whole = number(&gate, &count(String::new())).await.unwrap_or(0);
            let part = number(&gate, &count(format!(" and {split}"))).await.unwrap_or(0);
            let rest = number(&gate, &count(format!(" and not ({split})"))).await.unwrap_or(0);
            assert_eq!(part + rest, whole, "{condition} | {split}");
        });
    }
}
