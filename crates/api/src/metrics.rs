//! Counters for the operator's monitoring: of the hub as a whole, never of a service or an area.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use hub_standard::calendar;

use crate::hub::Hub;
use crate::problem::Kind;

/// Counts since the process began.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    answered_2xx: AtomicU64,
    answered_3xx: AtomicU64,
    answered_4xx: AtomicU64,
    answered_5xx: AtomicU64,
    uploads: AtomicU64,
    uploads_refused: AtomicU64,
    checks: AtomicU64,
    checks_broken: AtomicU64,
    accepted: AtomicU64,
    storage_silent: AtomicU64,
    storage_full: AtomicU64,
}

/// Some of the counts, as they are at a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    /// All answers.
    pub(crate) answered: u64,
    /// Answers that were a failure of the hub.
    pub(crate) failed: u64,
    pub(crate) uploads: u64,
    pub(crate) uploads_refused: u64,
    /// Checks that ended without a result.
    pub(crate) checks_broken: u64,
    pub(crate) accepted: u64,
}

impl Metrics {
    pub(crate) fn answered(&self, status: StatusCode) {
        let counter = match status.as_u16() {
            200..=299 => &self.answered_2xx,
            300..=399 => &self.answered_3xx,
            400..=499 => &self.answered_4xx,
            _ => &self.answered_5xx,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a problem that was answered, if storage is behind it.
    pub(crate) fn problem(&self, kind: Kind) {
        let counter = match kind {
            Kind::Unavailable => &self.storage_silent,
            Kind::StorageFull => &self.storage_full,
            _ => return,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn upload_taken(&self) {
        self.uploads.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn upload_refused(&self) {
        self.uploads_refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn checked(&self) {
        self.checks.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn check_broken(&self) {
        self.checks_broken.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn accepted(&self) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counts(&self) -> Counts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let failed = of(&self.answered_5xx);
        let others = [&self.answered_2xx, &self.answered_3xx, &self.answered_4xx];
        Counts {
            answered: others.into_iter().map(of).fold(failed, u64::saturating_add),
            failed,
            uploads: of(&self.uploads),
            uploads_refused: of(&self.uploads_refused),
            checks_broken: of(&self.checks_broken),
            accepted: of(&self.accepted),
        }
    }
}

/// The counters in the text format of Prometheus.
pub(crate) fn text(hub: &Hub) -> String {
    let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let metrics = &hub.metrics;
    let mut text = String::new();
    let mut family = |name: &str, kind: &str, help: &str, samples: &[(&str, u64)]| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    family(
        "hub_http_responses_total",
        "counter",
        "Answers by class of status.",
        &[
            ("{class=\"2xx\"}", of(&metrics.answered_2xx)),
            ("{class=\"3xx\"}", of(&metrics.answered_3xx)),
            ("{class=\"4xx\"}", of(&metrics.answered_4xx)),
            ("{class=\"5xx\"}", of(&metrics.answered_5xx)),
        ],
    );
    family(
        "hub_uploads_total",
        "counter",
        "Files taken for a check.",
        &[("", of(&metrics.uploads))],
    );
    family(
        "hub_uploads_refused_total",
        "counter",
        "Files refused because too many were in memory.",
        &[("", of(&metrics.uploads_refused))],
    );
    family(
        "hub_checks_total",
        "counter",
        "Checks finished.",
        &[("", of(&metrics.checks))],
    );
    family(
        "hub_checks_broken_total",
        "counter",
        "Checks that ended without a result, through a fault of the hub.",
        &[("", of(&metrics.checks_broken))],
    );
    family(
        "hub_returns_accepted_total",
        "counter",
        "Returns submitted.",
        &[("", of(&metrics.accepted))],
    );
    let limited = hub.limits.limited();
    family(
        "hub_limited_total",
        "counter",
        "Requests refused because too much was asked for: by a person, from an address, to sign in, or at once through a proxy.",
        &[
            ("{kind=\"person\"}", limited.people),
            ("{kind=\"address\"}", limited.addresses),
            ("{kind=\"sign_in\"}", limited.sign_ins),
            ("{kind=\"at_once\"}", limited.at_once),
        ],
    );
    let drafts = hub.drafts.usage();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    family(
        // Their number only: the room that one return takes would tell how many people are on it.
        "hub_drafts",
        "gauge",
        "Checked returns that wait for their sender.",
        &[("", count(drafts.count))],
    );
    family(
        "hub_storage_failures_total",
        "counter",
        "Answers that storage was full or could not be reached.",
        &[
            ("{kind=\"full\"}", of(&metrics.storage_full)),
            ("{kind=\"unavailable\"}", of(&metrics.storage_silent)),
        ],
    );
    family(
        "hub_questions_waiting",
        "gauge",
        "Questions in SQL that wait for their turn.",
        &[("", count(hub.asking.load().waiting))],
    );
    let newest = newest_release(hub).map(|day| ("", day));
    family(
        "hub_newest_release_day_seconds",
        "gauge",
        "When the day of the newest release began, in seconds since 1970. Not there before the first release.",
        newest.as_slice(),
    );
    let ends = hub.config.standing.end_of_certificate();
    let ends = ends.map(|ends| ("", ends));
    family(
        "hub_tls_not_after_seconds",
        "gauge",
        "When the certificate ends that clients are shown, in seconds since 1970. Not there without one.",
        ends.as_slice(),
    );
    text
}

/// When the day of the newest release began that this process knows of. Its day and not its hour: storage is not asked.
fn newest_release(hub: &Hub) -> Option<u64> {
    let state = hub.store.journal().latest_seen();
    let newest = state.releases.last()?;
    let day = calendar::start_of(newest.release.date());
    u64::try_from(day.as_second()).ok()
}
