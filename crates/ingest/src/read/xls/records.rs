//! The records that a workbook's stream is made of, and texts that run over from one record into the next.

use encoding_rs::UTF_16LE;

use crate::read::Refusal;
use crate::read::binary::{u16_at, u32_at};

/// What follows belongs to the record before.
const CONTINUE: u16 = 0x003c;

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
    /// Where the next record begins.
    pub(super) end: usize,
}

impl<'s> Record<'s> {
    /// The record that begins at a place of the stream. A stream ends with a record that says so, never between two.
    pub(super) fn at(stream: &'s [u8], start: usize) -> Result<Self, Refusal> {
        Self::find(stream, start).ok_or(Refusal::Damaged)
    }

    fn find(stream: &'s [u8], start: usize) -> Option<Self> {
        let kind = u16_at(stream, start)?;
        let data = start.checked_add(4)?;
        let end = data.checked_add(usize::from(u16_at(stream, start + 2)?))?;
        Some(Self {
            kind,
            data: stream.get(data..end)?,
            end,
        })
    }

    pub(super) fn u8(&self, at: usize) -> Result<u8, Refusal> {
        self.data.get(at).copied().ok_or(Refusal::Damaged)
    }

    pub(super) fn u16(&self, at: usize) -> Result<u16, Refusal> {
        u16_at(self.data, at).ok_or(Refusal::Damaged)
    }

    pub(super) fn u32(&self, at: usize) -> Result<u32, Refusal> {
        u32_at(self.data, at).ok_or(Refusal::Damaged)
    }
}

/// Reads on through a record and those that continue it.
pub(super) struct Pieces<'s> {
    stream: &'s [u8],
    /// What is left of the record.
    data: &'s [u8],
    /// Where the next record begins.
    end: usize,
    chars_max: usize,
}

impl<'s> Pieces<'s> {
    /// From a place in a record. Of each text, so many characters are kept.
    pub(super) fn new(stream: &'s [u8], record: &Record<'s>, at: usize, chars_max: usize) -> Self {
        Self {
            stream,
            data: record.data.get(at..).unwrap_or_default(),
            end: record.end,
            chars_max,
        }
    }

    /// Whether there is nothing left, in this record or one that continues it.
    pub(super) fn are_over(&mut self) -> bool {
        while self.data.is_empty() {
            if !self.go_on() {
                return true;
            }
        }
        false
    }

    /// A text with so many characters, with a byte before it that says how they are written, perhaps with parts in
    /// different fonts or with readings.
    pub(super) fn text(&mut self, chars: u16) -> Result<String, Refusal> {
        let how = self.byte()?;
        let n_fonts = if how & 8 != 0 { self.number(2)? } else { 0 };
        let readings = if how & 4 != 0 { self.number(4)? } else { 0 };
        let text = self.signs(usize::from(chars), how & 1 != 0)?;
        self.skip(n_fonts.saturating_mul(4).saturating_add(readings))?;
        Ok(text)
    }

    /// A text with the number of its characters before it.
    pub(super) fn counted_text(&mut self) -> Result<String, Refusal> {
        let chars = u16::from_le_bytes([self.byte()?, self.byte()?]);
        // Some programs end an empty text here.
        if chars == 0 && self.are_over() {
            return Ok(String::new());
        }
        self.text(chars)
    }

    fn go_on(&mut self) -> bool {
        match Record::find(self.stream, self.end) {
            Some(record) if record.kind == CONTINUE => {
                self.data = record.data;
                self.end = record.end;
                true
            }
            _ => false,
        }
    }

    fn byte(&mut self) -> Result<u8, Refusal> {
        if self.are_over() {
            return Err(Refusal::Damaged);
        }
        let (byte, rest) = self.data.split_first().ok_or(Refusal::Damaged)?;
        self.data = rest;
        Ok(*byte)
    }

