//! A zip of text files: each is a sheet.

use std::io::Read;

use super::container::Container;
use super::filling::{Room, has_doubles};
use super::kind::{self, Recognised, recognise};
use super::{Bounds, Contents, Refusal, text};
use crate::checked::FileKind;
use crate::sheet::Sheet;
use crate::upload::Limits;

/// A name beyond this was not written by a person.
const NAME_CHARS_MAX: usize = 100;
/// The headings of a return are within this much of its file.
const HEAD_BYTES: usize = 64 * 1024;
const HEAD_LINES: usize = 30;

/// Reads every text file.
pub(super) fn read(
    container: &mut Container<'_>,
    bounds: Bounds<'_>,
) -> Result<Contents<'static>, Refusal> {
    let Bounds { limits, clock, .. } = bounds;
    let sent = container.names().iter().enumerate();
    let sent = sent.filter(|(_, name)| kind::is_sent(name));
    let files: Vec<(usize, String)> = sent
        .map(|(part, name)| {
            (
                part,
                name.rsplit(kind::FOLDER_ENDS)
                    .next()
                    .unwrap_or(name)
                    .to_owned(),
            )
        })
        .collect();
    if files.len() > limits.max_sheets {
        return Err(Refusal::TooManySheets { found: files.len() });
    }
    let mut room = Room::new(limits);
    let mut contents = Contents::default();
    let files = files.iter().map(|(part, _)| *part).zip(names(&files));
    for (part, name) in files {
        let mut bytes = Vec::new();
        container.part(part, limits, clock, |part| {
            // No text file may be larger in a zip than it may be by itself.
            let most = u64::try_from(limits.max_bytes).unwrap_or(u64::MAX);
            let read = part.take(most.saturating_add(1)).read_to_end(&mut bytes);
            read.map(drop).map_err(|_| Refusal::Damaged)
        })?;
        if bytes.len() > limits.max_bytes {
            return Err(Refusal::UnpacksTooFar);
        }
        let left = Limits {
            max_cells: room.cells_left,
            max_text_bytes: room.text_bytes_left,
            ..*limits
        };
        let bounds = Bounds {
            limits: &left,
            ..bounds
        };
        let (sheet, how) = match read_file(&bytes, name.clone(), bounds) {
            Ok(read) => read,
            Err(Refusal::Empty) => (Sheet::named(Some(name.clone())), text::How::plain()),
            // Notes beside the return, which need not be a table.
            Err(Refusal::UnclosedQuote { .. } | Refusal::TooManyColumns { .. })
                if !has_headings(&bytes, bounds.is_heading) =>
            {
                contents.sheet_names.push(name);
                contents.n_passed_over += 1;
                continue;
            }
            Err(refusal) => return Err(refusal),
        };
        room.take(sheet.n_cells(), sheet.text_bytes())?;
        contents.sheets.push(sheet);
        contents.texts.push(how);
        contents.sheet_names.push(name);
    }
    Ok(contents)
}

/// Reads one file, which is what its content says and not what its name says.
fn read_file(
    bytes: &[u8],
    name: String,
    bounds: Bounds<'_>,
) -> Result<(Sheet, text::How), Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    match recognise(bytes) {
        Recognised::Kind(FileKind::Csv) => text::read_sheet(bytes, Some(name), bounds),
        Recognised::Kind(_) | Recognised::Zip => Err(Refusal::Kind(FileKind::Archive)),
        Recognised::Unknown => Err(Refusal::Damaged),
    }
}

/// Whether any of the first lines has headings of the return, whatever stands between them.
fn has_headings(bytes: &[u8], is_heading: &dyn Fn(&str) -> bool) -> bool {
    let text = String::from_utf8_lossy(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    text.lines().take(HEAD_LINES).any(|line| {
        let cells = line.split([',', ';', '\t', '|']);
        let headings = cells.filter(|cell| is_heading(cell.trim_matches([' ', '"'])));
        headings.take(2).count() == 2
    })
}

/// The names of the sheets: those of the files, without their endings where these are not what tells them apart.
fn names(files: &[(usize, String)]) -> Vec<String> {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let short = |name: &str| -> String { name.chars().take(NAME_CHARS_MAX).map(plain).collect() };
    let whole: Vec<String> = files.iter().map(|(_, file)| short(file)).collect();
    let stems: Vec<String> = files
        .iter()
        .map(|(_, file)| short(file.rsplit_once('.').map_or(file, |(stem, _)| stem)))
        .collect();
    if !has_doubles(stems.iter().map(String::as_str)) {
        return stems;
    }
    if !has_doubles(whole.iter().map(String::as_str)) {
        return whole;
    }
    // Told apart by their letters' size alone, or by what is beyond the end.
    let numbered = (1_usize..).zip(&whole);
    numbered.map(|(n, name)| format!("{name} ({n})")).collect()
}
