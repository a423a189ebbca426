//! A measure: one SQL file above the barrier, and what its front matter tells people about it.

use serde::{Deserialize, Serialize};

use super::{front_matter, line_at, same_name};
use crate::error::{EngineError, Result};

/// A file of `sql/measures/`.
#[derive(Debug, Clone)]
pub struct MeasureFile {
    /// What the measure says of itself.
    pub meta: MeasureMeta,
    /// The query over cells and open tables.
    pub sql: String,
    /// The line of the file on which the query begins.
    pub first_line: u64,
    /// The whole file, for the release's hash.
    pub text: String,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Higher is better.
    HighIsGood,
    /// Lower is better.
    LowIsGood,
    /// Neither: say higher or lower.
    NoJudgement,
}

/// Front matter of a measure: the definition page, the data dictionary and the API read it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureMeta {
    /// Name of the file without its ending.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Why it matters, one or two sentences.
    pub why: String,
    /// What is counted.
    pub numerator: String,
    /// Out of what.
    pub denominator: String,
    /// Unit of the value in words ("per 1,000 registered people").
    pub unit: String,
    /// What the rate is multiplied by.
    pub per: f64,
    /// Decimals shown.
    pub decimals: u8,
    /// Which way is good.
    pub polarity: Polarity,
    /// How value and limits are computed, with the source.
    pub method: String,
    /// The breakdowns it yields, `all` first where there is a total.
    pub breakdowns: Vec<String>,
    /// Tables of cells that it reads, which fix its disclosure depth; empty where it counts no people.
    pub cells: Vec<String>,
    /// What a reader must know before using it.
    pub limits: Vec<String>,
    /// Where the definition comes from.
    pub source: String,
    /// Who reviewed it.
    pub reviewed_by: String,
    /// When (ISO date).
    pub reviewed_on: String,
    /// When it must be looked at again (ISO date).
    pub next_review: String,
    /// What it is listed under; empty for no topic.
    #[serde(default)]
    pub topic: String,
    /// One figure worked out by hand, for whoever wants to check it; empty where there is none yet.
    #[serde(default)]
    pub example: String,
}

impl MeasureFile {
    pub(super) fn read(path: &str, stem: &str, text: &str) -> Result<Self> {
        let (meta, sql): (MeasureMeta, _) = front_matter(path, text)?;
        same_name(path, stem, &meta.id)?;
        if meta.breakdowns.is_empty() {
            return Err(EngineError::file(path, "it names no breakdown"));
        }
        Ok(Self {
            meta,
            first_line: line_at(text, text.rfind(sql).unwrap_or(0)),
            sql: sql.to_owned(),
            text: text.to_owned(),
        })
    }
}
