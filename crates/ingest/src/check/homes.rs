//! Reading postcodes: each is looked up once, as long as there are not too many.

use std::fmt;

use ahash::{AHashMap, RandomState};
use hub_reference::Reference;

use crate::anonymise::{PlaceProblem, Residence, by_postcode};

/// So many postcodes are known at once.
const KNOWN_MAX: usize = 50_000;

/// The homes that postcodes stand for. It keeps hashes of the postcodes under a seed of its own and none of them.
pub(crate) struct Homes<'r> {
    reference: &'r Reference,
    seed: RandomState,
    known: AHashMap<u64, Result<Residence<'r>, PlaceProblem>>,
}

impl fmt::Debug for Homes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Homes")
            .field("known", &self.known.len())
            .finish_non_exhaustive()
    }
}

impl<'r> Homes<'r> {
    pub(crate) fn new(reference: &'r Reference) -> Self {
        Self {
            reference,
            seed: RandomState::new(),
            known: AHashMap::new(),
        }
    }

    /// The home that a postcode stands for.
    pub(crate) fn by_postcode(&mut self, text: &str) -> Result<Residence<'r>, PlaceProblem> {
        let hash = self.seed.hash_one(text);
        if let Some(known) = self.known.get(&hash) {
            return *known;
        }
        let found = by_postcode(self.reference, text);
        if self.known.len() < KNOWN_MAX {
            self.known.insert(hash, found);
        }
        found
    }
}
