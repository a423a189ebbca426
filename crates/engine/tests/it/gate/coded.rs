//! What is said of values that a column never has.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::record_batch::RecordBatch;
use hub_engine::{Catalogue, Gate, GateError, QueryLimits};

use super::world::{self, World};

async fn notes(gate: &Gate, sql: &str) -> Vec<String> {
    gate.answer(sql).await.expect(sql).notes
}

#[tokio::test]
async fn a_code_that_a_column_does_not_have_is_named_with_those_that_it_has() {
    let gate = World::exact().gate();
    for sql in [
        "select count(*) from hub.referrals where sex = 'femal'",
        "select count(*) from hub.referrals where 'femal' <> sex",
        "select count(*) filter (where sex in ('male', 'femal')) from hub.referrals",
        "select sum(case when s = 'femal' then 1 else 0 end) from (select sex as s from hub.referrals)",
        "select n from (select count(*) as n from hub.referrals where sex = 'femal')",
    ] {
        let notes = notes(&gate, sql).await;
        assert_eq!(notes.len(), 1, "{sql}: {notes:?}");
        assert!(
            notes[0].starts_with("'femal' is not a code of sex, whose codes are female, male"),
            "{sql}: {notes:?}"
        );
    }
}

#[tokio::test]
async fn months_and_boards_are_held_against_the_calendar_and_the_areas() {
    let gate = World::exact().gate();
    for (sql, said) in [
        (
            "select count(*) from hub.referrals where month = '2026-13'",
            "'2026-13' is not a month",
        ),
        (
            "select count(*) from hub.referrals where icb = 'ZZZ'",
            "'ZZZ' is not a code of icb: its codes are in hub.areas",
        ),
        (
            "select count(*) from hub.referrals where region = 'QB'",
            "'QB' is not a code of region: its codes are in hub.regions",
        ),
    ] {
        let notes = notes(&gate, sql).await;
        assert!(
            notes.len() == 1 && notes[0].starts_with(said),
            "{sql}: {notes:?}"
        );
    }
}

#[tokio::test]
async fn codes_that_there_are_get_no_note_however_few_people_have_them() {
    let gate = World::exact().gate();
    for sql in [
        "select count(*) from hub.referrals where sex = 'unknown' and icb_as_was = 'QOLD1' and month = '2026-05'",
        // A span may begin or end between codes, and what is worked out is no column.
        "select count(*) from hub.referrals where age_band > '2' and upper(sex) = 'FEMAL'",
        "select n from (select icb, count(*) as n from hub.referrals group by icb) t where icb = 'ZZZ'",
    ] {
        assert_eq!(notes(&gate, sql).await, Vec::<String>::new(), "{sql}");
    }
}

#[tokio::test]
async fn a_month_that_the_release_does_not_have_is_told_with_those_that_it_has() {
    let fact = |id: &str| {
        let catalogue = Catalogue::embedded().expect("the embedded files");
        catalogue.fact(id).expect(id).fact.clone()
    };
    let texts = |texts: [&str; 3]| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
    let months = RecordBatch::try_from_iter([
        ("month", texts(world::MONTHS)),
        ("stage", texts(["final", "final", "provisional"])),
    ])
    .expect("columns of one length");
    let gate = Gate::new(
        [fact("referrals")],
        &hub_disclosure::Policy::sdc_1(),
        Arc::new(World::exact()),
        vec![
            ("area_atoms".to_owned(), world::area_atoms()),
            ("months".to_owned(), months),
        ],
        QueryLimits::default(),
    )
    .expect("a gate");
    let of = |month: &str| format!("select count(*) from hub.referrals where month = '{month}'");
    assert_eq!(
        notes(&gate, &of("2025-01")).await,
        ["'2025-01' is not in this release: the months of hub.referrals are 2026-03 to 2026-05"]
    );
    assert!(notes(&gate, &of("2026-05")).await.is_empty());
}

#[tokio::test]
async fn a_column_of_codes_is_not_held_against_a_number() {
    let gate = World::exact().gate();
    let sql = "select count(*) from hub.referrals where imd_quintile = 1";
    match gate.describe(sql).await {
        Err(GateError::Refused(refusal)) => {
            assert_eq!(refusal.words, "imd_quintile is text: write '1' in quotes");
        }
        other => panic!("not refused: {other:?}"),
    }
}
