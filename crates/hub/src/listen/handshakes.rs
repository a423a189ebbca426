//! How many connections there are that have not agreed on TLS yet.
//!
//! Fewer than there are places, so that who connects and says nothing cannot take those of everybody.

use std::net::IpAddr;
use std::sync::Arc;

use hub_api::Proxies;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::addresses::{Addresses, Counted};

/// Counts handshakes.
#[derive(Debug)]
pub(super) struct Handshakes {
    room: Arc<Semaphore>,
    addresses: Arc<Addresses>,
}

/// A handshake that is counted, until this is dropped.
#[derive(Debug)]
pub(super) struct Begun {
    _room: OwnedSemaphorePermit,
    _counted: Counted,
}

impl Handshakes {
    pub(super) fn new(max: usize, each_max: usize, proxies: Proxies) -> Self {
        Self {
            room: Arc::new(Semaphore::new(max)),
            addresses: Addresses::new(each_max, proxies),
        }
    }

    /// Counts one; none where there are as many as there may be.
    pub(super) fn begin(&self, address: IpAddr) -> Option<Begun> {
        Some(Begun {
            _counted: self.addresses.enter(address)?,
            _room: Arc::clone(&self.room).try_acquire_owned().ok()?,
        })
    }
}
