//! The records that the parts of a binary workbook are made of.

use std::io::BufRead;

use encoding_rs::UTF_16LE;

use crate::read::Refusal;
use crate::read::binary::{u16_at, u32_at};

/// No record that is read here is longer: the longest texts have 32,767 characters.
const RECORD_BYTES_MAX: usize = 1_000_000;

/// Reads a part record by record.
pub(super) struct Records<R> {
    part: R,
    data: Vec<u8>,
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'d> {
    pub(super) kind: u16,
    pub(super) data: &'d [u8],
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(part: R) -> Self {
        Self {
            part,
            data: Vec::new(),
        }
    }

    /// The next record; none at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>, Refusal> {
        let at_end = self.part.fill_buf().map_err(|_| Refusal::Damaged)?;
        if at_end.is_empty() {
            return Ok(None);
        }
        let first = self.byte()?;
        let kind = if first & 0x80 == 0 {
            u16::from(first)
        } else {
            u16::from(first & 0x7f) | (u16::from(self.byte()? & 0x7f) << 7)
        };
        let mut len = 0_usize;
        for byte in 0..4 {
            let more = self.byte()?;
            len |= usize::from(more & 0x7f) << (7 * byte);
            if more & 0x80 == 0 {
                break;
            }
        }
        if len > RECORD_BYTES_MAX {
            return Err(Refusal::Damaged);
        }
        self.data.resize(len, 0);
        let read = self.part.read_exact(&mut self.data);
        read.map_err(|_| Refusal::Damaged)?;
        Ok(Some(Record {
            kind,
            data: &self.data,
        }))
    }

    /// The next record of this kind, past all others; none at the end of the part.
    pub(super) fn find(&mut self, kind: u16) -> Result<Option<Record<'_>>, Refusal> {
        // The record is made anew outside the loop, because it borrows what the loop reads into.
        loop {
            match self.next()? {
                None => return Ok(None),
                Some(record) if record.kind == kind => break,
                Some(_) => {}
            }
        }
        Ok(Some(Record {
            kind,
            data: &self.data,
        }))
    }

    fn byte(&mut self) -> Result<u8, Refusal> {
        let mut byte = [0];
        let read = self.part.read_exact(&mut byte);
        read.map_err(|_| Refusal::Damaged)?;
        let [byte] = byte;
        Ok(byte)
    }
}

impl Record<'_> {
    pub(super) fn u8(&self, at: usize) -> Result<u8, Refusal> {
        self.data.get(at).copied().ok_or(Refusal::Damaged)
    }

    pub(super) fn u16(&self, at: usize) -> Result<u16, Refusal> {
        u16_at(self.data, at).ok_or(Refusal::Damaged)
    }

    pub(super) fn u32(&self, at: usize) -> Result<u32, Refusal> {
        u32_at(self.data, at).ok_or(Refusal::Damaged)
    }

    /// The text at a place, with where it ends. At most so many characters of it are kept.
    pub(super) fn text(&self, at: usize, chars_max: usize) -> Result<(String, usize), Refusal> {
        let chars = usize::try_from(self.u32(at)?).map_err(|_| Refusal::Damaged)?;
        let start = at.saturating_add(4);
        let end = start.saturating_add(chars.saturating_mul(2));
        let wide = self.data.get(start..end).ok_or(Refusal::Damaged)?;
        let kept = wide.get(..chars_max.saturating_mul(4)).unwrap_or(wide);
        let (text, _) = UTF_16LE.decode_without_bom_handling(kept);
        Ok((text.into_owned(), end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_told_apart() {
        let part = [
            &[0x05, 0][..],
            &[0x9c, 0x01, 3, 1, 2, 3],
            &[0x07, 0x81, 0],
            &[9],
        ]
        .concat();
        let mut records = Records::new(&part[..]);
        assert_eq!(records.next().unwrap().unwrap().kind, 5);
        for (kind, data) in [(0x9c, &[1, 2, 3][..]), (7, &[9])] {
            let record = records.next().unwrap().unwrap();
            assert_eq!((record.kind, record.data), (kind, data));
        }
        assert!(records.next().unwrap().is_none());
        let mut records = Records::new(&part[..part.len() - 1]);
        assert!(records.find(7).is_err(), "cut off in a record");
        assert!(Records::new(&b""[..]).next().unwrap().is_none());
        let mut records = Records::new(&part[..]);
        assert_eq!(records.find(0x9c).unwrap().unwrap().data, [1, 2, 3]);
    }

    #[test]
    fn a_record_that_claims_to_be_huge_is_damaged_before_it_is_read() {
        let claimed = [0x05, 0xff, 0xff, 0xff, 0x7f];
        assert!(Records::new(&claimed[..]).next().is_err());
    }

    #[test]
    fn a_text_beyond_its_record_is_damaged() {
        let record = |data| Record { kind: 6, data };
        let text = [2, 0, 0, 0, b'a', 0, 0xac, 0x20, 7];
        assert_eq!(
            record(&text).text(0, 10).unwrap(),
            ("a\u{20ac}".to_owned(), 8)
        );
        assert!(record(&text[..7]).text(0, 10).is_err());
        assert!(record(&[0xff; 8]).text(0, 10).is_err());
    }
}
