//! The publishers' files that an import reads, and the parts of the reference that come from them.

use crate::later_files;

/// A part of the reference, as people speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// General practices.
    Practices,
    /// Primary care networks.
    Networks,
    /// Regions, every edition of the ICBs, and the steps between them.
    Areas,
    /// Small areas of 2021: where each lies.
    SmallAreas,
    /// How deprived each small area is.
    Deprivation,
    /// People by area.
    Populations,
    /// Link workers by network and census.
    Workforce,
    /// Outlines of the ICBs of the editions, for maps. They need not be there.
    Outlines,
}

impl Part {
    /// Every part, in the order in which pages list them.
    pub const ALL: [Self; 8] = [
        Self::Practices,
        Self::Networks,
        Self::Areas,
        Self::SmallAreas,
        Self::Deprivation,
        Self::Populations,
        Self::Workforce,
        Self::Outlines,
    ];

    /// What it is called.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Practices => "General practices",
            Self::Networks => "Primary care networks",
            Self::Areas => "Regions and boards",
            Self::SmallAreas => "Small areas",
            Self::Deprivation => "Deprivation",
            Self::Populations => "Populations",
            Self::Workforce => "Link workers",
            Self::Outlines => "Outlines of boards",
        }
    }

    /// From when the publishers' files hold.
    pub const fn valid_from(self) -> &'static str {
        match self {
            Self::Practices => "April 2025, and each practice from its own first day",
            Self::Networks => "April 2022",
            Self::Areas => "July 2022; boards that changed, from the day they did",
            Self::SmallAreas => "March 2021 (census)",
            Self::Deprivation => "2025, with the edition of 2019 beside it",
            Self::Populations => "Registered April 2025; residents March 2021; by age June 2020",
            Self::Workforce => "Each quarter from March 2020 to September 2022",
            Self::Outlines => {
                "July 2022 to March 2026, April 2026, and each later edition from its own month"
            }
        }
    }

    /// The names of the stored tables that hold it ([`StoredTable`](crate::StoredTable)).
    pub const fn stored_tables(self) -> &'static [&'static str] {
        match self {
            Self::Practices => &["practices"],
            Self::Networks => &["pcns"],
            Self::Areas => &[
                "regions",
                "icbs_before_2026",
                "icbs_from_2026",
                "icbs_later",
                "successions",
            ],
            Self::SmallAreas | Self::Deprivation => &["small_areas"],
            Self::Populations => &["populations"],
            Self::Workforce => &["workforce"],
            Self::Outlines => &["outlines"],
        }
    }
}

/// A publisher's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path in the folder, without `.gz`.
    pub path: &'static str,
    /// Who publishes it, and which edition it is.
    pub publisher: &'static str,
    /// The part that it is first of all for.
    pub part: Part,
    /// Whether nothing can be imported without it.
    pub is_needed: bool,
}

const fn file(part: Part, path: &'static str, publisher: &'static str) -> SourceFile {
    SourceFile {
        path,
        publisher,
        part,
        is_needed: true,
    }
}

impl SourceFile {
    /// The path by which an import knows a file of that name, without folder and `.gz`: one of [`Self::ALL`], or one of an
    /// edition of the ICBs after April 2026, like `icb_2027_04.csv`.
    pub fn path_of(name: &str) -> Option<String> {
        let known = Self::ALL
            .iter()
            .find(|file| file.path.rsplit('/').next() == Some(name));
        known
            .map(|file| file.path.to_owned())
            .or_else(|| later_files::path_of(name))
    }

    /// Every file, in the order of the parts; not those of editions of the ICBs after April 2026 ([`Self::path_of`]).
    pub const ALL: &'static [Self] = &[
        file(
            Part::Practices,
            "organisations/gp_practices_icb_2025_26.csv",
            "NHS England, allocations 2025/26",
        ),
        file(
            Part::Practices,
            "organisations/epraccur_2023_12.csv",
            "NHS organisation data service, December 2023",
        ),
        file(
            Part::Networks,
            "organisations/gp_payments_org_2022_23.csv",
            "NHS England, payments to general practice 2022/23",
        ),
        file(
            Part::Areas,
            "geography/nhs_regions.csv",
            "NHS England, regions of January 2024",
        ),
        file(
            Part::Areas,
            "geography/icb_2024_to_2026_03.csv",
            "NHS organisation data service, boards until March 2026",
        ),
        file(
            Part::Areas,
            "geography/icb_2026_04.csv",
            "NHS organisation data service, boards from April 2026",
        ),
        file(
            Part::Areas,
            "geography/icb_succession_2026_04.csv",
            "NHS organisation data service, successions of April 2026",
        ),
        file(
            Part::SmallAreas,
            "geography/lsoa21_sicbl24_icb24.csv",
            "Office for National Statistics, April 2024",
        ),
        file(
            Part::SmallAreas,
            "geography/lsoa21_icb26_DERIVED.csv",
            "Derived from the successions of April 2026",
        ),
        file(
            Part::SmallAreas,
            "geography/lsoa21_lad24.csv",
            "Office for National Statistics, districts of 2024",
        ),
        file(
            Part::SmallAreas,
            "geography/lsoa21_ruc21.csv",
            "Office for National Statistics, rural and urban classification 2021",
        ),
        file(
            Part::SmallAreas,
            "geography/lsoa11_lsoa21_lad22_changes.csv",
            "Office for National Statistics, changes from 2011 to 2021",
        ),
        file(
            Part::Deprivation,
            "deprivation/imd2025_lsoa21.csv",
            "Indices of Deprivation 2025",
        ),
        file(
            Part::Deprivation,
            "deprivation/imd2025_icb24_summary.csv",
            "Indices of Deprivation 2025, summary by board",
        ),
        file(
            Part::Deprivation,
            "deprivation/imd2019_lsoa11.csv",
            "Indices of Deprivation 2019",
        ),
        file(
            Part::Deprivation,
            "deprivation/imd2019_lsoa11_score_crosscheck.csv",
            "Indices of Deprivation 2019, official tenths",
        ),
        Self {
            is_needed: false,
            ..file(
                Part::Deprivation,
                "deprivation/practice_imd_fingertips_93553.csv",
                "Fingertips, indicator 93553, 2019",
            )
        },
        file(
            Part::Populations,
            "population/census2021_ethnic5_lsoa21.csv",
            "Office for National Statistics, Census 2021",
        ),
        file(
            Part::Populations,
            "population/mid2020_agebands_lsoa11.csv",
            "Office for National Statistics, estimates for the middle of 2020",
        ),
        file(
            Part::Populations,
            "geography/lsoa11_sicbl22_icb22_lad22.csv",
            "Office for National Statistics, July 2022",
        ),
        file(
            Part::Workforce,
            "workforce/pcn_splw_individual_2020_03_to_2022_09.csv",
            "NHS England, primary care network workforce",
        ),
        Self {
            is_needed: false,
            ..file(
                Part::Workforce,
                "workforce/pcn_workforce_individual_2022_09_ORIGINAL.csv",
                "NHS England, primary care network workforce, September 2022",
            )
        },
        Self {
            is_needed: false,
            ..file(
                Part::Outlines,
                "geography/icb23_bsc.geojson",
                "Office for National Statistics, boundaries of boards until March 2026",
            )
        },
        Self {
            is_needed: false,
            ..file(
                Part::Outlines,
                "geography/icb26_DERIVED_bsc.geojson",
                "Derived from boundaries of the Office for National Statistics, boards from April 2026",
            )
        },
    ];
}
