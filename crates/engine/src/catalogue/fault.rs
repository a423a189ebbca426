//! Measures that are added where the hub runs, and what is the matter with those that cannot be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Catalogue, MeasureFile};
use crate::error::{EngineError, Result, at};

/// Longest file of a measure.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Most files that are looked at.
const FILES_MAX: usize = 500;

/// A measure that cannot be used: where, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The measure, which is the name of its file without the ending.
    pub measure: String,
    /// The file, as it is named to people.
    pub file: String,
    /// Which line, where one is to blame.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.file, at(self.line), self.reason)
    }
}

impl Fault {
    fn new(stem: &str, reason: impl ToString) -> Self {
        Self {
            measure: stem.to_owned(),
            file: format!("measures/{stem}.sql"),
            line: None,
            reason: reason.to_string(),
        }
    }

    /// What is wrong with a measure whose query failed.
    #[must_use]
    pub fn of(measure: &MeasureFile, error: &EngineError) -> Self {
        let mut fault = Self::new(&measure.meta.id, error);
        if let EngineError::Query { source, .. } = error {
            fault.reason = source.strip_backtrace();
            let told = source.diagnostic().and_then(|told| told.span);
            let line = told.map(|span| span.start.line);
            let line = line.or_else(|| line_told(&fault.reason));
            fault.line = line.map(|line| line + measure.first_line - 1);
        }
        fault
    }

    /// What is wrong with the rows that a measure yields.
    #[must_use]
    pub fn said(measure: &MeasureFile, reason: impl ToString) -> Self {
        Self::new(&measure.meta.id, reason)
    }

    fn of_file(stem: &str, error: EngineError) -> Self {
        match error {
            EngineError::SqlFile { line, reason, .. } => Self {
                line,
                ..Self::new(stem, reason)
            },
            error => Self::new(stem, error),
        }
    }
}

/// The line that the words of the parser name, as in `at Line: 4, Column: 7`.
fn line_told(words: &str) -> Option<u64> {
    let (_, rest) = words.split_once("Line: ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

impl Catalogue {
    /// Adds the measures of a folder, each file by itself: what cannot be used is told and left out, and the rest counts.
    /// A folder that is not there has none.
    ///
    /// Measures alone: a fact decides what is counted of people, and is part of the program.
    ///
    /// # Errors
    /// Where the folder is there and cannot be read.
    pub fn add_measures(&mut self, folder: &Path) -> io::Result<Vec<Fault>> {
        let mut files = Vec::new();
        match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => {
                for entry in listed? {
                    let path = entry?.path();
                    if path.extension().is_some_and(|ending| ending == "sql") {
                        files.push(path);
                    }
                }
            }
        }
        files.sort();
        let mut faults = Vec::new();
        for (n, path) in files.iter().enumerate() {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy());
            let stem = stem.unwrap_or_default().into_owned();
            let added = if n < FILES_MAX {
                self.add_measure(&stem, path)
            } else {
                let reason = format!("the folder has more than {FILES_MAX} measures");
                Err(Fault::new(&stem, reason))
            };
            faults.extend(added.err());
        }
        Ok(faults)
    }

    fn add_measure(&mut self, stem: &str, path: &PathBuf) -> std::result::Result<(), Fault> {
        let fault = |reason: &str| Fault::new(stem, reason);
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if stem.is_empty() || stem.len() > 64 || !stem.chars().all(is_plain) {
            return Err(fault(
                "name the file with at most 64 small letters, digits and _, like referral_rate.sql",
            ));
        }
        if self.measure(stem).is_some() {
            return Err(fault(
                "the hub has a measure of this name: give the file and its id another",
            ));
        }
        let unread = |error: io::Error| Fault::new(stem, error);
        if fs::metadata(path).map_err(unread)?.len() > FILE_BYTES_MAX {
            return Err(fault("it is longer than 256 KiB"));
        }
        let text = fs::read_to_string(path).map_err(unread)?;
        let measure = MeasureFile::read(&format!("measures/{stem}.sql"), stem, &text)
            .and_then(|measure| self.reads_what_it_declares(&measure).map(|()| measure))
            .map_err(|error| Fault::of_file(stem, error))?;
        self.measures.push(measure);
        Ok(())
    }

    /// Refuses a measure that reads other cells than it declares: what it declares is what people are told of it.
    fn reads_what_it_declares(&self, measure: &MeasureFile) -> Result<()> {
        let mut tables = BTreeMap::new();
        for file in &self.facts {
            for set in file.fact.dimension_sets() {
                tables.insert(file.fact.cell_table(&set), &file.fact);
            }
        }
        Self::check_cells(measure, &tables)?;
        let declared: BTreeSet<&str> = measure.meta.cells.iter().map(String::as_str).collect();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        for schema in ["by_area.", "cells."] {
            for (at, _) in measure.sql.match_indices(schema) {
                let name = measure.sql.get(at + schema.len()..).unwrap_or_default();
                let name = name.split(|c| !is_word(c)).next().unwrap_or_default();
                // An alias of the same name is followed by a column, which is no table.
                if tables.contains_key(name) && !declared.contains(name) {
                    let line = super::line_at(&measure.sql, at) + measure.first_line - 1;
                    return Err(EngineError::file_at(
                        &format!("measures/{}.sql", measure.meta.id),
                        line,
                        format!("it reads the cells {name} and does not name them in `cells`"),
                    ));
                }
            }
        }
        Ok(())
    }
}
