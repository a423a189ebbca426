//! How much one person, or one address of people who have not signed in, may ask for in a time.
//!
//! What a request costs goes by its route. Whoever has signed in is counted as a person, whatever their tokens and wherever
//! they come from; all others by address, of IPv6 a /64. This machine is not counted, since a proxy on it that is not
//! trusted brings everybody.

mod at_once;
mod buckets;
mod cost;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::edge::Client;
use crate::identity::{Principal, Session};
use crate::problem::{Kind, Problem, Result};

use at_once::AtOnce;
use buckets::Buckets;

pub(crate) use at_once::UnderWay;
pub(crate) use cost::Cost;

/// Most people and addresses that are told apart; all beyond count as one.
const KEYS_MAX: usize = 50_000;

/// So much in a time, and so much at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The time in which one unit comes back.
    pub each: Duration,
    /// Units that may be spent at once, after a time of rest.
    pub burst: u32,
}

/// Bounds on how much is asked. A page costs 1, a question in SQL or the beginning of a sign-in through an issuer 10, a file
/// that is sent 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// For one person who has signed in.
    pub person: Rate,
    /// For all who have not and come from one address.
    pub address: Rate,
    /// Sign-ins from one address that do not succeed: each costs 1.
    pub sign_in: Rate,
    /// Requests at the same time of one client that a trusted proxy names; connections of others are counted where they are
    /// taken.
    pub at_once: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            // 500 a second.
            person: Rate {
                each: Duration::from_millis(2),
                burst: 20_000,
            },
            // 100 a second: an office or a whole organisation may come from one address.
            address: Rate {
                each: Duration::from_millis(10),
                burst: 5_000,
            },
            // 20 a minute.
            sign_in: Rate {
                each: Duration::from_secs(3),
                burst: 20,
            },
            at_once: 256,
        }
    }
}

/// Whose bucket it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Whose {
    Person(String),
    Address(IpAddr),
    /// All for whom there is no place of their own.
    Others,
}

impl Whose {
    /// Somebody with ten tokens is one.
    fn of(principal: &Principal, client: &Client) -> Option<Self> {
        match principal.is_known() {
            true => Some(Self::Person(format!(
                "{:?} {}",
                principal.role, principal.name
            ))),
            false => client.network.map(Self::Address),
        }
    }
}

/// Counts requests by who asks.
#[derive(Debug)]
pub(crate) struct Limits {
    rates: Rates,
    clock: Arc<dyn Clock>,
    people: Buckets<Whose>,
    addresses: Buckets<Whose>,
    sign_ins: Buckets<Whose>,
    at_once: AtOnce,
    limited_people: AtomicU64,
    limited_addresses: AtomicU64,
    limited_sign_ins: AtomicU64,
    limited_at_once: AtomicU64,
}

/// Answers that somebody had asked for too much, since the process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limited {
    pub(crate) people: u64,
    pub(crate) addresses: u64,
    pub(crate) sign_ins: u64,
    pub(crate) at_once: u64,
}

/// An attempt to sign in that is counted, unless it turns out well.
#[derive(Debug)]
pub(crate) struct Attempt(Option<Whose>);

impl Limits {
    pub(crate) fn new(rates: Rates, clock: Arc<dyn Clock>) -> Self {
        let buckets = |rate| Buckets::new(rate, KEYS_MAX, Whose::Others);
        Self {
            rates,
            clock,
            people: buckets(rates.person),
            addresses: buckets(rates.address),
            sign_ins: buckets(rates.sign_in),
            at_once: AtOnce::default(),
            limited_people: AtomicU64::new(0),
            limited_addresses: AtomicU64::new(0),
            limited_sign_ins: AtomicU64::new(0),
            limited_at_once: AtomicU64::new(0),
        }
    }

    /// Spends what a request costs.
    ///
    /// # Errors
    /// [`Kind::RateLimited`] where too much was asked for.
    pub(crate) fn spend(&self, cost: Cost, principal: &Principal, client: &Client) -> Result<()> {
        let units = cost.units();
        let Some(whose) = Whose::of(principal, client).filter(|_| units > 0) else {
            return Ok(());
        };
        let (buckets, limited) = match whose {
            Whose::Person(_) => (&self.people, &self.limited_people),
            Whose::Address(_) | Whose::Others => (&self.addresses, &self.limited_addresses),
        };
        let spent = buckets.take(whose, units, since_1970(self.clock.now()));
        spent.map_err(|wait| refused(limited, wait))
    }

    /// Counts an attempt to sign in.
    ///
    /// # Errors
    /// [`Kind::RateLimited`] where too many have failed.
    pub(crate) fn attempt(&self, client: &Client) -> Result<Attempt> {
        let Some(whose) = client.network.map(Whose::Address) else {
            return Ok(Attempt(None));
        };
        let now = since_1970(self.clock.now());
        let taken = self.sign_ins.take(whose.clone(), 1, now);
        taken.map_err(|wait| refused(&self.limited_sign_ins, wait))?;
        Ok(Attempt(Some(whose)))
    }

    /// Gives an attempt back where its answer begins a session.
    pub(crate) fn came_of(&self, attempt: Attempt, answer: &HeaderMap) {
        if let Attempt(Some(whose)) = attempt
            && Session::begins_in(answer)
        {
            self.sign_ins.give_back(&whose, 1);
        }
    }

    /// Counts a request that is under way, of a client that a trusted proxy names.
    ///
    /// # Errors
    /// [`Kind::RateLimited`] where there are as many as there may be.
    pub(crate) fn enter(&self, client: &Client) -> Result<Option<UnderWay>> {
        let Some(network) = client.network.filter(|_| client.is_forwarded) else {
            return Ok(None);
        };
        match self.at_once.enter(network, self.rates.at_once) {
            Some(under_way) => Ok(Some(under_way)),
            None => Err(refused(&self.limited_at_once, Duration::from_secs(1))),
        }
    }

    pub(crate) fn limited(&self) -> Limited {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Limited {
            people: of(&self.limited_people),
            addresses: of(&self.limited_addresses),
            sign_ins: of(&self.limited_sign_ins),
            at_once: of(&self.limited_at_once),
        }
    }
}

fn refused(limited: &AtomicU64, wait: Duration) -> Problem {
    limited.fetch_add(1, Ordering::Relaxed);
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX).max(1);
    Problem::plain(Kind::RateLimited).again_after(seconds)
}

/// Before 1970 no time passes.
fn since_1970(now: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(now.as_microsecond()).unwrap_or(0))
}
