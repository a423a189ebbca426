//! A checked file against the returns that count: the same file again, or another one that takes the place of a return.

use std::collections::HashMap;

use arrow::array::{AsArray, RecordBatch};
use hub_ingest::{CheckedReturn, Outcome, RowChanges};
use hub_standard::finding::{Finding, Place};
use hub_standard::ids::Month;
use hub_standard::rule;
use hub_standard::stored::Record;
use hub_store::Accepted;

use crate::clock::local;
use crate::pages::words;

/// How the rows of a file differ from those of the return that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Difference {
    /// Referrals that are in both, changed or not.
    matched: usize,
    added: usize,
    removed: usize,
    changed: usize,
}

/// Says that a file is the one that counts already. Then nothing of it is kept.
pub(crate) fn same_file(check: &mut CheckedReturn, current: &Accepted) {
    let said = format!(
        "You sent this same file on {} (reference {}). Nothing more is needed.",
        words::date(local(current.at).date()),
        current.submission.reference()
    );
    check
        .findings
        .insert(0, Finding::of("same_file", Place::file()).said(said));
    check.outcome = Outcome::Unreadable;
    check.rows = None;
    check.details.clear();
    check.fixable.clear();
}

/// Says that a file is the one that counts for another month. In a quiet month that can be right, so it is only asked.
pub(crate) fn same_file_other_month(check: &mut CheckedReturn, other: &Accepted, month: Month) {
    let (of, this) = (other.month.words(), month.words());
    let said = format!(
        "You sent this same file for {of} on {} (reference {}). Select the file for {this}. If {of} has the wrong file, send \
         the right one for {of}. If nothing changed between the two, leave it as it is.",
        words::date(local(other.at).date()),
        other.submission.reference()
    );
    // That it is the same file says more than its dates.
    drop_rule(check, "later_file");
    let answer = (
        other.month.to_string(),
        format!("Send another file for {of} instead"),
    );
    ask_first(
        check,
        Finding::of("same_file_other_month", Place::file())
            .said(said)
            .asking("month", [answer]),
    );
}

/// Says what a file would change of the return that counts: row by row where `before` has the rows of that return, else by
/// how many rows count.
pub(crate) fn replaces(
    check: &mut CheckedReturn,
    current: &Accepted,
    before: Option<&[RecordBatch]>,
) {
    let Some(rows) = &check.rows else { return };
    let difference = before.and_then(|before| difference(before, rows.batch()));
    let n_rows = rows.rows();
    let count = |n: usize| words::thousands(u64::try_from(n).unwrap_or(u64::MAX));
    let changes = match difference {
        Some(found) => {
            let added = if found.added == 1 { "row" } else { "rows" };
            format!(
                "{} {added} added, {} removed, {} changed",
                count(found.added),
                count(found.removed),
                count(found.changed)
            )
        }
        None => format!(
            "{} rows that count instead of {}",
            words::thousands(u64::from(check.counts.counted)),
            words::thousands(u64::from(current.rows_counted))
        ),
    };
    let said = format!(
        "This replaces the return sent on {}: {changes}.",
        words::date(local(current.at).date())
    );
    check
        .findings
        .push(Finding::of("replaces_earlier", Place::file()).said(said));
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    check.replaced = Some(RowChanges {
        matched: difference.map(|found| number(found.matched)),
        added: difference.map_or(0, |found| number(found.added)),
        removed: difference.map_or(0, |found| number(found.removed)),
        gone: say_what_is_gone(check, current),
    });
    if let Some(found) = difference.filter(|found| found.matched == 0 && found.removed > 0) {
        let finding = Finding::of("nothing_matches", Place::file());
        let said = format!(
            "None of the {} referrals in this file match the {} of the earlier return. Is it the right file? {}",
            count(n_rows),
            count(found.removed),
            finding.fix
        );
        ask_first(check, finding.said(said));
    }
}

/// Sheets that the return before had and this file has not: their rows go with the return that they came with. How many rows
/// that is.
fn say_what_is_gone(check: &mut CheckedReturn, current: &Accepted) -> u64 {
    let is_here = |record: &Record| check.details.iter().any(|detail| detail.record == *record);
    let gone: Vec<_> = current
        .details
        .iter()
        .filter(|(record, detail)| !is_here(record) && detail.rows_counted > 0)
        .collect();
    let all: u64 = gone
        .iter()
        .map(|(_, detail)| u64::from(detail.rows_counted))
        .sum();
    let named: Vec<String> = gone
        .iter()
        .map(|(record, detail)| {
            let n = words::thousands(u64::from(detail.rows_counted));
            format!("{n} of {}", record.sheet_name())
        })
        .collect();
    if named.is_empty() {
        return 0;
    }
    let mut finding = Finding::of("sheet_gone", Place::file());
    let rows = match all {
        1 => "1 row".to_owned(),
        n => format!("{} rows", words::thousands(n)),
    };
    finding.title = format!("This takes away {rows} that you sent before");
    let said = format!(
        "{}: {}. This file does not have them, so they will no longer count. {}",
        finding.title,
        named.join(", "),
        finding.fix
    );
    ask_first(check, finding.said(said));
    all
}

fn drop_rule(check: &mut CheckedReturn, name: &str) {
    if let Some(rule) = rule::named(name) {
        check.findings.retain(|finding| finding.code != rule.code);
    }
}

/// Puts a warning before the others, since it may be the reason for whatever else there is to look at, and makes the return
/// one that has warnings.
fn ask_first(check: &mut CheckedReturn, warning: Finding) {
    check.findings.insert(0, warning);
    check.findings.sort_by_key(|finding| finding.severity);
    if check.outcome == Outcome::Ready {
        check.outcome = Outcome::Warnings;
    }
}

/// Rows are the same referral by their keys. None if a batch has no keys.
fn difference(before: &[RecordBatch], now: &RecordBatch) -> Option<Difference> {
    let mut old: HashMap<&[u8], (&RecordBatch, usize)> = HashMap::new();
    for batch in before {
        for (row, key) in keys(batch)?.iter().enumerate() {
            old.insert(key?, (batch, row));
        }
    }
    let mut found = Difference {
        matched: 0,
        added: 0,
        removed: 0,
        changed: 0,
    };
    for (row, key) in keys(now)?.iter().enumerate() {
        match old.remove(key?) {
            None => found.added += 1,
            Some((batch, at)) => {
                found.matched += 1;
                found.changed += usize::from(!is_same(batch, at, now, row));
            }
        }
    }
    found.removed = old.len();
    Some(found)
}

fn keys(batch: &RecordBatch) -> Option<&arrow::array::BinaryArray> {
    batch.column_by_name("referral_key")?.as_binary_opt::<i32>()
}

fn is_same(one: &RecordBatch, at: usize, other: &RecordBatch, row: usize) -> bool {
    one.columns()
        .iter()
        .zip(other.columns())
        .all(|(a, b)| a.slice(at, 1) == b.slice(row, 1))
}
