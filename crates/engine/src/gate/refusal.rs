//! Why a query is not answered, in words that are the same whatever the data are.

use std::fmt;

use crate::catalogue::{CountableKind, Fact};

/// The kinds of refusal. Their names are part of the interface: a client may act on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Rows about people were asked for.
    RowLevel,
    /// More coded columns than cells are made for.
    TooManyDims,
    /// Cells that are made only when a project asks, and were not.
    Ledger,
    /// A figure of people that is not among those that are protected.
    Aggregate,
    /// Counts that would have people twice.
    Overlap,
    /// A shape of query in which people are not counted first.
    Shape,
    /// Not a single query.
    Statement,
    /// A function that is not offered.
    Function,
    /// SQL that cannot be understood, or names something that is not there.
    Sql,
    /// More than a bound allows.
    Limit,
}

impl Code {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::RowLevel,
        Self::TooManyDims,
        Self::Ledger,
        Self::Aggregate,
        Self::Overlap,
        Self::Shape,
        Self::Statement,
        Self::Function,
        Self::Sql,
        Self::Limit,
    ];

    /// The name that clients see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RowLevel => "SDC_ROW_LEVEL",
            Self::TooManyDims => "SDC_TOO_MANY_DIMS",
            Self::Ledger => "SDC_LEDGER",
            Self::Aggregate => "SDC_AGGREGATE",
            Self::Overlap => "SDC_OVERLAP",
            Self::Shape => "SDC_SHAPE",
            Self::Statement => "SDC_STATEMENT",
            Self::Function => "SDC_FUNCTION",
            Self::Sql => "SQL_ERROR",
            Self::Limit => "LIMIT",
        }
    }

    /// What it means and what to write instead, in sentences.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::RowLevel => {
                "Rows about people were asked for. Count them: count(*), count(distinct person), or a sum that the table offers."
            }
            Self::TooManyDims => {
                "More coded columns about people were used at once than there are figures for. Leave out some; month, region and board do not count."
            }
            Self::Ledger => {
                "The figures are made only when a project asks and were not made, or are of places that you do not see. Leave out a column, name your own board in the query, or ask the disclosure officer."
            }
            Self::Aggregate => {
                "A figure of people that is not among those that are protected, such as a median or a maximum. The page of the table lists those that there are."
            }
            Self::Overlap => {
                "The same person or referral would count more than once. Group by the column, or choose one of its values; count people within one month."
            }
            Self::Shape => {
                "Something stands between people and their count, such as a join or a limit. Count first, in a query of its own, then work on the counts."
            }
            Self::Statement => "Not one query. Send a single select, with, values or explain.",
            Self::Function => "A function that is not offered here.",
            Self::Sql => {
                "The SQL cannot be understood, or names something that is not there. The page of each table lists its columns."
            }
            Self::Limit => {
                "More rows, bytes, time, memory or length than a query may have. Ask for less at once."
            }
        }
    }
}

/// A query that is not answered. It depends on the words of the query and on what tables there are, never on what is in
/// them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {words}", code.name())]
pub struct Refusal {
    /// The kind.
    pub code: Code,
    /// What to write instead.
    pub words: String,
}

impl Refusal {
    pub(super) fn new(code: Code, words: impl fmt::Display) -> Self {
        Self {
            code,
            words: words.to_string(),
        }
    }

    pub(super) fn row_level(fact: &Fact) -> Self {
        let mut kinds = fact.countables.iter().map(|count| &count.kind);
        let place = match fact.of.is_place() {
            true => fact.of.column(),
            false => "icb",
        };
        let (count, by) = match kinds.any(|kind| matches!(kind, CountableKind::Rows { .. })) {
            true => ("count(*)", place.to_owned()),
            // People are counted within a month.
            false => ("count(distinct person)", format!("month, {place}")),
        };
        Self::new(
            Code::RowLevel,
            format_args!(
                "rows about people cannot be read. Count them: select {by}, {count} from hub.{} group by {by}",
                fact.id
            ),
        )
    }

    pub(super) fn shape(what: &str) -> Self {
        Self::new(
            Code::Shape,
            format_args!(
                "{what} cannot stand between people and their count. Count first, in a query of its own: with counts as \
                 (select icb, count(*) as referrals from hub.referrals group by icb) select ... from counts ..."
            ),
        )
    }
}
