//! What files would change, as the page tells it.

use hub_engine::CheckOutcome;
use hub_reference::{Altered, ChangeCounts, ChangeExample, ChangeKind, PartDifference, Reference};
use hub_store::State;
use hub_ui::view::{
    EmptyNote, FormError, Link, ReferenceApply, ReferenceAreaChange, ReferenceClaim,
    ReferenceExample, ReferencePartChange, ReferencePreview,
};

use super::reading::Looked;
use super::sent::Sent;
use super::told::{self, several};
use super::{HREF, count, listed, mark, used};
use crate::body;
use crate::hub::Hub;

/// What is told of files.
pub(super) struct Told<'a> {
    pub(super) hub: &'a Hub,
    pub(super) state: &'a State,
    /// What is in use.
    pub(super) in_use: &'a Reference,
    pub(super) sent: &'a Sent,
    /// Letters and digits that name what was sent.
    pub(super) sha256: &'a str,
    pub(super) looked: &'a Looked,
    /// What became of the claims.
    pub(super) claims: &'a [CheckOutcome],
    /// What is wrong with the form.
    pub(super) errors: Vec<FormError>,
}

impl Told<'_> {
    pub(super) fn view(self) -> ReferencePreview {
        let closed = self.closed();
        let difference = &self.looked.difference;
        let rows: usize = difference
            .parts
            .iter()
            .map(|part| part.counts.total())
            .sum();
        ReferencePreview {
            finding: match rows {
                0 => "These files hold what is in use already.".to_owned(),
                rows => format!(
                    "These files differ from what is in use in {}.",
                    several(rows, "row", "rows")
                ),
            },
            facts: self.facts(),
            effects: told::effects(difference, self.in_use, &self.looked.reference, self.state),
            parts: difference.parts.iter().map(part).collect(),
            claims: self.claims.iter().map(claim).collect(),
            notes: self.looked.reference.notes().to_vec(),
            not_used: self.looked.not_used.clone(),
            apply: closed.is_none().then(|| self.apply()),
            closed,
            errors: self.errors,
            back: Link::new("Back to what is in use", HREF),
        }
    }

    /// Why the files cannot be put into use; none: they can.
    fn closed(&self) -> Option<EmptyNote> {
        let note = |title: &str, text: String| EmptyNote {
            title: title.to_owned(),
            text,
            link: None,
        };
        let is_same = self
            .state
            .reference
            .as_ref()
            .is_some_and(|used| used.is_of(&self.looked.tables));
        if is_same {
            return Some(note(
                "There is nothing to put into use",
                "The edition in use was made of the same rows.".to_owned(),
            ));
        }
        listed::closed(self.hub, self.state).or_else(|| {
            told::in_the_way(&self.looked.difference, self.state)
                .map(|words| note("These files cannot be put into use", words))
        })
    }

    fn facts(&self) -> Vec<(String, String)> {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        vec![
            fact("File", &self.sent.name),
            fact("Its SHA-256", self.sha256),
            fact("What it holds", self.looked.reference.label()),
            fact("Held against", self.in_use.label()),
        ]
    }

    fn apply(&self) -> ReferenceApply {
        let in_use = used(self.state);
        ReferenceApply {
            in_use: in_use.to_owned(),
            previewed: mark(self.hub, self.sha256, in_use),
            file_name: self.sent.name.clone(),
            max_size: body::size_words(self.hub.config.upload_bytes_max),
            effects: told::applying(),
        }
    }
}

fn part(part: &PartDifference) -> ReferencePartChange {
    ReferencePartChange {
        name: part.part.words().to_owned(),
        before: listed::small(part.before),
        after: listed::small(part.after),
        all: change("All", part.counts),
        by_area: part
            .by_area
            .iter()
            .map(|(area, counts)| change(area, *counts))
            .collect(),
        examples: part.examples.iter().map(example).collect(),
    }
}

fn change(area: &str, counts: ChangeCounts) -> ReferenceAreaChange {
    ReferenceAreaChange {
        area: area.to_owned(),
        added: listed::small(counts.added),
        ended: listed::small(counts.ended),
        changed: listed::small(counts.changed),
    }
}

fn example(example: &ChangeExample) -> ReferenceExample {
    ReferenceExample {
        code: example.code.clone(),
        name: example.name.clone(),
        area: example.area.clone(),
        what: match example.kind {
            ChangeKind::Added => vec!["New".to_owned()],
            ChangeKind::Ended => vec!["Ends".to_owned()],
            ChangeKind::Changed => example.altered.iter().map(altered).collect(),
        },
    }
}

fn altered(altered: &Altered) -> String {
    let mut letters = altered.what.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let what: String = first.into_iter().chain(letters).collect();
    format!("{what}: {} instead of {}", altered.to, altered.from)
}

fn claim(outcome: &CheckOutcome) -> ReferenceClaim {
    let (holds, says) = if outcome.holds() {
        (Some(true), "No row contradicts it.".to_owned())
    } else if outcome.absent.is_empty() {
        let rows = count(outcome.rows);
        (Some(false), format!("Rows that contradict it: {rows}."))
    } else {
        let absent = outcome.absent.join(", ");
        (None, format!("The files make no table for it: {absent}."))
    };
    ReferenceClaim {
        claim: outcome.claim.clone(),
        holds,
        says,
    }
}
