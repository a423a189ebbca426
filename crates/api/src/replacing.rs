//! A checked file against the returns that count: the same file again, or another one that takes the place of a return.

use std::collections::HashMap;

use arrow::array::{AsArray, RecordBatch};
use hub_ingest::{CheckedReturn, Outcome};
use hub_standard::finding::{Finding, Place};
use hub_standard::ids::Month;
use hub_standard::stored::Record;
use hub_store::Accepted;

use crate::clock::local;
use crate::pages::words;

/// How the rows of a file differ from those of the return that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Difference {
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
    // It may be the reason for whatever else there is to look at.
    check.findings.insert(
        0,
        Finding::of("same_file_other_month", Place::file()).said(said),
    );
    ask_about_it(check);
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
    say_what_is_gone(check, current);
}

/// Sheets that the return before had and this file has not: their rows go with the return that they came with.
fn say_what_is_gone(check: &mut CheckedReturn, current: &Accepted) {
    let is_here = |record: &Record| check.details.iter().any(|detail| detail.record == *record);
    let gone = current
        .details
        .iter()
        .filter(|(record, _)| !is_here(record));
    let named: Vec<String> = gone
        .map(|(record, detail)| {
            let n = words::thousands(u64::from(detail.rows_counted));
            format!("{n} of {}", record.sheet_name())
        })
        .collect();
    if named.is_empty() {
        return;
    }
    let finding = Finding::of("sheet_gone", Place::file());
    let said = format!(
        "The return that this replaces has rows that this file does not have: {}. They will no longer count. {}",
        named.join(", "),
        finding.fix
    );
    check.findings.push(finding.said(said));
    ask_about_it(check);
}

/// Puts a new warning where it belongs, and makes the return one that has warnings.
fn ask_about_it(check: &mut CheckedReturn) {
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
        added: 0,
        removed: 0,
        changed: 0,
    };
    for (row, key) in keys(now)?.iter().enumerate() {
        match old.remove(key?) {
            None => found.added += 1,
            Some((batch, at)) if is_same(batch, at, now, row) => {}
            Some(_) => found.changed += 1,
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
