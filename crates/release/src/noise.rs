//! How far the adjustment of one cell goes: constants of the policy, which depend on no person.

use crate::live;
use crate::manifest::Manifest;

/// The adjustment of one count in each cell of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct CellNoise {
    /// Name of the table in SQL; of tables that measures alone read, that of the fact.
    pub fact: String,
    /// What is counted.
    pub countable: String,
    /// The most that one person adds to one cell.
    pub clip: u32,
    /// Variance of the adjustment of one cell; that of a sum of n cells is n times this.
    pub variance: f64,
}

impl Manifest {
    /// The adjustment of every count of the release, in the order of its ledger, the totals of services last.
    #[must_use]
    pub fn cell_noise(&self) -> Vec<CellNoise> {
        let services = live::service_fact();
        // The ledger counts the totals of services under another name.
        let of_files = self.ledger.entries.iter();
        let of_files = of_files
            .filter(|entry| entry.fact != services.node_prefix)
            .map(|entry| CellNoise {
                fact: entry.fact.clone(),
                countable: entry.countable.clone(),
                clip: entry.clip,
                variance: entry.noise_variance,
            });
        let of_services = services.countables.iter().map(|countable| {
            let clip = countable.kind.clip();
            CellNoise {
                fact: services.id.clone(),
                countable: countable.name.clone(),
                clip,
                variance: self.policy.noise_variance(clip),
            }
        });
        of_files.chain(of_services).collect()
    }
}
