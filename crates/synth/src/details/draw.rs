//! Draws what hangs on a referral.
//!
//! Each sheet has a stream for each referral, and all that a referral will ever have is drawn from its beginning: so a
//! month says the same of a contact, a support or a score as every other month.

use hub_standard::Month;

use super::{
    Setting, SynthContact, SynthDetails, SynthOutcome, SynthSupport, service_use,
    wellbeing::SATISFACTION,
};
use crate::{
    calibration::detail::{
        ATTENDANCE, MECHANISMS, MINUTES, MINUTES_BLANK, MONTHS_WAITING, NOT_ASKED, ONS4,
        ONS4_SHARE, PROVIDERS, Question, SCORED, STATUSES, SUPPORT, SWEMWBS,
    },
    chance::{Chance, kind, whole},
    synth::Case,
};

const ATTENDED: &str = "5";
/// Kinds of support for one referral.
const SUPPORT_MAX: usize = 2;
/// The need of people whose need is not recorded.
const OTHER_NEED: &[&str] = &["other"];
/// What becomes of support that cannot be had.
const NOT_AVAILABLE: &str = "not_available";

/// Adds a referral's rows of the month. `chance` gives the referral's stream of each kind.
pub(super) fn add(
    chance: &dyn Fn(u64) -> Chance,
    case: &Case,
    month: Month,
    setting: &Setting<'_>,
    details: &mut SynthDetails,
) {
    let contacts = contacts(chance(kind::CONTACT), case, month);
    details.contacts.extend(contacts);
    let support = support(chance(kind::SUPPORT), case, month, setting);
    details.support.extend(support);
    let outcomes = outcomes(chance(kind::OUTCOME), case, month, setting);
    details.outcomes.extend(outcomes);
    if let Some(compared_id) = &setting.compared_id {
        let service_use = service_use::rows(chance, case, compared_id, setting.truths);
        details.service_use.extend(service_use);
    }
}

fn contacts(mut chance: Chance, case: &Case, month: Month) -> Vec<SynthContact> {
    let mut rows = Vec::new();
    for (position, day) in case.contacts.iter().enumerate() {
        // Of every contact, whether it is in the month or not.
        let mechanism = chance.pick(&MECHANISMS).copied().unwrap_or("02");
        let drawn = chance.pick(&ATTENDANCE).copied().unwrap_or(ATTENDED);
        let minutes = minutes(&mut chance);
        if !month.contains(*day) {
            continue;
        }
        let row = |attendance, minutes| SynthContact {
            local_referral_id: case.row.local_referral_id.clone(),
            date: *day,
            mechanism,
            attendance,
            minutes,
        };
        // What was missed or cancelled was arranged besides, and not before the first contact.
        if drawn != ATTENDED && position > 0 {
            rows.push(row(drawn, None));
        }
        rows.push(row(ATTENDED, minutes));
    }
    rows
}

fn minutes(chance: &mut Chance) -> Option<u32> {
    let (least, step, steps) = MINUTES;
    // The mean of two draws: most contacts are neither short nor long.
    let drawn = (chance.below(steps) + chance.below(steps)) / 2;
    let is_blank = chance.happens(MINUTES_BLANK);
    let drawn = u32::try_from(drawn).ok()?;
    (!is_blank).then_some(least + step * drawn)
}

fn support(
    mut chance: Chance,
    case: &Case,
    month: Month,
    setting: &Setting<'_>,
) -> Vec<SynthSupport> {
    let Some(first_contact) = case.row.first_contact_date else {
        return Vec::new();
    };
    let months = month.months_since(Month::of(first_contact));
    let needs = if case.row.needs.is_empty() {
        OTHER_NEED
    } else {
        case.row.needs.as_slice()
    };
    let mut rows: Vec<SynthSupport> = Vec::new();
    for need in needs.iter().take(SUPPORT_MAX) {
        let support_type = chance.pick(for_need(need)).copied().unwrap_or("other");
        let provider_kind = chance.pick(&PROVIDERS).copied().unwrap_or("vcse");
        let months_waiting = chance.pick(&MONTHS_WAITING).copied().unwrap_or(0);
        let planted = setting
            .truths
            .share_not_available(support_type, setting.icb);
        let statuses = planted.map_or(STATUSES, statuses);
        let in_the_end = chance.pick(&statuses).copied().unwrap_or("started");
        if rows.iter().any(|row| row.support_type == support_type) {
            continue;
        }
        rows.push(SynthSupport {
            local_referral_id: case.row.local_referral_id.clone(),
            support_type,
            provider_kind,
            support_status: if months < months_waiting {
                "waiting"
            } else {
                in_the_end
            },
        });
    }
    rows
}

/// What becomes of support of which a share is not available; of the rest the same as ever.
fn statuses(not_available: f64) -> [(&'static str, f64); 3] {
    let others: f64 = STATUSES
        .iter()
        .filter(|(status, _)| *status != NOT_AVAILABLE)
        .map(|(_, share)| share)
        .sum();
    STATUSES.map(|(status, share)| match status {
        NOT_AVAILABLE => (status, not_available),
        _ => (status, share / others * (1.0 - not_available)),
    })
}

fn for_need(need: &str) -> &'static [(&'static str, f64)] {
    SUPPORT
        .iter()
        .find(|(of, _)| *of == need)
        .map(|(_, choices)| *choices)
        .unwrap_or_default()
}

fn outcomes(
    mut chance: Chance,
    case: &Case,
    month: Month,
    setting: &Setting<'_>,
) -> Vec<SynthOutcome> {
    let everybody = setting.truths.everybody_asked;
    let has_before = everybody || chance.happens(SCORED.0);
    let has_closing = everybody || (has_before && chance.happens(SCORED.1));
    if !has_before {
        return Vec::new();
    }
    let questions = if everybody || chance.happens(ONS4_SHARE) {
        ONS4
    } else {
        SWEMWBS
    };
    let Some(first_contact) = case.contacts.first() else {
        return Vec::new();
    };
    let begins = month.contains(*first_contact);
    // On the caseload a referral is closed in the month or not at all.
    let ends = case.row.closed_date.is_some();
    let is_asked_again = ends && has_closing && !NOT_ASKED.contains(&case.row.closure_reason);
    let planted = setting
        .wellbeing
        .map(|wellbeing| wellbeing.centre_of_change(&case.row.gp_practice, month));
    let mut rows = Vec::new();
    for question in questions {
        let before = chance.normal(question.before.0, question.before.1);
        let change = planted
            .filter(|_| question.code == SATISFACTION)
            .unwrap_or(question.change.0);
        let closing = before + chance.normal(change, question.change.1);
        let mut push = |phase, value| {
            rows.push(SynthOutcome {
                local_referral_id: case.row.local_referral_id.clone(),
                instrument: question.code,
                phase,
                score: score(question, value),
            });
        };
        // Said again at closing, also of those who are not asked again: they belong to those who might have been.
        if begins || ends {
            push("before", before);
        }
        if is_asked_again {
            push("closing", closing);
        }
    }
    rows
}

/// The nearest score that the questionnaire has.
fn score(question: &Question, value: f64) -> u32 {
    let (least, greatest) = question.range;
    least + whole(value - f64::from(least), greatest - least)
}
