//! The files about practices, each as it is published.

use std::collections::BTreeMap;

use hub_standard::{AreaCode, PracticeCode};
use jiff::civil::Date;

use super::super::{
    editions::Editions,
    place::Placer,
    problems::Problems,
    source::{Cell, Files, Keyed, is_there, keyed, read, read_without_header},
};

pub(super) const LISTED: &str = "organisations/gp_practices_icb_2025_26.csv";
pub(super) const PAID: &str = "organisations/gp_payments_org_2022_23.csv";
const DATES: &str = "organisations/epraccur_2023_12.csv";
/// Need not be there.
const SCORES: &str = "deprivation/practice_imd_fingertips_93553.csv";
/// The newest year of the scores.
const SCORES_YEAR: &str = "2019";

const PRACTICE: &str = "a practice code, a letter and five digits";

/// A practice of the newest list.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) icb: AreaCode,
    pub(super) district: AreaCode,
    pub(super) registered: f64,
}

/// A practice of the payments file.
pub(super) struct Paid {
    pub(super) name: String,
    pub(super) pcn: Option<AreaCode>,
    pub(super) pcn_name: String,
    pub(super) sub_icb: AreaCode,
    pub(super) icb: AreaCode,
    pub(super) rural: Option<bool>,
    pub(super) opened: Option<Date>,
    pub(super) closed: Option<Date>,
}

/// First and last day of a practice.
pub(super) struct Dates {
    pub(super) opened: Option<Date>,
    pub(super) closed: Option<Date>,
}

pub(super) fn listed(
    dir: Files<'_>,
    editions: &Editions,
    problems: &mut Problems,
) -> BTreeMap<PracticeCode, Keyed<Listed>> {
    let columns = [
        "Practice_Code",
        "GP_Practice_Name",
        "ICB",
        "Rcode",
        "LAD",
        "Population",
    ];
    keyed(dir, LISTED, columns, problems, |row, problems| {
        let [code, name, icb, region, district, registered] = row.cells;
        let code: PracticeCode = code.parse(PRACTICE, problems)?;
        let Some(known) = editions.icb_before(icb.text) else {
            icb.refuse(format!("ICB \"{}\" is not known", icb.text), problems);
            return None;
        };
        if known.region.as_str() != region.text {
            region.refuse(
                format!(
                    "{} is in region {}, not \"{}\"",
                    known.code, known.region, region.text
                ),
                problems,
            );
        }
        let people: f64 = registered.parse("a number of people", problems)?;
        if !(people.is_finite() && people >= 0.0) {
            registered.refuse(format!("{people} is not a number of people"), problems);
        }
        let listed = Listed {
            name: name.text.to_owned(),
            icb: known.code.clone(),
            district: district.parse("a district code", problems)?,
            registered: people,
        };
        Some((code, listed))
    })
}

/// The header calls the column of the network's code "Code" and that of its name "CCG NAME".
pub(super) fn paid(
    dir: Files<'_>,
    placer: &Placer<'_>,
    problems: &mut Problems,
) -> BTreeMap<PracticeCode, Keyed<Paid>> {
    let columns = [
        "Practice Code",
        "Practice Name",
        "Code",
        "CCG NAME",
        "CCG Code",
        "Practice Rurality",
        "Practice Open Date",
        "Practice Close Date",
    ];
    keyed(dir, PAID, columns, problems, |row, problems| {
        let [code, name, pcn, pcn_name, sub_icb, rurality, opened, closed] = row.cells;
        let code: PracticeCode = code.parse(PRACTICE, problems)?;
        let Some(icb) = placer.icb_of_sub_icb(sub_icb.text) else {
            sub_icb.refuse(
                format!("sub-ICB \"{}\" is not known", sub_icb.text),
                problems,
            );
            return None;
        };
        let paid = Paid {
            name: name.text.to_owned(),
            pcn: network(pcn, problems),
            pcn_name: pcn_name.text.to_owned(),
            sub_icb: sub_icb.parse("a sub-ICB code", problems)?,
            icb: icb.clone(),
            rural: match rurality.text {
                "Rural" => Some(true),
                "Urban" => Some(false),
                _ => None,
            },
            opened: day(opened, "%d/%m/%Y", problems),
            closed: day(closed, "%d/%m/%Y", problems),
        };
        Some((code, paid))
    })
}

/// A network code, or none for what the publishers write when there is no network.
fn network(cell: Cell<'_>, problems: &mut Problems) -> Option<AreaCode> {
    if matches!(cell.text, "" | "U" | "Unknown or no PCN") {
        return None;
    }
    let is_network = matches!(cell.text.as_bytes(), [b'U', digits @ ..]
        if digits.len() == 5 && digits.iter().all(u8::is_ascii_digit));
    if !is_network {
        cell.refuse(
            format!("\"{}\" is not a network code, U and five digits", cell.text),
            problems,
        );
        return None;
    }
    cell.parse("a network code", problems)
}

fn day(cell: Cell<'_>, format: &str, problems: &mut Problems) -> Option<Date> {
    if cell.text.is_empty() {
        return None;
    }
    let day = Date::strptime(format, cell.text).ok();
    if day.is_none() {
        cell.refuse(format!("\"{}\" is not a date", cell.text), problems);
    }
    day
}

/// Dates of every practice there ever was. The file has no header; it has 27 columns.
pub(super) fn dates(dir: Files<'_>, problems: &mut Problems) -> BTreeMap<String, Dates> {
    let columns = [
        ("organisation code", 0),
        ("open date", 10),
        ("close date", 11),
        ("last column", 26),
    ];
    let mut dates: BTreeMap<String, Dates> = BTreeMap::new();
    read_without_header(dir, DATES, columns, problems, |row, problems| {
        let [code, opened, closed, _] = row.cells;
        let known = Dates {
            opened: day(opened, "%Y%m%d", problems),
            closed: day(closed, "%Y%m%d", problems),
        };
        if dates.insert(code.text.to_owned(), known).is_some() {
            code.refuse(format!("{} is there more than once", code.text), problems);
        }
    });
    dates
}

/// Deprivation scores of practices in the newest year.
pub(super) fn scores(dir: Files<'_>, problems: &mut Problems) -> BTreeMap<String, f64> {
    let mut scores = BTreeMap::new();
    if is_there(dir, SCORES) {
        read(
            dir,
            SCORES,
            ["Year", "AreaCode", "Value"],
            problems,
            |row, problems| {
                let [year, code, value] = row.cells;
                if year.text == SCORES_YEAR
                    && let Some(score) = value.parse_if_any::<f64>("a score", problems)
                {
                    scores.insert(code.text.to_owned(), score);
                }
            },
        );
    }
    scores
}
