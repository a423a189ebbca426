//! Draws what hangs on a referral.
//!
//! Each sheet has a stream for each referral, and all that a referral will ever have is drawn from its beginning: so a
//! month says the same of a contact, a support or a score as every other month.

use hub_standard::Month;

use super::{SynthContact, SynthDetails, SynthOutcome, SynthServiceUse, SynthSupport};
use crate::{
    calibration::detail::{
        ATTENDANCE, MECHANISMS, MINUTES, MINUTES_BLANK, MONTHS_WAITING, NOT_ASKED, ONE_WITH_USE_OF,
        ONS4, ONS4_SHARE, PROVIDERS, Question, SCORED, STATUSES, SUPPORT, SWEMWBS, USE, USE_AFTER,
        USE_BEFORE, USE_MONTHS_BEFORE,
    },
    chance::{Chance, kind, whole},
    synth::Case,
};

const ATTENDED: &str = "5";
/// Kinds of support for one referral.
const SUPPORT_MAX: usize = 2;
/// The need of people whose need is not recorded.
const OTHER_NEED: &[&str] = &["other"];
/// Most uses of a kind that the return takes.
const USES_MAX: u32 = 500;

/// Adds a referral's rows of the month. `chance` gives the referral's stream of each kind.
pub(super) fn add(
    chance: &dyn Fn(u64) -> Chance,
    case: &Case,
    month: Month,
    details: &mut SynthDetails,
) {
    let contacts = contacts(chance(kind::CONTACT), case, month);
    details.contacts.extend(contacts);
    let support = support(chance(kind::SUPPORT), case, month);
    details.support.extend(support);
    let outcomes = outcomes(chance(kind::OUTCOME), case, month);
    details.outcomes.extend(outcomes);
    if case.place.service_idx.is_multiple_of(ONE_WITH_USE_OF) {
        let service_use = service_use(chance(kind::SERVICE_USE), case);
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

fn support(mut chance: Chance, case: &Case, month: Month) -> Vec<SynthSupport> {
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
        let in_the_end = chance.pick(&STATUSES).copied().unwrap_or("started");
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

fn for_need(need: &str) -> &'static [(&'static str, f64)] {
    SUPPORT
        .iter()
        .find(|(of, _)| *of == need)
        .map(|(_, choices)| *choices)
        .unwrap_or_default()
}

fn outcomes(mut chance: Chance, case: &Case, month: Month) -> Vec<SynthOutcome> {
    let has_before = chance.happens(SCORED.0);
    let has_closing = has_before && chance.happens(SCORED.1);
    if !has_before {
        return Vec::new();
    }
    let questions = if chance.happens(ONS4_SHARE) {
        ONS4
    } else {
        SWEMWBS
    };
    let Some(first_contact) = case.contacts.first() else {
        return Vec::new();
    };
    let begins = month.contains(*first_contact);
    // On the caseload a referral is closed in the month or not at all.
    let ends = case.row.closed_date.is_some() && !NOT_ASKED.contains(&case.row.closure_reason);
    let mut rows = Vec::new();
    for question in questions {
        let before = chance.normal(question.before.0, question.before.1);
        let closing = before + chance.normal(question.change.0, question.change.1);
        let mut push = |phase, value| {
            rows.push(SynthOutcome {
                local_referral_id: case.row.local_referral_id.clone(),
                instrument: question.code,
                phase,
                score: score(question, value),
            });
        };
        if begins {
            push("before", before);
        }
        if ends && has_closing {
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

fn service_use(mut chance: Chance, case: &Case) -> Vec<SynthServiceUse> {
    let is_sent = chance.happens(USE.0);
    let Some(closed) = case.row.closed_date else {
        return Vec::new();
    };
    if !is_sent || case.contacts.is_empty() {
        return Vec::new();
    }
    let after = Month::of(closed).months_since(Month::of(case.row.referral_date));
    let after = u32::try_from(after).unwrap_or(1).max(1);
    let mut row = |use_period, use_months: u32, rates: [f64; 4]| {
        let [gp, emergency, outpatient, inpatient] =
            rates.map(|rate| uses(&mut chance, rate * f64::from(use_months)));
        SynthServiceUse {
            local_referral_id: case.row.local_referral_id.clone(),
            use_group: "referred",
            use_period,
            use_months,
            gp_contacts: gp,
            ae_attendances: emergency,
            outpatient_appointments: outpatient,
            inpatient_admissions: inpatient,
        }
    };
    vec![
        row("before", USE_MONTHS_BEFORE, USE_BEFORE),
        row("after", after, USE_AFTER),
    ]
}

fn uses(chance: &mut Chance, mean: f64) -> Option<u32> {
    let n = chance.poisson(mean).min(USES_MAX);
    (!chance.happens(USE.1)).then_some(n)
}
