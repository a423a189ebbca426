//! Services, and from when to when returns are expected of them.
//!
//! Every change is decided here, on the state that it is written on; `by` is whoever makes it on a page, and none where it
//! is done by command. A code is given once, for good: figures, returns and roles of years name a service by it.

mod area;
mod list;
mod read;

use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Event, Service, ServiceKind, State};

use crate::principal::Principal;
use crate::token::fit_name;

pub use area::{AreaError, ServiceArea, service_area, service_place};
pub use list::{ServiceListError, list_of_services, register_listed};
pub use read::{
    ListFinding, ListedService, SERVICE_LIST_BYTES_MAX, SERVICE_LIST_COLUMNS, ServiceList,
    read_services,
};

/// Most services that were ever registered. England has about 1,300.
pub const SERVICES_MAX: usize = 10_000;
/// Months before and after this one between which the first and the last month of a service lie.
const MONTHS_BACK_MAX: i32 = 60;
const MONTHS_AHEAD_MAX: i32 = 24;

/// Why a service is not registered or changed. Each is a sentence without its full stop, for whoever wanted it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The name is empty or too long.
    #[error("Enter a name of 1 to 100 characters")]
    Name,
    /// The code is that of a service that there is or was.
    #[error(
        "A service of this code is registered already, and codes are never given twice. Choose another code, or change that service"
    )]
    Taken,
    /// So many were registered already.
    #[error("The hub holds {SERVICES_MAX} services and takes no more")]
    TooMany,
    /// No service of that code takes part.
    #[error("No service of this code takes part")]
    NoService,
    /// Nobody could tell it from another.
    #[error(
        "The service {0} of the same area has this name already. If it is another service, add what tells the two apart"
    )]
    SameName(ServiceCode),
    /// The month is too far away.
    #[error("Enter a month from {earliest} to {latest}")]
    Month {
        /// The earliest that is taken.
        earliest: Month,
        /// The latest.
        latest: Month,
    },
    /// It would end before it begins.
    #[error("The month from which nothing is expected cannot be before the first month, {0}")]
    Order(Month),
    /// What is there already was asked for.
    #[error("{NO_CHANGE}")]
    Same,
}

/// Said where what is asked for is so already.
pub const NO_CHANGE: &str = "Nothing is different from what is registered";

/// A service to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewService {
    /// Its code, which it keeps for good.
    pub code: ServiceCode,
    /// Name, as others will see it.
    pub name: String,
    /// Where it is.
    pub area: ServiceArea,
    /// Kind of organisation.
    pub kind: Option<ServiceKind>,
    /// The first month of which a return is expected.
    pub from: Month,
}

/// What is to be different about a service; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceEdit {
    /// Name.
    pub name: Option<String>,
    /// Where it is.
    pub area: Option<ServiceArea>,
    /// Kind of organisation.
    pub kind: Option<ServiceKind>,
    /// The first month of which a return is expected.
    pub from: Option<Month>,
}

/// The earliest and the latest month that may be the first of a service, or the first without a return, as of a month.
#[must_use]
pub fn first_months(this: Month) -> (Month, Month) {
    (this.plus(-MONTHS_BACK_MAX), this.plus(MONTHS_AHEAD_MAX))
}

/// Registers a service.
///
/// # Errors
/// [`ServiceError`] that says what stands in the way.
pub fn register_service(
    state: &State,
    new: &NewService,
    this: Month,
    by: Option<&Principal>,
) -> Result<Vec<Event>, ServiceError> {
    if state.services.contains_key(&new.code) {
        return Err(ServiceError::Taken);
    }
    if state.services.len() >= SERVICES_MAX {
        return Err(ServiceError::TooMany);
    }
    Ok(vec![registered(state, new, this, by)?])
}

