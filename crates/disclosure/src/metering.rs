//! How many finer tables may be made, beyond those that everyone sees.
//!
//! Each table of three columns at once costs everybody in it another ε, so they are made one by one, when a project asks,
//! and counted. A table that was made once costs nothing more: its cells keep their noise in later releases, whoever reads
//! them. What is counted is therefore every table that was ever made, not only those of one release, for most months stand
//! in all releases.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A finer table that was made, or is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FineTable<'a> {
    /// Its name.
    pub table: &'a str,
    /// The release that it is of.
    pub release: &'a str,
    /// The project that asked for it.
    pub project: &'a str,
    /// Whether one of its columns is sensitive.
    pub is_sensitive: bool,
}

/// The bounds. They are public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metering {
    /// New tables of one project in one release.
    pub of_project_max: usize,
    /// Tables in all.
    pub tables_max: usize,
    /// Tables with a sensitive column.
    pub sensitive_max: usize,
}

/// What making a table costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// It was made for an earlier or later release: nothing.
    Nothing,
    /// One table.
    OneTable,
}

/// How many new tables may still be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// In all.
    pub tables: usize,
    /// With a sensitive column.
    pub sensitive: usize,
}

/// Why a table may not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MeteringError {
    /// The project had its share.
    #[error("a project may have {0} new tables in one release made, and this one has")]
    OfProject(usize),
    /// There are as many as there may be.
    #[error("{0} finer tables may be made in all, and are")]
    InAll(usize),
    /// There are as many with a sensitive column.
    #[error("{0} finer tables with a sensitive column may be made in all, and are")]
    Sensitive(usize),
}

impl Metering {
    /// The bounds of `sdc-1`. What tables within them give an intruder is for `hub release audit --finer` to say.
    #[must_use]
    pub const fn sdc_1() -> Self {
        Self {
            of_project_max: 12,
            tables_max: 40,
            sensitive_max: 6,
        }
    }

    /// What is left of the bounds that hold for all projects together.
    #[must_use]
    pub fn left(&self, made: &[FineTable<'_>]) -> Left {
        let sensitive = distinct(made.iter().filter(|known| known.is_sensitive));
        let tables = self.tables_max.saturating_sub(distinct(made.iter()));
        Left {
            tables,
            sensitive: self.sensitive_max.saturating_sub(sensitive).min(tables),
        }
    }

    /// Whether a table may be made, besides those that were.
    ///
    /// # Errors
    /// [`MeteringError`] names the bound that stands in the way.
    pub fn may_make(
        &self,
        made: &[FineTable<'_>],
        wanted: &FineTable<'_>,
    ) -> Result<Cost, MeteringError> {
        if made.iter().any(|known| known.table == wanted.table) {
            return Ok(Cost::Nothing);
        }
        if distinct(made.iter()) >= self.tables_max {
            return Err(MeteringError::InAll(self.tables_max));
        }
        let sensitive = made.iter().filter(|known| known.is_sensitive);
        if wanted.is_sensitive && distinct(sensitive) >= self.sensitive_max {
            return Err(MeteringError::Sensitive(self.sensitive_max));
        }
        // The first time that a table was made is what it cost; made again in another release it cost nothing.
        let mut seen = BTreeSet::new();
        let paid_for = made.iter().filter(|known| seen.insert(known.table));
        let own = paid_for
            .filter(|known| known.project == wanted.project && known.release == wanted.release);
        if own.count() >= self.of_project_max {
            return Err(MeteringError::OfProject(self.of_project_max));
        }
        Ok(Cost::OneTable)
    }
}

fn distinct<'t>(tables: impl Iterator<Item = &'t FineTable<'t>>) -> usize {
    tables
        .map(|known| known.table)
        .collect::<BTreeSet<_>>()
        .len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: Metering = Metering::sdc_1();

    fn table<'a>(name: &'a str, project: &'a str, release: &'a str) -> FineTable<'a> {
        FineTable {
            table: name,
            release,
            project,
            is_sensitive: name.contains("need"),
        }
    }

    #[test]
    fn a_seventh_sensitive_table_is_refused_whoever_asks() {
        let names: Vec<String> = (0..7).map(|n| format!("need_{n}")).collect();
        let made: Vec<_> = (names.iter().zip(["a", "b", "c"].into_iter().cycle()))
            .take(6)
            .map(|(name, project)| table(name, project, "r1"))
            .collect();
        let seventh = table(&names[6], "d", "r2");
        assert_eq!(
            RULES.may_make(&made, &seventh),
            Err(MeteringError::Sensitive(6))
        );
        let plain = table("sex_age_rural", "d", "r2");
        assert_eq!(RULES.may_make(&made, &plain), Ok(Cost::OneTable));
    }

    #[test]
    fn a_project_has_twelve_new_tables_in_a_release_and_more_in_the_next() {
        let names: Vec<String> = (0..13).map(|n| format!("t{n}")).collect();
        let made: Vec<_> = names.iter().take(12).map(|n| table(n, "a", "r1")).collect();
        let next = |project, release| RULES.may_make(&made, &table(&names[12], project, release));
        assert_eq!(next("a", "r1"), Err(MeteringError::OfProject(12)));
        assert_eq!(next("b", "r1"), Ok(Cost::OneTable));
        assert_eq!(next("a", "r2"), Ok(Cost::OneTable));
    }

    #[test]
    fn what_was_made_once_is_free_for_everyone_for_ever() {
        let names: Vec<String> = (0..40).map(|n| format!("t{n}")).collect();
        let made: Vec<_> = names.iter().map(|n| table(n, "a", "r1")).collect();
        let again = table("t7", "b", "r9");
        assert_eq!(RULES.may_make(&made, &again), Ok(Cost::Nothing));
        let new = table("t40", "b", "r9");
        assert_eq!(RULES.may_make(&made, &new), Err(MeteringError::InAll(40)));
    }

    proptest! {
        #[test]
        fn no_order_of_asking_gets_past_the_bounds(
            asked in prop::collection::vec((0..60_u8, 0..4_u8, 0..3_u8), 0..200)
        ) {
            let names: Vec<_> = asked
                .iter()
                .map(|(t, p, r)| {
                    let kind = if t % 2 == 0 { "need" } else { "plain" };
                    (format!("{kind}{t}"), format!("p{p}"), format!("r{r}"))
                })
                .collect();
            let mut made: Vec<FineTable<'_>> = Vec::new();
            for (name, project, release) in &names {
                let wanted = table(name, project, release);
                if RULES.may_make(&made, &wanted).is_ok() {
                    made.push(wanted);
                }
            }
            prop_assert!(distinct(made.iter()) <= RULES.tables_max);
            let sensitive = made.iter().filter(|t| t.is_sensitive);
            prop_assert!(distinct(sensitive) <= RULES.sensitive_max);
        }
    }
}
