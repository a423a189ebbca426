//! How many link workers there are for the people of a practice.

use std::collections::{BTreeMap, HashMap};

use hub_reference::Reference;
use hub_standard::{AreaCode, Month};

/// Full-time equivalents are counted for so many registered people: the unit of the study that looked at them
/// nationally.
const PEOPLE: f64 = 50_000.0;

/// Link workers by network and census.
pub(crate) struct LinkWorkers {
    network_of: HashMap<String, AreaCode>,
    networks: HashMap<AreaCode, Network>,
    /// Months of the censuses, the oldest first.
    censuses: Vec<Month>,
    /// Of all networks together at the newest census.
    pub(crate) usual: f64,
}

#[derive(Default)]
struct Network {
    registered: f64,
    /// Full-time equivalents by census.
    fte: BTreeMap<Month, f64>,
}

impl LinkWorkers {
    /// Those of a reference as it is in a month.
    pub(crate) fn of(reference: &Reference, month: Month) -> Self {
        let mut network_of = HashMap::new();
        let mut networks: HashMap<AreaCode, Network> = HashMap::new();
        let mut registered = 0.0;
        for practice in reference.practices() {
            if let Some(pcn) = practice.pcn.as_ref().filter(|_| practice.open_in(month)) {
                network_of.insert(practice.code.to_string(), pcn.clone());
                networks.entry(pcn.clone()).or_default().registered += practice.registered;
                registered += practice.registered;
            }
        }
        let mut censuses = Vec::new();
        for count in reference.workforce() {
            censuses.push(count.month);
            if let Some(network) = networks.get_mut(&count.pcn) {
                *network.fte.entry(count.month).or_default() += count.fte;
            }
        }
        censuses.sort_unstable();
        censuses.dedup();
        let newest = newest(&censuses, month);
        let counted = reference
            .workforce()
            .iter()
            .filter(|count| Some(count.month) == newest && networks.contains_key(&count.pcn));
        let fte: f64 = counted.map(|count| count.fte).sum();
        let usual = if registered > 0.0 {
            fte / registered * PEOPLE
        } else {
            0.0
        };
        Self {
            network_of,
            networks,
            censuses,
            usual,
        }
    }

    /// By how many more than usual the network of a practice has them for its people, at the newest census up to the
    /// month; none where the practice is of no network.
    pub(crate) fn above_usual(&self, practice: &str, month: Month) -> Option<f64> {
        let network = self.networks.get(self.network_of.get(practice)?)?;
        let fte = newest(&self.censuses, month).and_then(|census| network.fte.get(&census));
        let fte = fte.copied().unwrap_or(0.0);
        (network.registered > 0.0).then(|| fte / network.registered * PEOPLE - self.usual)
    }
}

/// The newest census up to a month.
fn newest(censuses: &[Month], month: Month) -> Option<Month> {
    let after = censuses.partition_point(|census| *census <= month);
    after
        .checked_sub(1)
        .and_then(|place| censuses.get(place))
        .copied()
}
