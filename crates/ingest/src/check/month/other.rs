//! Dates that tell of another month's file, or of a month in which nothing happened.

use std::collections::BTreeMap;

use hub_standard::finding::Finding;
use hub_standard::ids::Month;

use super::Calendar;
use crate::check::place::Places;
use crate::check::slots;
use crate::upload::Upload;

/// So many rows show a pattern.
const ROWS_MIN: u32 = 3;

/// What the dates say when none of them lies in the month of the return: another month's file, or a quiet month.
pub(super) fn nothing_in_month(
    calendar: &mut Calendar,
    months: &BTreeMap<Month, u32>,
    is_active: bool,
    places: &Places<'_>,
    upload: &Upload,
) {
    let all: u32 = months.values().sum();
    let Some((month, most)) = months.iter().max_by_key(|(_, n)| **n) else {
        return;
    };
    if all < ROWS_MIN {
        return;
    }
    let after: u32 = months.range(upload.month.next()..).map(|(_, n)| *n).sum();
    let (named, this) = (month.words(), upload.month.words());
    let is_named = most * 2 > all;
    let are = if is_named {
        format!("{most} of {all} dates of referral and first contact are in {named}")
    } else {
        format!("{after} of {all} dates of referral and first contact are after {this}")
    };
    let place = places.slot(slots::REFERRAL_DATE);
    if after * 2 > all || *most == all && !is_active {
        let advice = if is_named {
            other_file(&named, &this)
        } else {
            format!("Select the file for {this}.")
        };
        let said = format!("{are}, but this return is for {this}. {advice}");
        let mut finding = Finding::of("wrong_month", place).expected(this);
        if is_named {
            finding = finding.found(&named);
        }
        finding.count = if is_named { *most } else { after };
        let named = (month.to_string(), format!("Send it for {named} instead"));
        calendar.other_month = Some(
            finding
                .said(said)
                .asking("month", is_named.then_some(named)),
        );
    } else {
        // Contacts, or referrals of several months that are still open, are what a month without news looks like.
        let are = if is_named {
            format!(" {are}.")
        } else {
            String::new()
        };
        let finding = Finding::of("nothing_in_month", place);
        let said = format!(
            "No referral in this file was received, first seen or closed in {this}.{are} If it was a quiet month, leave \
             it as it is. If this is another month's file, select the file for {this}."
        );
        let named = (
            month.to_string(),
            format!("Send it for {} instead", month.words()),
        );
        calendar.quiet = Some(
            finding
                .said(said)
                .asking("month", is_named.then_some(named)),
        );
    }
}

/// What the dates say when most of them lie in a later month: the next month's file, which has older referrals too.
pub(super) fn later_file(
    months: &BTreeMap<Month, u32>,
    places: &Places<'_>,
    upload: &Upload,
) -> Option<(Month, Finding)> {
    let (later, most) = months.iter().max_by_key(|(_, n)| **n)?;
    let is_later = *later > upload.month && *later <= Month::of(upload.today);
    if !is_later || *most < ROWS_MIN {
        return None;
    }
    let all: u32 = months.values().sum();
    let (named, this) = (later.words(), upload.month.words());
    let said = format!(
        "{most} of {all} dates of referral and first contact are in {named}, but this return is for {this}. {}",
        other_file(&named, &this)
    );
    let mut finding = Finding::of("later_file", places.slot(slots::REFERRAL_DATE))
        .found(&named)
        .expected(this);
    finding.count = *most;
    let answer = (later.to_string(), format!("Send it for {named} instead"));
    Some((*later, finding.said(said).asking("month", [answer])))
}

/// What to do with a file that is for another month. Sending it there could take the place of a good return, so that is
/// said.
pub(crate) fn other_file(named: &str, this: &str) -> String {
    format!(
        "Select the file for {this}. If this file is for {named}, send it for {named} instead: it then replaces any return \
         that you have already sent for that month."
    )
}
