//! The definition of a measure, as its SQL file gave it when the release was made.

use hub_release::{MeasureInfo, Polarity};
use serde::Serialize;
use utoipa::ToSchema;

use crate::depth;

/// The definition of a measure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Measure {
    id: String,
    title: String,
    /// Heading that it stands under; empty where it has none.
    topic: String,
    why: String,
    numerator: String,
    denominator: String,
    unit: String,
    /// What a rate is multiplied by.
    per: f64,
    /// Decimals shown.
    decimals: u8,
    /// high_is_good, low_is_good or no_judgement.
    polarity: &'static str,
    method: String,
    /// A worked example to check by hand; empty where there is none.
    example: String,
    /// What its values can be broken down by.
    breakdowns: Vec<String>,
    /// Tables of protected counts that it is made from; none where it counts no people.
    cells: Vec<MeasureCells>,
    limits: Vec<String>,
    source: String,
    review: MeasureReview,
    /// SHA-256 of the query that makes it.
    sql_sha256: String,
}

/// A table of protected counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureCells {
    table: String,
    /// How many characteristics its cells combine; null where that is not known.
    depth: Option<usize>,
}

/// Who looked at a definition, and when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureReview {
    by: String,
    /// Like 2026-11-22.
    on: String,
    /// When it must be looked at again.
    next: String,
}

impl From<&MeasureInfo> for Measure {
    fn from(info: &MeasureInfo) -> Self {
        let cells = info.cells.iter().map(|table| MeasureCells {
            table: table.clone(),
            depth: depth::of_table(table),
        });
        Self {
            id: info.id.clone(),
            title: info.title.clone(),
            topic: info.topic.clone(),
            why: info.why.clone(),
            numerator: info.numerator.clone(),
            denominator: info.denominator.clone(),
            unit: info.unit.clone(),
            per: info.per,
            decimals: info.decimals,
            polarity: polarity(info.polarity),
            method: info.method.clone(),
            example: info.example.clone(),
            breakdowns: info.breakdowns.clone(),
            cells: cells.collect(),
            limits: info.limits.clone(),
            source: info.source.clone(),
            review: MeasureReview {
                by: info.reviewed_by.clone(),
                on: info.reviewed_on.clone(),
                next: info.next_review.clone(),
            },
            sql_sha256: info.sql_sha256.clone(),
        }
    }
}

/// The word for which way is good.
pub(super) fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::HighIsGood => "high_is_good",
        Polarity::LowIsGood => "low_is_good",
        Polarity::NoJudgement => "no_judgement",
    }
}
