//! Areas that were not there in a month, and the way to those that were.

use hub_reference::{AreaType, Reference};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{AreaPast, Link};

use super::{names, with_area};
use crate::pages::figures::Scope;
use crate::pages::reader::Reader;
use crate::pages::refusal::LINKS;
use crate::pages::words;
use crate::places::{self, Place};
use crate::problem::{Kind, Problem};

/// Whether an area was there in a month.
pub(super) fn existed(reference: &Reference, place: &Place, month: Month) -> bool {
    place.area_type != AreaType::Icb
        || reference
            .icb_in(reference.edition_at(month), place.code.as_str())
            .is_some()
}

/// An area as it was in a month in which it was not: since when, or until when, and which areas to see instead.
pub(super) fn not_then(reader: &Reader, place: &Place, month: Month) -> Problem {
    let reference = &reader.hub.reference;
    let is_before = place
        .valid_from
        .is_some_and(|from| month.first_day() < from);
    let name = &place.name;
    let (what, others) = if is_before {
        let began = place.valid_from.map(words::date);
        let what = began.map_or_else(
            || format!("{name} had not begun then."),
            |day| format!("{name} began on {day}."),
        );
        (what, boards_of(reference, place, month))
    } else {
        let ended = place.valid_to.map(words::date);
        let what = ended.map_or_else(
            || format!("{name} no longer existed then."),
            |day| format!("{name} ended on {day}."),
        );
        (what, place.successors.clone())
    };
    let own = place.code.as_str();
    let mut links: Vec<Vec<String>> = others
        .iter()
        .map(|code| {
            vec![
                names(reader, std::slice::from_ref(code)),
                with_area(reader, own, code.as_str(), false),
            ]
        })
        .collect();
    if is_before && place.is_current() {
        let now = with_area(reader, own, own, false).replace("as_was", "as_now");
        links.push(vec![
            format!("{name} as it is now, in {}", month.words()),
            now,
        ]);
    }
    let detail = match names(reader, &others) {
        none if none.is_empty() => what,
        others => format!("{what} For {} see {others}.", month.words()),
    };
    Problem::new(Kind::NotFound, detail).with(LINKS, links)
}

/// The boards of a month before a board began that had its area: those that it came from, as far as they were there.
fn boards_of(reference: &Reference, board: &Place, month: Month) -> Vec<AreaCode> {
    let then = reference.edition_at(month);
    let was_there = |code: &AreaCode| reference.icb_in(then, code.as_str()).is_some();
    if board.predecessors.iter().all(was_there) {
        return board.predecessors.clone();
    }
    let boards = places::boards_then(reference, &board.code, month).into_iter();
    boards.cloned().collect()
}

/// Where an area was before, and after, with the same page about those.
pub(super) fn past(reader: &Reader, scope: &Scope) -> Vec<AreaPast> {
    let place = &scope.place;
    let mut past = Vec::new();
    if let Some(from) = place.valid_from.filter(|_| !place.predecessors.is_empty()) {
        past.push(AreaPast {
            text: format!("From {}; before that:", words::date(from)),
            links: links(reader, scope, &place.predecessors, true),
        });
    }
    if let Some(to) = place.valid_to {
        let and_then = if place.successors.is_empty() {
            ""
        } else {
            "; after that:"
        };
        past.push(AreaPast {
            text: format!("Until {}{and_then}", words::date(to)),
            links: links(reader, scope, &place.successors, false),
        });
    }
    past
}

fn links(reader: &Reader, scope: &Scope, codes: &[AreaCode], were: bool) -> Vec<Link> {
    let own = format!("/areas/{}", scope.place.code);
    let reference = &reader.hub.reference;
    let query = |other: &Place| {
        let mut query = Vec::new();
        if were {
            query.push("geography=as_was".to_owned());
        }
        // A month in which the other area was not there would lead nowhere.
        if existed(reference, other, scope.month) && reader.params.text("month").is_some() {
            query.push(format!("month={}", scope.month));
        }
        if reader.params.text("as_at").is_some() {
            query.push(format!("as_at={}", scope.release.id));
        }
        match query.join("&") {
            none if none.is_empty() => none,
            pairs => format!("?{pairs}"),
        }
    };
    codes
        .iter()
        .filter_map(|code| places::place(reference, code.as_str()))
        .map(|place| {
            let query = query(&place);
            let other = format!("/areas/{}", place.code);
            let path = reader.uri.path().replacen(&own, &other, 1);
            Link::new(place.name, format!("{path}{query}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use hub_testkit::fixtures::REFERENCE;

    use super::existed;
    use crate::places::place;

    #[test]
    fn a_board_is_there_from_its_first_to_its_last_month() {
        let there = |code: &str, month: &str| {
            let place = place(&REFERENCE, code).unwrap();
            existed(&REFERENCE, &place, month.parse().unwrap())
        };
        // NHS Essex began as NHS Hertfordshire and West Essex ended.
        assert!(!there("D7T5G", "2026-03") && there("D7T5G", "2026-04"));
        assert!(there("QM7", "2026-03") && !there("QM7", "2026-04"));
        for code in ["QOP", "ENG"] {
            assert!(there(code, "2025-10") && there(code, "2026-10"), "{code}");
        }
    }
}
