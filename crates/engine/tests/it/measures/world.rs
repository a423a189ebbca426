//! Figures of one measure in one month, over cells and populations that can be worked on by hand.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int64Type};
use hub_disclosure::Policy;
use hub_engine::{Above, Catalogue};

use super::tables::{Tables, cells, open_tables};

/// The two atoms of the one area.
const ATOMS: [&str; 2] = ["A1", "A2"];

pub(super) struct Figure {
    pub(super) breakdown: String,
    pub(super) category: String,
    pub(super) numerator: Option<f64>,
    pub(super) denominator: Option<f64>,
    pub(super) value: Option<f64>,
    pub(super) limits: Option<(f64, f64)>,
    pub(super) status: String,
}

/// Cells and open tables of one area.
pub(super) struct World {
    catalogue: Catalogue,
    cells: Tables,
    open: Tables,
}

impl World {
    /// One ICB of two atoms, each with `per_category` people, and as many referrals, in each cell of a category; the
    /// category of the total is empty.
    pub(super) fn new(per_category: impl Fn(&str) -> i64) -> Self {
        let catalogue = Catalogue::embedded().expect("every file is sound");
        let cells = cells(&catalogue, |_, category| per_category(category));
        let mut open = open_tables();
        for (name, rows) in [
            ("populations", populations()),
            ("noise", noise()),
            ("practices", practices()),
        ] {
            replace(&mut open, name, rows);
        }
        Self {
            catalogue,
            cells,
            open,
        }
    }

    /// The area is England.
    pub(super) fn of_england(mut self) -> Self {
        let england = batch(vec![
            ("geography", text(["as_now"; 2])),
            ("area_type", text(["england"; 2])),
            ("area_code", text(["ENG"; 2])),
            ("atom", text(ATOMS)),
            ("from_month", text(["0000-00"; 2])),
            ("to_month", text(["9999-12"; 2])),
        ]);
        replace(&mut self.open, "area_atoms", england);
        self
    }

    /// Every count of `column` in a table of cells times `factor`.
    pub(super) fn times(mut self, table: &str, column: &str, factor: i64) -> Self {
        let (_, rows) = self
            .cells
            .iter_mut()
            .find(|(name, _)| name == table)
            .expect("the table is there");
        let at = rows.schema().index_of(column).expect("the column is there");
        let counts = rows.column(at).as_primitive::<Int64Type>();
        let more: Int64Array = counts.unary(|count| count * factor);
        let mut columns = rows.columns().to_vec();
        columns[at] = Arc::new(more);
        *rows = RecordBatch::try_new(rows.schema(), columns).expect("the columns fit");
        self
    }

    /// The figures of a measure in the month that has returns.
    pub(super) async fn figures(self, measure: &str) -> Vec<Figure> {
        self.figures_of(measure, "2026-09").await
    }

    /// The figures of a measure in a month.
    pub(super) async fn figures_of(self, measure: &str, month: &str) -> Vec<Figure> {
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

/// The figure of a breakdown and category.
pub(super) fn find<'a>(figures: &'a [Figure], breakdown: &str, category: &str) -> &'a Figure {
    figures
        .iter()
        .find(|figure| figure.breakdown == breakdown && figure.category == category)
        .expect("the figure is there")
}

/// Panics unless value and limits are those worked out by hand, to six figures behind the point.
pub(super) fn assert_is(figure: &Figure, value: f64, limits: (f64, f64)) {
    assert_eq!(figure.status, "shown", "{}", figure.category);
    let found = figure.value.expect("it is shown");
    let (lower, upper) = figure.limits.expect("it has limits");
    for (found, expected) in [(found, value), (lower, limits.0), (upper, limits.1)] {
        let off = (found - expected).abs();
        assert!(off < 1e-6, "{}: {found}, not {expected}", figure.category);
    }
}

/// A row that is not shown has no number that rests on people.
pub(super) fn assert_tells_nothing(measure: &str, figure: &Figure, status: &str) {
    assert_eq!(figure.status, status, "{measure} {}", figure.category);
    assert!(
        figure.value.is_none() && figure.numerator.is_none() && figure.limits.is_none(),
        "{measure} {}",
        figure.category
    );
}

fn replace(tables: &mut Tables, name: &str, rows: RecordBatch) {
    tables.retain(|(known, _)| known != name);
    tables.push((name.to_owned(), rows));
}

/// People of each atom: 50,000 registered and as many residents.
fn populations() -> RecordBatch {
    let fifths = ["1", "2", "3", "4", "5"].map(|fifth| (fifth, 10_000.0));
    let groups = [
        ("white", 40_000.0),
        ("mixed", 2_000.0),
        ("asian", 4_000.0),
        ("black", 3_000.0),
        ("other", 1_000.0),
    ];
    let ages = [
        ("0-17", 10_000.0),
        ("18-24", 4_000.0),
        ("25-34", 6_000.0),
        ("35-44", 6_000.0),
        ("45-54", 7_000.0),
        ("55-64", 6_000.0),
        ("65-74", 5_000.0),
        ("75-84", 3_000.0),
        ("85+", 1_000.0),
    ];
    let mut rows = vec![("registered", "all", "all", 50_000.0)];
    for (basis, breakdown, parts) in [
        ("resident_census_2021", "imd_quintile", &fifths[..]),
        ("resident_census_2021", "ethnic_group", &groups[..]),
        ("resident_mid_2020", "age_band", &ages[..]),
    ] {
        let of = |(category, people): &(&'static str, f64)| (basis, breakdown, *category, *people);
        rows.extend(parts.iter().map(of));
    }
    let both: Vec<_> = ATOMS
        .iter()
        .flat_map(|atom| rows.iter().map(move |row| (*atom, row)))
        .collect();
    batch(vec![
        ("atom", text(both.iter().map(|(atom, _)| *atom))),
        ("basis", text(both.iter().map(|(_, row)| row.0))),
        ("breakdown", text(both.iter().map(|(_, row)| row.1))),
        ("category", text(both.iter().map(|(_, row)| row.2))),
        ("people", numbers(both.iter().map(|(_, row)| row.3))),
    ])
}

fn noise() -> RecordBatch {
    batch(vec![
        (
            "fact",
            text(["referrals", "referrals", "contacts", "contacts"]),
        ),
        (
            "countable",
            text(["persons", "referrals", "persons", "contacts"]),
        ),
        ("variance", numbers([8.0, 30.0, 8.0, 1_150.0])),
    ])
}

/// Two of a network with a link worker, one of a network without, and three that closed, opened later or have none.
fn practices() -> RecordBatch {
    batch(vec![
        ("code", text(["Z1", "Z2", "Z3", "Z4", "Z5", "Z6"])),
        ("pcn", text(["U1", "U1", "U2", "", "U1", "U1"])),
        ("atom", text(["A1", "A1", "A2", "A2", "A1", "A2"])),
        (
            "registered",
            numbers([10_000.0, 5_000.0, 8_000.0, 3_000.0, 7_000.0, 1_000.0]),
        ),
        (
            "opened",
            text(["1974-04-01", "", "2026-09-30", "", "2026-10-01", ""]),
        ),
        ("closed", text(["", "", "", "2026-08-31", "", "2026-09-01"])),
    ])
}

fn text<'a>(words: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

fn numbers(numbers: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(numbers))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns have one length")
}
