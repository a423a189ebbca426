//! The tags of a part of a workbook, told apart as the library does it: with or without a prefix, with either kind of
//! quote, with any spaces. A guard that knew only the usual spelling could be walked around.

use std::io::{self, BufRead, Read};

/// No tag of a real workbook is longer.
const TAG_BYTES_MAX: u64 = 1_000_000;

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'t> {
    name: &'t [u8],
    rest: &'t [u8],
    is_closed: bool,
}

impl<'t> Tag<'t> {
    /// From what stands between the brackets, the closing one included; none for an end, a remark or an instruction.
    pub(super) fn of(text: &'t [u8]) -> Option<Self> {
        if matches!(text.first(), None | Some(b'/' | b'!' | b'?')) {
            return None;
        }
        let text = text.strip_suffix(b">").unwrap_or(text);
        let closed = text.strip_suffix(b"/");
        let text = closed.unwrap_or(text);
        let end = text
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end)?;
        Some(Self {
            name,
            rest,
            is_closed: closed.is_some(),
        })
    }

    /// Its name behind the prefix.
    pub(super) fn local(&self) -> &'t [u8] {
        local(self.name)
    }

    /// Whether it is its own end as well.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
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

    /// The values of the attributes with these very names, as they are written.
    ///
    /// Meant for numbers and words that no program writes in signs by their numbers: such a value is refused, since it
    /// would say one thing here and another to Excel. So is a tag with two of them, or with anything but attributes.
    pub(super) fn plain<const N: usize>(
        &self,
        names: [&[u8]; N],
    ) -> io::Result<[Option<&'t [u8]>; N]> {
        let mut values = [None; N];
        let mut rest = self.rest.trim_ascii();
        while !rest.is_empty() {
            let (name, value, behind) = next_attribute(rest)
                .filter(|(name, ..)| !name.iter().any(u8::is_ascii_whitespace))
                .ok_or_else(|| io::Error::other("something else than attributes"))?;
            for (wanted, found) in names.iter().zip(&mut values) {
                if *wanted == name && (found.replace(value).is_some() || value.contains(&b'&')) {
                    return Err(io::Error::other("an attribute that is not plain"));
                }
            }
            rest = behind.trim_ascii_start();
        }
        Ok(values)
    }
}

/// The name of an end, behind its prefix; none for any other tag.
pub(super) fn ended(text: &[u8]) -> Option<&[u8]> {
    let name = text.strip_prefix(b"/")?;
    let name = name.strip_suffix(b">").unwrap_or(name);
    Some(local(name.trim_ascii_end()))
}

fn local(name: &[u8]) -> &[u8] {
    let colon = name.iter().position(|byte| *byte == b':');
    colon.and_then(|at| name.get(at + 1..)).unwrap_or(name)
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
pub(super) fn read_tag(part: &mut impl BufRead, text: &mut Vec<u8>) -> io::Result<bool> {
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
        let is_whole = match text.first() {
            Some(b'!') if text.starts_with(b"!-") => text.len() > 5 && text.ends_with(b"-->"),
            Some(b'!') if text.starts_with(b"![") => text.ends_with(b"]]>"),
            Some(b'!') => return Err(io::Error::other("a definition of the markup")),
            Some(b'?') => text.len() > 2 && text.ends_with(b"?>"),
            // Some readers pass over a bracket in quotes here and others do not: what follows can be read in two ways.
            Some(b'/') if text.iter().any(is_quote) => {
                return Err(io::Error::other("an end with quotes"));
            }
            Some(b'/') => text.ends_with(b">"),
            _ => {
                for byte in text.get(from..).unwrap_or_default() {
                    match quote {
                        Some(open) if open == *byte => quote = None,
                        None if is_quote(byte) => quote = Some(*byte),
                        _ => {}
                    }
                }
                quote.is_none() && text.ends_with(b">")
            }
        };
        if is_whole {
            return Ok(true);
        }
    }
}

fn is_quote(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\'')
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
        let part = "<?xml version='1.0'?><!-- <sheet r:id='no'> ' --><x:sheets a='>'></x:sheets >\
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
            "</a '><!-- '><sheet id='1'/><!-- -->",
        ] {
            assert!(ids(part).is_err(), "{part}");
        }
        let endless = format!("<sheet id='{}'/>", "x".repeat(1_000_000));
        assert!(ids(&endless).is_err());
    }

    #[test]
    fn plain_values_are_found_in_any_order_and_between_any_spaces() {
        let plain = |text: &'static str| Tag::of(text.as_bytes()).unwrap().plain([b"r", b"hidden"]);
        let cases: [(&'static str, [Option<&[u8]>; 2]); 4] = [
            ("row>", [None, None]),
            ("x:row\tr = '7'\n/>", [Some(b"7"), None]),
            (
                "row hidden='1' x:r=\"8\" spans='>' r=\"7\">",
                [Some(b"7"), Some(b"1")],
            ),
            ("row note='r=\"7\"'hidden=''>", [None, Some(b"")]),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text).unwrap(), expected, "{text}");
        }
        for text in [
            "row hidden='1' hidden='0'>",
            "row hidden='&#49;'>",
            "row r='7' what hidden='1'>",
            "row hidden=1>",
            "row hidden='1' what>",
            "row hidden='1>",
        ] {
            assert!(plain(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_known_behind_any_prefix() {
        type Value = Option<&'static [u8]>;
        let cases: [(&str, Value, Value); 5] = [
            ("row>", Some(b"row"), None),
            ("x:row r='a:b'/>", Some(b"row"), None),
            ("/row>", None, Some(b"row")),
            ("/x:row\n>", None, Some(b"row")),
            ("!-- row -->", None, None),
        ];
        for (text, opened, end) in cases {
            let tag = Tag::of(text.as_bytes());
            assert_eq!(tag.map(|tag| tag.local()), opened, "{text}");
            assert_eq!(ended(text.as_bytes()), end, "{text}");
        }
    }
}
