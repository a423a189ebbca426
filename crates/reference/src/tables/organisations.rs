//! Tables of practices, networks, people and link workers.

use super::{
    Table,
    columns::{count, number, step_or_null, table, text, text_or_empty},
};
use crate::{error::ReferenceError, model::Practice, reference::Reference};

impl Reference {
    pub(super) fn practices_table(&self) -> Result<Table, ReferenceError> {
        let quintiles = quintiles(self.practices());
        let rows = || self.practices().iter();
        table(
            "practices",
            vec![
                text("code", rows().map(|practice| practice.code.as_str())),
                text("name", rows().map(|practice| &practice.name)),
                text_or_empty("pcn", rows().map(|practice| practice.pcn.as_ref())),
                text_or_empty("sub_icb", rows().map(|practice| practice.sub_icb.as_ref())),
                text("atom", rows().map(|practice| &practice.atom)),
                text_or_empty(
                    "district",
                    rows().map(|practice| practice.district.as_ref()),
                ),
                number("registered", rows().map(|practice| practice.registered)),
                text_or_empty("opened", rows().map(|practice| practice.opened)),
                text_or_empty("closed", rows().map(|practice| practice.closed)),
                step_or_null("imd_quintile", quintiles.into_iter()),
            ],
        )
    }

    pub(super) fn pcns_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.pcns().iter();
        table(
            "pcns",
            vec![
                text("code", rows().map(|pcn| &pcn.code)),
                text("name", rows().map(|pcn| &pcn.name)),
                text("atom", rows().map(|pcn| &pcn.atom)),
            ],
        )
    }

    pub(super) fn populations_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.populations().iter();
        table(
            "populations",
            vec![
                text("atom", rows().map(|group| &group.atom)),
                text("basis", rows().map(|group| group.basis.as_str())),
                text("breakdown", rows().map(|group| group.breakdown)),
                text("category", rows().map(|group| &group.category)),
                number("people", rows().map(|group| group.people)),
            ],
        )
    }

    pub(super) fn workforce_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.workforce().iter();
        table(
            "workforce",
            vec![
                text("month", rows().map(|census| census.month.to_string())),
                text("pcn", rows().map(|census| &census.pcn)),
                text("atom", rows().map(|census| &census.atom)),
                number("fte", rows().map(|census| census.fte)),
                count("rows", rows().map(|census| census.rows)),
            ],
        )
    }
}

/// Fifths of the practices by deprivation score, 1 = most deprived (highest score), in the order given.
fn quintiles(practices: &[Practice]) -> Vec<Option<u8>> {
    let mut scores: Vec<f64> = practices
        .iter()
        .filter_map(|practice| practice.imd_score)
        .collect();
    scores.sort_by(f64::total_cmp);
    practices
        .iter()
        .map(|practice| {
            let score = practice.imd_score?;
            let above = scores.len() - scores.partition_point(|other| *other <= score);
            u8::try_from(above * 5 / scores.len() + 1).ok()
        })
        .collect()
}