/// Changes the particulars of a service. Its code and its end stay.
///
/// # Errors
/// [`ServiceError`] that says what stands in the way.
pub fn change_service(
    state: &State,
    code: &ServiceCode,
    edit: &ServiceEdit,
    this: Month,
    by: Option<&Principal>,
) -> Result<Vec<Event>, ServiceError> {
    let known = state.services.get(code).ok_or(ServiceError::NoService)?;
    let area = edit.area.clone().unwrap_or_else(|| ServiceArea {
        atom: known.atom.clone(),
        icb: known.icb.clone(),
    });
    let wished = NewService {
        code: code.clone(),
        name: edit.name.clone().unwrap_or_else(|| known.name.clone()),
        area,
        kind: edit.kind.or(known.kind),
        from: edit.from.unwrap_or(known.at_month),
    };
    if is_same(known, &wished) {
        return Err(ServiceError::Same);
    }
    if known.ends.is_some_and(|ends| ends < wished.from) {
        return Err(ServiceError::Order(wished.from));
    }
    // A first month of long ago stays as it is.
    let this = match edit.from {
        Some(from) if from != known.at_month => this,
        _ => known.at_month,
    };
    Ok(vec![registered(state, &wished, this, by)?])
}

/// Says that from a month on no return of a service is expected. It may be said again, of another month.
///
/// # Errors
/// [`ServiceError`] that says what stands in the way.
pub fn end_service(
    state: &State,
    code: &ServiceCode,
    from: Month,
    this: Month,
    by: Option<&Principal>,
) -> Result<Vec<Event>, ServiceError> {
    let known = state.services.get(code).ok_or(ServiceError::NoService)?;
    if known.ends == Some(from) {
        return Err(ServiceError::Same);
    }
    if from < known.at_month {
        return Err(ServiceError::Order(known.at_month));
    }
    // One that was to begin later than others may is taken out of the count by its own first month.
    if from != known.at_month {
        within(from, this)?;
    }
    Ok(vec![ends(code, Some(from), by)])
}

/// Takes back that a service ends.
///
/// # Errors
/// [`ServiceError`] that says what stands in the way.
pub fn keep_service(
    state: &State,
    code: &ServiceCode,
    by: Option<&Principal>,
) -> Result<Vec<Event>, ServiceError> {
    let known = state.services.get(code).ok_or(ServiceError::NoService)?;
    match known.ends {
        Some(_) => Ok(vec![ends(code, None, by)]),
        None => Err(ServiceError::Same),
    }
}

fn ends(code: &ServiceCode, from: Option<Month>, by: Option<&Principal>) -> Event {
    Event::ServiceEnds {
        service: code.clone(),
        from,
        by: by.map(|by| by.name.clone()),
    }
}

/// The event that registers a service, or changes it.
fn registered(
    state: &State,
    new: &NewService,
    this: Month,
    by: Option<&Principal>,
) -> Result<Event, ServiceError> {
    let name = fit_name(&new.name).ok_or(ServiceError::Name)?;
    within(new.from, this)?;
    let namesake = state.services.values().find(|other| {
        other.code != new.code && other.atom == new.area.atom && is_one_name(&other.name, name)
    });
    if let Some(other) = namesake {
        return Err(ServiceError::SameName(other.code.clone()));
    }
    Ok(Event::ServiceRegistered {
        service: new.code.clone(),
        name: name.to_owned(),
        atom: new.area.atom.clone(),
        icb: new.area.icb.clone(),
        at_month: new.from,
        kind: new.kind,
        by: by.map(|by| by.name.clone()),
    })
}

fn is_same(known: &Service, wished: &NewService) -> bool {
    known.name == wished.name.trim()
        && known.atom == wished.area.atom
        && known.kind == wished.kind
        && known.at_month == wished.from
}

fn within(month: Month, this: Month) -> Result<(), ServiceError> {
    let (earliest, latest) = first_months(this);
    match (earliest..=latest).contains(&month) {
        true => Ok(()),
        false => Err(ServiceError::Month { earliest, latest }),
    }
}

/// Letters and digits decide: spaces, marks and capitals make no other name.
fn is_one_name(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(name: &str) -> String {
    let seen = name.chars().filter(|c| c.is_alphanumeric());
    seen.flat_map(char::to_lowercase).collect()
}
