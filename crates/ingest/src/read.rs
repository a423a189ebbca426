//! From bytes to sheets: what kind of file it is, and its cells.
//!
//! Every reader works within [`Limits`] and answers with the sheets or with the reason why there are none.

mod binary;
mod bundle;
mod compound;
mod container;
mod counted;
mod directory;
mod filling;
mod formats;
mod kind;
mod layout;
mod markup;
mod ods;
mod quotes;
mod shared_texts;
mod source;
pub(crate) mod text;
mod texts;
mod workbook;
mod xls;
mod xlsb;

use std::borrow::Cow;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use self::container::Container;
use self::kind::{Recognised, recognise};
use self::source::Source;
use self::text::TextFile;
use crate::checked::FileKind;
use crate::clock::Clock;
use crate::sheet::Sheet;
use crate::upload::Limits;

/// What a file holds once it could be read.
#[derive(Debug, Default)]
pub(crate) struct Contents<'s> {
    /// The sheets, in the order of their tabs. Hidden sheets are among them. Of a long text file the first part.
    pub(crate) sheets: Vec<Sheet>,
    /// Names of the sheets, whether or not they hold cells.
    pub(crate) sheet_names: Vec<String>,
    /// How each sheet was read, where the sheets are text files.
    pub(crate) texts: Vec<text::How>,
    /// The one text file, where it has more than one part.
    pub(crate) long: Option<TextFile<'s>>,
    /// How many files of a zip were passed over, since they are no tables and cannot be the return.
    pub(crate) n_passed_over: usize,
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
    /// A kind of file that is not read.
    Kind(FileKind),
    /// A workbook from before Excel 97, whose cells are written in another way.
    BeforeExcel97,
    /// A workbook that needs a password.
    Password,
    /// A workbook with macros, where the deployment takes none.
    Macros,
    /// Unpacks to more than the limits allow.
    UnpacksTooFar,
    /// More sheets than the limits allow.
    TooManySheets { found: usize },
    /// More rows than the limits allow.
    TooManyRows { sheet: Option<String>, found: u32 },
    /// More columns than the limits allow.
    TooManyColumns { sheet: Option<String>, found: u16 },
    /// More cells, or more text in them, than the limits allow.
    TooManyCells,
    /// A value far below or far to the right of everything else.
    FarAway {
        sheet: String,
        row: u32,
        column: u16,
    },
    /// A quote that is opened in this cell and never closed.
    UnclosedQuote {
        sheet: Option<String>,
        row: u32,
        column: u16,
        last_row: u32,
    },
    /// The time for the check has run out.
    TookTooLong,
}

/// What bounds the reading of a file.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) clock: &'a Clock,
    /// Whether workbooks with macros are refused.
    pub(crate) refuse_macros: bool,
    /// Whether a text is a heading of the return, which decides the separator of a text file.
    pub(crate) is_heading: &'a dyn Fn(&str) -> bool,
}

/// Reads a file, or says why it cannot be read. `kind` becomes what the file is, once that is known.
pub(crate) fn read<'s>(
    bytes: &'s [u8],
    bounds: Bounds<'_>,
    kind: &mut Option<FileKind>,
) -> Result<Contents<'s>, Refusal> {
    // The libraries are fed by strangers. A file that makes one panic is a damaged file, not a failed service.
    let read = catch_unwind(AssertUnwindSafe(|| read_by_kind(bytes, bounds, kind)));
    read.unwrap_or(Err(Refusal::Damaged))
}

fn read_by_kind<'s>(
    bytes: &'s [u8],
    bounds: Bounds<'_>,
    kind: &mut Option<FileKind>,
) -> Result<Contents<'s>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let Bounds { limits, clock, .. } = bounds;
    let contents = match recognise(bytes) {
        Recognised::Unknown => return Err(Refusal::Damaged),
        Recognised::Zip => {
            let container = Container::open(bytes, limits, clock)?;
            *kind = Some(container.kind);
            read_container(bytes, container, bounds)?
        }
        Recognised::Kind(known) => {
            *kind = Some(known);
            match known {
                FileKind::Csv => text::read(Source::Memory(Cow::Borrowed(bytes)), bounds)?,
                FileKind::Xls => xls::read(bytes, limits, clock)?,
                other => return Err(Refusal::Kind(other)),
            }
        }
    };
    if contents.has_macros && bounds.refuse_macros {
        return Err(Refusal::Macros);
    }
    Ok(contents)
}

/// Reads a text file that is too long to be held. None if it is another kind of file, which must be held to be read.
pub(crate) fn read_long_text(
    file: File,
    bounds: Bounds<'_>,
    kind: &mut Option<FileKind>,
) -> Option<Result<Contents<'static>, Refusal>> {
    let damaged = Some(Err(Refusal::Damaged));
    let Ok(source) = Source::file(file) else {
        return damaged;
    };
    let mut head = Vec::new();
    let Ok(head) = source.bytes(0, RECOGNISED_BYTES, &mut head) else {
        return damaged;
    };
    let Recognised::Kind(FileKind::Csv) = recognise(head) else {
        return None;
    };
    *kind = Some(FileKind::Csv);
    Some(text::read(source, bounds))
}

/// So much of a file tells whether it is text.
const RECOGNISED_BYTES: usize = 64 * 1024;

fn read_container(
    bytes: &[u8],
    mut container: Container<'_>,
    bounds: Bounds<'_>,
) -> Result<Contents<'static>, Refusal> {
    let Bounds { limits, clock, .. } = bounds;
    let has_macros = container.has_macros;
    if has_macros && bounds.refuse_macros {
        return Err(Refusal::Macros);
    }
    let mut contents = match container.kind {
        FileKind::Xlsx => {
            let layouts = container.layouts(limits, clock)?;
            workbook::read(bytes, limits, layouts, clock)?
        }
        FileKind::Xlsb => xlsb::read(&mut container, limits, clock)?,
        FileKind::Ods => ods::read(&mut container, limits, clock)?,
        FileKind::CsvZip => bundle::read(&mut container, bounds)?,
        other => return Err(Refusal::Kind(other)),
    };
    contents.has_macros = has_macros;
    Ok(contents)
}
