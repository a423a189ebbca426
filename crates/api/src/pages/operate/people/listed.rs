//! Which people work for which organisation.

use std::collections::{BTreeMap, BTreeSet};

use hub_store::{Person, State};
use hub_ui::view::{Link, OrganisationPeople, PeoplePage, Select};

use super::super::super::filter::choice;
use super::super::super::reader::Reader;
use super::super::super::words;
use super::revoke::ending;
use super::{HREF, NAME_CHARS_MAX, href, nameless, told};
use crate::identity::Role;
use crate::places;
use crate::problem::{Problem, Result};

/// Most organisations on the page.
const ORGANISATIONS_SEEN: usize = 100;
/// Most people of one of them.
const PEOPLE_SEEN: usize = 50;
pub(super) const SERVICE: &str = "service";
pub(super) const BOARD: &str = "icb";
pub(super) const NATIONAL: &str = "national";
pub(super) const NONE: &str = "none";
/// Kinds of organisation, as the form has them.
const KINDS: [(&str, &str); 5] = [
    ("", "All that have people"),
    (SERVICE, "Services"),
    (BOARD, "Boards"),
    (NATIONAL, "National roles"),
    (NONE, "People without a role"),
];

/// People by role and by what it is bound to.
type ByRole<'a> = BTreeMap<(&'a str, Option<&'a str>), Vec<&'a Person>>;

struct Organisation<'a> {
    name: String,
    code: String,
    kind: &'static str,
    people: Vec<&'a Person>,
    /// How many come in for it as nobody in particular.
    n_nameless: usize,
}

/// The page.
///
/// # Errors
/// A kind that the form does not offer.
pub(super) fn view(reader: &Reader, state: &State) -> Result<PeoplePage> {
    let params = &reader.params;
    let kind = params.text("kind").unwrap_or_default();
    if !KINDS.iter().any(|(known, _)| *known == kind) {
        let offered = "one of those that the form offers";
        return Err(Problem::parameter("kind", offered));
    }
    let text = params.text("text").unwrap_or_default();
    let text: String = text.trim().chars().take(NAME_CHARS_MAX).collect();
    let by_role = by_role(state);
    let mut found = organisations(reader, state, kind, &by_role);
    let sought = text.to_lowercase();
    if kind == NONE {
        // Who works for nobody stands for themself.
        for group in &mut found {
            group.people.retain(|person| holds(&person.name, &sought));
        }
    } else {
        found.retain(|found| is_sought(found, &sought));
    }
    let n_found = found.len();
    let options = KINDS.iter();
    let options = options.map(|(value, label)| choice(value, label, *value == kind));
    let seen = found.into_iter().take(ORGANISATIONS_SEEN);
    let (tokens, more_tokens) = nameless::list(reader, state, kind, &sought);
    Ok(PeoplePage {
        finding: finding(state, &by_role),
        notice: notice(reader, state),
        kind: Select {
            name: "kind".to_owned(),
            label: "Kind".to_owned(),
            choices: options.collect(),
        },
        organisations: seen.map(row).collect(),
        more: match n_found.saturating_sub(ORGANISATIONS_SEEN) {
            0 => String::new(),
            more => format!(
                "{} more are not shown. Look for something longer.",
                count(more)
            ),
        },
        nameless: told_of_nameless(nameless::count_live(reader, state)),
        tokens,
        more_tokens,
        changes: told::changes(&reader.hub, state),
        add_href: format!("{HREF}/add"),
        text,
    })
}

fn by_role(state: &State) -> ByRole<'_> {
    let mut by_role = ByRole::new();
    for membership in state.people.memberships.values() {
        if let Some((_, person)) = state.people.live(&membership.id) {
            let place = (membership.role.as_str(), membership.scope.as_deref());
            let people: &mut Vec<&Person> = by_role.entry(place).or_default();
            people.push(person);
        }
    }
    for people in by_role.values_mut() {
        in_order(people);
    }
    by_role
}

fn in_order(people: &mut [&Person]) {
    people.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
}

/// The organisations of a kind, in the order of the page.
fn organisations<'a>(
    reader: &Reader,
    state: &'a State,
    kind: &str,
    by_role: &ByRole<'a>,
) -> Vec<Organisation<'a>> {
    match kind {
        NONE => without_a_role(state),
        NATIONAL => national(reader, state, by_role),
        BOARD => boards(reader, by_role, true),
        SERVICE => services(state, by_role, true),
        _ => {
            let mut found = national(reader, state, by_role);
            found.extend(boards(reader, by_role, false));
            found.extend(services(state, by_role, false));
            found
        }
    }
}

fn national<'a>(reader: &Reader, state: &State, by_role: &ByRole<'a>) -> Vec<Organisation<'a>> {
    let roles = [
        (Role::Operator, "Operators"),
        (Role::Officer, "Disclosure officers"),
        (Role::Analyst, "Analysts"),
    ];
    let named = roles.into_iter().map(|(role, name)| Organisation {
        name: name.to_owned(),
        code: String::new(),
        kind: "National role",
        people: people(by_role, role.name(), None),
        n_nameless: nameless::of_role(reader, state, &role),
    });
    named.collect()
}

