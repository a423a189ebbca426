//! From bytes to sheets: what kind of file it is, and its cells.
//!
//! Every reader works within [`Limits`] and answers with the sheets or with the reason why there are none.

pub(crate) mod container;
mod directory;
pub(crate) mod kind;
pub(crate) mod layout;
mod markup;
pub(crate) mod quotes;
mod shared_texts;
pub(crate) mod text;
pub(crate) mod workbook;

use crate::sheet::Sheet;

/// What a file holds once it could be read.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The sheets, in the order of their tabs. Hidden sheets are among them.
    pub(crate) sheets: Vec<Sheet>,
    /// Names of the sheets, whether or not they hold cells.
    pub(crate) sheet_names: Vec<String>,
    /// How a text file was read.
    pub(crate) text: Option<text::How>,
    /// Whether the workbook holds macros.
    pub(crate) has_macros: bool,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing in it.
    Empty,
    /// Cut off, or changed on its way.
    Damaged,
    /// A workbook that needs a password.
    Password,
    /// Unpacks to more than the limits allow.
    UnpacksTooFar,
    /// More sheets than the limits allow.
    TooManySheets { found: usize },
    /// More rows than the limits allow.
    TooManyRows { sheet: Option<String>, found: u32 },
    /// More columns than the limits allow.
    TooManyColumns { sheet: Option<String>, found: u16 },
    /// More cells than the limits allow.
    TooManyCells,
    /// A value far below or far to the right of everything else.
    FarAway {
        sheet: String,
        row: u32,
        column: u16,
    },
    /// A quote that is opened in this cell and never closed.
    UnclosedQuote {
        row: u32,
        column: u16,
        last_row: u32,
    },
    /// The time for the check has run out.
    TookTooLong,
}
