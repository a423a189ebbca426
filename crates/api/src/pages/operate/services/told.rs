//! What is said of services, and of what was done to them.

use std::collections::BTreeMap;

use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Service, ServiceChange, ServiceDeed, State};
use hub_ui::view::{Link, ReturnMark, ServiceChangeRow};
use jiff::civil::Date;

use super::super::super::words;
use super::href;
use crate::clock::local;
use crate::places;

/// The board of a service today: its name, or its code where it is not known.
pub(super) fn board(reference: &Reference, service: &Service) -> String {
    let atom = reference.atom(&service.atom);
    let code = atom.map_or(&service.icb, |atom| atom.icb(reference.now()));
    let place = places::place(reference, code.as_str());
    place.map_or_else(|| code.to_string(), |place| place.name)
}

/// From when to when returns are expected.
pub(super) fn months(service: &Service) -> String {
    let first = service.at_month.words();
    match service.ends {
        None => format!("From {first}"),
        Some(ends) if ends <= service.at_month => "None".to_owned(),
        Some(ends) => format!("{first} to {}", ends.prev().words()),
    }
}

/// What became of the return for a month.
pub(super) fn mark(mark: ReturnMark, month: Month) -> String {
    match mark {
        ReturnMark::Sent => "Sent".to_owned(),
        ReturnMark::Late => "Sent late".to_owned(),
        ReturnMark::Nil => "Nothing to report".to_owned(),
        ReturnMark::Partly => "Sent, with rows left out".to_owned(),
        ReturnMark::Missing => "Missing".to_owned(),
        ReturnMark::Due => format!("Due by {}", words::date(calendar::due(month))),
        ReturnMark::NotExpected => "Not expected".to_owned(),
    }
}

/// How many returns of a month are expected, and how many of them came.
pub(super) fn counts(state: &State, month: Month) -> (usize, usize) {
    let expected = state
        .services
        .values()
        .filter(|service| state.expects(service, month));
    expected.fold((0, 0), |(expected, received), service| {
        let came = usize::from(state.current_for(&service.code, month).is_some());
        (expected + 1, received + came)
    })
}

/// How many people have a role for each service.
pub(super) fn n_people(state: &State) -> BTreeMap<String, usize> {
    let mut n_people = BTreeMap::new();
    for membership in state.people.memberships.values() {
        let Some(code) = &membership.scope else {
            continue;
        };
        if membership.role == "service" && state.people.live(&membership.id).is_some() {
            let n: &mut usize = n_people.entry(code.clone()).or_default();
            *n += 1;
        }
    }
    n_people
}

/// Whether a service is of those that take part on a day.
pub(super) fn takes_part(service: &Service, today: Date) -> bool {
    service.takes_part_in(Month::of(today))
}

/// "One person", "12 people", "Nobody".
pub(super) fn people(n: usize) -> String {
    match n {
        0 => "Nobody".to_owned(),
        1 => "One person".to_owned(),
        more => format!("{} people", count(more)),
    }
}

/// Those who have a role for a service.
pub(super) fn people_href(code: &ServiceCode) -> String {
    format!("/operate/people?kind=service&text={code}")
}

/// The newest changes, newest first.
pub(super) fn changes(state: &State) -> Vec<ServiceChangeRow> {
    let newest = state.service_changes.iter().rev();
    newest.map(|change| row(state, change)).collect()
}

fn row(state: &State, change: &ServiceChange) -> ServiceChangeRow {
    let known = state.services.get(&change.service);
    let name = known.map_or_else(|| change.service.to_string(), |known| known.name.clone());
    ServiceChangeRow {
        at: words::date_time(local(change.act.at)),
        by: match &change.act.by {
            Some(by) => by.clone(),
            None => "By command".to_owned(),
        },
        what: match change.deed {
            ServiceDeed::Registered => "Registered".to_owned(),
            ServiceDeed::Ends(month) => format!("Ends: nothing is expected from {}", month.words()),
            ServiceDeed::GoesOn => "Goes on: that it ends was taken back".to_owned(),
            _ => "Changed".to_owned(),
        },
        service: Link::new(name, href(&change.service)),
    }
}

/// A number in words of a page.
pub(super) fn count(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}
