//! How many connections of one wire there may be, before and after somebody has signed in.
//!
//! Who has not signed in has few places, and few from one address: whoever reaches the port cannot take those of people
//! who may ask. Who has is counted by person, so that nobody keeps out the others with connections of their own.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hub_access::Principal;

/// Bounds on the connections of one wire.
#[derive(Debug, Clone, Copy)]
pub struct WireLimits {
    /// Connections that have not signed in.
    pub strangers: usize,
    /// Of these, from one address.
    pub strangers_each: usize,
    /// Connections of one person who has signed in.
    pub members_each: usize,
    /// Connections that are only told to come again; more are closed without a word.
    pub turned: usize,
    /// How long a client may take to sign in.
    pub sign_in: Duration,
    /// How long a session may say nothing.
    pub idle: Duration,
}

impl Default for WireLimits {
    fn default() -> Self {
        Self {
            strangers: 64,
            strangers_each: 16,
            members_each: 32,
            turned: 16,
            sign_in: Duration::from_secs(10),
            idle: Duration::from_secs(600),
        }
    }
}

/// What a client is told for whom there is no place.
pub(crate) const FULL: &str =
    "too many connections are open. Close one that you no longer use, or try again shortly";

/// Whom bounds for one person count together: somebody with ten tokens is one.
pub(crate) fn person(who: &Principal) -> String {
    format!("{:?} {}", who.role, who.name)
}

/// Counts connections.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) limits: WireLimits,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    strangers: HashMap<IpAddr, usize>,
    turned: usize,
    members: HashMap<String, usize>,
}

/// Whose place it is.
#[derive(Debug)]
enum Held {
    Stranger(IpAddr),
    Turned,
    Member(String),
}

/// The place of one connection, free again when this is dropped.
pub(crate) struct Place {
    door: Arc<Door>,
    held: Held,
}

impl Door {
    pub(crate) fn new(limits: WireLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            inside: Mutex::default(),
        })
    }

    /// A place for somebody who comes from an address, which may be only that of somebody to be turned away; none where
    /// there is not even that.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut inside = self.inside();
        let all: usize = inside.strangers.values().sum();
        let of_network = inside.strangers.get(&network).copied().unwrap_or(0);
        let held = if all < self.limits.strangers && of_network < self.limits.strangers_each {
            *inside.strangers.entry(network).or_default() += 1;
            Held::Stranger(network)
        } else if inside.turned < self.limits.turned {
            inside.turned += 1;
            Held::Turned
        } else {
            return None;
        };
        Some(self.place(held))
    }

    /// A place for somebody who has signed in; none where they have as many as anybody may.
    pub(crate) fn sign_in(self: &Arc<Self>, who: &Principal) -> Option<Place> {
        let who = person(who);
        let mut inside = self.inside();
        let n = inside.members.entry(who.clone()).or_default();
        if *n >= self.limits.members_each {
            return None;
        }
        *n += 1;
        Some(self.place(Held::Member(who)))
    }

    fn place(self: &Arc<Self>, held: Held) -> Place {
        Place {
            door: Arc::clone(self),
            held,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        // The counts are whole at any moment.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Whether it is only for being told that there is none.
    pub(crate) fn is_turned(&self) -> bool {
        matches!(self.held, Held::Turned)
    }

    /// Whether it is that of somebody who has signed in.
    pub(crate) fn is_member(&self) -> bool {
        matches!(self.held, Held::Member(_))
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.held.fmt(f)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.door.inside();
        match &self.held {
            Held::Stranger(network) => one_less(&mut inside.strangers, network),
            Held::Turned => inside.turned = inside.turned.saturating_sub(1),
            Held::Member(who) => one_less(&mut inside.members, who),
        }
    }
}

fn one_less<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(n) = counts.get_mut(key) {
        *n = n.saturating_sub(1);
        if *n == 0 {
            counts.remove(key);
        }
    }
}

/// What one household or machine has of addresses: of IPv6 a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use hub_access::Role;

    use super::*;

    fn door() -> Arc<Door> {
        Door::new(WireLimits {
            strangers: 4,
            strangers_each: 2,
            members_each: 2,
            turned: 1,
            ..WireLimits::default()
        })
    }

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_address_has_few_places_and_all_together_not_many() {
        let door = door();
        let one = [
            door.enter(from("::ffff:10.0.0.1")),
            door.enter(from("10.0.0.1")),
        ];
        assert!(one.iter().flatten().all(|place| !place.is_turned()));
        let third = door.enter(from("10.0.0.1")).unwrap();
        assert!(third.is_turned());
        assert!(
            door.enter(from("10.0.0.1")).is_none(),
            "not even to be told"
        );
        let others = [
            door.enter(from("2001:db8::1")),
            door.enter(from("2001:db8::ffff:2")),
        ];
        assert!(others.iter().flatten().all(|place| !place.is_turned()));
        drop(third);
        assert!(
            door.enter(from("10.0.0.9")).unwrap().is_turned(),
            "all four are taken"
        );
        drop(one);
        assert!(!door.enter(from("10.0.0.1")).unwrap().is_turned());
    }

    #[test]
    fn a_person_has_few_connections_with_however_many_tokens() {
        let door = door();
        let who = |name: &str, token: &str| Principal {
            name: name.to_owned(),
            role: Role::Analyst,
            token_id: Some(token.to_owned()),
            membership_id: None,
        };
        let first = door.sign_in(&who("A", "1")).unwrap();
        let _second = door.sign_in(&who("A", "2")).unwrap();
        assert!(door.sign_in(&who("A", "3")).is_none());
        assert!(door.sign_in(&who("B", "4")).is_some());
        drop(first);
        assert!(door.sign_in(&who("A", "3")).is_some());
    }
}
