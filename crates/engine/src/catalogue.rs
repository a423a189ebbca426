//! The files of `sql/`, embedded, with their front matter read and held against what each folder promises.
//!
//! A file opens with a TOML block in SQL comments between two `-- ---` lines; the query follows. A new file in
//! `sql/measures/` is a new measure: nothing here names one.

mod evaluation;
mod fact;
mod fault;
mod measure;

pub use evaluation::{EvaluationFile, EvaluationMeta};
pub use fact::{Countable, CountableKind, Dimension, Fact, FactFile, UnitKind};
pub use fault::Fault;
pub use measure::{MeasureFile, MeasureMeta, Polarity};

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{EngineError, Result};

#[derive(RustEmbed)]
#[folder = "../../sql"]
struct SqlFolder;

/// A SQL file without front matter: a view that other files read.
#[derive(Debug, Clone)]
pub struct ViewFile {
    /// Name of the view, which is the file's name.
    pub name: String,
    /// The query.
    pub sql: String,
}

/// A claim: a query that returns no row when the claim is true.
#[derive(Debug, Clone)]
pub struct CheckFile {
    /// What the claim says of itself.
    pub meta: CheckMeta,
    /// The query.
    pub sql: String,
}

/// Front matter of a check.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckMeta {
    /// Name of the file without its ending.
    pub id: String,
    /// One line for a report.
    pub title: String,
    /// The claim in words.
    pub claim: String,
    /// Where the right answer comes from.
    pub source: String,
    /// Tables of schema `hub` that must be there; a check whose tables are absent is not run, and listed as such.
    pub needs: Vec<String>,
}

/// Every file of `sql/`, read and checked.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Views over the stored files, inside the barrier.
    pub staging: Vec<ViewFile>,
    /// Views over cells and open tables that several measures read, above the barrier.
    pub shared: Vec<ViewFile>,
    /// Facts, inside the barrier.
    pub facts: Vec<FactFile>,
    /// Measures, above the barrier.
    pub measures: Vec<MeasureFile>,
    /// What published studies asked, asked of the figures.
    pub evaluations: Vec<EvaluationFile>,
    /// Claims over reference data and published figures.
    pub checks: Vec<CheckFile>,
}

impl Catalogue {
    /// What the cells of a fact mean, as text: the fact's own definition and that of the staging views it reads from.
    #[must_use]
    pub fn definition(&self, file: &FactFile) -> String {
        let mut text = file.definition();
        let mut reached = BTreeSet::new();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        // A view may read another one, whose name then stands in the text.
        while let Some(view) = self.staging.iter().find(|view| {
            !reached.contains(view.name.as_str())
                && text.split(|c| !is_word(c)).any(|word| word == view.name)
        }) {
            reached.insert(view.name.as_str());
            for line in fact::code(&view.sql) {
                text.push('\n');
                text.push_str(line);
            }
        }
        text
    }

    /// Reads the embedded folder.
    ///
    /// # Errors
    /// [`EngineError::SqlFile`] names the first file that breaks its folder's promise.
    pub fn embedded() -> Result<Self> {
        let mut catalogue = Self {
            staging: Vec::new(),
            shared: Vec::new(),
            facts: Vec::new(),
            measures: Vec::new(),
            evaluations: Vec::new(),
            checks: Vec::new(),
        };
        let mut names: Vec<_> = SqlFolder::iter().collect();
        names.sort();
        for path in names.iter().filter(|path| path.ends_with(".sql")) {
            let Some(file) = SqlFolder::get(path) else {
                continue;
            };
            let text =
                std::str::from_utf8(&file.data).map_err(|error| EngineError::file(path, error))?;
            catalogue.add(path, text)?;
        }
        catalogue.check_node_names()?;
        catalogue.check_tables()?;
        catalogue.check_evaluations()?;
        Ok(catalogue)
    }

    /// Refuses facts of which two counts have the same name in node ids.
    ///
    /// Such counts would share their noise, and the difference of what is published of them would be exact.
    ///
    /// # Errors
    /// [`EngineError::SqlFile`] names the second of the two facts and the name.
    pub fn check_node_names(&self) -> Result<()> {
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for file in &self.facts {
            let id = file.fact.id.as_str();
            for countable in &file.fact.countables {
                let name = file.fact.node_measure(countable);
                if let Some(other) = taken.get(&name) {
                    return Err(EngineError::file(
                        &format!("facts/{id}.sql"),
                        format!(
                            "its countable {name} has the name in node ids of one of fact {other}: \
                             give the fact a node_prefix of its own"
                        ),
                    ));
                }
                taken.insert(name, id);
            }
        }
        Ok(())
    }

    /// Refuses facts of which two tables of cells have the same name, of which one would be taken for the other, and
    /// measures of single places, since measures are for everyone.
    ///
    /// # Errors
    /// [`EngineError::SqlFile`] names the second of the two facts, or the measure, and the table.
    pub fn check_tables(&self) -> Result<()> {
        let mut taken: BTreeMap<String, &Fact> = BTreeMap::new();
        for file in &self.facts {
            let fact = &file.fact;
            for set in fact.dimension_sets().iter().chain(&fact.opened_sets()) {
                let table = fact.cell_table(set);
                if let Some(other) = taken.get(&table) {
                    return Err(EngineError::file(
                        &format!("facts/{}.sql", fact.id),
                        format!(
                            "its cells {table} have the name of cells of fact {}: give the fact another id",
                            other.id
                        ),
                    ));
                }
                taken.insert(table, fact);
            }
        }
        for file in &self.facts {
            self.check_total(&file.fact)?;
        }
        for measure in &self.measures {
            Self::check_cells(measure, &taken)?;
        }
        Ok(())
    }

