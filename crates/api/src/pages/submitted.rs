//! S10: a return that was submitted.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use hub_standard::ids::{Month, SubmissionId};
use hub_standard::rule;
use hub_standard::stored::Record;
use hub_store::{Accepted, Released, State};
use hub_ui::view::{Link, Submitted, SummaryRow};

use super::Page;
use super::begin;
use super::confirm;
use super::given;
use super::own_figures;
use super::reader::Reader;
use super::service::{returns_href, upload_href};
use super::words;
use crate::clock::local;
use crate::drafts::Found;
use crate::problem::{Kind, Problem, Result};
use crate::v1::returns::submission_id;

/// How a version that no longer counts comes to count again.
const SEND_AGAIN: &str = "A version that no longer counts does not come back by itself. To make it count again, upload its file again: it \
    then takes the place of whatever counts for the month.";
/// So many releases are named on a receipt.
const RELEASES_NAMED_MAX: usize = 6;

/// `GET /s/{service}/returns/{submission}`; with `same`, after the same file came a second time. A month in the place of the
/// submission leads to the ways to send its return.
pub(crate) async fn page(
    reader: Reader,
    Path((code, submission)): Path<(String, String)>,
) -> Result<Response> {
    if let Ok(month) = submission.parse::<Month>() {
        return begin::page(&reader, &code, month).await;
    }
    let page = sent(&reader, &code, &submission).await?;
    Ok(page.into_response())
}

async fn sent(reader: &Reader, code: &str, submission: &str) -> Result<Page> {
    let service = reader.service(code).await?;
    let id = submission_id(submission)?;
    let state = reader.hub.state().await?;
    let accepted = state
        .by_submission
        .get(&id)
        .filter(|accepted| accepted.service == service.code);
    let accepted = accepted.ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let current = state
        .current_for(&service.code, accepted.month)
        .filter(|current| current.submission != id);
    let superseded = match current {
        Some(current) => Some(Link::new(
            format!(
                "It was replaced on {} by {}",
                words::date(local(current.at).date()),
                current.by
            ),
            returns_href(&service.code, &current.submission),
        )),
        None => state
            .withdrawn
            .contains_key(&id)
            .then(|| Link::new("This return was withdrawn", format!("/s/{code}"))),
    };
    // Only the version that counts can be replaced from its own page; the others lead to it.
    let counts = superseded.is_none();
    let can_correct = counts && reader.hub.takes(accepted.month).is_ok();
    let can_withdraw = counts && reader.hub.lets_withdraw(accepted.month).is_ok();
    let timed = reader.hub.timed_accepted(&state, accepted);
    let mut next = match counts {
        true => timed.what_happens_next(),
        false if reader.hub.takes(accepted.month).is_ok() => vec![SEND_AGAIN.to_owned()],
        false => Vec::new(),
    };
    if can_correct {
        next.push(format!(
            "You can send a corrected file for {}. It replaces this one once you submit it.",
            accepted.month.words()
        ));
    }
    if counts && let Err(refused) = reader.hub.lets_withdraw(accepted.month) {
        next.push(refused.detail);
    }
    next.push(
        "Published figures change when whoever runs this hub makes the next release. No day is set for that here."
            .to_owned(),
    );
    next.push(format!(
        "In letters to us, name the reference above. In full it is {}.",
        accepted.submission
    ));
    let releases = releases(&state, &accepted.submission);
    let view = Submitted {
        service: service.name.clone(),
        month: accepted.month.words(),
        reference: accepted.submission.reference(),
        at: words::date_time(local(accepted.at)),
        by: accepted.by.clone(),
        receipt: receipt(&state, accepted)
            .into_iter()
            .chain(releases)
            .chain(while_remembered(reader, accepted))
            .collect(),
        late: timed.lateness().filter(|_| counts),
        next,
        figures_href: Some(own_figures::href(&service.code)),
        withdraw_href: can_withdraw.then(|| {
            format!(
                "{}/withdraw",
                returns_href(&service.code, &accepted.submission)
            )
        }),
        corrected_href: can_correct.then(|| upload_href(&service.code, accepted.month)),
        same: reader.params.text("same").map(|_| same(accepted)),
        home_href: format!("/s/{code}"),
        superseded,
        nil: accepted.nil,
    };
    let frame = reader
        .frame(vec![Link::new("Your returns", format!("/s/{code}"))])
        .await;
    Ok(Page(hub_ui::pages::s10_submitted(&frame, &view)))
}

/// For a sender who sent what is in already.
fn same(accepted: &Accepted) -> String {
    let date = words::date(local(accepted.at).date());
    let reference = accepted.submission.reference();
    if accepted.nil {
        format!(
            "You said on {date} that there is nothing to report (reference {reference}). Nothing changed."
        )
    } else {
        format!("You sent this same file on {date} (reference {reference}). Nothing changed.")
    }
}

/// The releases that took a return into account, as far as they are few enough to name.
fn releases(state: &State, submission: &SubmissionId) -> Option<SummaryRow> {
    let named = releases_named(state, submission)?;
    Some(SummaryRow::new("In the releases", named))
}

