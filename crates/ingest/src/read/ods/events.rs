//! The markup of a spreadsheet, tag by tag, with a bound on each piece of it and on how deep it goes.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::read::Refusal;

/// No tag or text of a real spreadsheet is longer.
const PIECE_BYTES_MAX: usize = 1_000_000;
/// No real spreadsheet has tags in tags this deep.
const DEPTH_MAX: usize = 256;
/// No name of the format is longer.
const NAME_BYTES_MAX: usize = 256;

/// Gives the markup piece by piece.
pub(super) struct Events<'p> {
    reader: Reader<Bounded<&'p mut dyn BufRead>>,
    buffer: Vec<u8>,
    depth: usize,
}

/// One piece of the markup.
pub(super) enum Piece<'e> {
    Open(Tag<'e>),
    Close,
    Text(&'e str),
    /// A sign that is written by its number or name.
    Sign(char),
    /// The markup has come to its end.
    End,
}

impl<'p> Events<'p> {
    pub(super) fn new(part: &'p mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(Bounded {
            inner: part,
            left: 0,
        });
        // Then every tag that opens also closes, and depth can be counted.
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// How many tags are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece. Remarks and instructions are passed over; a definition of the markup is refused, since it could
    /// give words another meaning or make short ones long.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Refusal> {
        self.buffer.clear();
        self.reader.get_mut().left = PIECE_BYTES_MAX;
        let event = self.reader.read_event_into(&mut self.buffer);
        Ok(match event.map_err(|_| Refusal::Damaged)? {
            Event::Start(tag) => {
                self.depth += 1;
                // The names of all open tags are kept.
                if self.depth > DEPTH_MAX || tag.name().as_ref().len() > NAME_BYTES_MAX {
                    return Err(Refusal::Damaged);
                }
                Piece::Open(Tag(tag))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close
            }
            Event::GeneralRef(name) => Piece::Sign(sign(&name)?),
            Event::Text(text) => Piece::Text(borrowed(text.into_inner())?),
            Event::CData(text) => Piece::Text(borrowed(text.into_inner())?),
            Event::DocType(_) | Event::Empty(_) => return Err(Refusal::Damaged),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Text(""),
            Event::Eof => Piece::End,
        })
    }

    /// Passes over what is in the tag that was opened last, up to its end.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Piece::End) {
                return Err(Refusal::Damaged);
            }
        }
        Ok(())
    }
}

/// What the buffer holds is handed out as it is, never as a copy.
fn borrowed(text: std::borrow::Cow<'_, str>) -> Result<&str, Refusal> {
    match text {
        std::borrow::Cow::Borrowed(text) => Ok(text),
        std::borrow::Cow::Owned(_) => Err(Refusal::Damaged),
    }
}

fn sign(name: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(sign) = resolve_xml_entity(name).and_then(|sign| sign.chars().next()) {
        return Ok(sign);
    }
    let sign = name.resolve_char_ref().map_err(|_| Refusal::Damaged)?;
    sign.ok_or(Refusal::Damaged)
}

/// An opening tag.
pub(super) struct Tag<'e>(BytesStart<'e>);

impl Tag<'_> {
    /// Its name with its prefix, as every program writes it.
    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// Calls `each` with the name and the value of every attribute.
    pub(super) fn attributes(&self, mut each: impl FnMut(&str, &str)) -> Result<(), Refusal> {
        // Not looked through for doubles: that would take time by the square of their number.
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Damaged)?;
            let value = unescape(&attribute.value).map_err(|_| Refusal::Damaged)?;
            each(attribute.key.into_inner(), &value);
        }
        Ok(())
    }

    /// The value of one attribute.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, Refusal> {
        let mut found = None;
        self.attributes(|its, value| {
            if its == name {
                found = Some(value.to_owned());
            }
        })?;
        Ok(found)
    }
}

/// Gives no more than so many bytes until the bound is set anew, because a piece is held in memory as a whole.
struct Bounded<R> {
    inner: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a piece without an end"));
        }
        let available = self.inner.fill_buf()?;
        Ok(available.get(..self.left).unwrap_or(available))
    }

    fn consume(&mut self, n: usize) {
        self.left = self.left.saturating_sub(n);
        self.inner.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(markup: &str) -> Result<String, Refusal> {
        let mut part = markup.as_bytes();
        let mut events = Events::new(&mut part);
        let mut all = String::new();
        loop {
            match events.next()? {
                Piece::Open(tag) if tag.name() == "skip" => events.skip()?,
                Piece::Open(tag) => all.extend(tag.attribute("a")?),
                Piece::Close => all.push('|'),
                Piece::Text(text) => all.push_str(text),
                Piece::Sign(sign) => all.push(sign),
                Piece::End => return Ok(all),
            }
        }
    }

    #[test]
    fn tags_texts_and_signs_are_told_apart() {
        let markup = "<?xml version='1.0'?><!-- x --><t>a &amp; &#98;<e a='&lt;1'/>\
            <skip>no<t/></skip><![CDATA[<c>]]></t>";
        assert_eq!(texts(markup).unwrap(), "a & b<1|<c>|");
    }

    #[test]
    fn what_costs_more_than_it_should_is_refused() {
        for markup in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]><t/>",
            "<t>&b;</t>",
            "<t></u>",
            "<skip><t/>",
            &"<t>".repeat(257),
            &format!("<t>{}</t>", "x".repeat(1_000_001)),
            &format!("<t a='{}'/>", "x".repeat(1_000_001)),
        ] {
            assert_eq!(texts(markup), Err(Refusal::Damaged));
        }
        let deep = "<t>".repeat(256) + &"</t>".repeat(256);
        assert_eq!(texts(&deep).unwrap().len(), 256);
    }
}