    /// Refuses a fact whose total is to be that of a fact with other places or counts.
    fn check_total(&self, fact: &Fact) -> Result<()> {
        let Some(id) = &fact.total_of else {
            return Ok(());
        };
        let refused = |reason: String| {
            let path = format!("facts/{}.sql", fact.id);
            Err(EngineError::file(&path, reason))
        };
        let Some(other) = self.facts.iter().find(|file| file.fact.id == *id) else {
            return refused(format!("its total is that of {id}, which is no fact"));
        };
        let other = &other.fact;
        if other.of != fact.of || other.total_of.is_some() {
            return refused(format!(
                "its total cannot be that of {id}, which has other places or none of its own"
            ));
        }
        for countable in &fact.countables {
            let mut counts = other.countables.iter();
            if !counts.any(|count| count.name == countable.name && count.kind == countable.kind) {
                return refused(format!(
                    "its total is that of {id}, which does not count {} in the same way",
                    countable.name
                ));
            }
        }
        Ok(())
    }

    /// Refuses a measure of single places, and one that declares cells that no fact makes.
    fn check_cells(measure: &MeasureFile, tables: &BTreeMap<String, &Fact>) -> Result<()> {
        let path = format!("measures/{}.sql", measure.meta.id);
        for table in &measure.meta.cells {
            let reason = match tables.get(table) {
                Some(fact) if fact.of.is_place() => {
                    "whose figures of single places are not for everyone"
                }
                Some(_) => continue,
                None => "which no fact makes",
            };
            return Err(EngineError::file(
                &path,
                format!("it reads {table}, {reason}"),
            ));
        }
        Ok(())
    }

    /// Refuses an evaluation that says it reads a measure that there is not.
    fn check_evaluations(&self) -> Result<()> {
        for evaluation in &self.evaluations {
            let meta = &evaluation.meta;
            let mut read = meta.measures.iter();
            if let Some(unknown) = read.find(|id| self.measure(id).is_none()) {
                let path = format!("evaluations/{}.sql", meta.id);
                return Err(EngineError::file(
                    &path,
                    format!("it reads {unknown}, which is no measure"),
                ));
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &str, text: &str) -> Result<()> {
        let (folder, stem) = path
            .strip_suffix(".sql")
            .and_then(|path| path.split_once('/'))
            .ok_or_else(|| EngineError::file(path, "it lies in no known folder"))?;
        match folder {
            "staging" => self.staging.push(ViewFile {
                name: stem.to_owned(),
                sql: text.to_owned(),
            }),
            "shared" => self.shared.push(ViewFile {
                name: stem.to_owned(),
                sql: text.to_owned(),
            }),
            "facts" => self.facts.push(FactFile::read(path, stem, text)?),
            "measures" => self.measures.push(MeasureFile::read(path, stem, text)?),
            "evaluations" => {
                self.evaluations
                    .push(EvaluationFile::read(path, stem, text)?);
            }
            "checks" => {
                let (meta, sql): (CheckMeta, _) = front_matter(path, text)?;
                same_name(path, stem, &meta.id)?;
                self.checks.push(CheckFile {
                    meta,
                    sql: sql.to_owned(),
                });
            }
            _ => return Err(EngineError::file(path, "it lies in no known folder")),
        }
        Ok(())
    }

    /// The measure of that id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&MeasureFile> {
        self.measures.iter().find(|measure| measure.meta.id == id)
    }

    /// The fact of that id.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&FactFile> {
        self.facts.iter().find(|fact| fact.fact.id == id)
    }
}

/// Splits a file into its front matter and its query.
fn front_matter<'a, T: DeserializeOwned>(path: &str, text: &'a str) -> Result<(T, &'a str)> {
    const RULE: &str = "-- ---";
    let body = text
        .strip_prefix(RULE)
        .ok_or_else(|| EngineError::file(path, "the first line must be `-- ---`"))?;
    let (head, sql) = body
        .split_once("\n-- ---\n")
        .ok_or_else(|| EngineError::file(path, "the front matter has no closing `-- ---` line"))?;
    let mut toml = String::with_capacity(head.len());
    let lines = head.strip_prefix('\n').unwrap_or(head).lines();
    for (line, number) in lines.zip(HEAD_LINE..) {
        let line = line.strip_prefix("--").ok_or_else(|| {
            EngineError::file_at(path, number, "a front matter line does not start with `--`")
        })?;
        toml.push_str(line.strip_prefix(' ').unwrap_or(line));
        toml.push('\n');
    }
    let meta = toml::from_str(&toml).map_err(|error| match error.span() {
        Some(span) => {
            let line = line_at(&toml, span.start) + HEAD_LINE - 1;
            EngineError::file_at(path, line, error.message())
        }
        None => EngineError::file(path, error.message()),
    })?;
    Ok((meta, sql.trim()))
}

/// The line of a file on which its front matter begins.
const HEAD_LINE: u64 = 2;

/// On which line of a text something stands, from 1.
fn line_at(text: &str, at: usize) -> u64 {
    let before = text.get(..at).unwrap_or(text);
    u64::try_from(before.matches('\n').count()).unwrap_or(u64::MAX - 1) + 1
}

fn same_name(path: &str, stem: &str, id: &str) -> Result<()> {
    if stem == id {
        Ok(())
    } else {
        Err(EngineError::file(
            path,
            format!("its id is {id}: file name and id must agree"),
        ))
    }
}
