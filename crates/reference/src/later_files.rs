//! The publishers' files of the editions of the ICBs that follow that of April 2026. Their names tell the month in which
//! the edition begins, so that one more edition is some more files, and nothing else.

use hub_standard::Month;

/// The folder of them all.
const FOLDER: &str = "geography/";
/// Begin and end of each name; between them stand year and month, like `2027_04`.
const BOARDS: (&str, &str) = ("icb_", ".csv");
const SUCCESSIONS: (&str, &str) = ("icb_succession_", ".csv");
const SMALL_AREAS: (&str, &str) = ("lsoa21_icb_", ".csv");
const TILES: (&str, &str) = ("icb_tiles_", ".csv");
const OUTLINES: (&str, &str) = ("icb_", "_bsc.geojson");
const FORMS: [(&str, &str); 5] = [BOARDS, SUCCESSIONS, SMALL_AREAS, TILES, OUTLINES];

/// The paths of the files of one edition, without `.gz`.
pub(crate) struct LaterFiles {
    /// Its ICBs. Needed.
    pub(crate) boards: String,
    /// What became of the ICBs before it. Needed.
    pub(crate) successions: String,
    /// The ICB of each small area: needed where an ICB goes to more than one.
    pub(crate) small_areas: String,
    /// Short names and places on the tile map.
    pub(crate) tiles: String,
    /// Boundaries.
    pub(crate) outlines: String,
}

impl LaterFiles {
    /// Those of the edition that begins with a month.
    pub(crate) fn of(month: Month) -> Self {
        let path = |(start, end): (&str, &str)| {
            format!(
                "{FOLDER}{start}{:04}_{:02}{end}",
                month.year(),
                month.month()
            )
        };
        Self {
            boards: path(BOARDS),
            successions: path(SUCCESSIONS),
            small_areas: path(SMALL_AREAS),
            tiles: path(TILES),
            outlines: path(OUTLINES),
        }
    }
}

/// The month of the edition that a file of that name is of; the name is without folder and `.gz`.
pub(crate) fn month_of(name: &str) -> Option<Month> {
    FORMS.into_iter().find_map(|(start, end)| {
        let between = name.strip_prefix(start)?.strip_suffix(end)?;
        let (year, month) = between.split_once('_')?;
        format!("{year}-{month}").parse().ok()
    })
}

/// The path by which an import knows a file of that name, if it is of an edition.
pub(crate) fn path_of(name: &str) -> Option<String> {
    month_of(name).map(|_| format!("{FOLDER}{name}"))
}

#[cfg(test)]
mod tests {
    use super::{LaterFiles, month_of, path_of};

    #[test]
    fn names_tell_the_month() {
        let april = "2027-04".parse().unwrap();
        let files = LaterFiles::of(april);
        let all = [
            files.boards,
            files.successions,
            files.small_areas,
            files.tiles,
            files.outlines,
        ];
        assert_eq!(all[0], "geography/icb_2027_04.csv");
        assert_eq!(all[4], "geography/icb_2027_04_bsc.geojson");
        for path in &all {
            let name = path.strip_prefix("geography/").unwrap();
            assert_eq!(month_of(name), Some(april), "{path}");
            assert_eq!(path_of(name).as_ref(), Some(path));
        }
    }

    #[test]
    fn other_names_tell_none() {
        for name in [
            "icb_2024_to_2026_03.csv",
            "icb_2027_13.csv",
            "icb_2027.csv",
            "icb_27_04.csv",
            "lsoa21_icb26_DERIVED.csv",
            "icb26_DERIVED_bsc.geojson",
            "icb_2027_04.txt",
        ] {
            assert_eq!(month_of(name), None, "{name}");
        }
    }
}
