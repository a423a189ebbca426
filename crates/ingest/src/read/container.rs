//! The zip container of a workbook, looked through before any library may unpack it.
//!
//! The directory's own figures are checked first; since they may lie, every part that will be read is then unpacked once
//! into nothing, and counted.

use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::Refusal;
use super::kind;
use super::layout::{self, Layout};
use crate::checked::FileKind;
use crate::upload::Limits;

/// More parts than any workbook has.
const PARTS_MAX: usize = 10_000;
/// Parts below this size may unpack at any ratio.
const RATIO_FROM_BYTES: u64 = 1_000_000;
/// The shortest way to write a shared text.
const SHARED_TEXT_BYTES_MIN: u64 = 5;

/// What the container holds.
#[derive(Debug)]
pub(crate) struct Container {
    /// What it is.
    pub(crate) kind: FileKind,
    /// Whether it holds macros.
    pub(crate) has_macros: bool,
    /// The layouts of the sheets, in the order of the workbook; empty if the order could not be told.
    pub(crate) layouts: Vec<Layout>,
}

/// Looks through a zip container. Only a workbook (.xlsx) is unpacked.
pub(crate) fn inspect(bytes: &[u8], limits: &Limits) -> Result<Container, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(Refusal::UnpacksTooFar);
    }
    let names = part_names(&mut archive, limits)?;
    let kind = kind::zip(names.iter().map(String::as_str));
    let mut container = Container {
        kind,
        has_macros: names.iter().any(|name| name.ends_with("vbaProject.bin")),
        layouts: Vec::new(),
    };
    if kind == FileKind::Xlsx {
        container.layouts = unpack(&mut archive, &names, limits)?;
    }
    Ok(container)
}

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The names of the parts, once the directory's figures are within the limits.
fn part_names(archive: &mut Archive<'_>, limits: &Limits) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::with_capacity(archive.len());
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| Refusal::Damaged)?;
        if part.encrypted() {
            return Err(Refusal::Password);
        }
        let (size, packed) = (part.size(), part.compressed_size());
        total = total.saturating_add(size);
        if total > limits.max_unpacked_bytes || is_beyond_ratio(size, packed, limits) {
            return Err(Refusal::UnpacksTooFar);
        }
        names.push(part.name().map_err(|_| Refusal::Damaged)?.into_owned());
    }
    Ok(names)
}

fn is_beyond_ratio(size: u64, packed: u64, limits: &Limits) -> bool {
    size > RATIO_FROM_BYTES && size / packed.max(1) > limits.max_ratio
}

/// Unpacks every part that the reader will read, within the limits, and answers with the layouts of the sheets.
fn unpack(
    archive: &mut Archive<'_>,
    names: &[String],
    limits: &Limits,
) -> Result<Vec<Layout>, Refusal> {
    let mut left = limits.max_unpacked_bytes;
    let mut layouts = HashMap::new();
    let mut sheet_ids = Vec::new();
    let mut targets = HashMap::new();
    for (index, name) in names.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        if !lower.ends_with(".xml") && !lower.ends_with(".rels") {
            continue;
        }
        let part = archive.by_index(index).map_err(|_| Refusal::Damaged)?;
        let packed = part.compressed_size();
        let allowed = left.min(
            packed
                .saturating_mul(limits.max_ratio)
                .max(RATIO_FROM_BYTES),
        );
        let mut part = BufReader::with_capacity(
            32 * 1024,
            Counted {
                inner: part,
                left: allowed,
                over: false,
            },
        );
        let read = match lower.as_str() {
            "xl/workbook.xml" => tag_attributes(&mut part, b"sheet ", &[b" r:id=\""])
                .map(|found| sheet_ids = found.into_iter().flatten().collect()),
            "xl/_rels/workbook.xml.rels" => {
                tag_attributes(&mut part, b"Relationship ", &[b" Id=\"", b" Target=\""]).map(
                    |found| {
                        targets = found
                            .into_iter()
                            .filter_map(|pair| <[String; 2]>::try_from(pair).ok())
                            .map(|[id, target]| (id, target))
                            .collect();
                    },
                )
            }
            "xl/sharedstrings.xml" => count_shared_texts(&mut part),
            _ if lower.starts_with("xl/worksheets/") && lower.ends_with(".xml") => {
                layout::read(&mut part).map(|layout| {
                    layouts.insert(lower.clone(), layout);
                })
            }
            _ => Ok(()),
        };
        let drained = read.and_then(|()| io::copy(&mut part, &mut io::sink()));
        let counted = part.get_ref();
        if counted.over {
            return Err(Refusal::UnpacksTooFar);
        }
        left = left.saturating_sub(allowed - counted.left);
        drained.map_err(|_| Refusal::Damaged)?;
    }
    if sheet_ids.len() > limits.max_sheets {
        return Err(Refusal::TooManySheets {
            found: sheet_ids.len(),
        });
    }
    Ok(in_order(&sheet_ids, &targets, layouts))
}

/// The layouts in the order of the workbook's sheets, which its relationships give.
fn in_order(
    sheet_ids: &[String],
    targets: &HashMap<String, String>,
    mut layouts: HashMap<String, Layout>,
) -> Vec<Layout> {
    let part_of = |id: &String| {
        let target = targets.get(id)?.to_ascii_lowercase();
        Some(match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        })
    };
    sheet_ids
        .iter()
        .map(|id| {
            part_of(id)
                .and_then(|part| layouts.remove(&part))
                .unwrap_or_default()
        })
        .collect()
}

/// The wanted attributes of every tag with this name; a tag that lacks one gives fewer.
fn tag_attributes(
    part: &mut impl io::BufRead,
    tag_name: &[u8],
    wanted: &[&[u8]],
) -> io::Result<Vec<Vec<String>>> {
    let mut found = Vec::new();
    let mut tag = Vec::new();
    while part.skip_until(b'<')? > 0 {
        tag.clear();
        part.read_until(b'>', &mut tag)?;
        if tag.starts_with(tag_name) {
            let values = wanted
                .iter()
                .filter_map(|name| layout::attribute(&tag, name))
                .filter_map(|value| str::from_utf8(value).ok())
                .map(str::to_owned);
            found.push(values.collect());
        }
    }
    Ok(found)
}

/// Refuses a table of shared texts that claims more texts than it has room for: the reader sets memory aside by the
/// claim.
fn count_shared_texts(part: &mut impl io::BufRead) -> io::Result<()> {
    let mut tag = Vec::new();
    let mut claimed = 0_u64;
    let mut bytes = 0_u64;
    loop {
        let text = part.skip_until(b'<')?;
        if text == 0 {
            break;
        }
        tag.clear();
        let tag_bytes = part.read_until(b'>', &mut tag)?;
        bytes += u64::try_from(text + tag_bytes).unwrap_or(u64::MAX);
        if tag.starts_with(b"sst") {
            claimed = layout::attribute(&tag, b" uniqueCount=\"")
                .and_then(|count| str::from_utf8(count).ok()?.parse().ok())
                .unwrap_or(0);
        }
    }
    if claimed > bytes / SHARED_TEXT_BYTES_MIN {
        return Err(io::Error::other(
            "more shared texts claimed than there is room for",
        ));
    }
    Ok(())
}

/// Stops after so many bytes, and remembers that it did.
struct Counted<R> {
    inner: R,
    left: u64,
    over: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        match self.left.checked_sub(u64::try_from(n).unwrap_or(u64::MAX)) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                self.over = true;
                return Err(io::Error::other("unpacks too far"));
            }
        }
        Ok(n)
    }
}
