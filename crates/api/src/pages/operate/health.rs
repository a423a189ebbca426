//! O6: how the hub is, in words.
//!
//! What it says is of the hub as a whole, never of a service or an area, as for monitoring.

mod queues;

use std::sync::Arc;
use std::time::{Duration, Instant};

use hub_release::{Release, ReleaseError};
use hub_standard::calendar;
use hub_store::State;
use hub_ui::view::{Health, HealthItem, Link, Standing};
use jiff::Timestamp;

use self::queues::{broken_checks, drafts, file_checks, questions, room};
use super::super::Page;
use super::super::reader::Reader;
use super::super::words;
use super::{breadcrumbs, memory};
use crate::clock::local;
use crate::hub::Hub;
use crate::problem::Result;

/// Storage that takes longer to answer is slow.
const STORAGE_SLOW: Duration = Duration::from_secs(1);
/// A release is made each month, so that an older one is late.
const RELEASE_DAYS_MAX: i32 = 40;

/// `GET /operate/health`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let hub = &reader.hub;
    let began = Instant::now();
    let state = hub.state().await;
    let took = began.elapsed();
    let release = match &state {
        Ok(_) => hub.releases.latest().await,
        Err(_) => Ok(None),
    };
    if let Err(error) = &release {
        tracing::warn!(%error, "the newest release cannot be read");
    }
    let items = vec![
        storage(&state, took),
        journal(hub, state.as_deref().ok()),
        releases(hub, state.as_deref().ok(), &release),
        measures(&release),
        file_checks(hub),
        broken_checks(hub),
        room(hub),
        drafts(hub),
        questions(hub),
        failures(hub),
    ];
    let view = Health {
        finding: finding(&items),
        at: words::date_time(local(hub.clock.now())),
        items,
        facts: facts(hub).await,
        links: vec![
            Link::new("Ready for requests, for monitoring (/readyz)", "/readyz"),
            Link::new(
                "Counters in the format of Prometheus (/metrics)",
                "/metrics",
            ),
            Link::new("Version and reference data (/version)", "/version"),
            Link::new("Releases, and what each was made from", "/operate/releases"),
        ],
        commands: vec![
            "hub doctor --data data".to_owned(),
            match &release {
                Ok(Some(release)) => format!("hub release verify {} --data data", release.id),
                _ => "hub release list --data data".to_owned(),
            },
        ],
    };
    let frame = match &state {
        Ok(_) => reader.frame(breadcrumbs()).await,
        Err(_) => reader.bare_frame(),
    };
    Ok(Page(hub_ui::pages::o6_health(&frame, &view)))
}

fn item(what: &str, standing: Standing, says: impl Into<String>) -> HealthItem {
    HealthItem {
        what: what.to_owned(),
        standing,
        says: says.into(),
        to_do: String::new(),
    }
}

/// The same, with what to do about it.
fn amiss(what: &str, standing: Standing, says: impl Into<String>, to_do: &str) -> HealthItem {
    HealthItem {
        to_do: to_do.to_owned(),
        ..item(what, standing, says)
    }
}

fn finding(items: &[HealthItem]) -> String {
    let count = |standing: Standing| {
        let of = items.iter().filter(|item| item.standing == standing);
        of.count()
    };
    match (count(Standing::Bad), count(Standing::Look)) {
        (0, 0) => "Everything works.".to_owned(),
        (0, 1) => "Everything works. Look at one thing below.".to_owned(),
        (0, more) => format!("Everything works. Look at {more} things below."),
        (1, _) => "One thing does not work.".to_owned(),
        (more, _) => format!("{more} things do not work."),
    }
}

fn storage(state: &Result<Arc<State>>, took: Duration) -> HealthItem {
    let what = "Storage";
    match state {
        Err(_) => amiss(
            what,
            Standing::Bad,
            "Storage does not answer. What was submitted before is safe, and nothing new is taken.",
            "See whether the disk or the object store can be reached and is not full. The log of the hub has the cause.",
        ),
        Ok(_) if took > STORAGE_SLOW => amiss(
            what,
            Standing::Look,
            format!(
                "Storage answers slowly: it took {:.1} seconds.",
                took.as_secs_f64()
            ),
            "See how busy the disk or the object store is.",
        ),
        Ok(_) => item(
            what,
            Standing::Good,
            match took.as_millis() {
                0 => "Storage answered in less than a millisecond.".to_owned(),
                1 => "Storage answered in 1 millisecond.".to_owned(),
                more => format!("Storage answered in {more} milliseconds."),
            },
        ),
    }
}

fn journal(hub: &Hub, state: Option<&State>) -> HealthItem {
    let what = "Journal";
    let Some(state) = state else {
        return item(what, Standing::Unknown, "It cannot be read.");
    };
    let (Some(seq), Some(at)) = (state.seq, state.at) else {
        return item(what, Standing::Good, "Nothing has been written to it yet.");
    };
    let says = format!(
        "The last entry has the number {} and was written {}, {}.",
        words::thousands(seq),
        on(at),
        ago(hub, at)
    );
    item(what, Standing::Good, says)
}

