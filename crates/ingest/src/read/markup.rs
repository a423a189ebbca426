//! The tags of a small part of a workbook, told apart as the library does it: with or without a prefix, with either kind
//! of quote, with any spaces. A guard that knew only the usual spelling could be walked around.

use std::io::{self, BufRead, Read};

/// No tag of a real workbook is longer.
const TAG_BYTES_MAX: u64 = 1_000_000;

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'t> {
    name: &'t [u8],
    rest: &'t [u8],
}

impl<'t> Tag<'t> {
    /// From what stands between the brackets, the closing one included; none for an end, a remark or an instruction.
    fn of(text: &'t [u8]) -> Option<Self> {
        if matches!(text.first(), None | Some(b'/' | b'!' | b'?')) {
            return None;
        }
        let text = text.strip_suffix(b">").unwrap_or(text);
        let text = text.strip_suffix(b"/").unwrap_or(text);
        let end = text
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end)?;
        Some(Self { name, rest })
    }

    /// Whether this is its name, whatever the prefix.
    pub(super) fn is(&self, name: &[u8]) -> bool {
        is_local(self.name, name)
    }

    /// The value of the attribute whose name fits. A tag that has two of them is not well formed.
    pub(super) fn attribute(&self, fits: impl Fn(&[u8]) -> bool) -> io::Result<Option<String>> {
        let mut found = None;
        let mut rest = self.rest;
        while let Some((name, value, behind)) = next_attribute(rest) {
            if fits(name)
                && found
                    .replace(String::from_utf8_lossy(value).into_owned())
                    .is_some()
            {
                return Err(io::Error::other("the same attribute twice"));
            }
            rest = behind;
        }
        Ok(found)
    }
}

/// Whether a name is this one, alone or behind a prefix.
pub(super) fn is_local(name: &[u8], local: &[u8]) -> bool {
    name.strip_suffix(local)
        .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(b":"))
}

/// The name and the value of the first attribute, and what is behind it.
fn next_attribute(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let equals = text.iter().position(|byte| *byte == b'=')?;
    let (name, rest) = text.split_at_checked(equals)?;
    let rest = rest.get(1..)?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let end = rest.iter().position(|byte| byte == quote)?;
    let (value, rest) = rest.split_at_checked(end)?;
    Some((name.trim_ascii(), value, rest.get(1..).unwrap_or_default()))
}

/// Calls `each` with every opening tag of a part.
pub(super) fn opening_tags(
    part: &mut impl BufRead,
    mut each: impl FnMut(&Tag<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut text = Vec::new();
    while part.skip_until(b'<')? > 0 {
        if !read_tag(part, &mut text)? {
            break;
        }
        if let Some(tag) = Tag::of(&text) {
            each(&tag)?;
        }
    }
    Ok(())
}

/// Reads to the bracket that ends a tag, past those in quotes and remarks. False at the end of the part.
fn read_tag(part: &mut impl BufRead, text: &mut Vec<u8>) -> io::Result<bool> {
    text.clear();
    let mut quote = None;
    loop {
        let from = text.len();
        let room = TAG_BYTES_MAX.saturating_sub(u64::try_from(from).unwrap_or(u64::MAX));
        if part.by_ref().take(room).read_until(b'>', text)? == 0 {
            return match from {
                0 => Ok(false),
                _ => Err(io::Error::other("a tag without an end")),
            };
        }
        let is_whole = if text.starts_with(b"!-") {
            text.len() > 5 && text.ends_with(b"-->")
        } else if text.starts_with(b"![") {
            text.ends_with(b"]]>")
        } else if text.starts_with(b"!") {
            return Err(io::Error::other("a definition of the markup"));
        } else if text.starts_with(b"?") {
            text.len() > 2 && text.ends_with(b"?>")
        } else if text.starts_with(b"/") {
            text.ends_with(b">")
        } else {
            for byte in text.get(from..).unwrap_or_default() {
                match quote {
                    Some(open) if open == *byte => quote = None,
                    None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
                    _ => {}
                }
            }
            quote.is_none() && text.ends_with(b">")
        };
        if is_whole {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(part: &str) -> io::Result<Vec<Option<String>>> {
        let mut found = Vec::new();
        opening_tags(&mut part.as_bytes(), |tag| {
            if tag.is(b"sheet") {
                found.push(tag.attribute(|name| is_local(name, b"id"))?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn tags_are_found_however_they_are_written() {
        let part = "<?xml version='1.0'?><!-- <sheet r:id='no'> ' --><x:sheets a='>'></x:sheets '>\
            <sheet name=\"a > b\" r:id=\"1\"/><x:sheet\n  other:id = '2' sheetId='7'></x:sheet>\
            <![CDATA[<sheet id='no'>]]><sheet/><sheets id='no'/>";
        let expected = [Some("1".to_owned()), Some("2".to_owned()), None];
        assert_eq!(ids(part).unwrap(), expected);
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for part in [
            "<sheet id='1' r:id='2'/>",
            "<sheet id='1",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><sheet id='1'/>",
        ] {
            assert!(ids(part).is_err(), "{part}");
        }
        let endless = format!("<sheet id='{}'/>", "x".repeat(1_000_000));
        assert!(ids(&endless).is_err());
    }
}
