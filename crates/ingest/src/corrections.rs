//! Values that the sender types in place of those of the file.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use hub_standard::finding::Place;

use crate::anonymise::wipe;
use crate::check::Showing;
use crate::choices::UnknownAnswer;
use crate::sheet::{column_of, letters};

/// The most cells of a file that can be corrected. Beyond that it is less work to change the file.
pub const CORRECTIONS_MAX: usize = 20;
/// As many characters as a cell of a file may have.
const VALUE_CHARS_MAX: usize = 4_000;
/// As many characters as the name of a sheet is shown with.
const SHEET_CHARS_MAX: usize = 100;

/// A cell as a spreadsheet names it: `C14`, or `Referrals!C14` where there are sheets.
///
/// ```
/// use hub_ingest::CellPlace;
///
/// let cell: CellPlace = "Referrals!C14".parse()?;
/// assert_eq!((cell.row, cell.column), (14, 2));
/// assert_eq!(cell.to_string(), "Referrals!C14");
/// # Ok::<(), hub_ingest::UnknownAnswer>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPlace {
    /// Name of the sheet, as findings show it; none for a text file.
    pub sheet: Option<String>,
    /// Row number as the spreadsheet shows it, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
}

impl CellPlace {
    /// The letters of its column.
    #[must_use]
    pub fn letters(&self) -> String {
        letters(self.column)
    }

    /// The cell that a finding is about, if it is about one.
    pub(crate) fn of(place: &Place) -> Option<Self> {
        Some(Self {
            sheet: place.sheet.clone(),
            row: place.row?,
            column: column_of(place.column.as_deref()?)?,
        })
    }
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "{sheet}!")?;
        }
        write!(f, "{}{}", self.letters(), self.row)
    }
}

impl FromStr for CellPlace {
    type Err = UnknownAnswer;

    fn from_str(text: &str) -> Result<Self, UnknownAnswer> {
        // The name of a sheet may have such a sign too; what comes after the last one has none.
        let (sheet, cell) = match text.rsplit_once('!') {
            Some((sheet, cell)) => (Some(sheet), cell),
            None => (None, text),
        };
        let is_short = sheet.is_none_or(|sheet| sheet.chars().count() <= SHEET_CHARS_MAX);
        let at = row_and_column(cell).filter(|_| is_short);
        let (row, column) = at.ok_or(UnknownAnswer {
            expected: "a cell, like C14 or Referrals!C14",
        })?;
        Ok(Self {
            sheet: sheet.map(str::to_owned),
            row,
            column,
        })
    }
}

fn row_and_column(cell: &str) -> Option<(u32, u16)> {
    let column = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let row: u32 = cell.get(column.len()..)?.parse().ok()?;
    Some((row, column_of(column)?)).filter(|_| row > 0)
}

/// What somebody typed. It may tell who a person is: it is shown nowhere, and wiped when it is let go.
#[derive(Clone, PartialEq, Eq)]
struct Typed(String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(<redacted>)")
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// The corrections that go with one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Corrections {
    /// The tag of the file that they were made for; none where that was not said.
    of_file: Option<String>,
    cells: BTreeMap<CellPlace, Typed>,
}

impl Corrections {
    pub(crate) fn only_for(&mut self, file_tag: &str) {
        self.of_file = Some(file_tag.to_owned());
    }

    pub(crate) fn add(&mut self, cell: CellPlace, value: &str) -> Result<(), UnknownAnswer> {
        if self.cells.len() >= CORRECTIONS_MAX && !self.cells.contains_key(&cell) {
            return Err(UnknownAnswer {
                expected: "fewer corrections",
            });
        }
        if value.chars().count() > VALUE_CHARS_MAX {
            return Err(UnknownAnswer {
                expected: "a shorter value",
            });
        }
        self.cells.insert(cell, Typed(value.to_owned()));
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&CellPlace, &str)> {
        self.cells
            .iter()
            .map(|(cell, typed)| (cell, typed.0.as_str()))
    }

