//! Why a release was held back, in words for the operator. None of them holds a number of people.

use std::collections::BTreeMap;
use std::fmt;

use hub_standard::ids::{Month, ReleaseId};

/// A release that was held back: it is in no journal and nothing of it is visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The earlier release by whose difference it would tell of few people; none where it tells so by itself.
    pub with: Option<ReleaseId>,
    /// Every kind of fault that was found.
    pub why: Vec<HeldBecause>,
}

/// One kind of fault, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBecause {
    /// The fault.
    pub kind: HeldKind,
    /// The first place with it.
    pub first: String,
    /// How many more places have it.
    pub more: u64,
}

/// What can hold a release back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeldKind {
    /// Cells of an unchanged version are others than were published: their difference is exact.
    CellsDiffer,
    /// The manifest and the cells name different versions.
    VersionsDisagree,
    /// An area or place, and month, or a table of places, of which cells were published is left out: its noise would be
    /// drawn again.
    UnitForgotten,
    /// A version is lower than one that was published.
    VersionFell,
    /// A version rose by more than one, or began above the first.
    VersionSkipped,
    /// There are more versions than the policy allows.
    TooManyVersions,
    /// A version is new though fewer people changed than the policy asks for.
    TooFewChanged,
    /// The same version was made from other rows.
    OtherRows,
    /// The same cells meant something else.
    OtherDefinition,
    /// A row that hides its figure holds a number.
    HiddenHoldsNumber,
    /// A hidden figure is shown under another name of the same area.
    HiddenElsewhereShown,
    /// The same area shows two figures under its two geographies.
    GeographiesDiffer,
}

impl HeldKind {
    fn words(self) -> &'static str {
        match self {
            Self::CellsDiffer => "cells of an unchanged version differ from those published",
            Self::VersionsDisagree => "manifest and cells name different versions",
            Self::UnitForgotten => "published cells are left out",
            Self::VersionFell => "a version is lower than one that was published",
            Self::VersionSkipped => "a version rose by more than one",
            Self::TooManyVersions => "there are more versions than the policy allows",
            Self::TooFewChanged => "a version is new though too few people changed",
            Self::OtherRows => "a published version was made from other rows",
            Self::OtherDefinition => "published cells mean something else now",
            Self::HiddenHoldsNumber => "a hidden row holds a number",
            Self::HiddenElsewhereShown => "a hidden figure is shown for an area of the same parts",
            Self::GeographiesDiffer => "the same area shows two figures, as now and as it was",
        }
    }

    /// Whether the fault lies in a measure's SQL file.
    fn is_of_measure(self) -> bool {
        matches!(
            self,
            Self::HiddenHoldsNumber | Self::HiddenElsewhereShown | Self::GeographiesDiffer
        )
    }
}

impl fmt::Display for HeldBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.words(), self.first)?;
        match self.more {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the release was held back and nothing of it is visible")?;
        if let Some(with) = &self.with {
            write!(
                f,
                ": set against release {with} it would tell of few people"
            )?;
        }
        let mut before = ": ";
        for because in &self.why {
            write!(f, "{before}{because}")?;
            before = "; ";
        }
        if self.why.iter().all(|because| because.kind.is_of_measure()) {
            f.write_str(". Mend the SQL file of the measure, and build again")
        } else {
            f.write_str(
                ". Check that noise key, reference data and SQL files are those of the earlier release and that \
                 it verifies, and build again; what is published stays as it is",
            )
        }
    }
}

/// Faults found so far, each kind once.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<HeldKind, (String, u64)>);

impl Reasons {
    pub(super) fn add(&mut self, kind: HeldKind, place: impl FnOnce() -> String) {
        self.0
            .entry(kind)
            .and_modify(|(_, more)| *more += 1)
            .or_insert_with(|| (place(), 0));
    }

    /// Adds faults of an area or place, and month.
    pub(super) fn add_unit(&mut self, kind: HeldKind, month: Month, atom: &str) {
        self.add(kind, || format!("{atom} in {month}"));
    }

    pub(super) fn extend(&mut self, others: Self) {
        for (kind, (first, more)) in others.0 {
            self.0
                .entry(kind)
                .and_modify(|(_, known)| *known += more + 1)
                .or_insert((first, more));
        }
    }

    /// Holds the release back if there was any fault.
    pub(super) fn judge(self, with: Option<&ReleaseId>) -> Result<(), Held> {
        if self.0.is_empty() {
            return Ok(());
        }
        let why = self.0.into_iter();
        Err(Held {
            with: with.cloned(),
            why: why
                .map(|(kind, (first, more))| HeldBecause { kind, first, more })
                .collect(),
        })
    }

    #[cfg(test)]
    pub(super) fn kinds(&self) -> Vec<HeldKind> {
        self.0.keys().copied().collect()
    }
}
