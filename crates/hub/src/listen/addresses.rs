//! How many connections come from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts connections by address.
#[derive(Debug)]
pub(crate) struct Addresses {
    each_max: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection that is counted, until this is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    addresses: Arc<Addresses>,
    /// None of this machine.
    network: Option<IpAddr>,
}

impl Addresses {
    pub(crate) fn new(each_max: usize) -> Arc<Self> {
        Arc::new(Self {
            each_max,
            open: Mutex::default(),
        })
    }

    /// Counts a connection from an address; none where it has as many as any may have.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = address.to_canonical();
        // A proxy on this machine brings the connections of everybody.
        if address.is_loopback() {
            return Some(self.counted(None));
        }
        let network = network(address);
        let mut open = self.open();
        let of_network = open.get(&network).copied().unwrap_or(0);
        if of_network >= self.each_max {
            return None;
        }
        *open.entry(network).or_default() += 1;
        Some(self.counted(Some(network)))
    }

    fn counted(self: &Arc<Self>, network: Option<IpAddr>) -> Counted {
        Counted {
            addresses: Arc::clone(self),
            network,
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // The counts are whole at any moment.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(network) = self.network else {
            return;
        };
        let mut open = self.addresses.open();
        if let Some(n) = open.get_mut(&network) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                open.remove(&network);
            }
        }
    }
}

/// What one household or machine has of addresses: of IPv6 a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_address_has_few_connections_whatever_others_have() {
        let addresses = Addresses::new(2);
        let first = addresses.enter(from("10.0.0.1")).unwrap();
        let _second = addresses.enter(from("::ffff:10.0.0.1")).unwrap();
        assert!(addresses.enter(from("10.0.0.1")).is_none());
        assert!(addresses.enter(from("10.0.0.2")).is_some());
        drop(first);
        assert!(addresses.enter(from("10.0.0.1")).is_some());
    }

    #[test]
    fn a_whole_network_of_ipv6_is_one_address() {
        let addresses = Addresses::new(1);
        let _first = addresses.enter(from("2001:db8::1")).unwrap();
        assert!(addresses.enter(from("2001:db8::ffff:2")).is_none());
        assert!(addresses.enter(from("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn this_machine_is_not_counted() {
        let addresses = Addresses::new(1);
        let open = ["127.0.0.1", "127.0.0.1", "::1", "::1", "::ffff:127.0.0.1"]
            .map(|address| addresses.enter(from(address)));
        assert!(open.iter().all(Option::is_some));
    }

    #[test]
    fn an_address_without_connections_is_forgotten() {
        let addresses = Addresses::new(2);
        let open = [
            addresses.enter(from("10.0.0.1")),
            addresses.enter(from("10.0.0.1")),
        ];
        assert_eq!(addresses.open().len(), 1);
        drop(open);
        assert!(addresses.open().is_empty());
    }
}
