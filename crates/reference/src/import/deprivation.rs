//! Deprivation of small areas, both editions of the indices, and the publisher's own summary.

use std::collections::BTreeMap;

use super::{
    problems::Problems,
    source::{Cell, Files, Keyed, keyed, read as read_rows},
};
use crate::{
    change::SmallAreaChange,
    model::{Icb, PublishedDeprivation},
};

pub(super) const IMD_2025: &str = "deprivation/imd2025_lsoa21.csv";
const IMD_2019: &str = "deprivation/imd2019_lsoa11.csv";
const IMD_2019_CHECK: &str = "deprivation/imd2019_lsoa11_score_crosscheck.csv";
const CHANGES: &str = "geography/lsoa11_lsoa21_lad22_changes.csv";
const SUMMARY: &str = "deprivation/imd2025_icb24_summary.csv";
const SUMMARY_SHARE: &str = "imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally";

pub(super) struct Deprivation {
    /// Decile and rank of 2025, by code of 2021.
    pub(super) imd2025: BTreeMap<String, Keyed<(u8, u32)>>,
    /// Decile of 2019 of the areas that did not change, by code.
    pub(super) imd2019: BTreeMap<String, u8>,
    pub(super) changes: Vec<SmallAreaChange>,
}

/// The code of a small area in England.
pub(super) fn small_area_code(cell: Cell<'_>, problems: &mut Problems) -> Option<String> {
    let is_code = matches!(cell.text.as_bytes(), [b'E', b'0', b'1', digits @ ..]
        if digits.len() == 6 && digits.iter().all(u8::is_ascii_digit));
    if !is_code {
        cell.refuse(
            format!("\"{}\" is not a small area in England", cell.text),
            problems,
        );
    }
    is_code.then(|| cell.text.to_owned())
}

pub(super) fn read(
    dir: Files<'_>,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> Deprivation {
    let imd2025 = imd2025(dir, problems);
    let changes = changes(dir, problems);
    let on_2011 = imd2019(dir, problems, notes);
    let imd2019 = changes
        .iter()
        .filter(|change| change.change == 'U')
        .filter_map(|change| Some((change.lsoa21.clone(), *on_2011.get(&change.lsoa11)?)))
        .collect();
    Deprivation {
        imd2025,
        imd2019,
        changes,
    }
}

fn decile(cell: Cell<'_>, problems: &mut Problems) -> Option<u8> {
    let decile: u8 = cell.parse("a decile from 1 to 10", problems)?;
    if !(1..=10).contains(&decile) {
        cell.refuse(format!("{decile} is not a decile from 1 to 10"), problems);
    }
    Some(decile)
}

/// Ranks must be 1 to the number of areas, each once, and every decile follow from its rank.
fn imd2025(dir: Files<'_>, problems: &mut Problems) -> BTreeMap<String, Keyed<(u8, u32)>> {
    let columns = ["lsoa21_code", "IMD_decile", "IMD_rank"];
    let areas = keyed(dir, IMD_2025, columns, problems, |row, problems| {
        let [code, in_decile, rank] = row.cells;
        let code = small_area_code(code, problems)?;
        Some((
            code,
            (
                decile(in_decile, problems)?,
                rank.parse("a rank", problems)?,
            ),
        ))
    });
    let count = u64::try_from(areas.len()).unwrap_or_default();
    let mut row_of_rank: BTreeMap<u32, u64> = BTreeMap::new();
    let mut in_order: Vec<&Keyed<(u8, u32)>> = areas.values().collect();
    in_order.sort_by_key(|area| area.row);
    for area in in_order {
        let (decile, rank) = area.value;
        if rank == 0 || u64::from(rank) > count {
            problems.in_row(
                IMD_2025,
                area.row,
                format!("rank {rank} is not from 1 to {count}"),
            );
        } else if let Some(earlier) = row_of_rank.insert(rank, area.row) {
            problems.in_row(
                IMD_2025,
                area.row,
                format!("rank {rank} is already in row {earlier}"),
            );
        } else if (u64::from(rank) * 10).div_ceil(count) != u64::from(decile) {
            problems.in_row(
                IMD_2025,
                area.row,
                format!("rank {rank} of {count} is not in decile {decile}"),
            );
        }
    }
    areas
}

