//! Whether it helps: who was asked again, how scores changed, what could not be had, and the use of health services.
//!
//! The area has two atoms, so that each of its counts is twice that of a cell.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Float64Type;
use hub_disclosure::Policy;
use hub_engine::{Above, Catalogue};

use super::tables::{Tables, cells, open_tables};
use super::world::{Figure, assert_is, assert_tells_nothing, find};

const MEASURES: [&str; 7] = [
    "outcome_follow_up",
    "wellbeing_change",
    "wellbeing_improved",
    "support_kinds",
    "support_not_available",
    "service_use_change",
    "service_use_against_comparison",
];

/// Cells and open tables of one ICB of two atoms, in two months, of which the first has returns.
struct Cells {
    catalogue: Catalogue,
    cells: Tables,
    open: Tables,
}

impl Cells {
    /// So many people and supports in each cell, and nothing else.
    fn of(people: i64) -> Self {
        let catalogue = Catalogue::embedded().expect("every file is sound");
        let cells = cells(&catalogue, |_, _| people);
        let mut open = open_tables();
        replace(&mut open, "noise", noise(&catalogue));
        Self {
            catalogue,
            cells,
            open,
        }
    }

    /// A count in every cell of a fact, by the code of a dimension; the code is empty in tables without it.
    fn set(mut self, fact: &str, column: &str, by: &str, count: impl Fn(&str) -> i64) -> Self {
        let broken_down = format!("{fact}_by_");
        let tables = self.cells.iter_mut();
        for (_, rows) in tables.filter(|(name, _)| name == fact || name.starts_with(&broken_down)) {
            let codes = rows.column_by_name(by);
            let code = |i: usize| codes.map_or("", |codes| codes.as_string::<i32>().value(i));
            let counts = Int64Array::from_iter_values((0..rows.num_rows()).map(|i| count(code(i))));
            put(rows, column, Arc::new(counts));
        }
        self
    }

    /// The months are `first` and October 2026, with so many of three returns.
    fn in_months(mut self, first: &str, received: [i64; 2]) -> Self {
        for (_, rows) in &mut self.cells {
            let months = rows.column_by_name("month").expect("cells have a month");
            let moved = months
                .as_string::<i32>()
                .iter()
                .flatten()
                .map(|month| if month == "2026-09" { first } else { month });
            let moved = StringArray::from_iter_values(moved);
            put(rows, "month", Arc::new(moved));
        }
        let returns = batch(vec![
            ("atom", text(["A1", "A1"])),
            ("month", text([first, "2026-10"])),
            ("expected", whole([3, 3])),
            ("received", whole(received)),
        ]);
        replace(&mut self.open, "cell_returns", returns);
        self
    }

    async fn figures(self, measure: &str) -> Vec<Figure> {
        self.figures_of(measure, "2026-09").await
    }

    async fn figures_of(self, measure: &str, month: &str) -> Vec<Figure> {
        let above = Above::new(&self.catalogue, &Policy::sdc_1(), self.cells, self.open)
            .await
            .expect("the tables register");
        let file = self.catalogue.measure(measure).expect("it exists");
        let rows = above.measure_rows(file).await.expect("the measure runs");
        let column = |name: &str| rows.column_by_name(name).expect("the column exists");
        let words = |name: &str, i: usize| column(name).as_string::<i32>().value(i).to_owned();
        let number = |name: &str, i: usize| {
            let column = column(name).as_primitive::<Float64Type>();
            column.is_valid(i).then(|| column.value(i))
        };
        (0..rows.num_rows())
            .filter(|i| words("month", *i) == month)
            .map(|i| Figure {
                breakdown: words("breakdown", i),
                category: words("category", i),
                numerator: number("numerator", i),
                denominator: number("denominator", i),
                value: number("value", i),
                limits: number("lower95", i).zip(number("upper95", i)),
                status: words("status", i),
            })
            .collect()
    }
}

fn put(rows: &mut RecordBatch, column: &str, values: ArrayRef) {
    let at = rows.schema().index_of(column).expect("the column is there");
    let mut columns = rows.columns().to_vec();
    columns[at] = values;
    *rows = RecordBatch::try_new(rows.schema(), columns).expect("the columns fit");
}

fn replace(tables: &mut Tables, name: &str, rows: RecordBatch) {
    tables.retain(|(known, _)| known != name);
    tables.push((name.to_owned(), rows));
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns have one length")
}

fn text<'a>(words: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

fn whole(numbers: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(numbers))
}

