//! Cells by three columns at once: only where they were made, and only as far as somebody reaches.

use std::collections::BTreeSet;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use hub_engine::{Code, Deeper, Gate, GateError, Query, Reach};

use super::world::World;

const THREE: &str = "select count(*) from hub.referrals where sex = 'female' and age_band <> '85+' and need = 'money'";

fn deeper(reach: Reach, made: &[&str]) -> Deeper {
    Deeper {
        reach,
        made: made.iter().map(|table| (*table).to_owned()).collect(),
    }
}

async fn asked(gate: &Gate, sql: &str, deeper: &Deeper) -> Result<Vec<Option<i64>>, GateError> {
    let query = Query {
        deeper: deeper.clone(),
        ..sql.into()
    };
    let answer = gate.answer(query).await?;
    Ok(answer
        .batches
        .iter()
        .flat_map(|batch| {
            let last = batch.columns().last().expect("a column");
            last.as_primitive::<Int64Type>().iter().collect::<Vec<_>>()
        })
        .collect())
}

fn code(answer: Result<Vec<Option<i64>>, GateError>) -> Code {
    match answer {
        Err(GateError::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

const TABLE: &str = "referrals_by_sex_age_band_need";

#[tokio::test]
async fn three_columns_are_answered_only_where_their_cells_were_made() {
    let gate = World::bare().gate();
    let made = deeper(Reach::Everywhere, &[TABLE]);
    assert!(asked(&gate, THREE, &made).await.is_ok());
    for other in [
        Deeper::default(),
        deeper(Reach::Everywhere, &[]),
        deeper(Reach::Everywhere, &["referrals_by_sex_rural_need"]),
        deeper(Reach::Nowhere, &[TABLE]),
    ] {
        assert_eq!(code(asked(&gate, THREE, &other).await), Code::Ledger);
    }
    let four = format!("{THREE} and rural = 'urban'");
    assert_eq!(code(asked(&gate, &four, &made).await), Code::TooManyDims);
    let tenth = "select count(*) from hub.referrals where sex = 'male' and rural = 'rural' and imd_decile = '1'";
    assert_eq!(code(asked(&gate, tenth, &made).await), Code::TooManyDims);
}

#[tokio::test]
async fn a_refusal_says_the_same_of_any_data_and_names_what_can_be_done() {
    let mut said = BTreeSet::new();
    for world in [World::exact(), World::without(7)] {
        let gate = world.gate();
        match asked(&gate, THREE, &Deeper::default()).await {
            Err(GateError::Refused(refusal)) => said.insert(refusal.to_string()),
            other => panic!("not refused: {other:?}"),
        };
    }
    let words = said.first().expect("words");
    assert_eq!(said.len(), 1);
    for part in [
        "SDC_LEDGER",
        "sex, age_band, need",
        "ask the disclosure officer of this hub",
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[tokio::test]
async fn a_board_sees_such_figures_of_its_own_places_alone() {
    let gate = World::bare().gate();
    let by_icb = format!(
        "{} group by icb",
        THREE.replace("count(*)", "icb, count(*)")
    );
    let all = asked(&gate, &by_icb, &deeper(Reach::Everywhere, &[TABLE])).await;
    let own = deeper(Reach::Board("QB".to_owned()), &[TABLE]);
    let of_own = asked(&gate, &by_icb, &own).await.expect("an answer");
    assert_eq!((all.expect("an answer").len(), of_own.len()), (3, 1));
    let fixed = format!("{THREE} and icb = 'QB'");
    assert_eq!(asked(&gate, &fixed, &own).await.expect("a total"), of_own);
    let inside = format!(
        "select sum(n) from ({}) as counts",
        by_icb.replace("count(*)", "count(*) as n")
    );
    assert_eq!(asked(&gate, &inside, &own).await.expect("a sum"), of_own);
    // Figures of its own under the name of more, or beside figures of all, would mislead.
    for sql in [
        THREE.to_owned(),
        format!("{} group by region", THREE.replace("count(*)", "region, count(*)")),
        "select count(*) filter (where sex = 'female' and age_band <> '85+' and need = 'money') * 100 / count(*) from \
            hub.referrals"
            .to_owned(),
        format!("{THREE} and icb_as_was = 'QB'"),
        format!("{THREE} and (icb = 'QB' or month = '2026-04')"),
    ] {
        assert_eq!(code(asked(&gate, &sql, &own).await), Code::Ledger, "{sql}");
    }
    let stranger = deeper(Reach::Board("QNONE".to_owned()), &[TABLE]);
    assert_eq!(asked(&gate, &by_icb, &stranger).await.expect("no rows"), []);
}

#[tokio::test]
async fn the_parts_of_a_finer_figure_sum_to_the_whole() {
    let gate = World::bare().gate();
    let made = deeper(Reach::Everywhere, &[TABLE]);
    let parts = "select sum(n) from (select sex, age_band, need, count(*) as n from hub.referrals group by sex, age_band, \
        need) as parts where sex = 'female' and age_band <> '85+' and need = 'money'";
    let whole = asked(&gate, THREE, &made).await.expect("a figure");
    assert!(whole[0].is_some());
    assert_eq!(asked(&gate, parts, &made).await.expect("a sum"), whole);
}
