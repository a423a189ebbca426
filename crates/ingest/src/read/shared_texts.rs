//! The table of texts that the cells of a workbook share. The library sets memory aside by the count that the table
//! claims, so the claim is compared with what is there before the library may see it.

use std::io::{self, BufRead, Read};

use super::Refusal;
use super::kind;
use crate::upload::Limits;

/// The shortest way to write a shared text.
const TEXT_BYTES_MIN: u64 = 5;
/// No tag with the text behind it is longer: a cell holds at most 32,767 characters.
const PIECE_BYTES_MAX: u64 = 1_000_000;

/// What one table claims and what it holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SharedTexts {
    /// The most texts that it claims to hold.
    claimed: u64,
    /// The most cells that it claims to be used by.
    cells: u64,
    /// How many texts begin in it.
    texts: u64,
    bytes: u64,
}

impl SharedTexts {
    /// Reads a table to its end.
    ///
    /// Nothing is taken apart that need not be: wherever a claim is written, and however, it counts. Signs that no
    /// markup may hold could hide one in another encoding, so a table with them is refused.
    pub(super) fn read(part: &mut impl BufRead) -> io::Result<Self> {
        let mut found = Self::default();
        let mut piece = Vec::new();
        loop {
            piece.clear();
            let read = part
                .by_ref()
                .take(PIECE_BYTES_MAX)
                .read_until(b'<', &mut piece)?;
            let read = u64::try_from(read).unwrap_or(u64::MAX);
            if read == 0 {
                return Ok(found);
            }
            if read == PIECE_BYTES_MAX && !piece.ends_with(b"<") {
                return Err(io::Error::other("a text longer than any cell"));
            }
            let is_control = |byte: &u8| *byte < b' ' && !byte.is_ascii_whitespace();
            if piece.iter().any(is_control) {
                return Err(io::Error::other("signs that markup cannot hold"));
            }
            found.bytes = found.bytes.saturating_add(read);
            found.claimed = found.claimed.max(claim(&piece, b"uniqueCount"));
            if begins_tag(&piece, b"sst") {
                found.cells = found.cells.max(claim(&piece, b"count"));
            }
            found.texts += u64::from(begins_tag(&piece, b"si"));
        }
    }

    /// Why the table must not be read, if it must not.
    pub(super) fn refusal(self, limits: &Limits) -> Option<Refusal> {
        let most = u64::try_from(limits.max_cells).unwrap_or(u64::MAX);
        if self.claimed > self.bytes / TEXT_BYTES_MIN {
            return Some(Refusal::Damaged);
        }
        (self.texts > most || self.cells > most).then_some(Refusal::TooManyCells)
    }
}

/// Whether what follows a bracket is an opening tag with this name, whatever its prefix.
fn begins_tag(piece: &[u8], local: &[u8]) -> bool {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    piece
        .iter()
        .position(is_end)
        .and_then(|end| piece.get(..end))
        .is_some_and(|name| super::markup::is_local(name, local))
}

/// The largest number that is written behind this name, an equals sign and a quote; 0 if there is none.
fn claim(piece: &[u8], name: &[u8]) -> u64 {
    let mut most = 0;
    let mut rest = piece;
    while let Some(at) = kind::find(rest, name) {
        rest = rest.get(at + name.len()..).unwrap_or_default();
        most = most.max(number_behind(rest));
    }
    most
}

fn number_behind(text: &[u8]) -> u64 {
    let Some(value) = text.trim_ascii_start().strip_prefix(b"=") else {
        return 0;
    };
    let Some((b'"' | b'\'', value)) = value.trim_ascii_start().split_first() else {
        return 0;
    };
    value
        .trim_ascii_start()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(table: &str) -> Option<Refusal> {
        let read = SharedTexts::read(&mut table.as_bytes());
        let limits = Limits {
            max_cells: 3,
            ..Limits::default()
        };
        read.map_or(Some(Refusal::Damaged), |texts| texts.refusal(&limits))
    }

    #[test]
    fn a_claim_is_seen_however_it_is_written() {
        for table in [
            "<sst uniqueCount=\"20000000000\"><si/></sst>",
            "<sst uniqueCount='20000000000'><si/></sst>",
            "<x:sst\n\tuniqueCount = '20000000000' ><x:si/></x:sst>",
            "<sst a=\"'<>\" uniqueCount='99999999999999999999999999'><si/></sst>",
            "<!-- ' --><sst uniqueCount='20000000000'><si/></sst>",
            "<s\0st>",
        ] {
            assert_eq!(refusal(table), Some(Refusal::Damaged), "{table}");
        }
        let honest = "<sst count='3' uniqueCount='2'><si><t>a</t></si><si><t>b</t></si></sst>";
        assert_eq!(refusal(honest), None);
    }

    #[test]
    fn more_texts_or_uses_than_cells_are_refused() {
        let table = |texts: usize| format!("<sst>{}</sst>", "<si/>".repeat(texts));
        assert_eq!(refusal(&table(3)), None);
        assert_eq!(refusal(&table(4)), Some(Refusal::TooManyCells));
        let used = "<x:sst count='4'><x:si ></x:si></x:sst>";
        assert_eq!(refusal(used), Some(Refusal::TooManyCells));
    }
}