/// Deciles of 2019. In the file of ranks three areas with tied ranks are a decile off the official one, so the file
/// with the official deciles is trusted, and the other only has to be near it.
fn imd2019(
    dir: Files<'_>,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> BTreeMap<String, u8> {
    let one = |row: &super::source::Row<'_, 2>, problems: &mut Problems| {
        let [code, in_decile] = row.cells;
        Some((
            small_area_code(code, problems)?,
            decile(in_decile, problems)?,
        ))
    };
    let ranked = keyed(dir, IMD_2019, ["lsoa11_code", "IMD_decile"], problems, one);
    let official = keyed(
        dir,
        IMD_2019_CHECK,
        ["lsoa11_code", "imd2019_decile"],
        problems,
        one,
    );
    let mut off = 0_usize;
    for (code, area) in &ranked {
        match official.get(code).map(|official| official.value) {
            None => problems.in_row(
                IMD_2019,
                area.row,
                format!("{code} is not in {IMD_2019_CHECK}"),
            ),
            Some(decile) if decile.abs_diff(area.value) > 1 => problems.in_row(
                IMD_2019,
                area.row,
                format!(
                    "{code} is in decile {} here and {decile} in {IMD_2019_CHECK}",
                    area.value
                ),
            ),
            Some(decile) => off += usize::from(decile != area.value),
        }
    }
    for (code, area) in &official {
        if !ranked.contains_key(code) {
            problems.in_row(
                IMD_2019_CHECK,
                area.row,
                format!("{code} is not in {IMD_2019}"),
            );
        }
    }
    if off > 0 {
        notes.push(format!(
            "{off} small areas have another decile of 2019 in {IMD_2019}: the official one is used"
        ));
    }
    official
        .into_iter()
        .map(|(code, area)| (code, area.value))
        .collect()
}

fn changes(dir: Files<'_>, problems: &mut Problems) -> Vec<SmallAreaChange> {
    let mut changes = Vec::new();
    read_rows(
        dir,
        CHANGES,
        ["lsoa11_code", "lsoa21_code", "change_code"],
        problems,
        |row, problems| {
            let [old, new, change] = row.cells;
            if old.text.starts_with('W') && new.text.starts_with('W') {
                return;
            }
            let old = small_area_code(old, problems);
            let new = small_area_code(new, problems);
            let Some(kind) = change.parse::<char>("one of U, S, M, X", problems) else {
                return;
            };
            if !"USMX".contains(kind) {
                change.refuse(format!("\"{kind}\" is not one of U, S, M, X"), problems);
            }
            if let (Some(lsoa11), Some(lsoa21)) = (old, new) {
                changes.push(SmallAreaChange {
                    lsoa11,
                    lsoa21,
                    change: kind,
                });
            }
        },
    );
    changes
}

/// The publisher's summary by ICB, which must name every ICB of its edition.
pub(super) fn published(
    dir: Files<'_>,
    before: &[Icb],
    problems: &mut Problems,
) -> Vec<PublishedDeprivation> {
    let columns = ["icb24_code", "icb24_name", SUMMARY_SHARE];
    let found = keyed(dir, SUMMARY, columns, problems, |row, problems| {
        let [code, name, share] = row.cells;
        if !before.iter().any(|icb| icb.ons == code.text) {
            code.refuse(format!("ICB \"{}\" is not known", code.text), problems);
        }
        let share: f64 = share.parse("a share", problems)?;
        let published = PublishedDeprivation {
            icb_ons: code.text.to_owned(),
            icb_name: name.text.to_owned(),
            share_most_deprived_decile: share,
        };
        Some((code.text.to_owned(), published))
    });
    for icb in before.iter().filter(|icb| !found.contains_key(&icb.ons)) {
        problems.in_file(SUMMARY, format!("{} ({}) is missing", icb.name, icb.ons));
    }
    found.into_values().map(|keyed| keyed.value).collect()
}
