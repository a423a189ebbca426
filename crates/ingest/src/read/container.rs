//! The zip container of a workbook, looked through before anything in it is taken for what it claims to be.
//!
//! The directory's own figures are checked first; since they may lie, every part is counted again while it is unpacked.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::Refusal;
use super::counted::Counted;
use super::directory::{Directory, small_path};
use super::kind;
use super::layout::{self, Layout};
use super::shared_texts::SharedTexts;
use crate::checked::FileKind;
use crate::clock::Clock;
use crate::upload::Limits;

/// Where a workbook says what it holds.
const PACKAGE: &str = "_rels/.rels";
const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONSHIPS: &str = "xl/_rels/workbook.xml.rels";
/// More parts than any workbook has.
const PARTS_MAX: usize = 10_000;
/// Parts below this size may unpack at any ratio.
const RATIO_FROM_BYTES: u64 = 1_000_000;
/// The part in which an OpenDocument file says what it is holds one short line.
const TYPE_BYTES_MAX: u64 = 200;

/// A container whose directory is within the limits.
pub(super) struct Container<'b> {
    /// What it is.
    pub(super) kind: FileKind,
    /// Whether it holds macros.
    pub(super) has_macros: bool,
    archive: ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'b> Container<'b> {
    /// Looks through the directory of a container.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits, clock: &Clock) -> Result<Self, Refusal> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
        if archive.len() > PARTS_MAX {
            return Err(Refusal::UnpacksTooFar);
        }
        let names = part_names(&mut archive, limits)?;
        let mut container = Self {
            kind: kind::zip(names.iter().map(String::as_str)),
            has_macros: names.iter().any(|name| kind::is_macro(name)),
            archive,
            names,
            left: limits.max_unpacked_bytes,
        };
        if container.kind == FileKind::Ods
            && let Some(part) = container.find("mimetype")?
        {
            let mut said = Vec::new();
            container.part(part, limits, clock, |part| {
                let read = part.take(TYPE_BYTES_MAX).read_to_end(&mut said);
                read.map(drop).map_err(|_| Refusal::Damaged)
            })?;
            container.kind = kind::open_document(&said);
        }
        Ok(container)
    }

    /// The names of the parts, in the order of the directory.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The part at a path, in small letters. Two parts at one path are a way to show one and hide the other.
    pub(super) fn find(&self, path: &str) -> Result<Option<usize>, Refusal> {
        let mut found = None;
        for (index, name) in self.names.iter().enumerate() {
            if small_path(name) == path && found.replace(index).is_some() {
                return Err(Refusal::Damaged);
            }
        }
        Ok(found)
    }

    /// Unpacks a part for `read`, and what `read` leaves of it to its end, so that its sum is checked.
    pub(super) fn part<T>(
        &mut self,
        index: usize,
        limits: &Limits,
        clock: &Clock,
        read: impl FnOnce(&mut dyn BufRead) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let part = self.archive.by_index(index);
        let part = part.map_err(|_| Refusal::Damaged)?;
        let packed = part.compressed_size();
        let allowed = self.left.min(
            packed
                .saturating_mul(limits.max_ratio)
                .max(RATIO_FROM_BYTES),
        );
        let mut part = BufReader::with_capacity(32 * 1024, Counted::new(part, allowed, clock));
        let read = read(&mut part).and_then(|value| {
            let drained = io::copy(&mut part, &mut io::sink());
            drained.map(|_| value).map_err(|_| Refusal::Damaged)
        });
        let counted = part.get_ref();
        self.left = self.left.saturating_sub(allowed - counted.left());
        match counted.stopped() {
            Some(refusal) => Err(refusal.clone()),
            None => read,
        }
    }

    /// Unpacks every part of a workbook (.xlsx) that the library will read, and answers with the layouts of the sheets.
    ///
    /// What the workbook holds is read first, since it alone says which parts are sheets.
    pub(super) fn layouts(
        &mut self,
        limits: &Limits,
        clock: &Clock,
    ) -> Result<Vec<Layout>, Refusal> {
        let mut directory = Directory::default();
        let mut known = Vec::new();
        for path in [PACKAGE, WORKBOOK, RELATIONSHIPS] {
            let Some(index) = self.find(path)? else {
                continue;
            };
            self.part(index, limits, clock, |mut part| {
                let read = match path {
                    PACKAGE => directory.read_package(&mut part),
                    WORKBOOK => directory.read_workbook(&mut part),
                    _ => directory.read_relationships(&mut part),
                };
                read.map_err(|_| Refusal::Damaged)
            })?;
            known.push(index);
        }
        let sheets = directory.sheet_parts(WORKBOOK, limits)?;
        let mut layouts: Vec<Option<Layout>> = vec![None; sheets.len()];
        for index in 0..self.names.len() {
            let path = self.names.get(index).map(|name| small_path(name));
            let path = path.unwrap_or_default();
            let is_markup = path.ends_with(".xml") || path.ends_with(".rels");
            if !is_markup || known.contains(&index) {
                continue;
            }
            // Both wherever they are: which folder the library looks in, the file itself says.
            let is_texts = path.ends_with("sharedstrings.xml");
            let sheet = sheets.iter().position(|sheet| *sheet == path);
            let layout = self.part(index, limits, clock, |mut part| match sheet {
                // Looked at as the one, it could hide what it says as the other.
                Some(_) if is_texts => Err(Refusal::Damaged),
                Some(_) => layout::read(&mut part)
                    .map(Some)
                    .map_err(|_| Refusal::Damaged),
                None if is_texts => {
                    let texts = SharedTexts::read(&mut part).map_err(|_| Refusal::Damaged)?;
                    texts.refusal(limits).map_or(Ok(None), Err)
                }
                None => Ok(None),
            })?;
            let slot = sheet.and_then(|sheet| layouts.get_mut(sheet));
            // Two parts at one path are a way to show one and hide the other.
            if slot.is_some_and(|slot| std::mem::replace(slot, layout).is_some()) {
                return Err(Refusal::Damaged);
            }
        }
        // A sheet without a part, or in a part that says what the workbook holds, is no work of Excel.
        let layouts: Option<Vec<Layout>> = layouts.into_iter().collect();
        layouts.ok_or(Refusal::Damaged)
    }
}

/// The names of the parts, once the directory's figures are within the limits.
fn part_names(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    limits: &Limits,
) -> Result<Vec<String>, Refusal> {
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
