//! How many connections come from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hub_api::{Proxies, network};

/// Counts connections by address.
#[derive(Debug)]
pub(crate) struct Addresses {
    each_max: usize,
    /// They bring the connections of everybody.
    proxies: Proxies,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection that is counted, until this is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    addresses: Arc<Addresses>,
    /// None of this machine, and none of a trusted proxy.
    network: Option<IpAddr>,
}

impl Addresses {
    pub(crate) fn new(each_max: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self {
            each_max,
            proxies,
            open: Mutex::default(),
        })
    }

    /// Counts a connection from an address; none where it has as many as any may have.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = address.to_canonical();
        // A proxy on this machine brings the connections of everybody.
        if address.is_loopback() || self.proxies.trust(address) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_address_has_few_connections_whatever_others_have() {
        let addresses = Addresses::new(2, Proxies::default());
        let first = addresses.enter(from("10.0.0.1")).unwrap();
        let _second = addresses.enter(from("::ffff:10.0.0.1")).unwrap();
        assert!(addresses.enter(from("10.0.0.1")).is_none());
        assert!(addresses.enter(from("10.0.0.2")).is_some());
        drop(first);
        assert!(addresses.enter(from("10.0.0.1")).is_some());
    }

    #[test]
    fn a_whole_network_of_ipv6_is_one_address() {
        let addresses = Addresses::new(1, Proxies::default());
        let _first = addresses.enter(from("2001:db8::1")).unwrap();
        assert!(addresses.enter(from("2001:db8::ffff:2")).is_none());
        assert!(addresses.enter(from("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn this_machine_is_not_counted() {
        let addresses = Addresses::new(1, Proxies::default());
        let open = ["127.0.0.1", "127.0.0.1", "::1", "::1", "::ffff:127.0.0.1"]
            .map(|address| addresses.enter(from(address)));
        assert!(open.iter().all(Option::is_some));
    }

    #[test]
    fn a_trusted_proxy_is_not_counted() {
        let addresses = Addresses::new(1, Proxies::new(vec!["10.1.0.0/16".parse().unwrap()]));
        let open = ["10.1.2.3", "::ffff:10.1.2.3", "10.2.0.1"]
            .map(|address| addresses.enter(from(address)));
        assert!(open.iter().all(Option::is_some));
        assert!(addresses.enter(from("10.2.0.1")).is_none());
    }

    #[test]
    fn an_address_without_connections_is_forgotten() {
        let addresses = Addresses::new(2, Proxies::default());
        let open = [
            addresses.enter(from("10.0.0.1")),
            addresses.enter(from("10.0.0.1")),
        ];
        assert_eq!(addresses.open().len(), 1);
        drop(open);
        assert!(addresses.open().is_empty());
    }
}
