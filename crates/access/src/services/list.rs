//! Registering the services of a list, all or none, and writing the list of those that there are.

use std::collections::BTreeMap;
use std::fmt;

use csv::Writer;
use hub_reference::Reference;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Event, Service, ServiceKind, State};

use super::read::{FINDINGS_MAX, ListFinding, ListedService, marked};
use super::{
    SERVICE_LIST_COLUMNS, SERVICES_MAX, ServiceError, ServiceList, ends, plain, register_service,
    service_place, within,
};
use crate::principal::Principal;

/// Why no service of a list is registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ServiceListError {
    /// What is wrong, at most a hundred. Empty: all of them are registered already.
    pub findings: Vec<ListFinding>,
    /// How many findings there are besides.
    pub more: usize,
}

impl fmt::Display for ServiceListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings.len().saturating_add(self.more) {
            0 => f.write_str("Every service of the list is registered already"),
            1 => f.write_str("The list cannot be used: one thing is wrong"),
            more => write!(f, "The list cannot be used: {more} things are wrong"),
        }
    }
}

/// Registers the services of a list, all or none. Lines of services that are registered just so are passed over, so that a
/// list may be sent twice.
///
/// # Errors
/// [`ServiceListError`] with everything that is wrong, by line.
pub fn register_listed(
    state: &State,
    reference: &Reference,
    list: &ServiceList,
    this: Month,
    by: Option<&Principal>,
) -> Result<Vec<Event>, ServiceListError> {
    let mut wrong = Wrong {
        findings: list.findings.clone(),
        more: list.more,
    };
    let mut events = Vec::new();
    let mut seen = Seen::default();
    let mut n_new = 0_usize;
    for listed in &list.services {
        let new = &listed.new;
        if let Some(line) = seen.codes.insert(&new.code, listed.line) {
            let says = format!("Line {line} has this code too. Give each service one of its own");
            wrong.find(listed.line, "code", says);
            continue;
        }
        if let Some(known) = state.services.get(&new.code)
            && is_registered_so(reference, known, listed)
        {
            continue;
        }
        let name = (new.area.atom.as_str(), plain(&new.name));
        if let Some(line) = seen.names.insert(name, listed.line) {
            let says = format!(
                "Line {line} has this name in the same area too. If it is another service, add what tells the two apart"
            );
            wrong.find(listed.line, "name", says);
        }
        n_new += 1;
        match register_service(state, new, this, by) {
            Ok(registered) => events.extend(registered),
            Err(error) => wrong.find(listed.line, column_of(&error), error.to_string()),
        }
        if let Some(from) = listed.ends {
            match check_end(new.from, from, this) {
                Ok(()) => events.push(ends(&new.code, Some(from), by)),
                Err(says) => wrong.find(listed.line, "to", says),
            }
        }
    }
    if n_new > 0 && state.services.len().saturating_add(n_new) > SERVICES_MAX {
        wrong.find(0, "", ServiceError::TooMany.to_string());
    }
    if events.is_empty() || !wrong.findings.is_empty() {
        return Err(ServiceListError {
            findings: wrong.findings,
            more: wrong.more,
        });
    }
    Ok(events)
}

/// What lines before had.
#[derive(Default)]
struct Seen<'a> {
    codes: BTreeMap<&'a ServiceCode, u64>,
    names: BTreeMap<(&'a str, String), u64>,
}

struct Wrong {
    findings: Vec<ListFinding>,
    more: usize,
}

impl Wrong {
    fn find(&mut self, line: u64, column: &'static str, says: String) {
        if self.findings.len() >= FINDINGS_MAX {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.findings.push(ListFinding { line, column, says });
    }
}

fn column_of(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::Name | ServiceError::SameName(_) => "name",
        ServiceError::Taken => "code",
        ServiceError::Month { .. } => "from",
        _ => "",
    }
}

/// Whether nothing is expected from a month on that is not too far away, nor before the first one.
fn check_end(first: Month, from: Month, this: Month) -> Result<(), String> {
    if from <= first {
        return Err(format!(
            "The last month must not be before the first month, {first}"
        ));
    }
    within(from, this).map_err(|_| {
        let (earliest, latest) = super::first_months(this);
        format!(
            "Enter a month from {} to {}",
            earliest.prev(),
            latest.prev()
        )
    })
}

/// Whether a line says of a service what is registered.
fn is_registered_so(reference: &Reference, known: &Service, listed: &ListedService) -> bool {
    let new = &listed.new;
    let is_there = known.atom == new.area.atom
        || listed
            .cells
            .get(2)
            .is_some_and(|board| *board == service_place(reference, known));
    is_there
        && known.name == new.name.trim()
        && known.kind == new.kind
        && known.at_month == new.from
        && known.ends == listed.ends
}

/// The services that there are as such a list, which can be read again.
#[must_use]
pub fn list_of_services(state: &State, reference: &Reference) -> Vec<u8> {
    let mut writer = Writer::from_writer(Vec::new());
    let mut is_written = writer.write_record(SERVICE_LIST_COLUMNS).is_ok();
    for service in state.services.values() {
        let ends = service.ends.map(|ends| ends.prev().to_string());
        let cells = [
            service.code.to_string(),
            marked(&service.name),
            service_place(reference, service),
            service.kind.map_or("", ServiceKind::as_str).to_owned(),
            service.at_month.to_string(),
            ends.unwrap_or_default(),
        ];
        is_written = is_written && writer.write_record(&cells).is_ok();
    }
    // Nothing that is written to memory fails.
    debug_assert!(is_written);
    writer.into_inner().unwrap_or_default()
}
