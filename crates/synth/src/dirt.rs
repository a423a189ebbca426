//! Returns with defects, and the list of what must be found in them.
//!
//! A share of the files gets defects as services make them: a handful of kinds in one file, some in several cells, or
//! one of those that make a whole file unusable, alone. [`Synth::dirty_file`] gives the file and the places where a
//! finding must appear. The list follows what is promised to senders, that is the rules of `hub_standard`, and not what
//! the door does.
//!
//! # What counts as found
//!
//! The file is checked for the service and the month of its name, on any day after the newest month, with NHS numbers of
//! the test range allowed. Then for every entry of the list a finding with its code must name its place, as its first
//! place or as one of the others:
//!
//! - **file** and **record**: the same code, row and column. The list is complete: any other finding of these levels is
//!   one too many.
//! - **warning**: the same code, row and column. The list holds what was put in; the rows as they are made have gaps and
//!   codes for "not known" as well, so there are more.
//! - **note**: the same code and column, and at least as many cells. A note is given once for a column, with its first
//!   row, which may be one that was not put in; a note about rows names each of them.
//!
//! An entry without a row or a column is found by a finding without one. Headings and sheets are for people who read
//! the list.

mod blanks;
mod codes;
mod columns;
mod counts;
mod dates;
mod expected;
mod formats;
mod kinds;
mod layout;
mod practices;
mod rows;
mod table;
mod text;
mod values;
mod whole;
mod write;

use hub_standard::Month;

pub use self::expected::Planted;
pub(crate) use self::practices::Practices;
use self::{
    kinds::{MIXED, WHOLE, choose},
    table::Table,
};
use crate::{
    chance::{Chance, kind},
    file::{self, SynthError, SynthFile, SynthKind},
    service::SynthService,
    synth::Synth,
};

/// Of the files with defects so many have one that makes the whole file unusable.
const WHOLE_SHARE: f64 = 0.08;
/// How many kinds of defects a file has: 1, 2, 3 ...
const KINDS: [(usize, f64); 6] = [
    (1, 0.14),
    (2, 0.2),
    (3, 0.24),
    (4, 0.2),
    (5, 0.13),
    (6, 0.09),
];

/// A file that may have defects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirtyFile {
    /// The file.
    pub file: SynthFile,
    /// Where findings must appear, by severity, row and column.
    pub planted: Vec<Planted>,
}

/// What a defect may need to know of the file that it is for.
struct Setting<'s> {
    synth: &'s Synth,
    service_idx: usize,
    service: &'s SynthService,
    practices: &'s Practices,
    month: Month,
    kind: SynthKind,
    /// Whether a whole month has gone by since, so that its days are past on any day of the check.
    has_later_month: bool,
}

impl Setting<'_> {
    /// The code of another service.
    fn other_service(&self) -> Option<String> {
        let n = self.synth.services().len();
        let beside = (self.service_idx + 1) % n.max(1);
        let other = self.synth.services().get(beside)?;
        // There is one even where only one service is made.
        let code = if beside == self.service_idx {
            "YZ999".to_owned()
        } else {
            other.code.to_string()
        };
        Some(code)
    }
}

impl Synth {
    /// A service's return, with defects in one file of so many (`rate`, from 0 to 1): the kind of file that the service
    /// uses, or the one asked for. None where [`Self::rows`] has none.
    ///
    /// Without defects it is the file that [`Self::file`] gives. Which files have defects does not depend on the kind.
    pub fn dirty_file(
        &self,
        service_idx: usize,
        month: Month,
        kind: Option<SynthKind>,
        rate: f64,
    ) -> Option<DirtyFile> {
        let service = self.services().get(service_idx)?;
        let kind = kind.unwrap_or(service.habits.kind);
        let mut chance = self.chance(kind::DIRT, service_idx, month, 0);
        if !chance.happens(rate) {
            let file = match kind {
                SynthKind::Csv => self.csv_file(service_idx, month),
                SynthKind::Xlsx => self.xlsx_file(service_idx, month),
            };
            let planted = Vec::new();
            return file.map(|file| DirtyFile { file, planted });
        }
        let setting = Setting {
            synth: self,
            service_idx,
            service,
            practices: self.practices(),
            month,
            kind,
            has_later_month: month < self.config().last_month,
        };
        let written = self.soil(&setting, &mut chance)?;
        debug_assert!(written.is_ok(), "a table with defects fits in a file");
        written.ok()
    }

    fn soil(
        &self,
        setting: &Setting<'_>,
        chance: &mut Chance,
    ) -> Option<Result<DirtyFile, SynthError>> {
        let (service_idx, month) = (setting.service_idx, setting.month);
        let rows = self.rows(service_idx, month)?;
        let mut table = Table::new(setting.service, &rows, chance);
        let (defects, n) = if chance.happens(WHOLE_SHARE) {
            (WHOLE, 1)
        } else {
            (MIXED, chance.pick(&KINDS).copied().unwrap_or(1))
        };
        for number in choose(chance, defects, n, setting.kind) {
            let Some(defect) = defects.get(number) else {
                continue;
            };
            let name = u64::try_from(number + 1).unwrap_or(u64::MAX);
            let mut chance = self.chance(kind::DIRT, service_idx, month, name);
            (defect.plant)(&mut table, &mut chance, setting);
        }
        let (bytes, ending) = match setting.kind {
            SynthKind::Csv => (Ok(write::text(&table)), "csv"),
            SynthKind::Xlsx => (write::xlsx(&table), "xlsx"),
        };
        Some(bytes.map(|bytes| DirtyFile {
            file: SynthFile {
                name: file::name(setting.service, month, ending),
                bytes,
                kind: setting.kind,
            },
            planted: expected::resolve(&table, setting.kind),
        }))
    }
}

/// How many cells: at least one, and fewer more often than many.
fn some(chance: &mut Chance, most: usize) -> usize {
    1 + chance.below(most).min(chance.below(most))
}