/// The newest release, or why it cannot be read.
type Newest = Result<Option<Arc<Release>>, ReleaseError>;

fn releases(hub: &Hub, state: Option<&State>, newest: &Newest) -> HealthItem {
    let what = "Releases";
    let release = match newest {
        Ok(Some(release)) => release,
        Ok(None) if state.is_some() => {
            let says = "Nothing has been released yet, so that pages have no figures.";
            return amiss(
                what,
                Standing::Look,
                says,
                "Build a release: hub release build.",
            );
        }
        Ok(None) => return item(what, Standing::Unknown, "They cannot be read."),
        Err(_) => {
            let to_do = "Run hub doctor and hub release verify: the log of the hub has the cause.";
            return amiss(
                what,
                Standing::Bad,
                "The newest release cannot be read.",
                to_do,
            );
        }
    };
    let created = release.manifest.created;
    let since = state
        .map_or(0, State::next_seq)
        .saturating_sub(release.manifest.journal_seq.saturating_add(1));
    let says = format!(
        "The last release is {}, made {}, {}. {}",
        release.id,
        on(created),
        ago(hub, created),
        match since {
            0 => "Nothing was written to the journal after it was begun.".to_owned(),
            1 => "One entry was written to the journal after it was begun.".to_owned(),
            more => format!(
                "{} entries were written to the journal after it was begun.",
                words::thousands(more)
            ),
        }
    );
    if days_since(hub, created) > RELEASE_DAYS_MAX {
        let to_do = "A release is made after each close of a window: build the next one.";
        return amiss(what, Standing::Look, says, to_do);
    }
    item(what, Standing::Good, says)
}

/// Files of measures that could not be used for the newest release.
fn measures(newest: &Newest) -> HealthItem {
    let what = "Measures of the last release";
    let Ok(Some(release)) = newest else {
        return item(what, Standing::Unknown, "There is no release to look at.");
    };
    let left_out = &release.manifest.left_out;
    if left_out.is_empty() {
        let says = format!(
            "All {} files of measures could be used.",
            release.measures().len()
        );
        return item(what, Standing::Good, says);
    }
    let names: Vec<&str> = left_out.iter().map(|left| left.measure.as_str()).collect();
    amiss(
        what,
        Standing::Look,
        format!(
            "Left out, because their files could not be used: {}.",
            names.join(", ")
        ),
        "The list of releases says which file and line. Put the file right, and build a release.",
    )
}

fn failures(hub: &Hub) -> HealthItem {
    let what = "Answers that failed";
    let counts = hub.metrics.counts();
    let all = words::thousands(counts.answered);
    match counts.failed {
        0 => item(
            what,
            Standing::Good,
            format!("None of {all} answers since this process began."),
        ),
        n => amiss(
            what,
            Standing::Look,
            format!(
                "{} of {all} answers since this process began said that the hub could not do what was asked.",
                words::thousands(n)
            ),
            "The log of the hub has the cause of each, with the reference that its reader saw.",
        ),
    }
}

async fn facts(hub: &Hub) -> Vec<(String, String)> {
    let counts = hub.metrics.counts();
    let memory = memory::words().await;
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact("Version", env!("CARGO_PKG_VERSION").to_owned()),
        fact(
            "Running since",
            format!(
                "{}, {}",
                words::date_time(local(hub.started)),
                ago(hub, hub.started)
            ),
        ),
        fact(
            "Memory of the process",
            memory.unwrap_or_else(|| "Not known on this system".to_owned()),
        ),
        fact("Files taken since then", words::thousands(counts.uploads)),
        fact(
            "Files refused because too many were here",
            words::thousands(counts.uploads_refused),
        ),
        fact(
            "Returns submitted since then",
            words::thousands(counts.accepted),
        ),
        fact("Reference data", hub.reference.label().to_owned()),
    ]
}

/// "on 3 November 2026 at 10:00"
fn on(at: Timestamp) -> String {
    format!("on {}", words::date_time(local(at)))
}

/// How long ago something was, by days in England.
fn ago(hub: &Hub, at: Timestamp) -> String {
    match days_since(hub, at) {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

fn days_since(hub: &Hub, at: Timestamp) -> i32 {
    let between = hub.clock.today().since(calendar::day_of(at));
    between.map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_message_counts_what_is_amiss() {
        use Standing::{Bad, Good, Look, Unknown};
        let of = |standings: &[Standing]| {
            let items: Vec<HealthItem> = standings
                .iter()
                .map(|standing| item("something", *standing, "so"))
                .collect();
            finding(&items)
        };
        assert_eq!(of(&[Good, Unknown]), "Everything works.");
        assert_eq!(
            of(&[Good, Look]),
            "Everything works. Look at one thing below."
        );
        assert_eq!(of(&[Look, Bad, Good]), "One thing does not work.");
        assert_eq!(of(&[Bad, Bad]), "2 things do not work.");
    }
}
