//! Figures of single practices and primary care networks: a board's own, and no trace of any other's.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use hub_disclosure::Policy;
use hub_engine::{
    Catalogue, CellSource, Code, Deeper, Fact, Gate, GateError, Query, QueryLimits, Reach, UnitKind,
};

use super::world::{ATOMS, MONTHS, area_atoms, areas};

/// The atom of the board that asks, and the board.
const HOME: (&str, &str) = ("A1", "QNEW");
const PRACTICES: [(&str, &str); 4] = [("P1", "A1"), ("P2", "A1"), ("P3", "B1"), ("P4", "C1")];
const PCNS: [(&str, &str); 3] = [("U1", "A1"), ("U3", "B1"), ("U4", "C1")];

/// What there is of the places of other boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    AsItIs,
    Larger,
    Gone,
}

const ANY: [Elsewhere; 3] = [Elsewhere::AsItIs, Elsewhere::Larger, Elsewhere::Gone];

/// Cells of areas, practices and networks, with every count shown as it is.
#[derive(Debug)]
struct World {
    facts: Vec<Fact>,
    elsewhere: Elsewhere,
}

fn fact(id: &str, of: UnitKind, depth: u8, dimensions: &[&str]) -> Fact {
    let catalogue = Catalogue::embedded().expect("the embedded files");
    let mut fact = catalogue.fact("referrals").expect("referrals").fact.clone();
    fact.id = id.to_owned();
    fact.of = of;
    fact.depth = depth;
    fact.opened_depth = 0;
    let is_kept = |name: &str| dimensions.contains(&name);
    fact.dimensions.retain(|dimension| is_kept(&dimension.name));
    fact
}

impl World {
    fn of(elsewhere: Elsewhere) -> Self {
        let facts = vec![
            fact("referrals", UnitKind::Area, 0, &[]),
            fact("referrals_by_practice", UnitKind::Practice, 0, &[]),
            fact("referrals_by_pcn", UnitKind::Pcn, 1, &["sex", "need"]),
        ];
        Self { facts, elsewhere }
    }

    fn gate(self) -> Gate {
        let mut policy = Policy::sdc_1();
        policy.floor = 0;
        policy.soft_floor = 0;
        policy.round_to = 1;
        policy.least_shown = 0;
        let open = vec![
            ("area_atoms".to_owned(), area_atoms()),
            ("areas".to_owned(), areas()),
        ];
        let limits = QueryLimits::default();
        Gate::new(self.facts.clone(), &policy, Arc::new(self), open, limits).expect("a gate")
    }

    fn table(&self, fact: &Fact, set: &[usize]) -> RecordBatch {
        let units: Vec<(&str, &str)> = match fact.of {
            UnitKind::Area => ATOMS.iter().map(|(atom, ..)| (*atom, *atom)).collect(),
            UnitKind::Pcn => PCNS.to_vec(),
            UnitKind::Practice | UnitKind::Service => PRACTICES.to_vec(),
        };
        let codes: Vec<&str> = match set.first() {
            Some(index) => fact.dimensions[*index]
                .codes
                .iter()
                .map(String::as_str)
                .collect(),
            None => vec!["all"],
        };
        let (mut keys, mut counts) = (Vec::new(), Vec::new());
        for (nth, (unit, atom)) in (1_i64..).zip(units) {
            let more = match self.elsewhere {
                _ if !fact.of.is_place() || atom == HOME.0 => 0,
                Elsewhere::AsItIs => 0,
                Elsewhere::Larger => 7_000,
                Elsewhere::Gone => continue,
            };
            for (month_nth, month) in (0_i64..).zip(MONTHS) {
                for (code_nth, code) in (0_i64..).zip(&codes) {
                    keys.push([unit, atom, month, *code]);
                    counts.push(100 * nth + 10 * month_nth + code_nth + more);
                }
            }
        }
        let text = |at: usize| -> ArrayRef {
            Arc::new(
                keys.iter()
                    .map(|key| Some(key[at]))
                    .collect::<StringArray>(),
            )
        };
        let mut columns = vec![("atom", text(0)), ("month", text(2))];
        if fact.of.is_place() {
            columns.push(("area", text(1)));
        }
        for index in set {
            columns.push((&fact.dimensions[*index].name, text(3)));
        }
        for countable in &fact.countables {
            let counts: ArrayRef = Arc::new(Int64Array::from(counts.clone()));
            columns.push((&countable.name, counts));
        }
        let floor: ArrayRef = Arc::new(BooleanArray::from(vec![true; counts.len()]));
        columns.push(("floor_met", floor));
        RecordBatch::try_from_iter(columns).expect("columns of one length")
    }
}

