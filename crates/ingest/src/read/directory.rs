//! Which sheets a workbook has, and in which part each is.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

use super::Refusal;
use super::markup::{is_local, opening_tags};
use crate::upload::Limits;

/// More sheets or parts than any workbook has.
const ENTRIES_MAX: usize = 100_000;

/// What the small parts say about the sheets.
#[derive(Debug, Default)]
pub(super) struct Directory {
    workbooks: Vec<String>,
    sheet_ids: Vec<String>,
    targets: HashMap<String, String>,
}

impl Directory {
    /// Reads where the workbook is (`_rels/.rels`).
    pub(super) fn read_package(&mut self, part: &mut impl BufRead) -> io::Result<()> {
        opening_tags(part, |tag| {
            let kind = tag.attribute(|name| name == b"Type")?.unwrap_or_default();
            if tag.is(b"Relationship") && kind.ends_with("/relationships/officeDocument") {
                let target = tag.attribute(|name| name == b"Target")?;
                self.workbooks.push(target.unwrap_or_default());
                bounded(self.workbooks.len())?;
            }
            Ok(())
        })
    }

    /// Reads the names by which the workbook calls its sheets (`xl/workbook.xml`).
    pub(super) fn read_workbook(&mut self, part: &mut impl BufRead) -> io::Result<()> {
        opening_tags(part, |tag| {
            if tag.is(b"sheet") {
                let id = tag.attribute(|name| is_local(name, b"id"))?;
                self.sheet_ids.push(id.unwrap_or_default());
                bounded(self.sheet_ids.len())?;
            }
            Ok(())
        })
    }

    /// Reads in which part each of them is (`xl/_rels/workbook.xml.rels`).
    pub(super) fn read_relationships(&mut self, part: &mut impl BufRead) -> io::Result<()> {
        opening_tags(part, |tag| {
            if tag.is(b"Relationship")
                && let Some(id) = tag.attribute(|name| name == b"Id")?
            {
                let target = tag.attribute(|name| name == b"Target")?;
                self.targets.insert(id, target.unwrap_or_default());
                bounded(self.targets.len())?;
            }
            Ok(())
        })
    }

    /// Adds a sheet by the name that the workbook calls it, where the workbook is no markup.
    pub(super) fn add_sheet(&mut self, id: String) -> io::Result<()> {
        self.sheet_ids.push(id);
        bounded(self.sheet_ids.len())
    }

    /// The part of each sheet, in the order of the tabs and in small letters. `workbook` is where the workbook itself is
    /// in every file of this kind that Excel or the usual programs write.
    ///
    /// A workbook elsewhere than where it always is, or one part read for two sheets, is a way round the guards of this
    /// crate and not a spreadsheet that somebody has filled in.
    pub(super) fn sheet_parts(
        &self,
        workbook: &str,
        limits: &Limits,
    ) -> Result<Vec<String>, Refusal> {
        if self.sheet_ids.len() > limits.max_sheets {
            return Err(Refusal::TooManySheets {
                found: self.sheet_ids.len(),
            });
        }
        let (_, ending) = workbook.rsplit_once('.').unwrap_or_default();
        let is_usual = |target: &String| {
            let path = target.strip_prefix('/').unwrap_or(target);
            path.eq_ignore_ascii_case(workbook)
        };
        if self.workbooks.is_empty() || !self.workbooks.iter().all(is_usual) {
            return Err(Refusal::Damaged);
        }
        let mut seen = HashSet::new();
        let mut parts = Vec::with_capacity(self.sheet_ids.len());
        for id in &self.sheet_ids {
            let part = part_of(self.targets.get(id).ok_or(Refusal::Damaged)?);
            let has_ending = part.rsplit_once('.').is_some_and(|(_, its)| its == ending);
            if !has_ending || !seen.insert(part.clone()) {
                return Err(Refusal::Damaged);
            }
            parts.push(part);
        }
        Ok(parts)
    }
}

fn bounded(entries: usize) -> io::Result<()> {
    if entries > ENTRIES_MAX {
        return Err(io::Error::other("more than any workbook has"));
    }
    Ok(())
}

fn part_of(target: &str) -> String {
    let target = small_path(target);
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    }
}

/// The path of a part as it is compared: in small letters, with slashes that lean forward.
pub(super) fn small_path(path: &str) -> String {
    path.replace('\\', "/").to_ascii_lowercase()
}
