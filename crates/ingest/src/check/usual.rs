//! A return against what its service usually sends: far more or fewer referrals, and far more values that are not known.
//!
//! Only the service's own returns are looked at, and of them only what it was told when it sent them, so that a finding
//! tells nothing of anybody else.

use std::iter;

use hub_standard::finding::{Finding, Place};
use hub_standard::ids::Month;
use hub_standard::rule;

use super::collect::Findings;
use crate::checked::{CheckedReturn, ItemQuality};
use crate::earlier::MonthSent;
use crate::upload::Upload;

/// So many months show what is usual. Two may both be out of the way.
const MONTHS_MIN: usize = 3;
/// Below so many referrals a month, numbers go up and down by a third without a cause.
const REFERRALS_MIN: f64 = 10.0;
/// Below so many more values that are not known than usual, nobody need look.
const VALUES_MIN: f64 = 10.0;
/// The item of which an answer that says nothing more is one that was not given. Of others it is an answer like the rest.
const NOT_STATED: &str = "ethnic_category";

/// Says what is far from usual for the service.
pub(crate) fn compare(answer: &CheckedReturn, upload: &Upload, findings: &mut Findings) {
    let Some(earlier) = upload.earlier.as_deref() else {
        return;
    };
    // What is the matter with the whole file is the reason for its numbers too.
    if earlier.months.len() < MONTHS_MIN || findings.has_file_level() {
        return;
    }
    // A month in which nothing happened is said already.
    if !is_quiet(findings)
        && let Some(finding) = referrals(answer, upload.month, &earlier.months)
    {
        findings.push(finding);
    }
    for quality in &answer.items {
        if let Some(finding) = not_known(quality, &earlier.months) {
            findings.push(finding);
        }
    }
}

fn is_quiet(findings: &Findings) -> bool {
    rule::named("nothing_in_month").is_some_and(|rule| {
        let mut found = findings.all().iter();
        found.any(|finding| finding.code == rule.code)
    })
}

/// By how much a number that comes about by chance may be away from what is expected.
///
/// Referrals come one by one, and such numbers differ from their mean by its square root, so that two of these are seldom
/// passed: once in two years or so. A service with 20 a month has 11 or 29 in some month, and is not to be asked each time.
/// From 45 a month on, 30% is more than this anyway.
fn chance(expected: f64) -> f64 {
    2.0 * expected.sqrt()
}

/// Far more or far fewer referrals than usual.
fn referrals(answer: &CheckedReturn, month: Month, months: &[MonthSent]) -> Option<Finding> {
    let n_months = u32::try_from(months.len()).ok()?;
    let sent = months.iter().map(|month| f64::from(month.new_referrals));
    let mean = sent.sum::<f64>() / f64::from(n_months);
    let new = answer.summary.new_referrals;
    // Rows that are left out are said by themselves, and put right they may be what is missing.
    let at_most = new.saturating_add(answer.counts.left_out);
    let away = (f64::from(new) - mean).max(mean - f64::from(at_most));
    if mean < REFERRALS_MIN || away * 10.0 < mean * 3.0 || away <= chance(mean) {
        return None;
    }
    let referrals = match new {
        1 => "1 new referral".to_owned(),
        _ => format!("{new} new referrals"),
    };
    let usually = format!("about {mean:.0}");
    let mut finding = Finding::of("count_unusual", Place::file());
    let more_or_fewer = if f64::from(new) > mean {
        "more"
    } else {
        "fewer"
    };
    finding.title = format!("There are far {more_or_fewer} referrals than usual");
    let said = format!(
        "This return has {referrals} in {}. Your service usually has {usually} a month, by its {n_months} returns of the year \
         before. {}",
        month.words(),
        finding.fix
    );
    Some(finding.found(&referrals).expected(usually).said(said))
}

/// Values of an item, as real numbers to compare shares with.
struct Values {
    all: f64,
    /// Codes that say only that the value is not known or not stated.
    codes: f64,
    /// These and blanks.
    unknown: f64,
}

impl Values {
    fn of<'q>(qualities: impl Iterator<Item = &'q ItemQuality>) -> Self {
        let none = Self {
            all: 0.0,
            codes: 0.0,
            unknown: 0.0,
        };
        qualities.fold(none, |sum, quality| {
            let ItemQuality {
                item,
                valid,
                other,
                default,
                invalid,
                missing,
            } = quality;
            let [valid, other, default, invalid, missing] =
                [valid, other, default, invalid, missing].map(|n| f64::from(*n));
            let codes = if item == NOT_STATED {
                default + other
            } else {
                default
            };
            Self {
                all: sum.all + valid + other + default + invalid + missing,
                codes: sum.codes + codes,
                unknown: sum.unknown + codes + missing,
            }
        })
    }
}

/// An item of which far more values than usual are codes for not known, and so many fewer are known: where they were blank
/// before, nothing was lost.
fn not_known(quality: &ItemQuality, months: &[MonthSent]) -> Option<Finding> {
    let before: Vec<&ItemQuality> = months
        .iter()
        .flat_map(|month| &month.items)
        .filter(|other| other.item == quality.item)
        .collect();
    if before.len() < MONTHS_MIN {
        return None;
    }
    let now = Values::of(iter::once(quality));
    let before = Values::of(before.into_iter());
    if before.all < 1.0 {
        return None;
    }
    // So many there would be if nothing had changed.
    let usual = now.all * before.codes / before.all;
    let more = now.codes - usual;
    let lost = now.unknown - now.all * before.unknown / before.all;
    let is_of_many = more * 5.0 >= now.all && lost * 5.0 >= now.all;
    if more < VALUES_MIN || !is_of_many || more <= chance(usual) {
        return None;
    }
    let finding = Finding::of("default_codes_unusual", Place::file());
    let found = format!("{} of {} rows", now.codes, now.all);
    let usually = format!("about {usual:.0} of {}", now.all);
    let said = format!(
        "{found} have a code for not known or not stated in {}. By the service's earlier returns it is usually {usually}. {}",
        quality.item, finding.fix
    );
    Some(finding.found(&found).expected(usually).said(said))
}
