//! The month that still comes in, for those who may watch it.

use hub_standard::ids::Month;
use hub_ui::view::{Figure, SoFar, Status};

use super::figures::Scope;
use super::reader::Reader;
use super::words;
use crate::clock::local;
use crate::live::{Headline, may_watch};
use crate::problem::Result;

/// What the last month amounts to at this moment; nothing for who may not watch the area, or looks at an old release or at
/// another month than the newest.
pub(crate) async fn of(reader: &Reader, scope: &Scope) -> Result<Option<SoFar>> {
    let is_newest = scope.release.months().last() == Some(&scope.month);
    let is_pinned = reader.params.text("as_at").is_some();
    if !is_newest || is_pinned || !may_watch(&reader.reads_as(), &scope.place) {
        return Ok(None);
    }
    let now = reader.hub.clock.now();
    let month = Month::of(local(now).date()).prev();
    let state = reader.hub.state().await?;
    let area = Some(&scope.place.code);
    let headlines = reader
        .hub
        .headlines(&state, reader.principal(), month, area);
    let own = headlines.into_iter().find(|own| own.received > 0);
    Ok(own.map(|headline| SoFar {
        month: month.words(),
        at: words::time(local(now)),
        returns: returns(&headline),
        referrals: figure(headline.figure.referrals),
        people: figure(headline.figure.people),
    }))
}

fn returns(headline: &Headline) -> String {
    let number = |n: u32| words::thousands(u64::from(n));
    let have = if headline.received == 1 {
        "has"
    } else {
        "have"
    };
    let sent = format!(
        "{} of {} services {have} sent their return.",
        number(headline.received),
        number(headline.expected)
    );
    match headline.received - headline.counted.min(headline.received) {
        0 => sent,
        n => format!(
            "{sent} {} of them came before the hub counted as returns come in, and are not in these numbers.",
            number(n)
        ),
    }
}

/// A live total as a figure.
pub(super) fn figure(shown: Option<i64>) -> Figure {
    // Displayed counts are far below 2^31.
    match shown.and_then(|value| u32::try_from(value).ok()) {
        Some(value) => Figure::shown(f64::from(value), words::thousands(u64::from(value)))
            .with_status(Status::Rounded),
        None => Figure::without_value(Status::Hidden),
    }
}
