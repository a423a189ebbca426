//! The months in which cells of a place may be made: one rule, for the units of a release and, as a table, for the SQL
//! that gives their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use hub_engine::UnitKind;
use hub_standard::ids::Month;
use jiff::civil::Date;

use crate::error::{ReleaseError, Result};

/// Open practices that a network needs for cells of its own: the cells of a single practice would else be broken down
/// as no practice's are.
const PRACTICES_MIN: usize = 2;

/// A practice or a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The area atom that it belongs to; the last one known where the reference data have it no more.
    pub(super) area: String,
    /// In order and apart.
    pub(super) spans: Vec<Span>,
}

/// The first and the last of some months in which cells of a place may be made.
pub(super) type Span = (Month, Month);

impl Place {
    /// Whether cells of it may be made in a month.
    pub(super) fn is_listed(&self, month: Month) -> bool {
        self.spans.iter().any(|span| has(*span, month))
    }
}

/// A row of the reference table `practices`.
struct Practice<'a> {
    code: &'a str,
    /// Empty where it is in none.
    network: &'a str,
    atom: &'a str,
    /// The months in which it was open on a day. A day that is not known does not count against it.
    open: Span,
}

/// The practices, by code, each in the months in which it was open.
pub(super) fn practices(reference: &RecordBatch) -> Result<BTreeMap<String, Place>> {
    let place = |practice: &Practice<'_>| {
        let (from, to) = practice.open;
        let place = Place {
            area: practice.atom.to_owned(),
            spans: (from <= to).then_some((from, to)).into_iter().collect(),
        };
        (practice.code.to_owned(), place)
    };
    Ok(rows(reference)?.iter().map(place).collect())
}

/// The networks, by code, each in the months in which it had open practices enough. All of them, open or not, must be in
/// one area: figures of a network in two would show its people to a board that is not theirs.
pub(super) fn networks(reference: &RecordBatch) -> Result<BTreeMap<String, Place>> {
    let mut networks: BTreeMap<&str, (BTreeSet<&str>, Vec<Span>)> = BTreeMap::new();
    for practice in rows(reference)? {
        if !practice.network.is_empty() {
            let (atoms, open) = networks.entry(practice.network).or_default();
            atoms.insert(practice.atom);
            open.push(practice.open);
        }
    }
    let places = networks.into_iter().filter_map(|(code, (atoms, open))| {
        let place = Place {
            area: (*atoms.first()?).to_owned(),
            spans: spans_of_enough(&open),
        };
        (atoms.len() == 1 && !place.spans.is_empty()).then(|| (code.to_owned(), place))
    });
    Ok(places.collect())
}

/// The table `reference.listed_places` inside the barrier.
///
/// # Errors
/// [`ReleaseError::Shape`] where the table of practices lacks a column or a day is none.
pub(in crate::builder) fn listed_table(reference: &RecordBatch) -> Result<RecordBatch> {
    let of_kinds = [
        (UnitKind::Practice, practices(reference)?),
        (UnitKind::Pcn, networks(reference)?),
    ];
    let rows: Vec<_> = of_kinds
        .iter()
        .flat_map(|(kind, places)| places.iter().map(move |place| (kind.column(), place)))
        .flat_map(|(kind, (code, place))| {
            let spans = place.spans.iter();
            spans.map(move |(from, to)| (kind, code.as_str(), from.to_string(), to.to_string()))
        })
        .collect();
    let column = |words: StringArray| -> ArrayRef { Arc::new(words) };
    let kinds = rows.iter().map(|(kind, ..)| kind);
    let codes = rows.iter().map(|(_, code, ..)| code);
    let first = rows.iter().map(|(_, _, from, _)| from);
    let last = rows.iter().map(|(.., to)| to);
    RecordBatch::try_from_iter([
        ("kind", column(StringArray::from_iter_values(kinds))),
        ("code", column(StringArray::from_iter_values(codes))),
        ("first_month", column(StringArray::from_iter_values(first))),
        ("last_month", column(StringArray::from_iter_values(last))),
    ])
    .map_err(|error| ReleaseError::encode("listed_places", error))
}

/// The months in which enough of these spans hold.
fn spans_of_enough(open: &[Span]) -> Vec<Span> {
    // Between two months in which one begins or has ended, nothing changes.
    let mut turns: BTreeSet<Month> = open.iter().map(|(from, _)| *from).collect();
    turns.extend(open.iter().map(|(_, to)| to.next()));
    let ends = turns.iter().skip(1).map(|turn| turn.prev());
    let mut spans: Vec<Span> = Vec::new();
    for (from, to) in turns.iter().copied().zip(ends.chain([Month::MAX])) {
        if open.iter().filter(|span| has(**span, from)).count() < PRACTICES_MIN {
            continue;
        }
        match spans.last_mut() {
            Some((_, until)) if until.next() == from => *until = to,
            _ => spans.push((from, to)),
        }
    }
    spans
}

