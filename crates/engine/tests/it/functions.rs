//! The aggregate functions answer the same however the rows lie in partitions, and end with the time of their query.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array, StringArray};
use arrow::datatypes::Float64Type;
use arrow::record_batch::RecordBatch;
use datafusion::catalog::MemTable;
use datafusion::prelude::SessionContext;
use hub_engine::Deadline;
use hub_engine::functions::register_until;

const AREAS: usize = 7;
const GROUPS: usize = 10;

/// Ten groups for each of seven areas; in the fourth area the last group has no value.
fn rows() -> RecordBatch {
    let (mut areas, mut ranks, mut people, mut rates, mut errors) =
        (vec![], vec![], vec![], vec![], vec![]);
    for area in 0..AREAS {
        for group in 0..GROUPS {
            let is_hidden = area == 3 && group == GROUPS - 1;
            areas.push(format!("area {area}"));
            ranks.push(i64::try_from(group).expect("small") + 1);
            people.push(i64::try_from(1_000 + 137 * ((area + 3 * group) % 11)).expect("small"));
            let rate = 5.0 + f64::from(u32::try_from((area * 7 + group * 5) % 13).expect("small"));
            rates.push((!is_hidden).then_some(rate));
            errors.push(Some(0.05));
        }
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("area", Arc::new(StringArray::from(areas))),
        ("rank", Arc::new(Int64Array::from(ranks))),
        ("people", Arc::new(Int64Array::from(people))),
        ("rate", Arc::new(Float64Array::from(rates))),
        ("se", Arc::new(Float64Array::from(errors))),
    ];
    RecordBatch::try_from_iter(columns).expect("a batch")
}

/// The answers for each area, bit for bit, with the rows in so many partitions, dealt in turn from `first`.
async fn answers(partitions: usize, first: usize) -> Vec<Vec<Option<u64>>> {
    let rows = rows();
    let mut parts = vec![Vec::new(); partitions];
    for row in 0..rows.num_rows() {
        parts[(row * 5 + first) % partitions].push(rows.slice((row + first) % rows.num_rows(), 1));
    }
    let context: SessionContext = hub_engine::session().expect("a session");
    let table = MemTable::try_new(rows.schema(), parts).expect("a table");
    context
        .register_table("rates", Arc::new(table))
        .expect("registered");
    let batches = context
        .sql(
            "select
                sii(rate, people, rank, se) as a,
                sii_lower(rate, people, rank, se) as b,
                rii(rate, people, rank, se) as c,
                rii_upper(rate, people, rank, se) as d,
                banded_median(people, rank - 1, rank) as e,
                banded_quantile(people, rank - 1, nullif(rank, 10), 0.9) as f,
                concentration_upper(rate, people, rank) as g,
                km_seen(rank - 1, nullif(rank, 10), people, null, se, 4.5) as h,
                km_quantile_upper(rank - 1, nullif(rank, 10), people, null, se, 0.5) as i,
                panel_effect_lower((rank - 1) % 5, (rank - 1) / 5, people, rate, 1 + se, se) as j
            from rates
            group by area
            order by area",
        )
        .await
        .expect("a plan")
        .collect()
        .await
        .expect("rows");
    batches
        .iter()
        .flat_map(|batch| {
            (0..batch.num_rows()).map(|row| {
                batch
                    .columns()
                    .iter()
                    .map(|column| {
                        let column = column.as_primitive::<Float64Type>();
                        column.iter().nth(row).flatten().map(f64::to_bits)
                    })
                    .collect()
            })
        })
        .collect()
}

#[tokio::test]
async fn partitions_do_not_change_an_aggregate() {
    let whole = answers(1, 0).await;
    assert_eq!(whole.len(), AREAS);
    assert_eq!(whole[3][..4], [None, None, None, None]);
    assert_eq!((whole[3][6], whole[3][9]), (None, None));
    assert!(whole[0].iter().take(5).all(Option::is_some), "{whole:?}");
    assert!(whole[0].iter().skip(6).all(Option::is_some), "{whole:?}");
    for partitions in [2, 3, 7] {
        for first in [0, 11] {
            assert_eq!(
                answers(partitions, first).await,
                whole,
                "{partitions} partitions from {first}"
            );
        }
    }
}

#[tokio::test]
async fn a_function_of_groups_stops_once_the_time_of_its_query_is_over() {
    let answer = async |limit: Duration| {
        let context: SessionContext = hub_engine::session().expect("a session");
        let mut state = context.state();
        register_until(&mut state, Deadline::after(limit)).expect("registered");
        let query = "select km_seen(day, day + 1, 5, null, 0, 0.5)
            from (values (0, 1), (0, 2)) v (day, area) group by area";
        let plan = state.create_logical_plan(query).await.expect("a plan");
        let context = SessionContext::new_with_state(state);
        let rows = context.execute_logical_plan(plan).await.expect("rows");
        rows.collect().await
    };
    let rows = answer(Duration::from_secs(600)).await.expect("in time");
    assert_eq!(rows.iter().map(RecordBatch::num_rows).sum::<usize>(), 2);
    let error = answer(Duration::ZERO).await.expect_err("too late");
    let refusal = "LIMIT: this took more than 0 seconds. Ask for less at once";
    assert!(error.to_string().contains(refusal), "{error}");
}
