//! Outlines of the boards, out of the publishers' boundaries. They need not be there: a map is drawn without them too.

mod geojson;

use std::collections::BTreeMap;

use hub_standard::AreaCode;

use super::{
    problems::Problems,
    source::{Files, is_there, text},
};
use crate::{
    boards::Boards,
    edition::Edition,
    later_files::LaterFiles,
    model::{Icb, Outline},
    outline::{Ring, draw},
};
use geojson::{Feature, features};

const BEFORE: &str = "geography/icb23_bsc.geojson";
const NOW: &str = "geography/icb26_DERIVED_bsc.geojson";

/// The most a file may hold, and the most places of its lines. The most generalised boundaries hold about 3 MB and
/// 120,000.
const BYTES_MAX: usize = 8 << 20;
const PLACES_MAX: usize = 500_000;
/// The most areas, of which there is a number each.
const FEATURES_MAX: usize = 200;
/// Characters of a code that are repeated.
const CODE_CHARS_MAX: usize = 20;
/// Longitude and latitude of England with some room.
const WEST_TO_EAST: std::ops::RangeInclusive<f64> = -9.0..=4.0;
const SOUTH_TO_NORTH: std::ops::RangeInclusive<f64> = 48.0..=62.0;

/// A file, and the boards that it must have, each once.
struct File<'a> {
    path: String,
    edition: Edition,
    /// None while the edition lasts.
    next: Option<Edition>,
    icbs: &'a [Icb],
}

/// The outlines of every edition, as far as their files are there. Nothing is drawn where anything is wrong.
pub(super) fn read(dir: Files<'_>, editions: &[Boards], problems: &mut Problems) -> Vec<Outline> {
    let next = editions.iter().skip(1).map(|next| Some(next.edition));
    let files = editions
        .iter()
        .zip(next.chain([None]))
        .enumerate()
        .map(|(n, (boards, next))| File {
            path: match n {
                0 => BEFORE.to_owned(),
                1 => NOW.to_owned(),
                _ => LaterFiles::of(boards.edition.first_month()).outlines,
            },
            edition: boards.edition,
            next,
            icbs: &boards.icbs,
        });
    let mut outlines = Vec::new();
    for file in files.filter(|file| is_there(dir, &file.path)) {
        let Some(text) = text(dir, &file.path, problems) else {
            continue;
        };
        let areas = file.areas(&text, problems);
        if problems.is_empty() {
            outlines.extend(file.outlines(&areas, problems));
        }
    }
    outlines
}

impl File<'_> {
    /// The rings of every board.
    fn areas(&self, text: &str, problems: &mut Problems) -> BTreeMap<AreaCode, Vec<Ring>> {
        let mut areas = BTreeMap::new();
        if text.len() > BYTES_MAX {
            problems.in_file(
                &self.path,
                format!(
                    "the file holds more than {} MB: take the publisher's most generalised boundaries",
                    BYTES_MAX >> 20
                ),
            );
            return areas;
        }
        let features = match features(text) {
            Ok(features) => features,
            Err(line) => {
                problems.in_row(
                    &self.path,
                    line,
                    "this is not GeoJSON of areas (Polygon or MultiPolygon), or only part of the file is here",
                );
                return areas;
            }
        };
        if features.len() > FEATURES_MAX {
            problems.in_file(
                &self.path,
                format!("the file has more than {FEATURES_MAX} areas"),
            );
            return areas;
        }
        let mut places = 0;
        for (number, feature) in (1_u64..).zip(features) {
            if let Some((board, rings)) = self.area(number, feature, problems) {
                places += rings.iter().map(Vec::len).sum::<usize>();
                if areas.insert(board.clone(), rings).is_some() {
                    problems.in_file(&self.path, format!("{board} is there more than once"));
                }
            }
        }
        if places > PLACES_MAX {
            problems.in_file(
                &self.path,
                format!(
                    "the lines have more than {PLACES_MAX} places: take the publisher's most generalised boundaries"
                ),
            );
        }
        for icb in self
            .icbs
            .iter()
            .filter(|icb| !areas.contains_key(&icb.code))
        {
            problems.in_file(&self.path, format!("{} ({}) is missing", icb.code, icb.ons));
        }
        areas
    }

    fn area(
        &self,
        number: u64,
        feature: Feature,
        problems: &mut Problems,
    ) -> Option<(AreaCode, Vec<Ring>)> {
        let mut refuse = |reason: String| {
            problems.in_file(&self.path, format!("area {number} {reason}"));
            None
        };
        let Some(code) = feature.code() else {
            return refuse(
                "has no statistical code of a board, under a name like ICB26CD".to_owned(),
            );
        };
        let Some(icb) = self.icbs.iter().find(|icb| icb.ons == code) else {
            let code: String = code.chars().take(CODE_CHARS_MAX).collect();
            return refuse(format!("has the code \"{code}\", which no board has"));
        };
        let rings = feature.rings();
        if rings.iter().all(Vec::is_empty) {
            return refuse(format!("({code}) has no places"));
        }
        let stray = rings.iter().flatten().find(|(longitude, latitude)| {
            !WEST_TO_EAST.contains(longitude) || !SOUTH_TO_NORTH.contains(latitude)
        });
        if let Some((longitude, latitude)) = stray {
            return refuse(format!(
                "({code}) has the place {longitude:.5}, {latitude:.5}, which is no longitude and latitude of England: take the \
                 publisher's file in degrees, not in metres"
            ));
        }
        Some((icb.code.clone(), rings))
    }

    fn outlines(
        &self,
        areas: &BTreeMap<AreaCode, Vec<Ring>>,
        problems: &mut Problems,
    ) -> Vec<Outline> {
        let rings: Vec<Vec<Ring>> = areas.values().cloned().collect();
        let valid_from = self.edition.first_day();
        let valid_to = self.next.and_then(|next| next.first_day().yesterday().ok());
        let mut outlines = Vec::with_capacity(rings.len());
        for (board, drawn) in areas.keys().zip(draw(&rings)) {
            match drawn {
                Some(drawn) => outlines.push(Outline {
                    board: board.clone(),
                    valid_from,
                    valid_to,
                    path: drawn.path,
                    place: drawn.place,
                    room: drawn.room,
                }),
                None => problems.in_file(
                    &self.path,
                    format!("{board} is too small to be seen, or lies under another"),
                ),
            }
        }
        outlines
    }
}
