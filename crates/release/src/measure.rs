//! What a release says of each of its measures.

use hub_disclosure::Policy;
use hub_engine::{Fault, MeasureFile, Polarity};
use serde::{Deserialize, Serialize};

use crate::value::Writing;

/// A measure as it was defined when the release was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureInfo {
    /// Identifier, as in the API.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What is counted.
    pub numerator: String,
    /// Out of what.
    pub denominator: String,
    /// Unit of the value in words.
    pub unit: String,
    /// What the rate is multiplied by.
    pub per: f64,
    /// Decimals shown.
    pub decimals: u8,
    /// Which way is good.
    pub polarity: Polarity,
    /// How value and limits are computed.
    pub method: String,
    /// Breakdowns it yields.
    pub breakdowns: Vec<String>,
    /// Tables of cells it is made from; empty where it counts no people.
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
    /// One figure worked out by hand; empty where there is none.
    #[serde(default)]
    pub example: String,
    /// SHA-256 of the SQL file, lower-case hex.
    pub sql_sha256: String,
    /// The SQL file; empty in releases made before it was kept.
    #[serde(default)]
    pub sql: String,
}

/// A measure that is not in a release, since its file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Identifier of the measure.
    pub measure: String,
    /// Its file.
    pub file: String,
    /// Which line, where one is to blame. What is wrong there is told where the hub runs, and not to the public.
    pub line: Option<u64>,
}

impl LeftOut {
    pub(crate) fn of(fault: &Fault) -> Self {
        Self {
            measure: fault.measure.clone(),
            file: fault.file.clone(),
            line: fault.line,
        }
    }
}

impl MeasureInfo {
    pub(crate) fn of(file: &MeasureFile) -> Self {
        let meta = file.meta.clone();
        Self {
            id: meta.id,
            title: meta.title,
            why: meta.why,
            numerator: meta.numerator,
            denominator: meta.denominator,
            unit: meta.unit,
            per: meta.per,
            decimals: meta.decimals,
            polarity: meta.polarity,
            method: meta.method,
            breakdowns: meta.breakdowns,
            cells: meta.cells,
            limits: meta.limits,
            source: meta.source,
            reviewed_by: meta.reviewed_by,
            reviewed_on: meta.reviewed_on,
            next_review: meta.next_review,
            topic: meta.topic,
            example: meta.example,
            sql_sha256: crate::encode::sha256_hex(file.text.as_bytes()),
            sql: file.text.clone(),
        }
    }

    /// How figures of this measure are written under `policy`.
    pub(crate) fn writing<'a>(&self, policy: &'a Policy) -> Writing<'a> {
        let is_share_of_people = !self.cells.is_empty() && self.unit.starts_with('%');
        Writing {
            decimals: self.decimals,
            percentages: is_share_of_people.then_some(policy),
        }
    }
}
