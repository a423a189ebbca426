//! The list of people who do not want to be counted, by keyed tags, and which of them a deployment leaves out.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::anonymise::OptOutTag;

/// Where somebody said that they do not want to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOutKind {
    /// To the hub or to a service. Always honoured.
    Objection,
    /// The national data opt-out.
    Ndop,
    /// A type 1 opt-out, at the person's practice.
    Type1,
}

/// Which national opt-outs a deployment honours: whether they apply to it is decided outside the hub. What somebody told
/// the hub itself is honoured under every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOutPolicy {
    /// Neither.
    None,
    /// The national data opt-out.
    Ndop,
    /// Type 1 opt-outs.
    Type1,
    /// Both: whoever is on the list is left out.
    #[default]
    Both,
}

impl OptOutPolicy {
    /// Whether people are left out who opted out there.
    #[must_use]
    pub fn honours(self, kind: OptOutKind) -> bool {
        match kind {
            OptOutKind::Objection => true,
            OptOutKind::Ndop => matches!(self, Self::Ndop | Self::Both),
            OptOutKind::Type1 => matches!(self, Self::Type1 | Self::Both),
        }
    }
}

/// The list: keyed tags and where each of these people opted out. No identifier is in it, and no key of stored rows.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOuts {
    people: BTreeMap<String, BTreeSet<OptOutKind>>,
}

impl OptOuts {
    /// Puts somebody on the list. Twice is once.
    pub fn add(&mut self, kind: OptOutKind, tag: &OptOutTag) {
        self.people.entry(tag.0.clone()).or_default().insert(kind);
    }

    /// Takes somebody off the list; nothing if they were not on it.
    pub fn remove(&mut self, kind: OptOutKind, tag: &OptOutTag) {
        if let Some(kinds) = self.people.get_mut(&tag.0) {
            kinds.remove(&kind);
            if kinds.is_empty() {
                self.people.remove(&tag.0);
            }
        }
    }

    /// Whether nobody is on the list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The tags of those whom a policy leaves out.
    pub(crate) fn left_out(&self, policy: OptOutPolicy) -> HashSet<&str> {
        let honoured =
            |kinds: &BTreeSet<OptOutKind>| kinds.iter().any(|kind| policy.honours(*kind));
        self.people
            .iter()
            .filter(|(_, kinds)| honoured(kinds))
            .map(|(tag, _)| tag.as_str())
            .collect()
    }
}

impl fmt::Debug for OptOuts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OptOuts(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> OptOutTag {
        OptOutTag(text.to_owned())
    }

    #[test]
    fn a_policy_honours_its_national_opt_outs_and_every_objection() {
        let mut list = OptOuts::default();
        list.add(OptOutKind::Objection, &tag("a"));
        list.add(OptOutKind::Ndop, &tag("b"));
        list.add(OptOutKind::Type1, &tag("c"));
        let left_out = |policy| {
            let mut tags: Vec<&str> = list.left_out(policy).into_iter().collect();
            tags.sort_unstable();
            tags
        };
        assert_eq!(left_out(OptOutPolicy::None), ["a"]);
        assert_eq!(left_out(OptOutPolicy::Ndop), ["a", "b"]);
        assert_eq!(left_out(OptOutPolicy::Type1), ["a", "c"]);
        assert_eq!(left_out(OptOutPolicy::Both), ["a", "b", "c"]);
    }

    #[test]
    fn taking_back_one_opt_out_leaves_the_other() {
        let mut list = OptOuts::default();
        list.add(OptOutKind::Objection, &tag("a"));
        list.add(OptOutKind::Ndop, &tag("a"));
        list.remove(OptOutKind::Objection, &tag("a"));
        assert_eq!(list.left_out(OptOutPolicy::None).len(), 0);
        assert_eq!(list.left_out(OptOutPolicy::Ndop).len(), 1);
        list.remove(OptOutKind::Ndop, &tag("a"));
        list.remove(OptOutKind::Ndop, &tag("never"));
        assert!(list.is_empty());
    }
}
