//! Organisations that people work for, and what they do there, in words.

use hub_reference::Reference;
use hub_standard::ids::ServiceCode;
use hub_store::State;

use crate::identity::Role;
use crate::places;

/// What those work for who see the whole country.
const NATIONAL: &str = "The whole of England";
/// What those work for who run the hub.
const HUB: &str = "This hub";

/// The roles that people are given, and what they do.
pub(super) const ROLES: [(&str, &str); 5] = [
    ("service", "Service: sends its returns"),
    ("icb", "Commissioner: reads the figures of its board"),
    ("analyst", "Analyst: asks questions of all areas"),
    (
        "officer",
        "Disclosure officer: answers for the protection of figures",
    ),
    ("operator", "Operator: runs the hub"),
];

/// The organisation that a role is for, by name: of one that is not known, its code.
pub(super) fn name(reference: &Reference, state: &State, role: &Role) -> String {
    match role {
        Role::Service(code) => {
            let known = state.services.get(code);
            known.map_or_else(|| code.to_string(), |service| service.name.clone())
        }
        Role::Icb(code) => {
            let known = places::place(reference, code.as_str());
            known.map_or_else(|| code.to_string(), |place| place.name)
        }
        Role::Analyst | Role::Officer | Role::Public => NATIONAL.to_owned(),
        Role::Operator => HUB.to_owned(),
    }
}

/// The role in words, with what its holder does.
pub(super) fn does(role: &Role) -> &'static str {
    match role {
        Role::Public => "Reads released figures",
        Role::Service(_) => "Service: sends its returns",
        Role::Icb(_) => "Commissioner: reads its figures",
        Role::Analyst => "Analyst: asks questions of all areas",
        Role::Officer => "Disclosure officer: answers for the protection of figures",
        Role::Operator => "Operator: runs it",
    }
}

/// Role and organisation in one: "Service, Sunnyside Community Hub".
pub(super) fn words(reference: &Reference, state: &State, role: &Role) -> String {
    match role {
        Role::Service(_) | Role::Icb(_) => {
            format!("{}, {}", role.words(), name(reference, state, role))
        }
        _ => role.words().to_owned(),
    }
}

/// The role that a form means: its name, and the organisation by its code or its whole name.
///
/// # Errors
/// The field that is wrong, and what to do.
pub(super) fn role_of(
    reference: &Reference,
    state: &State,
    name: &str,
    organisation: &str,
) -> Result<Role, (&'static str, &'static str)> {
    let organisation = organisation.trim();
    match name {
        "service" => service(state, organisation).map(Role::Service),
        "icb" => {
            let mut boards = reference.icbs(reference.now()).iter();
            let named = boards.find(|board| {
                board.code.as_str().eq_ignore_ascii_case(organisation)
                    || board.name.eq_ignore_ascii_case(organisation)
            });
            named.map(|board| Role::Icb(board.code.clone()))
        }
        "analyst" => Some(Role::Analyst),
        "officer" => Some(Role::Officer),
        "operator" => Some(Role::Operator),
        _ => return Err(("role", "Select a role")),
    }
    .ok_or(match (name, organisation) {
        (_, "") => ("organisation", "Enter the code of the service or board"),
        ("service", _) => (
            "organisation",
            "Enter the code or the whole name of a service that takes part",
        ),
        _ => (
            "organisation",
            "Enter the code or the whole name of a board that there is today",
        ),
    })
}

/// The service of a code, or the only one of a name.
fn service(state: &State, organisation: &str) -> Option<ServiceCode> {
    if let Ok(code) = organisation.to_ascii_uppercase().parse::<ServiceCode>()
        && state.services.contains_key(&code)
    {
        return Some(code);
    }
    let mut named = state
        .services
        .values()
        .filter(|service| service.name.eq_ignore_ascii_case(organisation));
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.code.clone()),
        _ => None,
    }
}
