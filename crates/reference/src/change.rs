//! What became of the small areas of 2011 in 2021.

use serde::{Deserialize, Serialize};

/// A small area of 2011 and one of 2021 that covers it or part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SmallAreaChange {
    /// Code of 2011.
    pub lsoa11: String,
    /// Code of 2021.
    pub lsoa21: String,
    /// `U` unchanged, `S` split, `M` merged, `X` irregular.
    pub change: char,
}

/// The codes of 2011 that no area of 2021 carries, sorted.
pub(crate) fn retired_codes(changes: &[SmallAreaChange]) -> Vec<String> {
    let current: std::collections::HashSet<&str> = changes
        .iter()
        .map(|change| change.lsoa21.as_str())
        .collect();
    let mut retired: Vec<String> = changes
        .iter()
        .map(|change| &change.lsoa11)
        .filter(|code| !current.contains(code.as_str()))
        .cloned()
        .collect();
    retired.sort();
    retired.dedup();
    retired
}