    fn number(&mut self, bytes: u32) -> Result<usize, Refusal> {
        let mut number = 0_u32;
        for byte in 0..bytes {
            number |= u32::from(self.byte()?) << (8 * byte);
        }
        usize::try_from(number).map_err(|_| Refusal::Damaged)
    }

    fn skip(&mut self, mut bytes: usize) -> Result<(), Refusal> {
        while bytes > 0 {
            if self.are_over() {
                return Err(Refusal::Damaged);
            }
            let here = bytes.min(self.data.len());
            self.data = self.data.get(here..).unwrap_or_default();
            bytes -= here;
        }
        Ok(())
    }

    /// Characters of one or two bytes. Where they run over into the next record, it says again how they are written.
    fn signs(&mut self, mut left: usize, mut is_wide: bool) -> Result<String, Refusal> {
        let units_max = self.chars_max.saturating_mul(2);
        let mut wide = Vec::with_capacity(2 * left.min(units_max));
        while left > 0 {
            if self.data.is_empty() {
                if !self.go_on() {
                    return Err(Refusal::Damaged);
                }
                is_wide = self.byte()? & 1 != 0;
            }
            let size = if is_wide { 2 } else { 1 };
            let here = left.min(self.data.len() / size);
            if here == 0 {
                // Half a character, or a continuation with nothing in it.
                return Err(Refusal::Damaged);
            }
            let (signs, rest) = self
                .data
                .split_at_checked(here * size)
                .ok_or(Refusal::Damaged)?;
            self.data = rest;
            left -= here;
            let kept = here.min(units_max.saturating_sub(wide.len() / 2));
            let signs = signs.get(..kept * size).unwrap_or_default();
            if is_wide {
                wide.extend_from_slice(signs);
            } else {
                wide.extend(signs.iter().flat_map(|sign| [*sign, 0]));
            }
        }
        let (text, _) = UTF_16LE.decode_without_bom_handling(&wide);
        Ok(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let len = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &len.to_le_bytes(), data].concat()
    }

    fn pieces(stream: &[u8]) -> Pieces<'_> {
        let first = Record::at(stream, 0).unwrap();
        Pieces::new(stream, &first, 0, 100)
    }

    #[test]
    fn a_text_runs_over_into_other_records() {
        let stream = [
            record(0xfc, b"\x05\0\x01a\0b\0"),
            record(CONTINUE, b"\0cd"),
            record(CONTINUE, b"\x01\xac\x20"),
            record(CONTINUE, b"\x01\0\x08\x01\0z1234\x02\0\0xy"),
        ];
        let stream = stream.concat();
        let mut pieces = pieces(&stream);
        assert_eq!(pieces.counted_text().unwrap(), "abcd\u{20ac}");
        assert_eq!(pieces.counted_text().unwrap(), "z");
        assert_eq!(pieces.counted_text().unwrap(), "xy");
        assert!(pieces.are_over());
    }

    #[test]
    fn a_text_that_does_not_end_is_damaged() {
        for stream in [
            record(0xfc, b"\x05\0\0abc"),
            record(0xfc, b"\x05\0\x01a\0b"),
            record(0xfc, b"\x01\0\x08\xff\xffa"),
            record(0xfc, b"\x05"),
            [record(0xfc, b"\x05\0\0abc"), record(CONTINUE, b"")].concat(),
        ] {
            assert_eq!(pieces(&stream).counted_text(), Err(Refusal::Damaged));
        }
        assert!(Record::at(&record(1, b"abc")[..6], 0).is_err());
    }

    #[test]
    fn a_long_text_is_kept_in_part_and_passed_in_whole() {
        let data = [b"\xc8\0\0".to_vec(), vec![b'x'; 200], b"\x01\0\0y".to_vec()].concat();
        let stream = record(0xfc, &data);
        let first = Record::at(&stream, 0).unwrap();
        let mut pieces = Pieces::new(&stream, &first, 0, 10);
        assert_eq!(pieces.counted_text().unwrap().len(), 20);
        assert_eq!(pieces.counted_text().unwrap(), "y");
    }
}
