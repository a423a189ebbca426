//! The groups of a measure side by side: their order, England beside them, and what stands out.

use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{Dot, DotChart, Figure};

use super::figures::{self, COMPLETE_ENOUGH, Scope};
use super::labels::{UNKNOWN, label};

/// Fewest groups with a figure that a comparison takes.
const GROUPS_TO_COMPARE: usize = 2;

/// From so many points of a percentage on an interval leaves nearly everything open.
const TOO_WIDE_POINTS: f64 = 50.0;

/// Whether nothing is known of a share but that its people are few.
fn is_too_wide(figure: &Figure, info: &MeasureInfo) -> bool {
    let is_share = figures::unit_of_total(info).starts_with('%');
    is_share
        && figure
            .interval
            .as_ref()
            .is_some_and(|limits| limits.upper - limits.lower >= TOO_WIDE_POINTS)
}

/// A group and its mark.
pub(crate) struct Group {
    pub(crate) category: String,
    pub(crate) dot: Dot,
}

/// The groups of one breakdown in the month of the scope.
pub(crate) struct Groups<'a> {
    scope: &'a Scope,
    info: &'a MeasureInfo,
    by: &'a str,
    list: Vec<Group>,
}

impl<'a> Groups<'a> {
    /// All groups, in the order of the release.
    pub(crate) fn of(scope: &'a Scope, info: &'a MeasureInfo, by: &'a str) -> Self {
        let month = scope.month;
        let england = if is_england(scope) {
            Vec::new()
        } else {
            scope.values_of(&AreaCode::england(), &info.id, by, month, month)
        };
        let group = |value: &hub_release::MeasureValue| {
            let comparator = england
                .iter()
                .find(|other| other.category == value.category)
                .map(|other| figures::figure(other, info));
            let figure = figures::figure(value, info);
            Group {
                category: value.category.to_string(),
                dot: Dot {
                    label: label(by, &value.category),
                    is_too_wide: is_too_wide(&figure, info),
                    figure,
                    comparator: comparator.as_ref().and_then(Figure::drawn),
                    comparator_display: comparator.map(|figure| figure.display).unwrap_or_default(),
                },
            }
        };
        let values = scope.values(&info.id, by, month, month);
        Self {
            scope,
            info,
            by,
            list: values.into_iter().map(group).collect(),
        }
    }

    /// Of these groups alone, in this order.
    pub(crate) fn in_order(mut self, categories: &[&str]) -> Self {
        let place = |group: &Group| {
            categories
                .iter()
                .position(|category| *category == group.category)
        };
        self.list.retain(|group| place(group).is_some());
        self.list.sort_by_key(place);
        self
    }

    /// By displayed value, highest first; equal ones by name, and those without a value after them. What is not recorded
    /// comes last.
    pub(crate) fn by_value(mut self) -> Self {
        let value = |group: &Group| group.dot.figure.drawn().unwrap_or(f64::NEG_INFINITY);
        self.list.sort_by(|a, b| {
            (a.category == UNKNOWN)
                .cmp(&(b.category == UNKNOWN))
                .then_with(|| value(b).total_cmp(&value(a)))
                .then_with(|| a.dot.label.cmp(&b.dot.label))
        });
        self
    }

