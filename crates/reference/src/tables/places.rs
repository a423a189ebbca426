//! Tables of regions, ICBs, atoms and small areas.

use std::collections::BTreeSet;

use hub_standard::AreaCode;
use jiff::civil::Date;

use super::{
    Table,
    columns::{count, flag, number, rank, step, step_or_null, table, text, text_or_empty},
};
use crate::{edition::AreaType, error::ReferenceError, model::Icb, reference::Reference};

/// Code of the Office for National Statistics for England.
const ENGLAND_ONS: &str = "E92000001";

/// One line of the table of areas.
struct AreaLine {
    code: String,
    ons: String,
    name: String,
    short_name: String,
    area_type: AreaType,
    parent: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    edition: &'static str,
}

impl AreaLine {
    fn lasting(code: &AreaCode, ons: &str, name: &str, area_type: AreaType, parent: &str) -> Self {
        Self {
            code: code.to_string(),
            ons: ons.to_owned(),
            name: name.to_owned(),
            short_name: name.to_owned(),
            area_type,
            parent: parent.to_owned(),
            valid_from: None,
            valid_to: None,
            edition: "both",
        }
    }

    fn icb(icb: &Icb, edition: &'static str, valid_to: Option<Date>) -> Self {
        Self {
            code: icb.code.to_string(),
            ons: icb.ons.clone(),
            name: icb.name.clone(),
            short_name: icb.short.clone(),
            area_type: AreaType::Icb,
            parent: icb.region.to_string(),
            valid_from: Some(icb.valid_from),
            valid_to,
            edition,
        }
    }
}

impl Reference {
    pub(super) fn regions_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.regions().iter();
        table(
            "regions",
            vec![
                text("code", rows().map(|region| &region.code)),
                text("ons", rows().map(|region| &region.ons)),
                text("name", rows().map(|region| &region.name)),
            ],
        )
    }

    /// England, regions, ICBs and networks. An ICB that changed its area, or its statistical code, has a line for each; one
    /// that did not has a single line. Those that are yet to begin have none.
    pub(super) fn areas_table(&self) -> Result<Table, ReferenceError> {
        let england = AreaCode::england();
        let mut lines = vec![AreaLine::lasting(
            &england,
            ENGLAND_ONS,
            "England",
            AreaType::England,
            "",
        )];
        lines.extend(self.regions().iter().map(|region| {
            AreaLine::lasting(
                &region.code,
                &region.ons,
                &region.name,
                AreaType::Region,
                england.as_str(),
            )
        }));
        lines.extend(self.icb_lines());
        lines.extend(self.pcns().iter().map(|pcn| {
            let icb = self
                .icb_of(&pcn.atom, self.now())
                .map(ToString::to_string)
                .unwrap_or_default();
            AreaLine::lasting(&pcn.code, "", &pcn.name, AreaType::Pcn, &icb)
        }));
        let rows = || lines.iter();
        table(
            "areas",
            vec![
                text("code", rows().map(|line| &line.code)),
                text("ons", rows().map(|line| &line.ons)),
                text("name", rows().map(|line| &line.name)),
                text("short_name", rows().map(|line| &line.short_name)),
                text("area_type", rows().map(|line| line.area_type.as_str())),
                text("parent", rows().map(|line| &line.parent)),
                text_or_empty("valid_from", rows().map(|line| line.valid_from)),
                text_or_empty("valid_to", rows().map(|line| line.valid_to)),
                text("edition", rows().map(|line| line.edition)),
            ],
        )
    }

    /// A line for each ICB and each statistical code that it had until now, in the order of the editions.
    fn icb_lines(&self) -> Vec<AreaLine> {
        let (first, now) = (self.first_edition(), self.now());
        let has = |edition, icb: &Icb| {
            let there = self.icb_in(edition, icb.code.as_str());
            there.is_some_and(|there| there.ons == icb.ons)
        };
        let mut told: BTreeSet<(&AreaCode, &str)> = BTreeSet::new();
        let mut lines = Vec::new();
        for edition in self.editions() {
            if edition > now {
                break;
            }
            for icb in self.icbs(edition) {
                if !told.insert((&icb.code, icb.ons.as_str())) {
                    continue;
                }
                let in_which = match (has(first, icb), has(now, icb)) {
                    (true, true) => "both",
                    (true, false) => "before",
                    (false, true) => "now",
                    (false, false) => "between",
                };
                // Its last day is not known yet while it lasts.
                let valid_to = icb.valid_to.filter(|_| !has(now, icb));
                lines.push(AreaLine::icb(icb, in_which, valid_to));
            }
        }
        lines
    }

    pub(super) fn area_successors_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.successors().iter();
        table(
            "area_successors",
            vec![
                text("predecessor", rows().map(|step| &step.predecessor)),
                text("successor", rows().map(|step| &step.successor)),
                text("date", rows().map(|step| step.date.to_string())),
                text("kind", rows().map(|step| &step.kind)),
            ],
        )
    }

    pub(super) fn area_atoms_table(&self) -> Result<Table, ReferenceError> {
        let lines = self.area_atoms();
        let rows = || lines.iter();
        table(
            "area_atoms",
            vec![
                text("geography", rows().map(|line| line.geography.as_str())),
                text("area_type", rows().map(|line| line.area_type.as_str())),
                text("area_code", rows().map(|line| &line.area)),
                text("atom", rows().map(|line| &line.atom)),
                text("from_month", rows().map(|line| &line.from_month)),
                text("to_month", rows().map(|line| &line.to_month)),
            ],
        )
    }

    pub(super) fn small_areas_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.small_areas().iter();
        let icb = |edition| {
            rows().map(move |area| {
                self.icb_of(&area.atom, edition)
                    .map(AreaCode::as_str)
                    .unwrap_or_default()
            })
        };
        let people = |group: usize| {
            rows().map(move |area| area.by_ethnic5.get(group).copied().unwrap_or_default())
        };
        table(
            "small_areas",
            vec![
                text("lsoa21", rows().map(|area| &area.code)),
                text("sub_icb", rows().map(|area| &area.sub_icb)),
                text("district", rows().map(|area| &area.district)),
                text("atom", rows().map(|area| &area.atom)),
                text("icb_before", icb(self.first_edition())),
                text("icb_now", icb(self.now())),
                step("imd2025_decile", rows().map(|area| area.imd2025_decile)),
                rank("imd2025_rank", rows().map(|area| area.imd2025_rank)),
                step_or_null("imd2019_decile", rows().map(|area| area.imd2019_decile)),
                flag("rural", rows().map(|area| area.rural)),
                count("residents", rows().map(|area| area.residents)),
                count("asian", people(0)),
                count("black", people(1)),
                count("mixed", people(2)),
                count("other", people(3)),
                count("white", people(4)),
            ],
        )
    }

    pub(super) fn small_area_changes_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.small_area_changes().iter();
        table(
            "small_area_changes",
            vec![
                text("lsoa11", rows().map(|change| &change.lsoa11)),
                text("lsoa21", rows().map(|change| &change.lsoa21)),
                text("change", rows().map(|change| change.change.to_string())),
            ],
        )
    }

    pub(super) fn mhclg_icb_summary_table(&self) -> Result<Table, ReferenceError> {
        let rows = || self.published_deprivation().iter();
        table(
            "mhclg_icb_summary",
            vec![
                text("icb_ons", rows().map(|icb| &icb.icb_ons)),
                text("icb_name", rows().map(|icb| &icb.icb_name)),
                number(
                    "share_most_deprived_decile",
                    rows().map(|icb| icb.share_most_deprived_decile),
                ),
            ],
        )
    }
}
