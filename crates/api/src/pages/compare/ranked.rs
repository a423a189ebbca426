//! Areas in order, and the main message of the page.

use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{Figure, RankedChart, RankedDot, RefLine, Word};

use super::{Entry, block, joined};
use crate::pages::figures::Scope;

pub(super) fn ranked(
    scope: &Scope,
    info: &MeasureInfo,
    entries: &[&Entry],
    own: Option<&AreaCode>,
    england: Option<&Figure>,
    period: &str,
) -> RankedChart {
    let finding = finding(entries, own, england.is_some());
    let in_rank: Vec<f64> = entries
        .iter()
        .filter(|entry| entry.complete)
        .filter_map(|entry| entry.figure.drawn())
        .collect();
    let rank = |entry: &Entry| {
        let value = entry.figure.drawn().filter(|_| entry.complete)?;
        // Equal displayed values share a rank.
        let above = in_rank.iter().filter(|other| **other > value).count();
        Some(format!("{} of {}", above + 1, in_rank.len()))
    };
    let row = |entry: &Entry| RankedDot {
        name: entry.place.name.clone(),
        short: entry.place.short.clone(),
        href: scope.href(&format!("/areas/{}", entry.place.code)),
        figure: entry.figure.clone(),
        own: own == Some(&entry.place.code),
        rank: rank(entry),
        word: entry.word,
    };
    let shown_england =
        england.and_then(|england| Some((england.drawn()?, england.display.clone())));
    RankedChart {
        block: block(scope, info, "ranked", finding, period),
        rows: entries.iter().map(|entry| row(entry)).collect(),
        reference: shown_england.map(|(value, display)| RefLine {
            value,
            label: format!("England {display}"),
        }),
        hollow_note: "Hollow, after all others: fewer than 80% of returns received, so not ranked."
            .to_owned(),
        notes: joined::without(entries),
    }
}

/// The main message in words, true of the displayed values.
fn finding(entries: &[&Entry], own: Option<&AreaCode>, has_england: bool) -> String {
    let own = own.and_then(|code| entries.iter().find(|entry| entry.place.code == *code));
    if let Some(entry) = own {
        // The short name, as in the drawing: the full one of a board can be a sentence of its own.
        let name = &entry.place.short;
        return match entry.word {
            Word::Higher => format!("{name} is higher than England"),
            Word::Lower => format!("{name} is lower than England"),
            Word::Better => format!("{name} is better than England"),
            Word::Worse => format!("{name} is worse than England"),
            Word::Similar => format!("{name} is similar to England"),
            Word::NotCompared => format!("{name} cannot be compared for this month"),
        };
    }
    let shown = entries
        .iter()
        .filter(|entry| entry.complete && entry.figure.drawn().is_some());
    let differ = shown
        .filter(|entry| !matches!(entry.word, Word::Similar | Word::NotCompared))
        .count();
    match (has_england, differ) {
        (false, _) => "There is no figure for England to compare with".to_owned(),
        (true, 0) => "No area differs clearly from England".to_owned(),
        (true, 1) => "1 area differs clearly from England".to_owned(),
        (true, n) => format!("{n} areas differ clearly from England"),
    }
}
