//! What claims take away from what somebody may do. They never add to it.

use std::collections::BTreeSet;

/// The organisations and roles that an issuer says somebody has, where the hub was told to look at them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Codes of organisations. None: not looked at.
    pub organisations: Option<BTreeSet<String>>,
    /// Names of the hub's roles. None: not looked at.
    pub roles: Option<BTreeSet<String>>,
}

impl Narrowing {
    /// Whether a membership is opened: its role, and the service or board that it is for. A role for no organisation in
    /// particular is not narrowed by organisations.
    #[must_use]
    pub fn opens(&self, role: &str, scope: Option<&str>) -> bool {
        let by_role = self.roles.as_ref().is_none_or(|roles| roles.contains(role));
        let by_organisation = match (&self.organisations, scope) {
            (Some(codes), Some(scope)) => codes.contains(&scope.to_ascii_uppercase()),
            (None, _) | (_, None) => true,
        };
        by_role && by_organisation
    }

    /// Whether it takes anything away.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.organisations.is_some() || self.roles.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(values: &[&str]) -> Option<BTreeSet<String>> {
        Some(values.iter().map(|&value| value.to_owned()).collect())
    }

    #[test]
    fn nothing_is_taken_away_where_nothing_is_looked_at() {
        let all = Narrowing::default();
        assert!(all.opens("service", Some("YA001")) && all.opens("operator", None));
    }

    #[test]
    fn only_named_organisations_are_opened() {
        let narrow = Narrowing {
            organisations: set(&["YA001"]),
            roles: None,
        };
        assert!(narrow.opens("service", Some("YA001")) && narrow.opens("analyst", None));
        assert!(!narrow.opens("service", Some("YA002")) && !narrow.opens("icb", Some("QOP")));
    }

    #[test]
    fn an_empty_list_opens_nothing() {
        let none = Narrowing {
            organisations: set(&[]),
            roles: set(&[]),
        };
        assert!(!none.opens("service", Some("YA001")) && !none.opens("operator", None));
    }
}
