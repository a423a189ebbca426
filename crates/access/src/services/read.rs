//! A list of services as a file, read or refused line by line.

use csv::{ReaderBuilder, StringRecord, Trim};
use hub_reference::Reference;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::ServiceKind;

use super::{NewService, SERVICES_MAX, service_area};

/// Columns of the list. All are needed in its first line, in any order; kind and to may be blank.
pub const SERVICE_LIST_COLUMNS: [&str; 6] = ["code", "name", "board", "kind", "from", "to"];
/// Largest file.
pub const SERVICE_LIST_BYTES_MAX: usize = 4 << 20;
/// Findings that are kept of one list.
pub(super) const FINDINGS_MAX: usize = 100;
/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// Something that is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFinding {
    /// Line of the file, from 1; 0: the whole file.
    pub line: u64,
    /// Column; empty: the whole line.
    pub column: &'static str,
    /// What is wrong and what to do, in sentences without the last full stop.
    pub says: String,
}

/// A service of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedService {
    /// Its line.
    pub line: u64,
    /// The service.
    pub new: NewService,
    /// The first month of which no return is expected; none: it goes on.
    pub ends: Option<Month>,
    /// The cells of its line in the order of [`SERVICE_LIST_COLUMNS`].
    pub cells: [String; 6],
}

/// What was read of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceList {
    /// Services of lines that could be read.
    pub services: Vec<ListedService>,
    /// What is wrong with the others, at most a hundred.
    pub findings: Vec<ListFinding>,
    /// How many findings there are besides.
    pub more: usize,
}

