//! The plainest reading of the design: entries played one after the other.

use std::collections::BTreeMap;

use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_store::{Accepted, Entry, Event, State};

use super::Told;

#[derive(Default)]
pub(super) struct Model {
    current: BTreeMap<(ServiceCode, Month), Accepted>,
    history: BTreeMap<(ServiceCode, Month), Vec<SubmissionId>>,
    /// Each return and the entry that accepted it.
    accepted: BTreeMap<SubmissionId, (u64, Accepted)>,
}

impl Model {
    /// Plays the entries one after the other; refuses what no writer should have written.
    pub(super) fn of(entries: &[Entry]) -> Result<Self, String> {
        let mut model = Self::default();
        for (seq, entry) in (0..).zip(entries) {
            if entry.seq != seq || entry.events.is_empty() {
                return Err(format!("entry {seq} is out of place or empty"));
            }
            for event in &entry.events {
                model.play(seq, event)?;
            }
        }
        Ok(model)
    }

    fn play(&mut self, seq: u64, event: &Event) -> Result<(), String> {
        match event {
            Event::Accepted(offered) => {
                let key = (offered.service.clone(), offered.month);
                if let Some(current) = self.current.get(&key) {
                    if offered.replaces.as_ref() != Some(&current.submission) {
                        return Err(format!(
                            "{} displaced what it did not know",
                            offered.submission
                        ));
                    }
                    if offered.content_tag == current.content_tag {
                        return Err(format!(
                            "{} is the same file as the one before",
                            offered.submission
                        ));
                    }
                }
                if self
                    .accepted
                    .insert(offered.submission.clone(), (seq, offered.as_ref().clone()))
                    .is_some()
                {
                    return Err(format!("{} was accepted twice", offered.submission));
                }
                self.history
                    .entry(key.clone())
                    .or_default()
                    .push(offered.submission.clone());
                self.current.insert(key, offered.as_ref().clone());
            }
            Event::Withdrawn {
                submission,
                service,
                month,
                ..
            } => {
                let gone = self.current.remove(&(service.clone(), *month));
                if gone.is_none_or(|gone| gone.submission != *submission) {
                    return Err(format!("{submission} was withdrawn without counting"));
                }
            }
            other => return Err(format!("nobody wrote {other:?}")),
        }
        Ok(())
    }

    pub(super) fn agrees_with(&self, state: &State) -> Result<(), String> {
        let current = state
            .current
            .iter()
            .map(|(key, accepted)| (key, &**accepted));
        let history = state.history.iter().map(|(key, versions)| {
            (
                key.clone(),
                versions
                    .iter()
                    .map(|version| version.submission.clone())
                    .collect::<Vec<_>>(),
            )
        });
        let same = current.eq(&self.current)
            && history.eq(self.history.clone())
            && state.by_submission.keys().eq(self.accepted.keys());
        if same {
            Ok(())
        } else {
            Err("the state is not what the entries amount to".to_owned())
        }
    }

    pub(super) fn agrees_with_told(&self, told: &Told) -> Result<(), String> {
        let holds = match told {
            Told::Committed { submission, seq } => self
                .accepted
                .get(submission)
                .is_some_and(|(accepted_at, _)| accepted_at == seq),
            Told::SameFile {
                submission,
                content_tag,
            } => self
                .accepted
                .get(submission)
                .is_some_and(|(_, accepted)| accepted.content_tag == *content_tag),
            Told::Superseded { current } => self.accepted.contains_key(current),
            Told::Broken(how) => return Err(how.clone()),
        };
        if holds {
            Ok(())
        } else {
            Err(format!("somebody was told {told:?}, which is not so"))
        }
    }
}
