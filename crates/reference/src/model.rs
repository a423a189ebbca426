//! The things a reference knows.

use hub_standard::{AreaCode, Month, PracticeCode};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{atom::AtomId, edition::Edition, outline};

/// An NHS region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// National organisation code, like `Y56`.
    pub code: AreaCode,
    /// Code of the Office for National Statistics.
    pub ons: String,
    /// Name.
    pub name: String,
}

/// An integrated care board as one edition has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Icb {
    /// National organisation code: three characters or five.
    pub code: AreaCode,
    /// Code of the Office for National Statistics. It can change while the organisation's code stays.
    pub ons: String,
    /// Full name, "NHS ... Integrated Care Board".
    pub name: String,
    /// Name for a tile: at most 14 characters.
    pub short: String,
    /// Its NHS region.
    pub region: AreaCode,
    /// First day on which it had this area.
    pub valid_from: Date,
    /// Last day on which it had this area, if it is over.
    pub valid_to: Option<Date>,
    /// Column and row on the tile map of its edition, from 0 at the north-west.
    pub tile: (u8, u8),
}

/// One ICB's area, or part of it, going to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// The ICB that gave.
    pub predecessor: AreaCode,
    /// The ICB that took.
    pub successor: AreaCode,
    /// The first day under the successor.
    pub date: Date,
    /// `merger`, `split` or `acquisition`, as published.
    pub kind: String,
}

/// The outline of an integrated care board for a map: a shape on a plane, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The board.
    pub board: AreaCode,
    /// First day of the edition that has it so.
    pub valid_from: Date,
    /// Last day of that edition, if it is over.
    pub valid_to: Option<Date>,
    /// Closed lines between whole places, as the `d` of an SVG path has them; inside is what an odd number encloses.
    /// Neighbours of the same edition share their lines.
    pub path: String,
    /// A place well inside: across from the left, down from the top.
    pub place: (u32, u32),
    /// So far across and down from that place all is inside.
    pub room: u32,
}

impl Outline {
    /// Width and height of the plane of every outline.
    pub const PLANE: (u16, u16) = outline::PLANE;

    /// The edition that it is of.
    pub fn edition(&self) -> Edition {
        Edition::beginning(self.valid_from)
    }
}

/// A primary care network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pcn {
    /// National organisation code.
    pub code: AreaCode,
    /// Name.
    pub name: String,
    /// Where most of its practices are.
    pub atom: AtomId,
}

/// A general practice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Practice {
    /// National organisation code.
    pub code: PracticeCode,
    /// Name.
    pub name: String,
    /// Its primary care network, if it is in one.
    pub pcn: Option<AreaCode>,
    /// Its sub-ICB location, if the lists held say so.
    pub sub_icb: Option<AreaCode>,
    /// The atom it belongs to.
    pub atom: AtomId,
    /// Local authority district where it is, if the lists held say so.
    pub district: Option<AreaCode>,
    /// People registered. An average, so not always whole; 0 for a closed practice.
    pub registered: f64,
    /// Whether it is in a rural area, if known.
    pub rural: Option<bool>,
    /// First day, if known.
    pub opened: Option<Date>,
    /// Last day, if closed.
    pub closed: Option<Date>,
    /// The practice that took its list on, if known. The lists held do not say.
    pub successor: Option<PracticeCode>,
    /// Deprivation score of its registered people (Indices of Deprivation 2019), if known.
    pub imd_score: Option<f64>,
}

impl Practice {
    /// Whether it was open on at least one day of the month. A day that is not known does not count against it.
    pub fn open_in(&self, month: Month) -> bool {
        self.opened.is_none_or(|day| day <= month.last_day())
            && self.closed.is_none_or(|day| day >= month.first_day())
    }
}

/// A small area of about 1,500 residents: a lower layer super output area of 2021.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallArea {
    /// Code of the Office for National Statistics, `E01` and six digits.
    pub code: String,
    /// Its sub-ICB location.
    pub sub_icb: AreaCode,
    /// Its local authority district.
    pub district: AreaCode,
    /// The atom it belongs to.
    pub atom: AtomId,
    /// Decile of the Indices of Deprivation 2025, 1 = most deprived.
    pub imd2025_decile: u8,
    /// Rank of the Indices of Deprivation 2025, 1 = most deprived.
    pub imd2025_rank: u32,
    /// Decile of the Indices of Deprivation 2019, for areas that did not change between 2011 and 2021.
    pub imd2019_decile: Option<u8>,
    /// Whether it is rural (classification of 2021).
    pub rural: bool,
    /// Usual residents, Census 2021.
    pub residents: u32,
    /// Of whom Asian, Black, Mixed, Other, White.
    pub by_ethnic5: [u32; 5],
}

impl SmallArea {
    /// Fifth of the Indices of Deprivation 2025, 1 = most deprived.
    pub fn imd2025_quintile(&self) -> u8 {
        self.imd2025_decile.div_ceil(2)
    }
}

/// What a population counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// People registered with general practices of the area.
    Registered,
    /// Usual residents, Census 2021.
    ResidentCensus2021,
    /// Residents, mid-2020 estimate.
    ResidentMid2020,
}

impl Basis {
    /// The name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::ResidentCensus2021 => "resident_census_2021",
            Self::ResidentMid2020 => "resident_mid_2020",
        }
    }
}

/// People of an atom in one category of one breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// The atom.
    pub atom: AtomId,
    /// What is counted.
    pub basis: Basis,
    /// `all`, `imd_decile`, `imd_quintile`, `ethnic_group` or `age_band`.
    #[serde(deserialize_with = "known_breakdown")]
    pub breakdown: BreakdownName,
    /// The category, `all` in the breakdown `all`.
    pub category: String,
    /// How many people.
    pub people: f64,
}

/// One of a few names that are part of the program.
pub type BreakdownName = &'static str;

/// The breakdowns that there are.
const BREAKDOWNS: [&str; 5] = [
    "all",
    "imd_decile",
    "imd_quintile",
    "ethnic_group",
    "age_band",
];

fn known_breakdown<'de, D: Deserializer<'de>>(from: D) -> Result<BreakdownName, D::Error> {
    let name = String::deserialize(from)?;
    BREAKDOWNS
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| D::Error::custom("no such breakdown"))
}

/// Link workers of one primary care network at one census.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkforceCount {
    /// Month of the census.
    pub month: Month,
    /// The network.
    pub pcn: AreaCode,
    /// Where the network is.
    pub atom: AtomId,
    /// Full-time equivalents.
    pub fte: f64,
    /// Rows of the publisher's file. A row is not a person: one row of contracted service can hold eight.
    pub rows: u32,
}

/// The publisher's own summary of deprivation for one ICB, kept to check ours against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedDeprivation {
    /// Code of the Office for National Statistics.
    pub icb_ons: String,
    /// Name.
    pub icb_name: String,
    /// Share of small areas in decile 1 of the Indices of Deprivation 2025, to four decimals.
    pub share_most_deprived_decile: f64,
}
