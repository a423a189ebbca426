//! What the journal amounts to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use hub_standard::calendar;
use hub_standard::ids::{Month, ReleaseId, ServiceCode, SubmissionId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::{Accepted, Event, OpenedTable};
use crate::map::OrderedMap;
use crate::object::ObjectName;
use crate::reference::{ReferenceEdition, ReferenceImport};

mod counted;
mod erased;
mod expected;
mod people;
mod saved;
mod services;
mod tokens;

pub use counted::Counted;
pub use erased::Erased;
pub use people::{Act, Deed, Membership, People, PeopleChange, Person};
pub use saved::Saved;
pub use services::{Service, ServiceChange, ServiceDeed};
pub use tokens::Token;

/// The hash that the first entry names as its predecessor.
pub(crate) const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The fold of all journal entries up to one position. Copies share what they have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Position of the last entry; `None` when there is no entry.
    pub seq: Option<u64>,
    /// Hash of the last entry, lower-case hex; 64 zeros when there is none.
    pub head_hash: String,
    /// When the last entry was written.
    pub at: Option<Timestamp>,
    /// Services that take part.
    pub services: OrderedMap<ServiceCode, Service>,
    /// The newest changes of these, oldest first; at most fifty.
    pub service_changes: Arc<VecDeque<ServiceChange>>,
    /// Tokens ever issued, by identifier.
    pub tokens: OrderedMap<String, Token>,
    /// People who work with the hub, and for whom.
    pub people: People,
    /// The return that counts, at most one for a service and month.
    pub current: OrderedMap<(ServiceCode, Month), Arc<Accepted>>,
    /// All returns ever accepted for a service and month, oldest first.
    pub history: OrderedMap<(ServiceCode, Month), Vec<Arc<Accepted>>>,
    /// All returns ever accepted.
    pub by_submission: OrderedMap<SubmissionId, Arc<Accepted>>,
    /// Between which entries each of them counted.
    pub counted: OrderedMap<SubmissionId, Counted>,
    /// Returns that were withdrawn, and when.
    pub withdrawn: Arc<BTreeMap<SubmissionId, Timestamp>>,
    /// Releases, oldest first.
    pub releases: Arc<Vec<Released>>,
    /// Finer tables of cells that were ever made, by release and name.
    pub opened: OrderedMap<(ReleaseId, String), Arc<OpenedTable>>,
    /// The reference data in use; none where nothing was imported.
    pub reference: Option<Arc<ReferenceEdition>>,
    /// Every import of reference data, oldest first.
    pub imports: Arc<Vec<ReferenceImport>>,
    /// Objects that were taken away because they held rows of somebody to be forgotten, by path.
    pub erased: OrderedMap<String, Erased>,
    /// The list of people who object; none while nobody does.
    pub opt_outs: Option<ObjectName>,
    /// Queries that people ever kept, by identifier.
    pub saved: OrderedMap<String, Saved>,
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The release.
    pub release: ReleaseId,
    /// SHA-256 of its manifest, lower-case hex.
    pub manifest_sha256: String,
    /// The journal entry up to which returns were taken into account.
    pub journal_seq: u64,
    /// Words for people.
    pub label: String,
    /// When it was published.
    pub at: Timestamp,
}

impl Default for State {
    fn default() -> Self {
        Self {
            seq: None,
            head_hash: NO_HASH.to_owned(),
            at: None,
            services: OrderedMap::default(),
            service_changes: Arc::default(),
            tokens: OrderedMap::default(),
            people: People::default(),
            current: OrderedMap::default(),
            history: OrderedMap::default(),
            by_submission: OrderedMap::default(),
            counted: OrderedMap::default(),
            withdrawn: Arc::default(),
            releases: Arc::default(),
            opened: OrderedMap::default(),
            reference: None,
            imports: Arc::default(),
            erased: OrderedMap::default(),
            opt_outs: None,
            saved: OrderedMap::default(),
        }
    }
}

