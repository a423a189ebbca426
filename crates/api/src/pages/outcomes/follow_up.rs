//! How many were asked twice, and whether that is enough to read a change.

use hub_ui::view::{DotChart, Figure};

use super::{QUESTIONS, SCALES};
use crate::pages::figures::Scope;
use crate::pages::spread::{Group, Groups};

/// Below this share of people asked again every change is read with caution.
const ENOUGH_PERCENT: f64 = 50.0;
const MAY_DIFFER: &str = "The people followed up may differ from those who were not.";

/// The share asked again of each questionnaire, and what must be said of it.
pub(super) fn follow_up(scope: &Scope) -> (Option<DotChart>, Option<String>) {
    let Some(info) = scope.release.measure("outcome_follow_up") else {
        return (None, Some(unknown()));
    };
    let order = [&QUESTIONS[..], &SCALES[..]].concat();
    let groups = Groups::of(scope, info, "instrument").in_order(&order);
    let shown: Vec<&Group> = groups.shown().collect();
    let caution = caution(&shown);
    let finding = finding(groups.figure("ons4_satisfaction"), !shown.is_empty());
    (groups.chart("follow-up", "Questionnaire", finding), caution)
}

fn unknown() -> String {
    format!("How many were asked again cannot be shown here. {MAY_DIFFER}")
}

/// What is said where fewer than half were asked again, or nobody knows.
fn caution(shown: &[&Group]) -> Option<String> {
    let is_low = |group: &&&Group| {
        let share = group.dot.figure.drawn();
        share.is_some_and(|share| share < ENOUGH_PERCENT)
    };
    let low: Vec<&str> = shown
        .iter()
        .filter(is_low)
        .map(|group| group.dot.label.as_str())
        .collect();
    if shown.is_empty() {
        Some(unknown())
    } else if low.is_empty() {
        None
    } else if low.len() == shown.len() {
        Some(format!(
            "Fewer than half of those with a first score were asked again. {MAY_DIFFER}"
        ))
    } else {
        Some(format!(
            "Fewer than half of those with a first score were asked again with these questionnaires: {}. {MAY_DIFFER}",
            low.join("; ")
        ))
    }
}

/// The share of the question that most are asked, as displayed.
fn finding(satisfaction: Option<&Figure>, any: bool) -> String {
    match satisfaction.filter(|figure| figure.drawn().is_some()) {
        Some(figure) => format!("Life satisfaction: {} were asked again", figure.display),
        None if any => "Shares asked again, by questionnaire".to_owned(),
        None => "Too few people to show how many were asked again".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Dot, Figure};

    use super::{Group, caution, finding};

    fn group(label: &str, share: f64) -> Group {
        Group {
            category: label.to_owned(),
            dot: Dot {
                label: label.to_owned(),
                figure: Figure::shown(share, format!("{share:.0}%")),
                ..Dot::default()
            },
        }
    }

    #[test]
    fn a_follow_up_under_half_asks_for_caution_and_names_its_questionnaires() {
        let (low, half) = (group("Happy", 49.0), group("Satisfied", 50.0));
        assert_eq!(caution(&[&half]), None);
        let said = caution(&[&low, &half]).unwrap();
        assert!(
            said.contains("these questionnaires: Happy.") && !said.contains("Satisfied"),
            "{said}"
        );
        let said = caution(&[&low]).unwrap();
        assert!(said.starts_with("Fewer than half of those with a first score were asked again."));
        for said in [caution(&[&low, &half]), caution(&[&low]), caution(&[])] {
            let said = said.unwrap();
            assert!(
                said.ends_with("The people followed up may differ from those who were not."),
                "{said}"
            );
        }
    }

    #[test]
    fn the_finding_is_of_the_displayed_share() {
        let figure = Figure::shown(5.0, "≤5%");
        assert_eq!(
            finding(Some(&figure), true),
            "Life satisfaction: ≤5% were asked again"
        );
        assert_eq!(finding(None, true), "Shares asked again, by questionnaire");
    }
}
