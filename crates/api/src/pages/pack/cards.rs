//! Sections that are a few measures beside each other: waiting, outcomes, coverage.

use hub_release::{MeasureInfo, Status};
use hub_standard::ids::Month;
use hub_ui::view::{Figure, MeasureCard, OutcomesYear, PackCards};

use super::sections::Section;
use crate::pages::brief::{self, BRIEFS, Brief, Leads};
use crate::pages::figures::Scope;
use crate::pages::outcomes::twelve_months;
use crate::pages::workload;

/// Below this share of people asked again, what is said of change comes with a caution.
const FOLLOWED_UP_MIN_PERCENT: f64 = 50.0;

const FOLLOW_UP: &str = "outcome_follow_up";

const WAITING: [Brief; 2] = [
    brief::WAIT,
    Brief {
        measure: "seen_within_days",
        breakdown: "all",
        category: "all",
        title: "Seen within 28 days, of all referred",
        leads: Leads::Measure,
    },
];

const OUTCOMES: [Brief; 2] = [
    Brief {
        measure: FOLLOW_UP,
        breakdown: "instrument",
        category: "ons4_satisfaction",
        title: "Asked again about life satisfaction",
        leads: Leads::Definition,
    },
    Brief {
        measure: "wellbeing_change",
        breakdown: "instrument",
        category: "ons4_satisfaction",
        title: "Change in life satisfaction",
        leads: Leads::Definition,
    },
];

const COVERAGE: [Brief; 4] = [
    Brief {
        measure: "practices_covered",
        breakdown: "all",
        category: "all",
        title: "Practices covered",
        leads: Leads::Measure,
    },
    Brief {
        measure: "registered_covered",
        breakdown: "all",
        category: "all",
        title: "People covered",
        leads: Leads::Measure,
    },
    Brief {
        measure: "link_worker_fte",
        breakdown: "all",
        category: "all",
        title: "Link workers",
        leads: Leads::Measure,
    },
    Brief {
        measure: workload::MEASURE,
        breakdown: "all",
        category: "all",
        title: workload::TITLE,
        leads: Leads::Measure,
    },
];

/// A measure as its card shows it.
pub(super) struct Told<'a> {
    pub(super) brief: &'static Brief,
    pub(super) info: &'a MeasureInfo,
    pub(super) card: MeasureCard,
    /// The last month of its series.
    pub(super) to: Month,
}

/// The measures on the cards of a section.
pub(super) fn briefs(section: Section) -> &'static [Brief] {
    match section {
        Section::Overview => &BRIEFS,
        Section::Waiting => &WAITING,
        Section::Outcomes => &OUTCOMES,
        Section::Coverage => &COVERAGE,
        _ => &[],
    }
}

/// The cards of sections, each measure once.
pub(super) fn told<'a>(scope: &'a Scope, sections: &[Section]) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'a>> = Vec::new();
    for brief in sections.iter().flat_map(|section| briefs(*section)) {
        let known = told.iter().any(|other| {
            (other.brief.measure, other.brief.category) == (brief.measure, brief.category)
        });
        if !known && let Some(one) = one(scope, brief) {
            told.push(one);
        }
    }
    told
}

fn one<'a>(scope: &'a Scope, brief: &'static Brief) -> Option<Told<'a>> {
    let info = scope.release.measure(brief.measure)?;
    let to = last_month(scope, brief);
    let (card, _) = brief::card(&scope.with(scope.place.clone(), to), brief)?;
    Some(Told {
        brief,
        info,
        card,
        to,
    })
}

/// The month of the pack; where its figure waits for the month after, the month before.
fn last_month(scope: &Scope, brief: &Brief) -> Month {
    if brief.looks_back() {
        // It waits for no later month: where there is none, that is said.
        return scope.month;
    }
    let values = brief::series(scope, &scope.place.code, brief, 2);
    match values.as_slice() {
        [before, last]
            if last.month == scope.month
                && last.status == Status::NotCalculated
                && before.value.is_some() =>
        {
            before.month
        }
        _ => scope.month,
    }
}

/// What a section of cards shows.
pub(super) fn of(scope: &Scope, section: Section) -> PackCards {
    let year = match section {
        Section::Outcomes => year(scope),
        _ => None,
    };
    // One month has too few people beside twelve, and other words: never both.
    let told = match &year {
        Some(_) => Vec::new(),
        None => told(scope, &[section]),
    };
    let of_month = told
        .iter()
        .find(|one| one.brief.measure == FOLLOW_UP)
        .map(|one| &one.card.figure);
    let of_year = year
        .as_ref()
        .and_then(|year| year.headlines.last())
        .map(|headline| &headline.figure);
    let caution = of_year.or(of_month).and_then(caution);
    let guide = match section {
        Section::Coverage => workload::guide(scope),
        _ => None,
    };
    PackCards {
        caution,
        cards: told.into_iter().map(|one| one.card).collect(),
        year,
        notes: notes(section)
            .iter()
            .map(|&note| note.to_owned())
            .chain(guide)
            .collect(),
    }
}

/// Outcomes of twelve months, as the page of outcomes has them; none where no figure of them is shown.
pub(super) fn year(scope: &Scope) -> Option<OutcomesYear> {
    twelve_months(scope).filter(|year| {
        let mut headlines = year.headlines.iter();
        headlines.any(|headline| headline.figure.drawn().is_some())
    })
}

/// Whether a measure is told of one month where there are twelve.
pub(super) fn is_of_outcomes(one: &Told<'_>) -> bool {
    OUTCOMES
        .iter()
        .any(|brief| brief.measure == one.brief.measure)
}

fn caution(follow_up: &Figure) -> Option<String> {
    let begin = match follow_up.drawn() {
        Some(share) if share >= FOLLOWED_UP_MIN_PERCENT => return None,
        Some(_) => "Fewer than half of those with a first score were asked again.",
        None => "How many were asked again cannot be shown here.",
    };
    Some(format!(
        "{begin} The people followed up may differ from those who were not."
    ))
}

fn notes(section: Section) -> &'static [&'static str] {
    match section {
        Section::Waiting => &[
            "The wait is that after which half of everybody referred in its months had been seen, those still waiting among them.",
            "The share seen within 28 days is of everybody who was referred in its month, so it is known a month later. \
             Those who were never seen count as not seen.",
        ],
        Section::Outcomes => &[
            "Not evidence of effect: there is no comparison group, and people come when they feel worst.",
            "Life satisfaction is asked on a scale from 0 to 10, before support and at closing (ONS4).",
        ],
        Section::Coverage => &[
            "Practices, people and link workers are from the quarterly workforce census: the period of each figure is the month of the census.",
            "A practice is covered if its primary care network reported a link worker in post. Services run outside a \
             network are not in the census.",
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::caution;

    #[test]
    fn change_comes_with_a_caution_where_few_were_asked_again_or_nobody_knows() {
        let said = |figure: Figure| caution(&figure);
        assert_eq!(said(Figure::shown(50.0, "50%")), None);
        let few = said(Figure::shown(49.0, "49%")).unwrap();
        assert!(few.starts_with("Fewer than half"));
        let hidden = said(Figure::without_value(Status::Hidden)).unwrap();
        assert!(hidden.starts_with("How many were asked again cannot be shown"));
    }
}