    /// Groups with a figure.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Group> {
        self.list
            .iter()
            .filter(|group| group.dot.figure.drawn().is_some())
    }

    /// The figure of one group.
    pub(crate) fn figure(&self, category: &str) -> Option<&Figure> {
        self.list
            .iter()
            .find(|group| group.category == category)
            .map(|group| &group.dot.figure)
    }

    /// Whether highest and lowest differ by more than chance. `what` names the breakdown: "deprivation".
    pub(crate) fn apart(&self, what: &str, withheld: bool) -> String {
        let known = self.known();
        if let Some(unsaid) = unsaid(&known, what, withheld) {
            return unsaid;
        }
        match (known.first(), known.last()) {
            (Some(high), Some(low)) if is_above(high, low) => {
                let kind = if self.by == "imd_quintile" {
                    "fifth "
                } else {
                    ""
                };
                format!("Highest share: {kind}{}", high.dot.label)
            }
            _ => format!("No clear difference by {what}"),
        }
    }

    /// Which group lies above all others by more than chance. `what` names the groups: "kind".
    pub(crate) fn stands_out(&self, what: &str) -> String {
        let known = self.known();
        if let Some(unsaid) = unsaid(&known, what, false) {
            return unsaid;
        }
        match known.split_first() {
            Some((highest, others)) if others.iter().all(|other| is_above(highest, other)) => {
                format!("Highest share: {}", highest.dot.label)
            }
            _ => format!("No one {what} stands out"),
        }
    }

    /// Groups that are known and shown, highest first.
    fn known(&self) -> Vec<&Group> {
        let mut known: Vec<&Group> = self
            .shown()
            .filter(|group| group.category != UNKNOWN)
            .collect();
        let value = |group: &&Group| group.dot.figure.drawn().unwrap_or_default();
        known.sort_by(|a, b| value(b).total_cmp(&value(a)));
        known
    }

    /// The groups as a chart; none where the release has no groups here.
    pub(crate) fn chart(self, id: &str, heading: &str, finding: String) -> Option<DotChart> {
        if self.list.is_empty() {
            return None;
        }
        let period = self.scope.month.words();
        Some(DotChart {
            block: self.scope.block(id, self.info, self.by, finding, &period),
            dots: self.list.into_iter().map(|group| group.dot).collect(),
            group_name: heading.to_owned(),
            comparator_name: if is_england(self.scope) {
                String::new()
            } else {
                "England".to_owned()
            },
            ..DotChart::default()
        })
    }
}

fn is_england(scope: &Scope) -> bool {
    scope.place.area_type == hub_reference::AreaType::England
}

/// Why nothing can be said of groups, if so.
fn unsaid(known: &[&Group], what: &str, withheld: bool) -> Option<String> {
    let is_incomplete = |group: &&Group| {
        let completeness = group.dot.figure.completeness;
        completeness.is_some_and(|share| share < COMPLETE_ENOUGH)
    };
    if withheld {
        Some("Too much is not recorded to compare groups".to_owned())
    } else if known.len() < GROUPS_TO_COMPARE {
        Some(format!("Too few figures to compare by {what}"))
    } else if known.iter().any(is_incomplete) {
        Some(format!("Too few returns to compare by {what}"))
    } else {
        None
    }
}

/// Whether the interval of one lies above that of the other.
fn is_above(high: &Group, low: &Group) -> bool {
    match (&high.dot.figure.interval, &low.dot.figure.interval) {
        (Some(high), Some(low)) => low.upper < high.lower,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Dot, Figure};

    use super::{Group, is_above, unsaid};

    fn group(lower: f64, upper: f64, completeness: f64) -> Group {
        let value = f64::midpoint(lower, upper);
        let figure = Figure::shown(value, value.to_string()).with_interval(lower, upper, "");
        Group {
            category: "1".to_owned(),
            dot: Dot {
                figure: Figure {
                    completeness: Some(completeness),
                    ..figure
                },
                ..Dot::default()
            },
        }
    }

    #[test]
    fn groups_differ_only_where_their_intervals_are_apart() {
        let low = group(10.0, 14.0, 1.0);
        assert!(is_above(&group(15.0, 19.0, 1.0), &low));
        assert!(!is_above(&group(14.0, 19.0, 1.0), &low));
        assert!(!is_above(&low, &group(15.0, 19.0, 1.0)));
    }

    #[test]
    fn nothing_is_said_of_groups_with_too_little_behind_them() {
        let (full, half) = (group(10.0, 14.0, 1.0), group(15.0, 19.0, 0.5));
        let told = |known: &[&Group], withheld| unsaid(known, "deprivation", withheld);
        assert_eq!(told(&[&full, &full], false), None);
        let few = told(&[&full], false).unwrap();
        assert_eq!(few, "Too few figures to compare by deprivation");
        let incomplete = told(&[&full, &half], false).unwrap();
        assert_eq!(incomplete, "Too few returns to compare by deprivation");
        assert!(told(&[&full, &full], true).is_some());
    }
}
