//! The zip container of a workbook, looked through before any library may unpack it.
//!
//! The directory's own figures are checked first; since they may lie, every part that will be read is then unpacked once
//! into nothing, and counted.

use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::Refusal;
use super::directory::{Directory, small_path};
use super::kind;
use super::layout::{self, Layout};
use super::shared_texts::SharedTexts;
use crate::checked::FileKind;
use crate::clock::Clock;
use crate::upload::Limits;

/// More parts than any workbook has.
const PARTS_MAX: usize = 10_000;
/// Parts below this size may unpack at any ratio.
const RATIO_FROM_BYTES: u64 = 1_000_000;

/// What the container holds.
#[derive(Debug)]
pub(crate) struct Container {
    /// What it is.
    pub(crate) kind: FileKind,
    /// Whether it holds macros.
    pub(crate) has_macros: bool,
    /// The layouts of the sheets, in the order of the workbook.
    pub(crate) layouts: Vec<Layout>,
}

/// Looks through a zip container. Only a workbook (.xlsx) is unpacked.
pub(crate) fn inspect(bytes: &[u8], limits: &Limits, clock: &Clock) -> Result<Container, Refusal> {
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
        container.layouts = unpack(&mut archive, &names, limits, clock)?;
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
    clock: &Clock,
) -> Result<Vec<Layout>, Refusal> {
    let mut left = limits.max_unpacked_bytes;
    let mut layouts = HashMap::new();
    let mut directory = Directory::default();
    for (index, name) in names.iter().enumerate() {
        let path = small_path(name);
        if !path.ends_with(".xml") && !path.ends_with(".rels") {
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
                stopped: None,
                clock,
            },
        );
        let mut shared = SharedTexts::default();
        let read = match path.as_str() {
            "_rels/.rels" => directory.read_package(&mut part),
            "xl/workbook.xml" => directory.read_workbook(&mut part),
            "xl/_rels/workbook.xml.rels" => directory.read_relationships(&mut part),
            // Wherever it is: which folder the library looks in, the file itself says.
            _ if path.ends_with("sharedstrings.xml") => {
                SharedTexts::read(&mut part).map(|read| shared = read)
            }
            _ if path.starts_with("xl/worksheets/") && path.ends_with(".xml") => {
                layout::read(&mut part).map(|layout| {
                    layouts.insert(path.clone(), layout);
                })
            }
            _ => Ok(()),
        };
        let drained = read.and_then(|()| io::copy(&mut part, &mut io::sink()));
        let counted = part.get_ref();
        if let Some(refusal) = &counted.stopped {
            return Err(refusal.clone());
        }
        left = left.saturating_sub(allowed - counted.left);
        drained.map_err(|_| Refusal::Damaged)?;
        if let Some(refusal) = shared.refusal(limits) {
            return Err(refusal);
        }
    }
    if directory.n_sheets() > limits.max_sheets {
        return Err(Refusal::TooManySheets {
            found: directory.n_sheets(),
        });
    }
    let parts = directory.sheet_parts()?;
    Ok(parts
        .iter()
        .map(|part| layouts.remove(part).unwrap_or_default())
        .collect())
}

/// Stops after so many bytes or when the time has run out, and remembers why.
struct Counted<'c, R> {
    inner: R,
    left: u64,
    stopped: Option<Refusal>,
    clock: &'c Clock,
}

impl<R> Counted<'_, R> {
    fn stop(&mut self, refusal: Refusal) -> io::Error {
        self.stopped = Some(refusal);
        io::Error::other("stopped")
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.clock.is_over() {
            return Err(self.stop(Refusal::TookTooLong));
        }
        let n = self.inner.read(buffer)?;
        match self.left.checked_sub(u64::try_from(n).unwrap_or(u64::MAX)) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                return Err(self.stop(Refusal::UnpacksTooFar));
            }
        }
        Ok(n)
    }
}
