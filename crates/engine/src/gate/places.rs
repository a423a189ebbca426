//! The areas that cells are summed to: each atom belongs to one of each kind in each month.

use std::collections::HashMap;

use arrow::array::AsArray;
use arrow::record_batch::RecordBatch;

use crate::error::{EngineError, Result};

/// A column of protected tables that names an area.
#[derive(Debug)]
pub(super) struct PlaceColumn {
    pub(super) column: &'static str,
    geography: &'static str,
    area_type: &'static str,
}

/// Areas as they are now, and as they were in the month.
pub(super) const PLACES: [PlaceColumn; 4] = [
    PlaceColumn {
        column: "region",
        geography: "as_now",
        area_type: "region",
    },
    PlaceColumn {
        column: "icb",
        geography: "as_now",
        area_type: "icb",
    },
    PlaceColumn {
        column: "region_as_was",
        geography: "as_was",
        area_type: "region",
    },
    PlaceColumn {
        column: "icb_as_was",
        geography: "as_was",
        area_type: "icb",
    },
];

/// Which area an atom belongs to, from one month to another.
struct Span {
    from: String,
    to: String,
    code: String,
}

/// The areas of every atom.
#[derive(Default)]
pub(super) struct Places {
    by_atom: [HashMap<String, Vec<Span>>; PLACES.len()],
}

impl Places {
    /// From the open table `area_atoms`.
    pub(super) fn of(area_atoms: &RecordBatch) -> Result<Self> {
        let column = |name: &str| {
            let found = area_atoms.column_by_name(name);
            found
                .and_then(|column| column.as_string_opt::<i32>())
                .ok_or_else(|| EngineError::Shape {
                    file: "reference/area_atoms".to_owned(),
                    expected: format!("a column of text called {name}"),
                    found: "none".to_owned(),
                })
        };
        let (geography, area_type, code) = (
            column("geography")?,
            column("area_type")?,
            column("area_code")?,
        );
        let (atom, from, to) = (column("atom")?, column("from_month")?, column("to_month")?);
        let mut places = Self::default();
        for row in 0..area_atoms.num_rows() {
            let is_it = |place: &PlaceColumn| {
                geography.value(row) == place.geography && area_type.value(row) == place.area_type
            };
            let Some(at) = PLACES.iter().position(is_it) else {
                continue;
            };
            if let Some(by_atom) = places.by_atom.get_mut(at) {
                by_atom
                    .entry(atom.value(row).to_owned())
                    .or_default()
                    .push(Span {
                        from: from.value(row).to_owned(),
                        to: to.value(row).to_owned(),
                        code: code.value(row).to_owned(),
                    });
            }
        }
        Ok(places)
    }

    /// Whether there is, or was, an area of a kind with that code.
    pub(super) fn has(&self, place: usize, code: &str) -> bool {
        let by_atom = self.by_atom.get(place);
        let mut spans = by_atom.into_iter().flat_map(HashMap::values).flatten();
        spans.any(|span| span.code == code)
    }

    /// The code of the area of a kind, by its place in [`PLACES`]; empty where an atom belongs to none.
    pub(super) fn code(&self, place: usize, atom: &str, month: &str) -> &str {
        let spans = self
            .by_atom
            .get(place)
            .and_then(|by_atom| by_atom.get(atom));
        let in_month = |span: &&Span| span.from.as_str() <= month && month <= span.to.as_str();
        spans
            .and_then(|spans| spans.iter().find(in_month))
            .map_or("", |span| span.code.as_str())
    }
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Places").finish_non_exhaustive()
    }
}