impl ServiceList {
    fn find(&mut self, line: u64, column: &'static str, says: impl Into<String>) {
        if self.findings.len() >= FINDINGS_MAX {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.findings.push(ListFinding {
            line,
            column,
            says: says.into(),
        });
    }
}

/// Reads a list of services: comma-separated text in UTF-8.
#[must_use]
pub fn read_services(bytes: &[u8], reference: &Reference) -> ServiceList {
    let mut list = ServiceList::default();
    if bytes.len() > SERVICE_LIST_BYTES_MAX {
        let most = SERVICE_LIST_BYTES_MAX >> 20;
        list.find(0, "", format!("The list must be smaller than {most} MB"));
        return list;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        let says = "The file is no text in UTF-8. Save it as CSV UTF-8 (comma delimited)";
        list.find(0, "", says);
        return list;
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new()
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let Ok(head) = reader.headers().cloned() else {
        list.find(1, "", "The first line cannot be read");
        return list;
    };
    let Some(places) = places(&head, &mut list) else {
        return list;
    };
    let mut lines = Lines {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
    };
    for (n, record) in reader.into_records().enumerate() {
        let Ok(record) = record else {
            list.find(0, "", "The file breaks off, or is no comma-separated text");
            return list;
        };
        if n >= SERVICES_MAX {
            let says = format!("The list must not have more than {SERVICES_MAX} services");
            list.find(0, "", says);
            return list;
        }
        let offset = record.position().map_or(0, csv::Position::byte);
        let line = lines.reach(offset);
        read_line(line, &record, &head, &places, reference, &mut list);
    }
    if list.services.is_empty() && list.findings.is_empty() {
        list.find(0, "", "The list has no service");
    }
    list
}

/// Counts lines, whatever ends them.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first byte from an offset on that ends no line. Offsets come in order.
    fn reach(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            let is_between = matches!(byte, b'\r' | b'\n');
            if self.at >= offset && !is_between {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The position of each column.
fn places(head: &StringRecord, list: &mut ServiceList) -> Option<[usize; 6]> {
    let named: Vec<String> = head.iter().map(str::to_ascii_lowercase).collect();
    let mut places = [0; 6];
    let mut missing = Vec::new();
    for (place, column) in places.iter_mut().zip(SERVICE_LIST_COLUMNS) {
        match named.iter().position(|name| name == column) {
            Some(found) => *place = found,
            None => missing.push(column),
        }
    }
    let known = |name: &String| SERVICE_LIST_COLUMNS.contains(&name.as_str());
    let is_twice = named
        .iter()
        .enumerate()
        .any(|(n, name)| named.iter().take(n).any(|before| before == name));
    if missing.is_empty() && !is_twice && named.iter().all(known) {
        return Some(places);
    }
    let needed = SERVICE_LIST_COLUMNS.join(",");
    let says = match missing.is_empty() {
        false => format!(
            "The first line lacks {}. It must name the columns {needed}",
            missing.join(", ")
        ),
        true => format!("The first line must name these columns and no others, once: {needed}"),
    };
    list.find(1, "", says);
    None
}

fn read_line(
    line: u64,
    record: &StringRecord,
    head: &StringRecord,
    places: &[usize; 6],
    reference: &Reference,
    list: &mut ServiceList,
) {
    if record.iter().all(str::is_empty) {
        return;
    }
    if record.len() != head.len() {
        let says = format!(
            "This line has {} cells and the first line {}. Put a cell that holds a comma between quotation marks",
            record.len(),
            head.len()
        );
        list.find(line, "", says);
        return;
    }
    let cells = places.map(|place| plain(record.get(place).unwrap_or_default()).to_owned());
    let before = list.findings.len() + list.more;
    let [code, name, board, kind, from, to] = &cells;
    let code = code.parse::<ServiceCode>().ok();
    if code.is_none() {
        let says = "Enter 3 to 8 capital letters and digits, like YA001";
        list.find(line, "code", says);
    }
    let kind = match kind.as_str() {
        "" => None,
        text => {
            let known = ServiceKind::parse(text);
            if known.is_none() {
                let all = ServiceKind::ALL.map(ServiceKind::as_str).join(", ");
                list.find(line, "kind", format!("Enter one of {all}, or nothing"));
            }
            known
        }
    };
    let from = from.parse::<Month>().ok();
    if from.is_none() {
        let says = "Enter the first month of which a return is expected, like 2026-10";
        list.find(line, "from", says);
    }
    let ends = match to.as_str() {
        "" => None,
        text => match text.parse::<Month>() {
            Ok(last) => Some(last.next()),
            Err(_) => {
                let says =
                    "Enter the last month of which a return is expected, like 2027-03, or nothing";
                list.find(line, "to", says);
                None
            }
        },
    };
    let area = from.and_then(|month| match service_area(reference, board, month) {
        Ok(area) => Some(area),
        Err(error) => {
            list.find(line, "board", error.to_string());
            None
        }
    });
    let is_whole = list.findings.len() + list.more == before;
    if let (true, Some(code), Some(area), Some(from)) = (is_whole, code, area, from) {
        let new = NewService {
            code,
            name: name.clone(),
            area,
            kind,
            from,
        };
        list.services.push(ListedService {
            line,
            new,
            ends,
            cells,
        });
    }
}

/// A cell without the mark that keeps a spreadsheet from taking it for a formula.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// A cell with that mark, where it needs it.
pub(super) fn marked(cell: &str) -> String {
    match cell.starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for text in ["a\nb\n\nc\n", "a\r\nb\r\n\r\nc\r\n"] {
            let mut lines = Lines {
                bytes: text.as_bytes(),
                at: 0,
                line: 1,
            };
            let mut of = |letter: &str| {
                let offset = text.find(letter).unwrap();
                lines.reach(u64::try_from(offset).unwrap())
            };
            assert_eq!(["a", "b", "c"].map(&mut of), [1, 2, 4], "{text:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_and_read_back() {
        for name in ["=1+1", "@home", "-", "+44"] {
            let cell = marked(name);
            assert!(cell.starts_with('\''), "{cell}");
            assert_eq!(plain(&cell), name);
        }
        for name in ["O'Neill", "'quoted'", "A & B"] {
            assert_eq!(plain(&marked(name)), name);
        }
    }
}
