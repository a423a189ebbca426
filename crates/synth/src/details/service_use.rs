//! Draws how often people used health services: those referred, and as many others to compare them with.

use super::SynthServiceUse;
use crate::{
    calibration::detail::{USE, USE_MONTHS},
    chance::{Chance, kind},
    synth::Case,
    truths::{Truths, use_rates},
};

/// Most uses of a kind that the return takes.
const USES_MAX: u32 = 500;

/// Somebody in one of the groups.
struct Group<'a> {
    id: &'a str,
    name: &'static str,
    months: u32,
}

/// The rows of a referral that was closed in the month: before and after, of the person and of one to compare with.
///
/// Both periods are of one length whatever the time since the referral: a synthetic England knows what comes.
pub(super) fn rows(
    chance_of: &dyn Fn(u64) -> Chance,
    case: &Case,
    compared_id: &str,
    truths: &Truths,
) -> Vec<SynthServiceUse> {
    let mut chance = chance_of(kind::SERVICE_USE);
    let is_sent = chance.happens(USE.0) || truths.use_from_all;
    if !is_sent || case.row.closed_date.is_none() || case.contacts.is_empty() {
        return Vec::new();
    }
    let months = truths.use_months.unwrap_or(USE_MONTHS);
    let rates = use_rates(truths);
    let referred = Group {
        id: &case.row.local_referral_id,
        name: "referred",
        months,
    };
    let compared = Group {
        id: compared_id,
        name: "comparison",
        months,
    };
    let before = rates.map(|rate| rate.before);
    let mut other = chance_of(kind::COMPARISON);
    vec![
        row(&mut chance, &referred, "before", before),
        row(
            &mut chance,
            &referred,
            "after",
            rates.map(|rate| rate.after_referred),
        ),
        row(&mut other, &compared, "before", before),
        row(
            &mut other,
            &compared,
            "after",
            rates.map(|rate| rate.after_comparison),
        ),
    ]
}

fn row(
    chance: &mut Chance,
    group: &Group<'_>,
    use_period: &'static str,
    rates: [f64; 4],
) -> SynthServiceUse {
    let months = f64::from(group.months);
    let [gp, emergency, outpatient, inpatient] = rates.map(|rate| uses(chance, rate * months));
    SynthServiceUse {
        local_referral_id: group.id.to_owned(),
        use_group: group.name,
        use_period,
        use_months: group.months,
        gp_contacts: gp,
        ae_attendances: emergency,
        outpatient_appointments: outpatient,
        inpatient_admissions: inpatient,
    }
}

fn uses(chance: &mut Chance, mean: f64) -> Option<u32> {
    let n = chance.poisson(mean).min(USES_MAX);
    (!chance.happens(USE.1)).then_some(n)
}