#[async_trait::async_trait]
impl CellSource for World {
    async fn cells(
        &self,
        table: &str,
    ) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        for fact in &self.facts {
            for set in fact.dimension_sets() {
                if fact.cell_table(&set) == table {
                    return Ok(Some(self.table(fact, &set)));
                }
            }
        }
        Ok(None)
    }
}

fn home() -> Reach {
    Reach::Board(HOME.1.to_owned())
}

fn query<'a>(sql: &'a str, reach: &Reach) -> Query<'a> {
    Query {
        deeper: Deeper {
            reach: reach.clone(),
            ..Deeper::default()
        },
        ..sql.into()
    }
}

/// The answer as a table of text, or the refusal.
async fn asked(gate: &Gate, sql: &str, reach: &Reach) -> String {
    match gate.answer(query(sql, reach)).await {
        Ok(answer) => pretty_format_batches(&answer.batches)
            .expect("a table")
            .to_string(),
        Err(GateError::Refused(refusal)) => refusal.to_string(),
        Err(error) => panic!("{sql}: {error:?}"),
    }
}

async fn code(gate: &Gate, sql: &str, reach: &Reach) -> Option<Code> {
    match gate.answer(query(sql, reach)).await {
        Ok(_) => None,
        Err(GateError::Refused(refusal)) => Some(refusal.code),
        Err(error) => panic!("{sql}: {error:?}"),
    }
}

const BY_PRACTICE: &str =
    "select practice, count(*) as n from hub.referrals_by_practice group by practice";

/// Questions whose answer differs with what there is of other boards, to whoever sees that. `T` is the table of practices,
/// and `C` its count by practice.
const QUESTIONS: [&str; 14] = [
    "C order by practice",
    "select icb, practice, count(*) from T where icb = 'QB' or practice = 'P3' or month > '' group by icb, practice \
        order by practice",
    "select icb, practice, count(*) from T where practice in (select practice from (C) as c where n > 400) \
        group by icb, practice order by practice",
    "C union all select icb, count(*) from T group by icb order by 1, 2",
    "select a.name, c.n from (select icb, count(*) as n from T group by icb) as c right join hub.areas as a \
        on a.code = c.icb order by a.name",
    "select c.practice, c.n, a.n as of_area \
        from (select practice, icb, count(*) as n from T group by practice, icb) as c \
        join (select icb, count(*) as n from hub.referrals group by icb) as a on a.icb = c.icb order by c.practice",
    "select practice, sum(case when icb <> 'QNEW' then 1 else 0 end) as x, count(*) filter (where icb = 'QB') as y \
        from T group by practice order by practice",
    "select practice, n, sum(n) over (order by practice) as upto, rank() over (order by n desc) as nth from (C) as c \
        order by practice",
    "select sum(n), max(n), count(*) from (C) as c",
    "select count(*) from T where practice = 'P3'",
    "select (select count(*) from T where practice = 'P3') as there, \
        (select count(*) from T where practice = 'P1') as here",
    "select practice, count(distinct person) from T where month = '2026-04' group by practice order by practice",
    "select pcn, need, count(*) from hub.referrals_by_pcn where need = 'money' group by pcn, need order by pcn",
    "with c as (select pcn, sex, count(*) as n from hub.referrals_by_pcn group by pcn, sex) select sex, sum(n) from c \
        group by sex order by sex",
];

fn questions() -> impl Iterator<Item = String> {
    QUESTIONS.into_iter().map(|question| {
        let words = question.split(' ').map(|word| match word {
            "T" => "hub.referrals_by_practice".to_owned(),
            word => word.replace('C', BY_PRACTICE),
        });
        words.collect::<Vec<_>>().join(" ")
    })
}