/// Variances of about the size that each bound on one person has.
fn noise(catalogue: &Catalogue) -> RecordBatch {
    let counted: Vec<_> = catalogue
        .facts
        .iter()
        .flat_map(|file| file.fact.countables.iter().map(move |of| (file, of)))
        .collect();
    let variance = |clip: u32| match clip {
        1 => 8.0,
        3 => 72.0,
        12 => 1_150.0,
        100 => 80_000.0,
        144 => 165_888.0,
        _ => 30.0,
    };
    let variances = counted.iter().map(|(_, of)| variance(of.kind.clip()));
    batch(vec![
        (
            "fact",
            text(counted.iter().map(|(file, _)| file.fact.id.as_str())),
        ),
        (
            "countable",
            text(counted.iter().map(|(_, of)| of.name.as_str())),
        ),
        (
            "variance",
            Arc::new(Float64Array::from_iter_values(variances)),
        ),
    ])
}

/// 200 people of each questionnaire, of whom 160 have two scores: 100 are better and 30 worse by a point or more.
fn asked() -> Cells {
    [
        ("paired", 80),
        ("improved", 50),
        ("worsened", 15),
        ("change_tenths", 960),
        ("change_squared", 400),
    ]
    .into_iter()
    .fold(Cells::of(100), |cells, (column, count)| {
        cells.set("outcomes", column, "", |_| count)
    })
}

/// 400 people referred and 400 others, for each length of the periods: 2,000 GP contacts before, 1,600 and 1,900 after.
fn used() -> Cells {
    [
        ("gp_before", 1_000, 1_000),
        ("gp_after", 800, 950),
        ("gp_before_squared", 7_000, 7_000),
        ("gp_after_squared", 5_000, 6_300),
        ("gp_product", 5_000, 5_750),
        ("ae_before", 200, 200),
        ("ae_after", 150, 180),
        ("outpatient_before", 300, 300),
        ("outpatient_after", 300, 300),
        ("inpatient_before", 20, 20),
        ("inpatient_after", 20, 20),
    ]
    .into_iter()
    .fold(Cells::of(200), |cells, (column, referred, others)| {
        cells.set("service_use", column, "use_group", |group| match group {
            "referred" => referred,
            _ => others,
        })
    })
}

#[tokio::test]
async fn those_asked_again_are_a_share_of_those_asked_before() {
    let figures = asked().figures("outcome_follow_up").await;
    assert_eq!(
        figures.len(),
        12,
        "a questionnaire that is not known has none"
    );
    let satisfaction = find(&figures, "instrument", "ons4_satisfaction");
    assert_eq!(
        (satisfaction.numerator, satisfaction.denominator),
        (Some(160.0), Some(200.0))
    );
    // Wilson's limits of 160 out of 200 with a noise variance of 2 x 8 + 25/12.
    assert_is(satisfaction, 80.0, (71.297_475_6, 86.561_284_3));
}

#[tokio::test]
async fn the_mean_change_has_t_limits_that_the_noise_of_all_three_sums_widens() {
    let figures = asked().figures("wellbeing_change").await;
    let satisfaction = find(&figures, "instrument", "ons4_satisfaction");
    assert_eq!(
        (satisfaction.numerator, satisfaction.denominator),
        (Some(160.0), Some(200.0)),
        "pairs, and people with a first score"
    );
    // 192 points of 160 people; without noise 0.904 to 1.496.
    assert_is(satisfaction, 1.2, (0.611_771_0, 1.788_229_0));
    let activation = find(&figures, "instrument", "pam_score");
    assert_is(activation, 12.0, (6.117_709_8, 17.882_290_2));
}

#[tokio::test]
async fn change_by_condition_need_and_support_is_of_life_satisfaction_alone() {
    let (table, column) = ("outcomes", "change_tenths");
    let figures = asked()
        .set(table, column, "instrument", |code| match code {
            "ons4_satisfaction" => 1_600,
            _ => -960,
        })
        .figures("wellbeing_change")
        .await;
    for (breakdown, category) in [
        ("condition", "cancer"),
        ("mental_need", "yes"),
        ("support_kind", "arts"),
    ] {
        assert_eq!(find(&figures, breakdown, category).value, Some(2.0));
    }
    let anxiety = find(&figures, "instrument", "ons4_anxiety");
    assert_eq!(
        anxiety.value,
        Some(-1.2),
        "the change as it is, not the gain"
    );
}

