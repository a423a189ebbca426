//! People who work with the hub, and what they may do there.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use super::State;
use super::tokens::Token;
use crate::event::Event;
use crate::map::OrderedMap;

/// Changes that are kept at hand; the journal has them all.
const CHANGES_KEPT: usize = 50;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// By whom, on a page of the hub. None: by command.
    pub by: Option<String>,
}

/// Somebody who works with the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier; not a secret.
    pub id: String,
    /// Name, as others see it.
    pub name: String,
    /// Keyed hash of the address that they were invited at.
    pub invited: Option<String>,
    /// Keyed hash of who they are to the one that signs people in.
    pub subject: Option<String>,
    /// When they were entered.
    pub entered: Act,
    /// When they left.
    pub left: Option<Act>,
    /// Identifiers of all their memberships, oldest first.
    pub memberships: Vec<String>,
}

/// What a person may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Identifier; not a secret. No token has the same.
    pub id: String,
    /// The person.
    pub person: String,
    /// Role.
    pub role: String,
    /// The service or area that the role is limited to.
    pub scope: Option<String>,
    /// When it was given.
    pub granted: Act,
    /// When it ended, by itself or because the person left.
    pub ended: Option<Act>,
    /// Identifiers of all tokens for it, oldest first.
    pub tokens: Vec<String>,
}

/// What was done to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deed {
    /// They were entered.
    Entered,
    /// It became known who they are to the one that signs people in.
    Bound,
    /// They left.
    Left,
    /// They were given a role: the membership.
    Granted(String),
    /// A role of theirs ended: the membership.
    Ended(String),
    /// A token was made for them or by them: its identifier.
    TokenMade(String),
}

/// One change of people and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleChange {
    /// The person.
    pub person: String,
    /// What was done.
    pub deed: Deed,
    /// When, and by whom.
    pub act: Act,
}

/// People who work with the hub, and what they may do there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// Everybody ever entered, by identifier.
    pub all: OrderedMap<String, Arc<Person>>,
    /// Memberships ever given, by identifier.
    pub memberships: OrderedMap<String, Arc<Membership>>,
    /// The newest changes, oldest first; at most fifty.
    pub changes: Arc<VecDeque<PeopleChange>>,
}

impl People {
    /// A person by their identifier, also one who left.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Person>> {
        self.all.get(id)
    }

    /// A membership that holds, and whose it is.
    #[must_use]
    pub fn live(&self, membership: &str) -> Option<(&Arc<Membership>, &Arc<Person>)> {
        let membership = self.memberships.get(membership)?;
        let person = self.all.get(&membership.person)?;
        (membership.ended.is_none() && person.left.is_none()).then_some((membership, person))
    }

    /// All memberships that a person ever had, oldest first.
    pub fn of<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a Arc<Membership>> {
        let ids = person.memberships.iter();
        ids.filter_map(move |id| self.memberships.get(id))
    }

    /// Those that hold, oldest first.
    pub fn live_of<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a Arc<Membership>> {
        let stays = person.left.is_none();
        self.of(person)
            .filter(move |membership| stays && membership.ended.is_none())
    }

    pub(super) fn token_issued(&mut self, token: &Token, at: Timestamp) {
        let id = token.membership.as_deref();
        let Some(known) = id.and_then(|id| self.memberships.get(id)) else {
            return;
        };
        let mut membership = known.as_ref().clone();
        membership.tokens.push(token.id.clone());
        let by = match &token.made {
            Some(_) => Some(token.name.clone()),
            None => token.by.clone(),
        };
        self.changed(
            &membership.person,
            Deed::TokenMade(token.id.clone()),
            Act { at, by },
        );
        self.memberships
            .insert(membership.id.clone(), Arc::new(membership));
    }

    fn changed(&mut self, person: &str, deed: Deed, act: Act) {
        let changes = Arc::make_mut(&mut self.changes);
        if changes.len() >= CHANGES_KEPT {
            changes.pop_front();
        }
        changes.push_back(PeopleChange {
            person: person.to_owned(),
            deed,
            act,
        });
    }

    fn change_person(&mut self, id: &str, change: impl FnOnce(&mut Person)) -> bool {
        let Some(known) = self.all.get(id).filter(|person| person.left.is_none()) else {
            return false;
        };
        let mut person = known.as_ref().clone();
        change(&mut person);
        self.all.insert(id.to_owned(), Arc::new(person));
        true
    }

    /// Ends a membership; the tokens for it.
    fn end(&mut self, id: &str, act: &Act) -> Vec<String> {
        let known = self.memberships.get(id);
        let Some(known) = known.filter(|membership| membership.ended.is_none()) else {
            return Vec::new();
        };
        let mut membership = known.as_ref().clone();
        membership.ended = Some(act.clone());
        let tokens = membership.tokens.clone();
        self.memberships.insert(id.to_owned(), Arc::new(membership));
        tokens
    }
}

impl State {
    pub(super) fn people_changed(&mut self, event: &Event, at: Timestamp) {
        let act = |by: &Option<String>| Act { at, by: by.clone() };
        match event {
            Event::PersonEntered {
                id,
                name,
                invited,
                by,
            } => {
                let person = Person {
                    id: id.clone(),
                    name: name.clone(),
                    invited: invited.clone(),
                    subject: None,
                    entered: act(by),
                    left: None,
                    memberships: Vec::new(),
                };
                self.people.all.insert(id.clone(), Arc::new(person));
                self.people.changed(id, Deed::Entered, act(by));
            }
            Event::PersonBound { id, subject } => {
                // Once: whoever is known is not taken for somebody else later.
                let bind = |person: &mut Person| {
                    person.subject.get_or_insert_with(|| subject.clone());
                };
                if self.people.change_person(id, bind) {
                    self.people.changed(id, Deed::Bound, act(&None));
                }
            }
            Event::PersonLeft { id, by } => self.person_left(id, &act(by)),
            Event::MembershipGranted {
                id,
                person,
                role,
                scope,
                by,
            } => {
                let add = |person: &mut Person| person.memberships.push(id.clone());
                if self.people.change_person(person, add) {
                    let membership = Membership {
                        id: id.clone(),
                        person: person.clone(),
                        role: role.clone(),
                        scope: scope.clone(),
                        granted: act(by),
                        ended: None,
                        tokens: Vec::new(),
                    };
                    self.people
                        .memberships
                        .insert(id.clone(), Arc::new(membership));
                    self.people
                        .changed(person, Deed::Granted(id.clone()), act(by));
                }
            }
            Event::MembershipEnded { id, by } => {
                if let Some((membership, _)) = self.people.live(id) {
                    let person = membership.person.clone();
                    self.membership_ends(id, &act(by));
                    self.people
                        .changed(&person, Deed::Ended(id.clone()), act(by));
                }
            }
            _ => {}
        }
    }

    fn person_left(&mut self, id: &str, act: &Act) {
        let Some(person) = self.people.get(id).cloned() else {
            return;
        };
        let leave = |person: &mut Person| person.left = Some(act.clone());
        if self.people.change_person(id, leave) {
            for membership in &person.memberships {
                self.membership_ends(membership, act);
            }
            self.people.changed(id, Deed::Left, act.clone());
        }
    }

    fn membership_ends(&mut self, id: &str, act: &Act) {
        for token in self.people.end(id, act) {
            self.token_ends_with_its_own(&token);
        }
    }
}
