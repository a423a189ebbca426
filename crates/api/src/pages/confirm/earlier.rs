//! A return beside the service's own earlier ones: last month's, last year's, and the one that it replaces.

use std::collections::BTreeSet;
use std::sync::Arc;

use hub_ingest::CheckedReturn;
use hub_standard::finding::Finding;
use hub_standard::rule;
use hub_standard::stored::Record;
use hub_store::{Accepted, State};
use hub_ui::view::{Replaces, RunComparison};

use crate::clock::local;
use crate::drafts::Draft;
use crate::pages::{given, words};

/// One of the totals of a return, if it tells it.
type Total = fn(&Accepted) -> Option<u32>;

/// This return beside the service's own earlier ones.
pub(super) fn against(state: &State, draft: &Draft, check: &CheckedReturn) -> Vec<RunComparison> {
    let before = state.current_for(&draft.service, draft.month.prev());
    let year_ago = state.current_for(&draft.service, draft.month.plus(-12));
    if before.is_none() && year_ago.is_none() {
        return Vec::new();
    }
    let lines: [(&str, Option<u32>, Total); 4] = [
        ("New referrals", Some(check.summary.new_referrals), |sent| {
            Some(sent.summary.new_referrals)
        }),
        ("People", Some(check.summary.people), |sent| {
            Some(sent.summary.people)
        }),
        ("Contacts", given::contacts(check), given::contacts_sent),
        ("Closed", given::closed(check), given::closed_sent),
    ];
    let shown = |sent: Option<&Arc<Accepted>>, of: Total| {
        sent.map_or_else(|| "No return".to_owned(), |sent| given::total(of(sent)))
    };
    let line = |(what, this, of): (&str, Option<u32>, Total)| RunComparison {
        what: what.to_owned(),
        this: given::total(this),
        last_month: shown(before, of),
        last_year: shown(year_ago, of),
        words: change(this, before.map(|sent| of(sent))),
    };
    lines.into_iter().map(line).collect()
}

/// How far a number is from last month's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leap {
    /// More than 3 times.
    Up,
    /// Less than a third.
    Down,
}

impl Leap {
    /// Nothing is a multiple of none, so from none there is no leap.
    fn between(before: u32, this: u32) -> Option<Self> {
        let (before, this) = (u64::from(before), u64::from(this));
        match (before, this) {
            (0, _) => None,
            (before, this) if this > before * 3 => Some(Self::Up),
            (before, this) if this * 3 < before => Some(Self::Down),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Up => "more than 3 times last month's",
            Self::Down => "less than a third of last month's",
        }
    }
}

/// What is so different from the service's own return of last month that it needs a reason, in sentences.
pub(super) fn unusual(state: &State, draft: &Draft, check: &CheckedReturn) -> Option<String> {
    let before = state.current_for(&draft.service, draft.month.prev())?;
    let counts = [
        (
            "New referrals",
            before.summary.new_referrals,
            check.summary.new_referrals,
        ),
        ("People", before.summary.people, check.summary.people),
    ];
    let sentences: Vec<String> = counts
        .into_iter()
        .filter_map(|(what, before, this)| {
            let leap = Leap::between(before, this)?;
            Some(format!(
                "{what} are {}: {} in this return, {} in last month's.",
                leap.words(),
                words::thousands(u64::from(this)),
                words::thousands(u64::from(before))
            ))
        })
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// How a number stands to last month's, in plain words.
fn change(this: Option<u32>, before: Option<Option<u32>>) -> String {
    let Some(before) = before else {
        return "No return for last month to compare with".to_owned();
    };
    let Some((this, before)) = this.zip(before) else {
        return "Not given in one of the two, so not compared".to_owned();
    };
    if let Some(leap) = Leap::between(before, this) {
        let text = match leap {
            Leap::Up => "More than 3 times last month: make sure that this is right",
            Leap::Down => "Less than a third of last month: make sure that this is right",
        };
        return text.to_owned();
    }
    let (this, before) = (u64::from(this), u64::from(before));
    let text = match (this, before) {
        (0, 0) => "None in either month",
        (_, 0) => "None last month",
        (this, before) if this * 10 > before * 11 => "More than last month",
        (this, before) if this * 10 < before * 9 => "Fewer than last month",
        _ => "About the same as last month",
    };
    text.to_owned()
}

/// What the return that counts for the month loses.
pub(super) fn replaces(current: &Accepted, draft: &Draft, check: &CheckedReturn) -> Replaces {
    // What the check compared with may have been replaced meanwhile.
    let is_compared = draft.replaces.as_ref() == Some(&current.submission);
    let code = rule::named("replaces_earlier").map(|rule| rule.code.as_str());
    let difference = check
        .findings
        .iter()
        .find(|finding| is_compared && Some(finding.code.as_str()) == code)
        .and_then(|finding| finding.message.split_once(": "))
        .map(|(_, rows)| format!(" {rows}"))
        .unwrap_or_default();
    let totals: [(&str, Option<u32>, Option<u32>); 5] = [
        (
            "Rows that count",
            Some(current.rows_counted),
            Some(check.counts.counted),
        ),
        (
            "New referrals",
            Some(current.summary.new_referrals),
            Some(check.summary.new_referrals),
        ),
        (
            "People",
            Some(current.summary.people),
            Some(check.summary.people),
        ),
        (
            "Contacts",
            given::contacts_sent(current),
            given::contacts(check),
        ),
        ("Closed", given::closed_sent(current), given::closed(check)),
    ];
    let totals = totals.map(|(what, before, now)| (what.to_owned(), before, now));
    let lines = totals.into_iter().chain(sheets(current, check));
    Replaces {
        sentence: format!(
            "This replaces the return sent on {} by {}.{difference}",
            words::date(local(current.at).date()),
            current.by
        ),
        reference: current.submission.to_string(),
        losses: losses(check, is_compared),
        lines: lines
            .map(|(what, before, now)| (what, given::total(before), given::total(now)))
            .collect(),
    }
}

/// What the sender must see before anything else: rows that are taken away, and that nothing is as it was.
fn losses(check: &CheckedReturn, is_compared: bool) -> Vec<String> {
    let of_rule = |finding: &&Finding| {
        let mut names = ["nothing_matches", "sheet_gone"].iter();
        names.any(|name| rule::named(name).is_some_and(|rule| rule.code == finding.code))
    };
    let found = check.findings.iter().filter(|_| is_compared);
    found
        .filter(of_rule)
        .map(|finding| finding.message.clone())
        .collect()
}

/// The other sheets of the two returns: how many rows of each count before and now.
fn sheets(current: &Accepted, check: &CheckedReturn) -> Vec<(String, Option<u32>, Option<u32>)> {
    let before = |record: &Record| {
        let detail = current.details.get(record);
        detail.map_or(0, |detail| detail.rows_counted)
    };
    let now = |record: &Record| {
        let mut details = check.details.iter();
        let detail = details.find(|detail| detail.record == *record);
        detail.map_or(0, |detail| detail.counts.counted)
    };
    let here = check.details.iter().map(|detail| &detail.record);
    let records: BTreeSet<&Record> = current.details.keys().chain(here).collect();
    records
        .into_iter()
        .map(|record| {
            let what = format!("Rows of {}", record.sheet_name());
            (what, Some(before(record)), Some(now(record)))
        })
        .collect()
}
