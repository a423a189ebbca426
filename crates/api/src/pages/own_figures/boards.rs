//! The four cards: what the service sent, and the figures of its board.

use hub_standard::ids::Month;
use hub_ui::view::{Figure, MeasureCard, OwnCard, OwnFigure};

use super::months::{self, MonthSent};
use crate::pages::brief::{self, Brief, Leads};
use crate::pages::figures::Scope;

/// Why waits and outcomes are told of boards alone.
const NOT_MADE: &str =
    "Figures of single services are not made for this: they would be too few people.";

/// Referrals, waits, people and outcomes.
pub(super) fn cards(months: &[MonthSent<'_>], scope: Option<&Scope>) -> Vec<OwnCard> {
    let run = |of: fn(&MonthSent<'_>) -> Figure| -> Vec<(Month, Figure)> {
        months
            .iter()
            .map(|month| (month.month, of(month)))
            .collect()
    };
    let referrals = run(|month| month.referrals.clone());
    let people = run(|month| month.people.clone());
    let newest = months::newest_told(months).map(|month| month.month);
    let own = |unit: &str, run: &[(Month, Figure)]| newest.and_then(|month| own(unit, month, run));
    let of_total = |measure, title| scope.and_then(|scope| brief::card_of(scope, measure, title));
    vec![
        OwnCard {
            title: "Referrals".to_owned(),
            own: own("referrals received", &referrals),
            note: match newest {
                Some(_) => "Yours is a number of referrals, and your board's a rate per 1,000 registered people: the two cannot be compared.".to_owned(),
                None => none_sent(newest),
            },
            board: of_total("referral_rate", "Referrals"),
        },
        OwnCard {
            title: "Wait for first contact".to_owned(),
            own: None,
            note: NOT_MADE.to_owned(),
            board: scope
                .and_then(|scope| brief::card(scope, &brief::WAIT))
                .map(|(card, _)| card),
        },
        OwnCard {
            title: "People".to_owned(),
            own: own("people on your caseload", &people),
            note: match newest {
                Some(_) => "Yours are all in the return of the month; your board's are those who were seen in it.".to_owned(),
                None => none_sent(newest),
            },
            board: of_total("people_seen", "People seen"),
        },
        OwnCard {
            title: "Outcomes followed up".to_owned(),
            own: None,
            note: NOT_MADE.to_owned(),
            board: scope.and_then(follow_up),
        },
    ]
}

fn none_sent(newest: Option<Month>) -> String {
    match newest {
        Some(_) => String::new(),
        None => "You have not sent a return yet.".to_owned(),
    }
}

/// One of the two totals in the newest month that was sent.
fn own(unit: &str, newest: Month, run: &[(Month, Figure)]) -> Option<OwnFigure> {
    let run: Vec<(Month, &Figure)> = run
        .iter()
        .filter(|(month, _)| *month <= newest)
        .map(|(month, figure)| (*month, figure))
        .collect();
    let (_, figure) = run.last()?;
    Some(OwnFigure {
        unit: unit.to_owned(),
        period: newest.words(),
        figure: (*figure).clone(),
        spark: months::spark(&run),
        span: months::span(&run),
    })
}

/// Of the question that most are asked.
fn follow_up(scope: &Scope) -> Option<MeasureCard> {
    let brief = Brief {
        measure: "outcome_follow_up",
        breakdown: "instrument",
        category: "ons4_satisfaction",
        title: "Asked again about life satisfaction",
        leads: Leads::Definition,
    };
    let (card, _) = brief::card(scope, &brief)?;
    Some(MeasureCard {
        href: scope.href(&format!("/areas/{}/outcomes", scope.place.code)),
        ..card
    })
}