#[tokio::test]
async fn a_boards_answers_are_the_same_whatever_there_is_of_other_boards() {
    let [as_it_is, larger, gone] = ANY.map(|elsewhere| World::of(elsewhere).gate());
    for sql in questions() {
        let own = asked(&as_it_is, &sql, &home()).await;
        assert!(!own.contains("SDC_"), "{sql}: {own}");
        assert_eq!(asked(&larger, &sql, &home()).await, own, "{sql}");
        assert_eq!(asked(&gone, &sql, &home()).await, own, "{sql}");
        // Whoever sees every board sees the difference.
        let all = asked(&as_it_is, &sql, &Reach::Everywhere).await;
        assert_ne!(asked(&larger, &sql, &Reach::Everywhere).await, all, "{sql}");
        assert_ne!(asked(&gone, &sql, &Reach::Everywhere).await, all, "{sql}");
    }
    assert_eq!(
        asked(
            &as_it_is,
            &format!("{BY_PRACTICE} order by practice"),
            &home()
        )
        .await,
        "\
+----------+-----+
| practice | n   |
+----------+-----+
| P1       | 330 |
| P2       | 630 |
+----------+-----+"
    );
}

#[tokio::test]
async fn neither_a_failing_condition_nor_a_plan_tells_of_another_boards_places() {
    let [as_it_is, larger, gone] = ANY.map(|elsewhere| World::of(elsewhere).gate());
    let fails_there = "select practice, count(*) from hub.referrals_by_practice where icb = 'QNEW' and \
        1 / (case when practice = 'P3' then 0 else 1 end) = 1 group by practice order by practice";
    let explained = questions().map(|sql| format!("explain {sql}"));
    for sql in explained.chain([fails_there.to_owned()]) {
        let told = asked(&as_it_is, &sql, &home()).await;
        assert!(!told.contains("SDC_") && !told.contains("SQL_"), "{told}");
        assert_eq!(asked(&larger, &sql, &home()).await, told, "{sql}");
        assert_eq!(asked(&gone, &sql, &home()).await, told, "{sql}");
    }
    let fails_here = fails_there.replace("P3", "P1");
    let code = code(&as_it_is, &fails_here, &home()).await;
    assert_eq!(code, Some(Code::Sql), "it does fail at a row");
}

#[tokio::test]
async fn whoever_sees_no_places_is_refused_in_the_same_words_whatever_the_data_are() {
    let gates = ANY.map(|elsewhere| World::of(elsewhere).gate());
    for sql in questions() {
        let mut words = BTreeSet::new();
        for gate in &gates {
            for sql in [sql.clone(), format!("explain {sql}")] {
                words.insert(asked(gate, &sql, &Reach::Nowhere).await);
                assert!(gate.describe(sql.as_str()).await.is_err(), "{sql}");
            }
        }
        let said = words.first().expect("words");
        assert_eq!(words.len(), 1, "{sql}");
        assert!(said.starts_with("SDC_LEDGER: figures of single "), "{said}");
        let kind = match sql.contains("hub.referrals_by_pcn") {
            true => "primary care networks",
            false => "practices",
        };
        assert!(said.contains(kind), "{said}");
    }
    let areas = "select count(*) from hub.referrals";
    assert_eq!(code(&gates[0], areas, &Reach::Nowhere).await, None);
    let unknown = Reach::Board("QNONE".to_owned());
    let answer = gates[0].answer(query(BY_PRACTICE, &unknown)).await;
    let batches = answer.expect("an answer").batches;
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
}

#[tokio::test]
async fn figures_of_practices_sum_to_those_of_their_boards_for_whoever_sees_all() {
    let gate = World::of(Elsewhere::AsItIs).gate();
    let boards =
        "select icb, count(*) as n from hub.referrals_by_practice group by icb order by icb";
    let summed = "select icb, sum(n) as n from (select icb, practice, month, count(*) as n \
        from hub.referrals_by_practice group by icb, practice, month) as c group by icb order by icb";
    let all = asked(&gate, boards, &Reach::Everywhere).await;
    assert_eq!(
        all,
        "\
+------+------+
| icb  | n    |
+------+------+
| QB   | 930  |
| QC   | 1230 |
| QNEW | 960  |
+------+------+"
    );
    assert_eq!(asked(&gate, summed, &Reach::Everywhere).await, all);
    let answer = gate.answer(query(BY_PRACTICE, &Reach::Everywhere)).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.schema.field(0).data_type(), &DataType::Utf8);
    let batch = answer.batches.first().expect("rows");
    assert_eq!(batch.column(0).data_type(), &DataType::Utf8);
}

