//! Services that take part, and every change of that.

use std::collections::VecDeque;
use std::sync::Arc;

use hub_standard::ids::{AreaCode, Month, ServiceCode};
use jiff::Timestamp;

use super::State;
use super::people::Act;
use crate::event::Event;
use crate::service_kind::ServiceKind;

/// Changes that are kept at hand; the journal has them all.
const CHANGES_KEPT: usize = 50;

/// A service that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Code.
    pub code: ServiceCode,
    /// Name.
    pub name: String,
    /// Smallest area of the dated geography that it belongs to.
    pub atom: String,
    /// Integrated care board.
    pub icb: AreaCode,
    /// The first month it is expected to return.
    pub at_month: Month,
    /// The first month from which no return is expected any more. None: it goes on.
    pub ends: Option<Month>,
    /// Kind of organisation. None: nobody said.
    pub kind: Option<ServiceKind>,
}

impl Service {
    /// Whether it has ended by a month, so that no return for it is expected.
    #[must_use]
    pub fn has_ended_by(&self, month: Month) -> bool {
        self.ends.is_some_and(|ends| ends <= month)
    }

    /// Whether a month lies between its first one and its end.
    #[must_use]
    pub fn takes_part_in(&self, month: Month) -> bool {
        self.at_month <= month && !self.has_ended_by(month)
    }
}

/// What was done to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceDeed {
    /// It was registered.
    Registered,
    /// Its particulars changed.
    Changed,
    /// From a month on nothing is expected of it.
    Ends(Month),
    /// It goes on after all.
    GoesOn,
}

/// One change of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceChange {
    /// The service.
    pub service: ServiceCode,
    /// What was done.
    pub deed: ServiceDeed,
    /// When, and by whom.
    pub act: Act,
}

impl State {
    pub(super) fn services_changed(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::ServiceRegistered {
                service,
                name,
                atom,
                icb,
                at_month,
                kind,
                by,
            } => {
                let known = self.services.get(service);
                let (ends, deed) = match known {
                    Some(known) => (known.ends, ServiceDeed::Changed),
                    None => (None, ServiceDeed::Registered),
                };
                let registered = Service {
                    code: service.clone(),
                    name: name.clone(),
                    atom: atom.clone(),
                    icb: icb.clone(),
                    at_month: *at_month,
                    ends,
                    kind: *kind,
                };
                self.services.insert(service.clone(), registered);
                self.service_changed(service, deed, at, by.clone());
            }
            Event::ServiceEnds { service, from, by } => {
                let Some(known) = self.services.get(service) else {
                    return;
                };
                let changed = Service {
                    ends: *from,
                    ..known.clone()
                };
                self.services.insert(service.clone(), changed);
                let deed = from.map_or(ServiceDeed::GoesOn, ServiceDeed::Ends);
                self.service_changed(service, deed, at, by.clone());
            }
            _ => {}
        }
    }

    fn service_changed(
        &mut self,
        service: &ServiceCode,
        deed: ServiceDeed,
        at: Timestamp,
        by: Option<String>,
    ) {
        let changes: &mut VecDeque<ServiceChange> = Arc::make_mut(&mut self.service_changes);
        if changes.len() >= CHANGES_KEPT {
            changes.pop_front();
        }
        changes.push_back(ServiceChange {
            service: service.clone(),
            deed,
            act: Act { at, by },
        });
    }
}
