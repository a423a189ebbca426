//! How many requests of one client are under way.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts requests by client.
#[derive(Debug, Default)]
pub(super) struct AtOnce(Arc<Mutex<HashMap<IpAddr, u32>>>);

/// A request that is counted, until this is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay {
    open: Arc<Mutex<HashMap<IpAddr, u32>>>,
    network: IpAddr,
}

impl AtOnce {
    /// Counts a request; none where there are as many as there may be.
    pub(super) fn enter(&self, network: IpAddr, max: u32) -> Option<UnderWay> {
        let mut open = counts(&self.0);
        let n = open.get(&network).copied().unwrap_or(0);
        if n >= max {
            return None;
        }
        open.insert(network, n.saturating_add(1));
        Some(UnderWay {
            open: Arc::clone(&self.0),
            network,
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut open = counts(&self.open);
        if let Some(n) = open.get_mut(&self.network) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                open.remove(&self.network);
            }
        }
    }
}

fn counts(open: &Mutex<HashMap<IpAddr, u32>>) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
    // The counts are whole at any moment.
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_few_requests_under_way_and_is_forgotten_after_them() {
        let at_once = AtOnce::default();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        let first = at_once.enter(one, 2).unwrap();
        let _second = at_once.enter(one, 2).unwrap();
        assert!(at_once.enter(one, 2).is_none());
        drop(at_once.enter("192.0.2.2".parse().unwrap(), 2).unwrap());
        drop(first);
        assert!(at_once.enter(one, 2).is_some());
        assert_eq!(counts(&at_once.0).len(), 1);
    }
}
