//! The funnel plot: which areas differ from the average of all by more than chance and the usual spread between areas.

mod limits;
mod told;

use hub_methods::funnel::Unit;
use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{FunnelChart, FunnelDot, FunnelPlace, RefLine};

use self::limits::{Funnel, Kind};
use super::{Entry, block};
use crate::pages::figures::{self, Scope};
use crate::pages::words;

/// Fewest areas whose spread gives limits.
const AREAS_MIN: usize = 10;

/// Where the value of the measure is not what its counts give.
const NOT_A_RATE: &str = "There is no funnel plot of this measure: it is not a share, nor a plain rate of people, so that the size of an \
    area does not tell how far chance takes it.";

/// The plot of the areas `shown`, between limits that all complete areas make; or why there is none.
pub(super) fn funnel(
    scope: &Scope,
    info: &MeasureInfo,
    all: &[Entry],
    shown: &[&Entry],
    own: Option<&AreaCode>,
    period: &str,
) -> Result<FunnelChart, String> {
    let kind = kind(info)
        .filter(|_| all.iter().all(|entry| follows(entry, info)))
        .ok_or_else(|| NOT_A_RATE.to_owned())?;
    let judged: Vec<Unit> = all
        .iter()
        .filter(|entry| entry.complete)
        .filter_map(unit)
        .collect();
    if judged.len() < AREAS_MIN {
        return Err(told::too_few(judged.len()));
    }
    let rounding = f64::from(scope.release.manifest.policy.round_to).powi(2) / 12.0;
    let noise = if info.cells.is_empty() { 0.0 } else { rounding };
    let funnel = Funnel::of(kind, info.per, &judged, noise).ok_or_else(|| {
        "There is no funnel plot here: its limits cannot be worked out from these figures."
            .to_owned()
    })?;
    let dots: Vec<FunnelDot> = shown
        .iter()
        .filter_map(|entry| dot(scope, &funnel, entry, own))
        .collect();
    let mut block = block(scope, info, "funnel", told::finding(&dots), period);
    block.about = None;
    let average = words::decimal(funnel.average(), info.decimals);
    let (_, suffix) = figures::unit(info);
    Ok(FunnelChart {
        size_name: info.denominator.trim_end_matches('.').to_owned(),
        size_short: told::short(&info.denominator).to_owned(),
        limits: funnel.curve(dots.iter().map(|dot| dot.size)),
        average: RefLine {
            value: words::as_displayed(funnel.average(), info.decimals),
            label: format!("average of areas {average}{suffix}"),
        },
        outliers: told::outliers(&dots),
        notes: told::notes(funnel.has_spread(), shown.len() - dots.len()),
        block,
        dots,
    })
}

/// Whether the values of a measure are shares, or rates of people; none where they are something else.
fn kind(info: &MeasureInfo) -> Option<Kind> {
    if info.unit.starts_with('%') {
        Some(Kind::Share)
    } else if info.per >= 100.0 && !info.cells.is_empty() {
        Some(Kind::Rate)
    } else {
        None
    }
}

/// Whether a value is what its counts give, as far as it is displayed: one that is standardised is not.
fn follows(entry: &Entry, info: &MeasureInfo) -> bool {
    let Some(value) = entry.figure.drawn() else {
        return true;
    };
    let Some(unit) = unit(entry) else {
        return false;
    };
    let step = 10_f64.powi(-i32::from(info.decimals));
    let plain = info.per * unit.numerator / unit.denominator;
    limits::is_end(&entry.figure) || (plain - value).abs() <= step
}

/// The displayed counts behind a displayed value.
fn unit(entry: &Entry) -> Option<Unit> {
    entry.figure.drawn()?;
    Some(Unit {
        numerator: entry.numerator?,
        denominator: entry.denominator.filter(|people| *people > 0.0)?,
    })
}

fn dot(scope: &Scope, funnel: &Funnel, entry: &Entry, own: Option<&AreaCode>) -> Option<FunnelDot> {
    let size = unit(entry)?.denominator;
    let (place, reason) = if entry.complete {
        funnel.judge(&entry.figure, size)
    } else {
        (FunnelPlace::NotJudged, "fewer than 80% of returns received")
    };
    Some(FunnelDot {
        name: entry.place.name.clone(),
        short: entry.place.short.clone(),
        href: scope.href(&format!("/areas/{}", entry.place.code)),
        size,
        size_display: words::decimal(size, 0),
        figure: entry.figure.clone(),
        own: own == Some(&entry.place.code),
        place,
        reason: reason.to_owned(),
    })
}

#[cfg(test)]
mod tests;