/// Their names with their dates; none where no release took it into account.
pub(super) fn releases_named(state: &State, submission: &SubmissionId) -> Option<String> {
    let releases: Vec<&Released> = state.releases_with(submission).collect();
    let named = releases.iter().rev().take(RELEASES_NAMED_MAX);
    let mut words: Vec<String> = named
        .map(|known| {
            let date = words::date(known.release.date());
            format!("{} of {date}", known.release)
        })
        .collect();
    if let Some(more @ 1..) = releases.len().checked_sub(words.len()) {
        words.push(format!("and {more} before"));
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// How many contacts the sheet of referrals tells of. Beside a sheet of contacts it is said which of the two that is: a
/// service may keep rows of some contacts only.
pub(super) fn contacts_row(contacts: Option<u32>, has_sheet: bool) -> SummaryRow {
    let name = match has_sheet {
        true => "Contacts, added up from the sheet Referrals",
        false => "Contacts",
    };
    SummaryRow::new(name, given::total(contacts))
}

/// What became of the rows of another sheet of the return.
pub(super) fn sheet_row(sheet: &str, counted: u32, left_out: u32) -> SummaryRow {
    let count = |n: u32| words::thousands(u64::from(n));
    let verb = if counted == 1 { "counts" } else { "count" };
    let words = match left_out {
        0 => format!("{} that {verb}", count(counted)),
        _ => format!(
            "{} that {verb}, {} left out",
            count(counted),
            count(left_out)
        ),
    };
    SummaryRow::new(format!("Rows of {sheet}"), words)
}

/// What was sent, and nothing that depends on anybody else.
fn receipt(state: &State, accepted: &Accepted) -> Vec<SummaryRow> {
    let count = |n: u32| words::thousands(u64::from(n));
    if accepted.nil {
        return vec![SummaryRow::new("Return", "Nothing to report")];
    }
    let mut rows = vec![
        SummaryRow::new("Rows read", count(accepted.rows_read)),
        SummaryRow::new("Rows that count", count(accepted.rows_counted)),
        SummaryRow::new("Rows left out", count(accepted.rows_left_out)),
        SummaryRow::new(
            "Rows ignored (blank, title, total, example, or closed before the month)",
            count(accepted.rows_ignored),
        ),
        SummaryRow::new("New referrals", count(accepted.summary.new_referrals)),
        SummaryRow::new("People", count(accepted.summary.people)),
        contacts_row(
            given::contacts_sent(accepted),
            accepted.details.contains_key(&Record::Contacts),
        ),
        SummaryRow::new("Closed", given::total(given::closed_sent(accepted))),
    ];
    rows.extend(accepted.why_different.map(|reason| {
        let key = "Why it is so different from the month before";
        SummaryRow::new(key, confirm::reason::words(reason))
    }));
    rows.extend(accepted.details.iter().map(|(record, detail)| {
        sheet_row(
            record.sheet_name(),
            detail.rows_counted,
            detail.rows_left_out,
        )
    }));
    if let Some(replaced) = &accepted.replaces {
        rows.push(SummaryRow::new(
            "Replaced",
            format!("the return with reference {}", replaced.reference()),
        ));
        rows.extend(taken_away(state, accepted, replaced));
    }
    rows
}

/// Rows of sheets that the return before had and this one has not.
fn taken_away(state: &State, accepted: &Accepted, replaced: &SubmissionId) -> Option<SummaryRow> {
    let before = state.by_submission.get(replaced)?;
    let gone = before.details.iter().filter(|(record, detail)| {
        detail.rows_counted > 0 && !accepted.details.contains_key(*record)
    });
    let named: Vec<String> = gone
        .map(|(record, detail)| {
            let n = words::thousands(u64::from(detail.rows_counted));
            format!("{n} of {}", record.sheet_name())
        })
        .collect();
    (!named.is_empty()).then(|| SummaryRow::new("Rows that no longer count", named.join(", ")))
}

/// The name of the file and the cells that were put right on the page: known for as long as the check is, and never stored.
fn while_remembered(reader: &Reader, accepted: &Accepted) -> Vec<SummaryRow> {
    let found = reader
        .hub
        .drafts
        .find(&accepted.submission, &accepted.service);
    let Found::Here(draft) = found else {
        return Vec::new();
    };
    let until = words::time(local(draft.expires));
    let name = draft
        .file_name
        .clone()
        .map(|name| SummaryRow::new(format!("File (shown until {until}, not kept)"), name));
    let code = rule::named("corrected_on_page").map(|rule| rule.code.as_str());
    let corrected = draft.check().and_then(|check| {
        let mut notes = check.findings.iter();
        let note = notes.find(|note| Some(note.code.as_str()) == code)?;
        let key = format!("Put right here (shown until {until}, not kept)");
        Some(SummaryRow::new(key, &note.message))
    });
    name.into_iter().chain(corrected).collect()
}