#[tokio::test]
async fn no_sum_is_over_places_that_the_query_chooses() {
    let gate = World::of(Elsewhere::AsItIs).gate();
    let from = "from hub.referrals_by_practice where icb = 'QNEW'";
    for chosen in [
        format!("select count(*) {from} and practice in ('P1', 'P2')"),
        format!("select count(*) {from} and practice <> 'P1'"),
        format!("select month, count(*) {from} and (practice = 'P1' or month > '') group by month"),
        format!("select count(*) {from} group by upper(practice)"),
        format!("select count(*) filter (where practice like 'P%') {from}"),
        format!("select sum(case when practice > 'P1' then 1 else 0 end) {from}"),
        format!("select count(*) {from} and practice in (select code from hub.areas)"),
    ] {
        for reach in [home(), Reach::Everywhere] {
            let refused = code(&gate, &chosen, &reach).await;
            assert_eq!(refused, Some(Code::Overlap), "{chosen}");
        }
        let by_practice = chosen
            .replacen("select ", "select practice, ", 1)
            .replace(" group by month", " group by month, practice")
            .replace(" group by upper(practice)", "");
        let by_practice = match by_practice.contains("group by") {
            true => by_practice,
            false => format!("{by_practice} group by practice"),
        };
        assert_eq!(
            code(&gate, &by_practice, &home()).await,
            None,
            "{by_practice}"
        );
    }
}

#[tokio::test]
async fn a_board_names_itself_or_the_place() {
    let gate = World::of(Elsewhere::AsItIs).gate();
    let count = "select count(*) from hub.referrals_by_practice";
    let named = [
        " where icb = 'QNEW'",
        " where practice = 'P1'",
        " where 'P3' = practice and month = '2026-04'",
        " group by icb",
        " group by month, practice",
    ];
    let unnamed = ["", " group by region", " where icb_as_was = 'QNEW'"];
    for (end, refused) in named
        .map(|end| (end, None))
        .into_iter()
        .chain(unnamed.map(|end| (end, Some(Code::Ledger))))
    {
        let sql = format!("{count}{end}");
        assert_eq!(code(&gate, &sql, &home()).await, refused, "{sql}");
        assert_eq!(code(&gate, &sql, &Reach::Everywhere).await, None, "{sql}");
    }
    let words = asked(&gate, count, &home()).await;
    for part in ["single practices", "icb = 'QNEW'", "by practice"] {
        assert!(words.contains(part), "{words}");
    }
}

#[tokio::test]
async fn people_of_two_places_are_not_added_up() {
    let gate = World::of(Elsewhere::AsItIs).gate();
    let people = "count(distinct person) from hub.referrals_by_practice";
    for (sql, refused) in [
        (
            format!("select icb, {people} where month = '2026-04' group by icb"),
            true,
        ),
        (
            format!("select month, {people} where icb = 'QNEW' group by month"),
            true,
        ),
        (format!("select practice, {people} group by practice"), true),
        (
            format!("select practice, month, {people} group by practice, month"),
            false,
        ),
        (
            format!("select {people} where practice = 'P1' and month = '2026-04'"),
            false,
        ),
    ] {
        for reach in [home(), Reach::Everywhere] {
            let expected = refused.then_some(Code::Overlap);
            assert_eq!(code(&gate, &sql, &reach).await, expected, "{sql}");
        }
    }
}

#[tokio::test]
async fn cells_of_places_are_not_broken_down_further_and_rows_are_not_read() {
    let mut world = World::of(Elsewhere::AsItIs);
    world
        .facts
        .push(fact("by_service", UnitKind::Service, 0, &["sex"]));
    let gate = world.gate();
    for (sql, refused, parts) in [
        (
            "select service, count(*) from hub.by_service where sex = 'male' group by service",
            Code::TooManyDims,
            ["whole services", "sex"],
        ),
        (
            "select pcn, count(*) from hub.referrals_by_pcn where sex = 'male' and need = 'money' group by pcn",
            Code::TooManyDims,
            ["at most 1 ", "icb and pcn"],
        ),
        (
            "select practice, count(*) from hub.referrals_by_practice where sex = 'male' group by practice",
            Code::Sql,
            ["sex", ""],
        ),
        (
            "select * from hub.referrals_by_practice",
            Code::RowLevel,
            ["select practice, count(*)", "group by practice"],
        ),
    ] {
        let said = asked(&gate, sql, &Reach::Everywhere).await;
        assert!(said.starts_with(refused.name()), "{sql}: {said}");
        for part in parts {
            assert!(said.contains(part), "{sql}: {said}");
        }
    }
}