impl State {
    /// The position that the next entry will have.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.seq.map_or(0, |seq| seq + 1)
    }

    /// The return that counts for a service and month.
    #[must_use]
    pub fn current_for(&self, service: &ServiceCode, month: Month) -> Option<&Arc<Accepted>> {
        self.current.get(&(service.clone(), month))
    }

    /// The return that counted for a service and month when a window closed at the end of a day in England: the last one
    /// that was sent by then. Nothing that came or was withdrawn later changes it.
    #[must_use]
    pub fn counted_at_close(
        &self,
        service: &ServiceCode,
        month: Month,
        closes: Date,
    ) -> Option<&Arc<Accepted>> {
        let versions = self.history.get(&(service.clone(), month))?;
        let withdrawn = |version: &&Arc<Accepted>| {
            let at = self.withdrawn.get(&version.submission)?;
            Some(calendar::day_of(*at))
        };
        calendar::last_by(
            closes,
            versions,
            |version| calendar::day_of(version.at),
            withdrawn,
        )
    }

    /// What a service last said that its columns hold, by heading, in one of its returns for these months.
    #[must_use]
    pub fn headings_of(
        &self,
        service: &ServiceCode,
        mut newest_first: impl Iterator<Item = Month>,
    ) -> Option<&BTreeMap<String, Option<String>>> {
        newest_first.find_map(|month| {
            let current = self.current_for(service, month)?;
            (!current.headings.is_empty()).then_some(&current.headings)
        })
    }

    /// The returns that count for a month, in the order of their services.
    pub fn current_in(&self, month: Month) -> impl Iterator<Item = &Arc<Accepted>> {
        self.current
            .iter()
            .filter(move |((_, candidate), _)| *candidate == month)
            .map(|(_, accepted)| accepted)
    }

    /// The finer tables of cells that were made for a release.
    pub fn opened_of<'s>(
        &'s self,
        release: &'s ReleaseId,
    ) -> impl Iterator<Item = &'s Arc<OpenedTable>> {
        self.opened
            .values()
            .filter(move |opened| opened.release == *release)
    }

    /// Takes one event into account. Events are facts: this never refuses.
    pub(crate) fn apply(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::ServiceRegistered { .. } | Event::ServiceEnds { .. } => {
                self.services_changed(event, at);
            }
            Event::TokenIssued { .. } | Event::TokenRevoked { .. } => {
                self.tokens_changed(event, at);
            }
            Event::PersonEntered { .. }
            | Event::PersonBound { .. }
            | Event::PersonLeft { .. }
            | Event::MembershipGranted { .. }
            | Event::MembershipEnded { .. } => self.people_changed(event, at),
            Event::Accepted(accepted) => self.accepted(Arc::new(accepted.as_ref().clone())),
            Event::Withdrawn {
                submission,
                service,
                month,
                by: _,
            } => {
                let key = (service.clone(), *month);
                if self
                    .current
                    .get(&key)
                    .is_some_and(|current| current.submission == *submission)
                {
                    self.counts_until_now(service, *month);
                    self.current.remove(&key);
                }
                Arc::make_mut(&mut self.withdrawn).insert(submission.clone(), at);
            }
            Event::ReferenceImported {
                edition,
                tables,
                by,
            } => {
                let edition = Arc::new(ReferenceEdition {
                    edition: edition.clone(),
                    tables: tables.clone(),
                });
                self.reference = Some(Arc::clone(&edition));
                Arc::make_mut(&mut self.imports).push(ReferenceImport {
                    edition,
                    at,
                    by: by.clone(),
                });
            }
            Event::Erased { erasure, replaced } => {
                for replaced in replaced {
                    self.replace(erasure, replaced);
                }
            }
            Event::OptOutsChanged { list } => self.opt_outs.clone_from(list),
            Event::QuerySaved(query) => self.query_saved(query),
            Event::QuerySharing { id, shared } => self.query_sharing(id, *shared),
            Event::QueryRemoved { id } => self.query_removed(id),
            Event::TableOpened(opened) => {
                let key = (opened.release.clone(), opened.table.clone());
                self.opened.insert(key, Arc::new((**opened).clone()));
            }
            Event::Released {
                release,
                manifest_sha256,
                journal_seq,
                label,
            } => {
                Arc::make_mut(&mut self.releases).push(Released {
                    release: release.clone(),
                    manifest_sha256: manifest_sha256.clone(),
                    journal_seq: *journal_seq,
                    label: label.clone(),
                    at,
                });
            }
        }
    }

    fn accepted(&mut self, accepted: Arc<Accepted>) {
        self.counts_until_now(&accepted.service, accepted.month);
        self.counts_from_now(&accepted.submission);
        let key = (accepted.service.clone(), accepted.month);
        let mut versions = self.history.get(&key).cloned().unwrap_or_default();
        versions.push(Arc::clone(&accepted));
        self.history.insert(key.clone(), versions);
        self.by_submission
            .insert(accepted.submission.clone(), Arc::clone(&accepted));
        self.current.insert(key, accepted);
    }
}
