//! The boards whose people are most like those of the reader's own, as the release names them.

use hub_release::MeasureInfo;
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{Figure, Link, SimilarArea, SimilarAreas};

use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::places::{self, Place};

/// The measure that names them.
pub(super) const MEASURE: &str = "similar_areas";

/// Which boards the page shows beside the reader's own, and what it says of them.
#[derive(Default)]
pub(super) struct Beside {
    /// Own board first; empty where all are shown.
    codes: Vec<AreaCode>,
    /// Its name, where only some are shown.
    own: String,
    pub(super) view: SimilarAreas,
}

impl Beside {
    /// All boards, and why.
    fn all(reason: String) -> Self {
        Self {
            view: SimilarAreas {
                sentence: reason,
                ..SimilarAreas::default()
            },
            ..Self::default()
        }
    }

    /// Whether only some boards are shown.
    pub(super) fn is_some(&self) -> bool {
        !self.codes.is_empty()
    }

    pub(super) fn shows(&self, code: &AreaCode) -> bool {
        self.codes.is_empty() || self.codes.contains(code)
    }

    /// Which boards the page is about, as part of a sentence.
    pub(super) fn words(&self) -> String {
        match self.codes.len() {
            0 => "all integrated care boards".to_owned(),
            n => format!("{} and the {} most like it", self.own, boards(n - 1)),
        }
    }
}

/// The own board with those like it.
pub(super) fn beside(
    reader: &Reader,
    scope: &Scope,
    own: Option<&AreaCode>,
    month: Month,
) -> Beside {
    let Some(info) = scope.release.measure(MEASURE) else {
        return Beside::all(
            "This release does not name boards with people alike, so all boards are shown."
                .to_owned(),
        );
    };
    let place = own.and_then(|code| places::place(&reader.hub.reference, code.as_str()));
    let Some(place) = place.filter(|place| place.area_type == hub_reference::AreaType::Icb) else {
        return Beside::all(
            "Choose your board to see those with people like its own. Until then all boards are shown."
                .to_owned(),
        );
    };
    let found = nearest(reader, scope, info, &place.code, month);
    if found.is_empty() {
        return Beside::all(format!(
            "No boards with people like those of {} are known for this month, so all boards are shown.",
            place.name
        ));
    }
    let area = |(place, distance): &(Place, Figure)| SimilarArea {
        name: place.name.clone(),
        href: scope.href(&format!("/areas/{}", place.code)),
        distance: distance.clone(),
    };
    let view = SimilarAreas {
        sentence: format!(
            "{} is set beside the {} whose people are most like its own.",
            place.name,
            boards(found.len())
        ),
        verdict: String::new(),
        reason: reason(info),
        areas: found.iter().map(area).collect(),
        caption: format!(
            "Distance from {}, nearest first, {}",
            place.name,
            month.words()
        ),
        definition: Link::new("How the distance is worked out", scope.definition(MEASURE)),
    };
    let others = found.into_iter().map(|(place, _)| place.code);
    Beside {
        codes: std::iter::once(place.code.clone()).chain(others).collect(),
        own: place.name,
        view,
    }
}

/// Those like the board in the month of the page, or, where that is a census outside the release, in its own month.
fn nearest(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    own: &AreaCode,
    month: Month,
) -> Vec<(Place, Figure)> {
    let mut values = scope.values_of(own, &info.id, "nearest", month, month);
    if values.is_empty() {
        values = scope.values_of(own, &info.id, "nearest", scope.month, scope.month);
    }
    let mut found: Vec<(Place, Figure)> = values
        .into_iter()
        .filter_map(|value| {
            let place = places::place(&reader.hub.reference, &value.category)?;
            Some((place, figures::figure(value, info)))
        })
        .collect();
    let by_distance = |figure: &Figure| figure.drawn().unwrap_or(f64::INFINITY);
    found.sort_by(|a, b| {
        by_distance(&a.1)
            .total_cmp(&by_distance(&b.1))
            .then_with(|| a.0.name.cmp(&b.0.name))
    });
    found
}

/// In what they are alike, in the words of the measure, and how to read a distance.
fn reason(info: &MeasureInfo) -> String {
    let compared = info.method.split(". ").next().unwrap_or_default();
    let compared = compared.trim_end_matches('.');
    format!(
        "{compared}. The distance is in standard deviations, on average over these: 0 would be the same people, and above 1 two \
         boards are hardly alike. It says nothing of services, money or need."
    )
}

fn boards(n: usize) -> String {
    match n {
        1 => "1 board".to_owned(),
        n => format!("{n} boards"),
    }
}

#[cfg(test)]
mod tests {
    use hub_standard::ids::AreaCode;

    use super::{Beside, reason};
    use crate::pages::samples;

    #[test]
    fn what_boards_are_alike_in_is_said_in_the_words_of_the_measure() {
        let mut info = samples::info();
        info.method =
            "Two characteristics of the residents: age, and number. Each is standardised."
                .to_owned();
        let said = reason(&info);
        assert!(
            said.starts_with("Two characteristics of the residents: age, and number. The distance"),
            "{said}"
        );
        assert!(!said.contains("standardised"), "{said}");
    }

    #[test]
    fn all_boards_are_shown_unless_some_are_named() {
        let code = |code: &str| -> AreaCode { code.parse().unwrap() };
        let all = Beside::all("Choose your board.".to_owned());
        assert!(all.shows(&code("QOP")) && !all.is_some());
        assert_eq!(all.words(), "all integrated care boards");
        let some = Beside {
            codes: vec![code("QOP"), code("QYG")],
            own: "NHS Greater Manchester".to_owned(),
            ..Beside::default()
        };
        assert!(some.shows(&code("QYG")) && !some.shows(&code("QHM")));
        assert_eq!(
            some.words(),
            "NHS Greater Manchester and the 1 board most like it"
        );
    }
}
