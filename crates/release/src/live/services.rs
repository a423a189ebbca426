//! Live totals as a table that a release keeps and queries ask.

use hub_disclosure::Policy;
use hub_engine::{Catalogue, Countable, CountableKind, Fact, UnitKind};

use super::{FACT, REFERRALS};
use crate::error::{ReleaseError, Result};

/// Whether live totals are made under this policy, which has noise. There is one for all of them, for they are
/// never made again.
pub(crate) fn is_made_under(policy: &Policy) -> bool {
    *policy == Policy::sdc_1()
}

/// The columns of live totals in [`service_fact`]: people and referrals.
pub(crate) const SERVICE_COUNTS: [&str; 2] = ["persons", "referrals"];

/// Live totals as a fact, by which the table of them that a release keeps is asked.
///
/// It is no fact of a file: nothing is read or drawn for it, and it adds nothing to the ledger.
pub(crate) fn service_fact() -> Fact {
    let [persons, referrals] = SERVICE_COUNTS;
    let column = |name: &str, kind| Countable {
        name: name.to_owned(),
        kind,
    };
    let clip = REFERRALS.clip;
    Fact {
        id: "referrals_by_service".to_owned(),
        title: "Referrals received, by service".to_owned(),
        grain: "one row per referral that a service received in the month".to_owned(),
        depth: 0,
        opened_depth: 0,
        total_of: None,
        measures_only: false,
        node_prefix: FACT.to_owned(),
        of: UnitKind::Service,
        dimensions: Vec::new(),
        countables: vec![
            column(persons, CountableKind::Persons {}),
            column(referrals, CountableKind::Rows { clip }),
        ],
    }
}

/// Refuses a fact whose cells or noise would have the names of live totals.
///
/// # Errors
/// [`ReleaseError::Shape`] names the fact.
pub(crate) fn check_names(catalogue: &Catalogue) -> Result<()> {
    let own = service_fact();
    let taken = catalogue
        .facts
        .iter()
        .map(|file| &file.fact)
        .find(|fact| fact.id == own.id || fact.node_prefix == own.node_prefix);
    match taken {
        None => Ok(()),
        Some(fact) => Err(ReleaseError::shape(
            &fact.id,
            format!(
                "the id {} and the prefix {} are those of live totals: choose others",
                own.id, own.node_prefix
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fact_of_a_file_has_the_names_of_live_totals() {
        let mut catalogue = Catalogue::embedded().unwrap();
        assert!(check_names(&catalogue).is_ok());
        let changes: [fn(&mut Fact); 2] = [
            |fact| fact.id = "referrals_by_service".to_owned(),
            |fact| fact.node_prefix = "live".to_owned(),
        ];
        for change in changes {
            let mut fact = catalogue.facts[0].clone();
            change(&mut fact.fact);
            catalogue.facts.push(fact);
            assert!(check_names(&catalogue).is_err());
            catalogue.facts.pop();
        }
    }
}
