//! What the groups of the page are by, as its address says.

use hub_ui::view::Select;

use crate::pages::filter;
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Parameters of the page beside those of every page about an area.
pub(crate) const PARAMETERS: [&str; 3] = ["by", "plans", "support"];

/// One way to break something down.
pub(super) struct Way {
    /// The value of the parameter; for groups, the breakdown.
    pub(super) value: &'static str,
    /// The option.
    label: &'static str,
    /// Heading of the groups.
    pub(super) heading: &'static str,
    /// What it is by, in a sentence.
    pub(super) words: &'static str,
}

static BY: [Way; 3] = [
    Way {
        value: "support_kind",
        label: "Kind of support",
        heading: "Kind of support",
        words: "kind of support",
    },
    Way {
        value: "condition",
        label: "Long-term condition",
        heading: "Long-term condition",
        words: "long-term condition",
    },
    Way {
        value: "mental_need",
        label: "Mental-health need",
        heading: "Mental-health need",
        words: "mental-health need",
    },
];

static PLANS: [Way; 2] = [
    Way {
        value: "imd_quintile",
        label: "Deprivation",
        heading: "Deprivation fifth",
        words: "deprivation",
    },
    Way {
        value: "ethnic_group",
        label: "Ethnicity",
        heading: "Ethnic group",
        words: "ethnicity",
    },
];

static SUPPORT: [Way; 3] = [
    Way {
        value: MISSING,
        label: "Support that could not be had",
        heading: "Kind of support",
        words: "kind",
    },
    Way {
        value: KINDS,
        label: "Kinds of support",
        heading: "Kind of support",
        words: "kind",
    },
    Way {
        value: NEEDS,
        label: "What people are referred for",
        heading: "Need",
        words: "need",
    },
];

/// Support that could not be had.
const MISSING: &str = "missing";
/// Kinds of support.
pub(super) const KINDS: &str = "kinds";
/// What people are referred for.
pub(super) const NEEDS: &str = "needs";

/// The ways chosen.
pub(super) struct Ways {
    pub(super) by: &'static Way,
    pub(super) plans: &'static Way,
    pub(super) support: &'static Way,
}

impl Ways {
    /// The ways that the address asks for; those that it leaves out are the first of their lists.
    pub(super) fn asked(params: &Params) -> Result<Self> {
        let [by, plans, support] = PARAMETERS;
        Ok(Self {
            by: chosen(params, by, &BY)?,
            plans: chosen(params, plans, &PLANS)?,
            support: chosen(params, support, &SUPPORT)?,
        })
    }

    pub(super) fn selects(&self) -> Vec<Select> {
        let [by, plans, support] = PARAMETERS;
        vec![
            select(by, "Life satisfaction by", &BY, self.by),
            select(plans, "Plans completed by", &PLANS, self.plans),
            select(support, "Support and needs", &SUPPORT, self.support),
        ]
    }
}

fn chosen(params: &Params, name: &str, ways: &'static [Way]) -> Result<&'static Way> {
    let found = match params.text(name) {
        Some(asked) => ways.iter().find(|way| way.value == asked),
        None => ways.first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = ways.iter().map(|way| way.value).collect();
        Problem::parameter(name, format_args!("one of {}", known.join(", ")))
    })
}

fn select(name: &str, label: &str, ways: &[Way], chosen: &Way) -> Select {
    Select {
        name: name.to_owned(),
        label: label.to_owned(),
        choices: ways
            .iter()
            .map(|way| filter::choice(way.value, way.label, way.value == chosen.value))
            .collect(),
    }
}
