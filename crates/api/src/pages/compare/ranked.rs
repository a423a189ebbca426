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
            Word::NotCompared => format!("{name} is not compared: {}", reason(entry, has_england)),
        };
    }
    let shown = entries
        .iter()
        .filter(|entry| entry.complete && entry.figure.drawn().is_some());
    let is_any_shown = shown.clone().next().is_some();
    let judged: Vec<Word> = shown
        .map(|entry| entry.word)
        .filter(|word| *word != Word::NotCompared)
        .collect();
    let differ = judged.iter().filter(|word| **word != Word::Similar).count();
    match (has_england, differ) {
        (false, _) => "There is no figure for England to compare with".to_owned(),
        (true, 0) if judged.is_empty() && is_any_shown => {
            "Areas are not compared: the values have no interval".to_owned()
        }
        (true, 0) => "No area differs clearly from England".to_owned(),
        (true, 1) => "1 area differs clearly from England".to_owned(),
        (true, n) => format!("{n} areas differ clearly from England"),
    }
}

/// Why the reader's own area has no word, as the end of a title.
fn reason(entry: &Entry, has_england: bool) -> &'static str {
    if entry.figure.drawn().is_none() {
        "it has no figure"
    } else if !entry.complete {
        "too few returns"
    } else if !has_england {
        "England has no figure"
    } else {
        "the value has no interval"
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status, Word};

    use super::{Entry, finding};
    use crate::places::Place;

    fn entry(word: Word) -> Entry {
        Entry {
            place: Place {
                code: "QOP".parse().unwrap(),
                ons: String::new(),
                name: "NHS Greater Manchester".to_owned(),
                short: "Gtr Manchester".to_owned(),
                area_type: hub_reference::AreaType::Icb,
                parent: None,
                valid_from: None,
                valid_to: None,
                predecessors: Vec::new(),
                successors: Vec::new(),
            },
            figure: Figure::shown(12.0, "12"),
            numerator: None,
            denominator: None,
            complete: true,
            word,
        }
    }

    #[test]
    fn an_area_without_a_word_is_told_why() {
        let told = |entry: &Entry, has_england: bool| {
            finding(&[entry], Some(&entry.place.code), has_england)
        };
        let no_interval = entry(Word::NotCompared);
        assert_eq!(
            told(&no_interval, true),
            "Gtr Manchester is not compared: the value has no interval"
        );
        assert!(told(&no_interval, false).ends_with("England has no figure"));
        let mut late = entry(Word::NotCompared);
        late.complete = false;
        assert!(told(&late, true).ends_with("too few returns"));
        let mut hidden = entry(Word::NotCompared);
        hidden.figure = Figure::without_value(Status::Hidden);
        assert!(told(&hidden, true).ends_with("it has no figure"));
        assert_eq!(
            told(&entry(Word::Higher), true),
            "Gtr Manchester is higher than England"
        );
    }

    #[test]
    fn values_without_intervals_are_not_called_alike() {
        let entries = [entry(Word::NotCompared), entry(Word::NotCompared)];
        let all: Vec<&Entry> = entries.iter().collect();
        assert_eq!(
            finding(&all, None, true),
            "Areas are not compared: the values have no interval"
        );
        assert_eq!(
            finding(&[&entry(Word::Similar)], None, true),
            "No area differs clearly from England"
        );
    }
}
