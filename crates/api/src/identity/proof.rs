//! What an issuer proved as a session began.

use hub_identity::{FRESH_LASTS, Proven};
use jiff::Timestamp;

use super::Principal;

/// Parts what is proven in the text of a session; no name of an issuer and no number has it.
const BETWEEN: char = '~';
/// Parts memberships; no id has it.
const AND: char = '+';
/// Stands for all memberships.
const ALL: &str = "*";

/// Who proved it, when the person signed in there, and what that opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    /// Name of the issuer in addresses.
    pub(crate) issuer: String,
    /// In seconds; none where the issuer does not say.
    authenticated: Option<i64>,
    /// Ids of the memberships that claims leave open; none where they take none away.
    opens: Option<Vec<String>>,
}

impl Proof {
    /// What was proven, of somebody with these memberships.
    pub(crate) fn of(proven: &Proven, acts: &[Principal]) -> Self {
        let ids = acts.iter().filter_map(|acts| acts.membership_id.clone());
        Self {
            issuer: proven.issuer.clone(),
            authenticated: proven.authenticated.map(Timestamp::as_second),
            opens: proven.narrowing.is_narrow().then(|| ids.collect()),
        }
    }

    /// Whether somebody may act so. Where claims narrow, a role that was given since waits for the next sign-in.
    pub(crate) fn opens(&self, acts: &Principal) -> bool {
        match (&self.opens, &acts.membership_id) {
            (None, _) => true,
            (Some(ids), Some(id)) => ids.contains(id),
            (Some(_), None) => false,
        }
    }

    /// Whether the person signed in at the issuer just now.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        let age = self
            .authenticated
            .map(|at| now.as_second().saturating_sub(at));
        age.is_some_and(|age| age <= FRESH_LASTS.as_secs())
    }

    /// As a cookie has it.
    pub(super) fn to_text(&self) -> String {
        let at = self.authenticated.map(|at| at.to_string());
        let opens = match &self.opens {
            Some(ids) => ids.join(&AND.to_string()),
            None => ALL.to_owned(),
        };
        let at = at.unwrap_or_default();
        format!("{}{BETWEEN}{at}{BETWEEN}{opens}", self.issuer)
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        let (issuer, rest) = text.split_once(BETWEEN)?;
        let (at, opens) = rest.split_once(BETWEEN)?;
        Some(Self {
            issuer: issuer.to_owned(),
            authenticated: match at {
                "" => None,
                at => Some(at.parse().ok()?),
            },
            opens: (opens != ALL).then(|| {
                let ids = opens.split(AND).filter(|id| !id.is_empty());
                ids.map(str::to_owned).collect()
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(at: Option<i64>, opens: Option<&[&str]>) -> Proof {
        Proof {
            issuer: "cis2".to_owned(),
            authenticated: at,
            opens: opens.map(|ids| ids.iter().map(|&id| id.to_owned()).collect()),
        }
    }

    #[test]
    fn what_was_proven_comes_back_as_it_was() {
        for proof in [
            proof(None, None),
            proof(Some(1_793_700_000), None),
            proof(Some(-1), Some(&["a", "b"])),
            proof(None, Some(&[])),
        ] {
            assert_eq!(Proof::of_text(&proof.to_text()), Some(proof));
        }
        assert_eq!(Proof::of_text("cis2"), None);
        assert_eq!(Proof::of_text("cis2~soon~*"), None);
    }

    #[test]
    fn only_a_sign_in_of_the_last_ten_minutes_is_new() {
        let now = Timestamp::from_second(1_793_700_600).unwrap();
        assert!(proof(Some(1_793_700_000), None).is_fresh(now));
        assert!(!proof(Some(1_793_699_999), None).is_fresh(now));
        assert!(!proof(None, None).is_fresh(now));
    }
}