/// The boards of today and those that have people; or the latter alone.
fn boards<'a>(reader: &Reader, by_role: &ByRole<'a>, also_empty: bool) -> Vec<Organisation<'a>> {
    let reference = &reader.hub.reference;
    let mut codes: BTreeSet<String> = scopes(by_role, BOARD).into_iter().collect();
    if also_empty {
        let today = reference.icbs(reference.now()).iter();
        codes.extend(today.map(|board| board.code.to_string()));
    }
    let named = codes.into_iter().map(|code| Organisation {
        name: places::place(reference, &code).map_or_else(|| code.clone(), |place| place.name),
        kind: "Board",
        people: people(by_role, BOARD, Some(&code)),
        n_nameless: 0,
        code,
    });
    let mut boards: Vec<Organisation<'a>> = named.collect();
    boards.sort_by(|a, b| a.name.cmp(&b.name));
    boards
}

/// The services that take part and those that have people; or the latter alone.
fn services<'a>(state: &State, by_role: &ByRole<'a>, also_empty: bool) -> Vec<Organisation<'a>> {
    let with_people = scopes(by_role, SERVICE).into_iter();
    let mut names: BTreeMap<String, String> =
        with_people.map(|code| (code.clone(), code)).collect();
    for service in state.services.values() {
        let code = service.code.to_string();
        if also_empty || names.contains_key(&code) {
            names.insert(code, service.name.clone());
        }
    }
    let named = names.into_iter().map(|(code, name)| Organisation {
        name,
        kind: "Service",
        people: people(by_role, SERVICE, Some(&code)),
        n_nameless: 0,
        code,
    });
    let mut services: Vec<Organisation<'a>> = named.collect();
    services.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    services
}

/// What people are bound to in a role.
fn scopes(by_role: &ByRole<'_>, role: &str) -> Vec<String> {
    let held = by_role.keys().filter(|(held, _)| *held == role);
    held.filter_map(|(_, scope)| scope.map(str::to_owned))
        .collect()
}

fn people<'a>(by_role: &ByRole<'a>, role: &str, scope: Option<&str>) -> Vec<&'a Person> {
    let held = by_role.iter();
    let mut held = held.filter(|(place, _)| **place == (role, scope));
    held.next()
        .map(|(_, people)| people.clone())
        .unwrap_or_default()
}

/// Everybody who works for nobody, in two groups.
fn without_a_role(state: &State) -> Vec<Organisation<'_>> {
    let (mut idle, mut left) = (Vec::new(), Vec::new());
    for person in state.people.all.values() {
        let person: &Person = person;
        if person.left.is_some() {
            left.push(person);
        } else if state.people.live_of(person).next().is_none() {
            idle.push(person);
        }
    }
    [("No role", idle), ("Has left", left)]
        .into_iter()
        .map(|(name, mut people)| {
            in_order(&mut people);
            Organisation {
                name: name.to_owned(),
                code: String::new(),
                kind: "People",
                people,
                n_nameless: 0,
            }
        })
        .collect()
}

fn is_sought(found: &Organisation<'_>, sought: &str) -> bool {
    let mut people = found.people.iter();
    holds(&found.name, sought)
        || holds(&found.code, sought)
        || people.any(|person| holds(&person.name, sought))
}

fn holds(text: &str, sought: &str) -> bool {
    sought.is_empty() || text.to_lowercase().contains(sought)
}

fn row(found: Organisation<'_>) -> OrganisationPeople {
    let n_people = found.people.len();
    let people = found.people.into_iter().take(PEOPLE_SEEN);
    OrganisationPeople {
        name: found.name,
        code: found.code,
        kind: found.kind.to_owned(),
        people: people
            .map(|person| Link::new(person.name.clone(), href(&person.id)))
            .collect(),
        more: match n_people.saturating_sub(PEOPLE_SEEN) {
            0 => String::new(),
            more => format!("And {} more.", count(more)),
        },
        nameless: match found.n_nameless {
            0 => String::new(),
            1 => "One token of this role is nobody's in particular.".to_owned(),
            more => format!(
                "{} tokens of this role are nobody's in particular.",
                count(more)
            ),
        },
    }
}

fn finding(state: &State, by_role: &ByRole<'_>) -> String {
    let everybody = by_role.values().flatten();
    let ids: BTreeSet<&str> = everybody.map(|person| person.id.as_str()).collect();
    let n_roles: usize = by_role.values().map(Vec::len).sum();
    let roles = match n_roles {
        1 => "one role".to_owned(),
        more => format!("{} roles", count(more)),
    };
    match ids.len() {
        0 => match state.people.memberships.len() {
            0 => "Nobody was given a role yet.".to_owned(),
            1 => "Nobody has a role now. One was given, and has ended.".to_owned(),
            more => format!(
                "Nobody has a role now. {} were given, and have ended.",
                count(more)
            ),
        },
        1 => format!("One person has {roles}."),
        more => format!("{} people have {roles}.", count(more)),
    }
}

/// How many come in as nobody in particular.
fn told_of_nameless(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "One token that works is nobody's in particular: it was made by command for a role."
            .to_owned(),
        more => format!(
            "{} tokens that work are nobody's in particular: they were made by command for a role.",
            count(more)
        ),
    }
}

/// What has just been done. It is looked up, so that an address cannot make the page say anything.
fn notice(reader: &Reader, state: &State) -> String {
    let revoked = reader.params.text("revoked");
    let token = revoked.and_then(|id| nameless::find(state, id).ok());
    match token.filter(|token| token.revoked) {
        Some(token) => format!("The token that ends in {} is revoked.", ending(token)),
        None => String::new(),
    }
}

/// A number in words of a page.
pub(super) fn count(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}
