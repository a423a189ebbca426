//! The functions that a query may be made of.

use super::Gate;
use super::allowed::{AGGREGATES, FUNCTIONS, OWN, WINDOWS};

/// The functions that are offered, by kind, each kind in the order of the alphabet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// The hub's own, of single rows and of groups.
    pub own: Vec<String>,
    /// Of the values of one row.
    pub rows: Vec<String>,
    /// Of groups of rows.
    pub groups: Vec<String>,
    /// Over windows of rows.
    pub windows: Vec<String>,
}

impl Gate {
    /// The functions that are offered: those that may be used and that the session has.
    #[must_use]
    pub fn functions(&self) -> Offered {
        let of = |names: &[&str], is_there: &dyn Fn(&str) -> bool| {
            let names = names.iter().filter(|name| is_there(name));
            let mut names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
            names.sort_unstable();
            names
        };
        let state = &self.state;
        let is_group = |name: &str| state.aggregate_functions().contains_key(name);
        let mut own: Vec<String> = self
            .own
            .iter()
            .filter(|name| !name.starts_with(OWN))
            .cloned()
            .collect();
        own.sort_unstable();
        Offered {
            own,
            rows: of(FUNCTIONS, &|name| {
                state.scalar_functions().contains_key(name)
            }),
            groups: of(AGGREGATES, &is_group),
            windows: of(WINDOWS, &|name| {
                is_group(name) || state.window_functions().contains_key(name)
            }),
        }
    }
}