#[tokio::test]
async fn a_mean_change_needs_thirty_pairs() {
    for (paired, status) in [(14, "hidden"), (15, "shown")] {
        let figures = asked()
            .set("outcomes", "paired", "", |_| paired)
            .figures("wellbeing_change")
            .await;
        for figure in &figures {
            assert_eq!(figure.status, status, "{paired} in each atom");
            assert_eq!(figure.value.is_some(), status == "shown");
        }
    }
}

#[tokio::test]
async fn better_and_worse_are_shares_of_pairs_beside_the_share_followed_up() {
    let figures = asked().figures("wellbeing_improved").await;
    let improved = find(&figures, "improved", "swemwbs");
    // 100 and 30 of 160 pairs, with a noise variance of 2 x 8 + 25/12.
    assert_is(improved, 63.0, (52.498_847_9, 71.537_085_3));
    let worsened = find(&figures, "worsened", "swemwbs");
    assert_is(worsened, 19.0, (12.044_259_8, 28.000_665_8));
    let follow_up = find(&figures, "follow_up", "swemwbs");
    assert_eq!(
        (follow_up.numerator, follow_up.denominator, follow_up.value),
        (Some(160.0), Some(200.0), Some(80.0))
    );
}

#[tokio::test]
async fn few_who_are_worse_are_hidden_and_hide_nothing_else() {
    // Of one cell 20 would do. Of two, whose noise adds up, 8 + 3.1 x root of 2 x 8 = 20.4 are needed.
    for (of_a_cell, status) in [(9, "hidden"), (10, "hidden"), (11, "shown")] {
        let figures = asked()
            .set("outcomes", "worsened", "", |_| of_a_cell)
            .figures("wellbeing_improved")
            .await;
        let worsened = find(&figures, "worsened", "ucla3");
        if status == "hidden" {
            assert_tells_nothing("20 people at most", worsened, status);
        }
        assert_eq!(worsened.status, status, "{of_a_cell}");
        assert_eq!(find(&figures, "improved", "ucla3").value, Some(63.0));
    }
}

#[tokio::test]
async fn kinds_are_shares_of_all_supports() {
    let figures = Cells::of(100)
        .set("support", "supports", "support", |kind| {
            if kind.is_empty() { 1_000 } else { 100 }
        })
        .figures("support_kinds")
        .await;
    assert_eq!(figures.len(), 22, "every kind has a row");
    // Wilson's limits of 200 out of 2,000 with a noise variance of 2 x 72 + 25/12.
    let arts = find(&figures, "support", "arts");
    assert_is(arts, 10.0, (8.363_347_6, 11.915_289_1));
}

#[tokio::test]
async fn support_that_could_not_be_had_is_set_against_support_that_was_wanted() {
    let figures = Cells::of(100)
        .set(
            "support",
            "supports",
            "support_status",
            |status| match status {
                "started" => 200,
                "waiting" => 60,
                "not_available" => 40,
                _ => 1_000,
            },
        )
        .figures("support_not_available")
        .await;
    for (breakdown, category) in [("all", "all"), ("support", "nature"), ("imd_quintile", "1")] {
        let share = find(&figures, breakdown, category);
        assert_eq!(
            (share.numerator, share.denominator),
            (Some(200.0), Some(600.0)),
            "declined and unknown are in neither"
        );
        // A variance of (4/9 x 288 + 1/9 x 144) / (10/9) + 25/12.
        assert_is(share, 33.0, (28.123_348_0, 38.984_994_8));
    }
}

#[tokio::test]
async fn use_after_is_set_against_use_before_with_each_person_one_cluster() {
    let figures = used().figures("service_use_change").await;
    let contacts = find(&figures, "referred", "gp_contacts");
    assert_eq!(
        (contacts.numerator, contacts.denominator),
        (Some(1_600.0), Some(2_000.0))
    );
    // Without noise 0.8 times or over exp(1.96 x sqrt(0.00115625)), 0.748 to 0.855.
    assert_is(contacts, 0.8, (0.722_185_7, 0.886_198_6));
    let others = find(&figures, "comparison", "gp_contacts");
    assert_is(others, 0.95, (0.866_013_5, 1.042_131_6));
    // 1/400 + 1/300 + 2,300/400^2 + 2,300/300^2 is the squared standard error.
    let emergency = find(&figures, "referred", "ae_attendances");
    assert_is(emergency, 0.75, (0.493_137_5, 1.140_655_6));
    assert_eq!(find(&figures, "referred", "people").value, Some(400.0));
    assert_eq!(find(&figures, "referred", "months").value, Some(1.0));
}