    pub(crate) fn get(&self, cell: &CellPlace) -> Option<&str> {
        self.cells.get(cell).map(|typed| typed.0.as_str())
    }

    /// Whether they were made for the file with this tag, as far as is known.
    pub(crate) fn are_for(&self, file_tag: &str) -> bool {
        self.of_file.as_deref().is_none_or(|of| of == file_tag)
    }
}

/// A correction that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The cell.
    pub cell: CellPlace,
    /// What was typed; empty where the cell was cleared. None where it may tell who somebody is: that is not kept, and has
    /// to be typed again when the file is sent again.
    pub value: Option<String>,
    /// The label of the code that it is read as, in a column of codes.
    pub read_as: Option<String>,
}

impl fmt::Debug for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Corrected")
            .field("cell", &self.cell)
            .finish_non_exhaustive()
    }
}

/// A cell that a new value may put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixableCell {
    /// The cell.
    pub cell: CellPlace,
    /// Heading of its column.
    pub header: String,
    /// Whether a row cannot count without a value of that column, so that leaving the cell blank is no way out.
    pub is_needed: bool,
    /// What is the matter with it. None where the sender put it right by a value that is not kept, which has to be typed
    /// again.
    pub problem: Option<CellProblem>,
    /// Codes and labels to choose from, in a column of codes; empty in any other.
    pub options: Vec<(String, String)>,
    /// Headings and values of the other cells of its row, by which its sender knows it again: none that tells who somebody
    /// is, and nothing of columns that are not used.
    pub others: Vec<(String, String)>,
    pub(crate) showing: Showing,
}

impl FixableCell {
    /// Whether what was typed for the cell may be shown to whoever typed it.
    #[must_use]
    pub fn may_show(&self, typed: &str) -> bool {
        self.showing.shows(typed)
    }
}

/// What is the matter with a cell, as its finding says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// What is the matter, without a full stop.
    pub title: String,
    /// What was there, masked if it may be a personal detail.
    pub found: Option<String>,
    /// What should be there, with an example.
    pub expected: Option<String>,
    /// What the sender can do.
    pub fix: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> CellPlace {
        text.parse().unwrap()
    }

    #[test]
    fn cells_read_back_as_they_are_written() {
        for text in ["C14", "Referrals!C14", "A!B!ZZ1", "!A1", "XFD1048576"] {
            assert_eq!(cell(text).to_string(), text);
        }
        let long = format!("{}!A1", "s".repeat(SHEET_CHARS_MAX + 1));
        for text in [
            "", "C", "14", "C0", "14C", "c14", "C14!", "C-1", "AAAA1", &long,
        ] {
            assert!(text.parse::<CellPlace>().is_err(), "{text}");
        }
    }

    #[test]
    fn so_many_cells_can_be_corrected_and_no_more() {
        let mut corrections = Corrections::default();
        for row in 1..=CORRECTIONS_MAX {
            corrections.add(cell(&format!("A{row}")), "x").unwrap();
        }
        assert!(corrections.add(cell("B1"), "x").is_err());
        corrections.add(cell("A1"), "other").unwrap();
        assert_eq!(corrections.get(&cell("A1")), Some("other"));
        assert_eq!(corrections.iter().count(), CORRECTIONS_MAX);
    }

    #[test]
    fn a_value_is_no_longer_than_a_cell() {
        let mut corrections = Corrections::default();
        let longest = "x".repeat(VALUE_CHARS_MAX);
        corrections.add(cell("A1"), &longest).unwrap();
        assert!(corrections.add(cell("A2"), &(longest + "x")).is_err());
    }

    #[test]
    fn debug_shows_no_value() {
        let mut corrections = Corrections::default();
        corrections.add(cell("A1"), "943 476 5919").unwrap();
        let made = Corrected {
            cell: cell("A1"),
            value: Some("943 476 5919".to_owned()),
            read_as: None,
        };
        let shown = format!("{corrections:?} {made:?}");
        assert!(!shown.contains("943"), "{shown}");
    }
}