fn has((from, to): Span, month: Month) -> bool {
    from <= month && month <= to
}

fn rows(reference: &RecordBatch) -> Result<Vec<Practice<'_>>> {
    let shape = |reason: String| ReleaseError::shape("practices", reason);
    let text = |name: &str| {
        let column = reference
            .column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>());
        column.ok_or_else(|| shape(format!("no text column {name}")))
    };
    let month = |day: &str, unknown: Month| match day {
        "" => Ok(unknown),
        day => match day.parse::<Date>() {
            Ok(day) => Ok(Month::of(day)),
            Err(_) => Err(shape("a practice opened or closed on no day".to_owned())),
        },
    };
    let columns = text("code")?.iter().zip(text("pcn")?).zip(text("atom")?);
    let columns = columns.zip(text("opened")?).zip(text("closed")?);
    let practices = columns.map(|row| {
        let ((((Some(code), Some(network)), Some(atom)), Some(opened)), Some(closed)) = row else {
            return Err(shape(
                "a practice lacks a code, an area or a day".to_owned(),
            ));
        };
        Ok(Practice {
            code,
            network,
            atom,
            open: (month(opened, Month::MIN)?, month(closed, Month::MAX)?),
        })
    });
    practices.collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Practices: code, network, area atom, opened, closed.
    pub(in crate::builder::places) fn practices_of(rows: &[[&str; 5]]) -> RecordBatch {
        let names = ["code", "pcn", "atom", "opened", "closed"];
        let columns = names.into_iter().enumerate().map(|(index, name)| {
            let words = rows.iter().map(|row| row[index]);
            let column: ArrayRef = Arc::new(StringArray::from_iter_values(words));
            (name, column)
        });
        RecordBatch::try_from_iter(columns).unwrap()
    }

    fn months(from: &str, to: &str) -> Span {
        (from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn a_practice_is_listed_from_the_month_in_which_it_opened_to_that_in_which_it_closed() {
        let rows = practices_of(&[
            ["Z1", "", "A", "2026-04-30", "2026-06-01"],
            ["Z2", "", "A", "", ""],
            ["Z3", "", "A", "2026-06-01", "2026-05-31"],
        ]);
        let found = practices(&rows).unwrap();
        assert_eq!(found["Z1"].spans, [months("2026-04", "2026-06")]);
        assert_eq!(found["Z2"].spans, [(Month::MIN, Month::MAX)]);
        assert!(found["Z3"].spans.is_empty());
        let listed = ["2026-03", "2026-04", "2026-06", "2026-07"];
        let listed = listed.map(|month| found["Z1"].is_listed(month.parse().unwrap()));
        assert_eq!(listed, [false, true, true, false]);
    }

    #[test]
    fn a_network_is_listed_while_two_practices_are_open_and_all_that_it_ever_had_are_in_one_area() {
        let rows = practices_of(&[
            ["Z1", "U1", "A", "", ""],
            ["Z2", "U1", "A", "", "2026-03-31"],
            ["Z3", "U1", "A", "2026-06-15", "2026-08-01"],
            // Takes over from one month to the next.
            ["Z4", "U1", "A", "2026-09-01", ""],
            ["Z5", "U2", "A", "", ""],
            ["Z6", "U3", "A", "", ""],
            ["Z7", "U3", "A", "", ""],
            ["Z8", "U3", "B", "", "2020-01-01"],
            ["Z9", "", "A", "", ""],
            ["Z10", "", "A", "", ""],
        ]);
        let found = networks(&rows).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["U1"]);
        let spans = [months("1900-01", "2026-03"), months("2026-06", "2199-12")];
        assert_eq!(found["U1"].spans, spans);
        assert_eq!(found["U1"].area, "A");
    }

    #[test]
    fn the_table_for_sql_has_every_span() {
        let rows = practices_of(&[
            ["Z1", "U1", "A", "2026-04-01", ""],
            ["Z2", "U1", "A", "", "2026-05-31"],
        ]);
        let table = listed_table(&rows).unwrap();
        let found: Vec<Vec<&str>> = (0..table.num_rows())
            .map(|row| {
                let columns = table.columns().iter();
                columns.map(|c| c.as_string::<i32>().value(row)).collect()
            })
            .collect();
        let expected = [
            ["practice", "Z1", "2026-04", "2199-12"],
            ["practice", "Z2", "1900-01", "2026-05"],
            ["pcn", "U1", "2026-04", "2026-05"],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        let rows = practices_of(&[["Z1", "", "A", "soon", ""]]);
        let words = practices(&rows).unwrap_err().to_string();
        assert!(words.contains("no day"), "{words}");
    }
}
