//! Which published figures a return goes into, before it is submitted.
//!
//! Told are figures that are published already and what the service itself has sent, and nothing else: no new protected
//! value, and nothing of other services or of people who object. Whoever tries file after file sees the same published
//! figures each time, and the numbers of their own files.

use std::cmp::Ordering;
use std::iter;
use std::sync::Arc;

use hub_ingest::CheckedReturn;
use hub_reference::Reference;
use hub_release::{Geography, MeasureValue, Release, Status as Released, ValueQuery};
use hub_standard::ids::Month;
use hub_store::{Accepted, Service, State};
use hub_ui::view::{Figure, Link, Preview, PreviewRow, Status};

use crate::drafts::Draft;
use crate::pages::reader::Reader;
use crate::pages::{figures, words};
use crate::places::{self, Place};

/// The measure whose numerator is the number of referrals of an area and month.
const MEASURE: &str = "referral_rate";

/// What the page says of published figures, and the release that they are of, if it shows any.
pub(super) struct Published {
    pub(super) preview: Preview,
    pub(super) release: Option<Arc<Release>>,
}

impl Published {
    fn without_figures(note: String) -> Self {
        Self {
            preview: Preview {
                notes: vec![note],
                ..Preview::default()
            },
            release: None,
        }
    }
}

/// New referrals of a service in a month.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// By the return that counts now; none where none does.
    now: Option<u32>,
    /// By the one that is about to be submitted.
    then: u32,
}

impl Part {
    fn difference(self) -> String {
        let now = self.now.unwrap_or_default();
        let by = words::thousands(u64::from(self.then.abs_diff(now)));
        match self.then.cmp(&now) {
            Ordering::Greater => format!("+{by}"),
            Ordering::Less => format!("\u{2212}{by}"),
            Ordering::Equal => "no change".to_owned(),
        }
    }
}

/// The published figures of the month of a draft that it goes into.
pub(super) async fn published(
    reader: &Reader,
    state: &State,
    service: &Service,
    draft: &Draft,
    check: &CheckedReturn,
) -> Published {
    let month = draft.month;
    let newest = match newest(reader, state).await {
        Ok(newest) => newest,
        Err(error) => {
            // Looking at what is published is a help. A return can be submitted without it.
            tracing::warn!(%error, "the newest release could not be read");
            let note = "The published figures cannot be read just now. You can submit your return all the same.";
            return Published::without_figures(note.to_owned());
        }
    };
    let Some(release) = newest.filter(|release| release.months().contains(&month)) else {
        return Published::without_figures(format!(
            "{} is not published yet. Once you submit this return, it goes into the next release.",
            month.words()
        ));
    };
    let current = state.current_for(&service.code, month);
    let part = Part {
        now: current.map(|current| current.summary.new_referrals),
        then: check.summary.new_referrals,
    };
    let rows = areas(reader, service).map(|place| row(&release, &place, month, part));
    let preview = Preview {
        release: release.id.to_string(),
        rows: rows.collect(),
        notes: notes(state, &release, current, check),
    };
    Published {
        preview,
        release: Some(release),
    }
}

/// The newest release that the state names, so that what is said of the two is true of one instant.
async fn newest(reader: &Reader, state: &State) -> hub_release::Result<Option<Arc<Release>>> {
    match state.releases.last() {
        Some(known) => reader.hub.releases.get(&known.release).await.map(Some),
        None => Ok(None),
    }
}

/// The areas of today that the service lies in, from its board up to England.
fn areas(reader: &Reader, service: &Service) -> impl Iterator<Item = Place> {
    let reference: &Reference = &reader.hub.reference;
    let atom = reference.atom(&service.atom);
    let board = atom.map_or(&service.icb, |atom| &atom.now);
    let first = places::place(reference, board.as_str());
    iter::successors(first, move |place| {
        places::place(reference, place.parent.as_ref()?.as_str())
    })
}

fn row(release: &Release, place: &Place, month: Month, part: Part) -> PreviewRow {
    let found = release.values(&ValueQuery {
        measure: MEASURE.to_owned(),
        area: Some(place.code.clone()),
        from: Some(month),
        to: Some(month),
        geography: Geography::AsNow,
        ..ValueQuery::default()
    });
    let count = |n: u32| words::thousands(u64::from(n));
    PreviewRow {
        what: "Referrals received".to_owned(),
        area: Link::new(
            &place.name,
            format!("/areas/{}?month={month}&as_at={}", place.code, release.id),
        ),
        published: found
            .first()
            .map_or_else(figures::none, |value| shown(value)),
        part_now: part.now.map_or_else(|| "none yet".to_owned(), count),
        part_then: count(part.then),
        difference: part.difference(),
    }
}

/// The count behind a rate, as it is displayed, with the mark of a month whose returns may still come.
fn shown(value: &MeasureValue) -> Figure {
    let figure = figures::count(value.numerator, value.status);
    if value.status == Released::Provisional && figure.drawn().is_some() {
        return figure.with_status(Status::Provisional);
    }
    figure
}

/// What there is to know of the figures and of the service's part in them.
fn notes(
    state: &State,
    release: &Release,
    current: Option<&Arc<Accepted>>,
    check: &CheckedReturn,
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(measure) = release.measure(MEASURE) {
        notes.push(format!("What is counted: {}", measure.numerator));
    }
    notes.push(
        "Your part is what your own returns say. A person counts in the area of the practice where they are registered, so \
         that some of your part may count elsewhere. Rates, groups and waits of these areas are made from the same returns."
            .to_owned(),
    );
    let is_later = current.is_some_and(|current| {
        let mut taken = state.releases_with(&current.submission);
        !taken.any(|known| known.release == release.id)
    });
    if is_later {
        notes.push(format!(
            "Your return that counts now came in after release {} was made, so that these figures are without it.",
            release.id
        ));
    }
    notes.push(format!(
        "Published figures are adjusted and rounded, and change at the next release only if enough people are added, taken out \
         or changed: about {}, and never fewer than {}. {}",
        release.manifest.policy.change_usual(),
        release.manifest.policy.change_min,
        what_changes(check)
    ));
    notes
}

/// How much a return changes, which the difference of two totals does not tell: as many may be added as are taken out.
fn what_changes(check: &CheckedReturn) -> String {
    let compared = check.replaced.filter(|rows| rows.matched.is_some());
    match compared {
        Some(rows) => format!(
            "This return adds {} referrals and takes out {}: that is what counts here, and not the difference of the totals above.",
            words::thousands(rows.added),
            words::thousands(rows.removed)
        ),
        None => {
            "That is not the difference of the totals above: as many may be added as are taken out."
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn a_difference_has_a_sign_and_none_is_said_in_words() {
        for (now, then, words) in [
            (Some(1_000), 2_250, "+1,250"),
            (Some(24), 22, "\u{2212}2"),
            (Some(24), 24, "no change"),
            (Some(24), 0, "\u{2212}24"),
            (None, 12, "+12"),
            (None, 0, "no change"),
        ] {
            assert_eq!(Part { now, then }.difference(), words);
        }
    }
}
