//! Which release a page is of: on offer in the bar, and said where it is not the newest.

use hub_standard::ids::{Month, ReleaseId};
use hub_ui::view::{Choice, Link, OldRelease, Select};

use super::{choice, here_without};
use crate::pages::figures::Scope;
use crate::pages::reader::Reader;
use crate::pages::words;

/// Releases on offer, the newest among them.
const RELEASES_OFFERED: usize = 12;
/// The parameter that names a release.
const AS_AT: &str = "as_at";

/// Whether the address names its release.
pub(super) fn is_pinned(reader: &Reader) -> bool {
    reader.params.text(AS_AT).is_some()
}

/// The releases to choose from. The journal was read for the scope, so that it knows all of them.
pub(super) fn select(reader: &Reader, scope: &Scope) -> Select {
    let state = reader.hub.store.journal().latest_seen();
    let newest_first = state.releases.iter().rev().map(|known| &known.release);
    let pinned = is_pinned(reader).then_some(&scope.release.id);
    Select {
        name: AS_AT.to_owned(),
        label: "Release".to_owned(),
        choices: choices(newest_first, pinned),
    }
}

/// The newest, whichever it will be, and the newest by name; the one of the address among them.
fn choices<'a>(
    newest_first: impl Iterator<Item = &'a ReleaseId>,
    pinned: Option<&'a ReleaseId>,
) -> Vec<Choice> {
    let mut offered: Vec<&ReleaseId> = newest_first.take(RELEASES_OFFERED).collect();
    let newest = match offered.first() {
        Some(newest) => format!("Newest ({newest})"),
        None => "Newest".to_owned(),
    };
    // By its name it is on offer only where the address has that already.
    if pinned != offered.first().copied() && !offered.is_empty() {
        offered.remove(0);
    }
    if let Some(pinned) = pinned
        && !offered.contains(&pinned)
    {
        offered.push(pinned);
    }
    let named = |id: &ReleaseId| {
        let label = format!("{id}, {}", words::date(id.date()));
        choice(&id.to_string(), &label, pinned == Some(id))
    };
    let mut choices = vec![choice("", &newest, pinned.is_none())];
    choices.extend(offered.into_iter().map(named));
    choices
}

/// That the page is of an old release; nothing where it is of the newest.
pub(super) fn old(reader: &Reader, scope: &Scope) -> Option<OldRelease> {
    let state = reader.hub.store.journal().latest_seen();
    let newest = state.releases.last().map(|known| &known.release);
    let id = &scope.release.id;
    if !is_pinned(reader) || newest == Some(id) {
        return None;
    }
    let mut text = format!(
        "You are reading release {id} of {}, which is not the newest.",
        words::date(id.date())
    );
    let asked: Option<Month> = reader.params.get("month").ok().flatten();
    if let Some(month) = asked.filter(|month| *month != scope.month) {
        text.push_str(&format!(
            " It has no figures for {}: its newest month is {}.",
            month.words(),
            scope.month.words()
        ));
    }
    Some(OldRelease {
        text,
        newest: Link::new(
            "See this page as at the newest release",
            here_without(reader, AS_AT),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(known: &[&str], pinned: Option<&str>) -> Vec<(String, bool)> {
        let known: Vec<ReleaseId> = known.iter().map(|id| id.parse().unwrap()).collect();
        let pinned: Option<ReleaseId> = pinned.map(|id| id.parse().unwrap());
        choices(known.iter(), pinned.as_ref())
            .into_iter()
            .map(|choice| (choice.label, choice.selected))
            .collect()
    }

    fn told(label: &str, selected: bool) -> (String, bool) {
        (label.to_owned(), selected)
    }

    #[test]
    fn the_newest_is_on_offer_as_such_and_the_older_by_name() {
        assert_eq!(
            labels(&["2026-11-14.2", "2026-10-31.1"], None),
            [
                told("Newest (2026-11-14.2)", true),
                told("2026-10-31.1, 31 October 2026", false),
            ]
        );
        assert_eq!(
            labels(&["2026-11-14.2", "2026-10-31.1"], Some("2026-10-31.1")),
            [
                told("Newest (2026-11-14.2)", false),
                told("2026-10-31.1, 31 October 2026", true),
            ]
        );
    }

    #[test]
    fn an_address_that_names_the_newest_keeps_naming_it() {
        assert_eq!(
            labels(&["2026-11-14.2", "2026-10-31.1"], Some("2026-11-14.2")),
            [
                told("Newest (2026-11-14.2)", false),
                told("2026-11-14.2, 14 November 2026", true),
                told("2026-10-31.1, 31 October 2026", false),
            ]
        );
    }

    #[test]
    fn twelve_are_on_offer_and_an_older_one_of_the_address_besides() {
        let known: Vec<String> = (1..=20).rev().map(|n| format!("2026-11-14.{n}")).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        assert_eq!(labels(&known, None).len(), 12);
        let pinned = labels(&known, Some("2026-11-14.3"));
        assert_eq!(pinned.len(), 13);
        assert_eq!(
            pinned.last(),
            Some(&told("2026-11-14.3, 14 November 2026", true))
        );
        assert_eq!(pinned.iter().filter(|(_, selected)| *selected).count(), 1);
    }
}