#[tokio::test]
async fn totals_little_above_their_noise_have_no_ratio() {
    let figures = used().figures("service_use_change").await;
    let admissions = find(&figures, "referred", "inpatient_admissions");
    assert_tells_nothing("40 admissions", admissions, "not_calculated");
    let figures = used()
        .set("service_use", "gp_after", "", |_| -5)
        .figures("service_use_change")
        .await;
    let contacts = find(&figures, "referred", "gp_contacts");
    assert_tells_nothing("none after", contacts, "not_calculated");
}

#[tokio::test]
async fn twelve_months_add_up_and_those_before_or_without_a_return_do_not() {
    for (first, received, months) in [
        ("2025-11", [3, 3], 2.0),
        ("2025-10", [3, 3], 1.0),
        ("2026-09", [0, 3], 1.0),
    ] {
        let figures = used()
            .in_months(first, received)
            .figures_of("service_use_change", "2026-10")
            .await;
        let value = |category: &str| find(&figures, "referred", category).value;
        assert_eq!(value("months"), Some(months), "{first}");
        assert_eq!(value("people"), Some(400.0 * months), "{first}");
        let contacts = find(&figures, "referred", "gp_contacts");
        assert_eq!(contacts.denominator, Some(2_000.0 * months), "{first}");
    }
}

#[tokio::test]
async fn fewer_than_control_is_the_change_over_that_of_the_comparison_group() {
    let figures = used().figures("service_use_against_comparison").await;
    let ratio = find(&figures, "months_3", "gp_contacts_ratio");
    // A ratio is no count, and stands in no column of counts.
    assert_eq!((ratio.numerator, ratio.denominator), (None, None));
    assert_is(ratio, 0.8 / 0.95, (0.733_570_3, 0.966_698_5));
    let fewer = find(&figures, "months_3", "gp_contacts_fewer");
    // In whole percents, limits outwards.
    assert_is(fewer, 16.0, (3.0, 27.0));
    for category in ["people_referred", "people_comparison"] {
        assert_eq!(find(&figures, "months_3", category).value, Some(400.0));
    }
}

#[tokio::test]
async fn events_freed_are_known_as_far_as_chance_leaves_them() {
    let figures = used().figures("service_use_value").await;
    let mut shown = 0;
    for figure in figures
        .iter()
        .filter(|figure| figure.category.ends_with("_fewer"))
    {
        let (Some(value), Some((lower, upper))) = (figure.value, figure.limits) else {
            continue;
        };
        let half_width = (upper - lower) / 2.0;
        // At most two digits, and none beyond the second decimal.
        let step = 10_f64.powf((half_width / 2.0).log10().floor()).max(0.01);
        for number in [value, half_width] {
            let steps = number / step;
            assert!(
                (steps - steps.round()).abs() < 1e-6,
                "{}: {number}",
                figure.category
            );
        }
        assert!(
            half_width / step < 20.5,
            "{}: {half_width}",
            figure.category
        );
        shown += 1;
    }
    assert!(shown > 0, "nothing is shown");
    // Pounds are these events times a price, and tell no more.
    let events = find(&figures, "months_3", "gp_contacts_fewer");
    let pounds = find(&figures, "months_3", "gp_contacts_central");
    let (events, pounds) = (events.value.unwrap(), pounds.value.unwrap());
    assert!(
        (pounds - 37.0 * events).abs() < 1e-6,
        "{pounds} of {events}"
    );
}

#[tokio::test]
async fn outcomes_show_nothing_of_few_people_or_of_a_month_without_returns() {
    for measure in MEASURES {
        for (people, month, status) in [(5, "2026-09", "hidden"), (100, "2026-10", "not_submitted")]
        {
            let figures = Cells::of(people).figures_of(measure, month).await;
            // How many months have returns tells of no people.
            let mut of_people = figures
                .iter()
                .filter(|figure| figure.category != "months" || status == "not_submitted")
                .peekable();
            assert!(of_people.peek().is_some(), "{measure} keeps its rows");
            for figure in of_people {
                assert_tells_nothing(measure, figure, status);
            }
        }
    }
}

#[tokio::test]
async fn shares_of_scores_tell_no_more_than_displayed_counts() {
    // 160 and 162 are displayed as 160.
    for measure in ["outcome_follow_up", "wellbeing_improved"] {
        let exact = asked().figures(measure).await;
        let above = asked()
            .set("outcomes", "paired", "", |_| 81)
            .figures(measure)
            .await;
        for (exact, above) in exact.iter().zip(&above) {
            assert_eq!(exact.value, above.value, "{measure} {}", exact.category);
            assert_eq!(exact.limits, above.limits, "{measure} {}", exact.category);
        }
    }
}
