//! How one board lies among the others, for pages that are about it alone.

use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{FunnelPlace, Word};

use super::{Entry, entries, funnel, joined, newest_month, ranked, similar};
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::places;

/// What the charts of all boards say of one.
#[derive(Debug, Default)]
pub(crate) struct Among {
    /// "3 of 31"; none where it is not ranked.
    pub(crate) rank: Option<String>,
    /// Against the boards most like it, where it lies clear of all of them; or empty.
    pub(crate) similar: String,
    /// Why it differs from England and is yet not unusual among boards; or empty.
    pub(crate) joined: String,
}

/// Of a board by the total of a measure; none where the release has no figure of it in the month.
pub(crate) fn among(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    own: &AreaCode,
) -> Option<Among> {
    let england = AreaCode::england();
    let place = places::place(&reader.hub.reference, england.as_str())?;
    let scope = &scope.with(place, scope.month);
    let month = newest_month(scope, info);
    let figures = scope.values_of(&england, &info.id, "all", month, month);
    let england = figures.first().map(|value| figures::figure(value, info));
    let all = entries(reader, scope, info, england.as_ref(), month);
    let shown: Vec<&Entry> = all.iter().collect();
    let entry = shown
        .iter()
        .copied()
        .find(|entry| entry.place.code == *own)?;
    let period = month.words();
    let ranked = ranked::ranked(scope, info, &shown, Some(own), england.as_ref(), &period);
    let rank = ranked
        .rows
        .into_iter()
        .find(|row| row.own)
        .and_then(|row| row.rank);
    let beside = similar::beside(reader, scope, Some(own), month);
    let peers: Vec<&Entry> = shown
        .iter()
        .copied()
        .filter(|entry| beside.shows(&entry.place.code))
        .collect();
    let similar = if beside.is_some() {
        clear(joined::among_peers(entry, &peers, info.cells.is_empty()))
    } else {
        String::new()
    };
    let place = funnel::funnel(scope, info, &all, &shown, Some(own), &period)
        .ok()
        .and_then(|chart| chart.dots.into_iter().find(|dot| dot.own))
        .map(|dot| dot.place);
    Some(Among {
        rank,
        similar,
        joined: told(&entry.place.short, entry.word, place),
    })
}

/// The sentence, where it says that the board lies clear of the others.
fn clear(sentence: String) -> String {
    let is_clear = [" which lies above ", " which lies below "]
        .iter()
        .any(|words| sentence.contains(words));
    if is_clear { sentence } else { String::new() }
}

/// A difference from England beside a place within the limits of the funnel, in a sentence.
fn told(short: &str, word: Word, place: Option<FunnelPlace>) -> String {
    let way = match word {
        Word::Higher => "higher",
        Word::Lower => "lower",
        Word::Better => "better",
        Word::Worse => "worse",
        Word::Similar | Word::NotCompared => return String::new(),
    };
    match place {
        Some(FunnelPlace::Within) => format!(
            "{short} is {way} than England, and within the limits of the plot that compares boards: both are true. The first holds its own \
             interval against one figure; the second says that among boards, which differ from each other, it is not unusual for its size."
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{FunnelPlace, Word};

    use super::{clear, told};

    #[test]
    fn only_a_board_clear_of_all_others_stands_out() {
        let above = "Essex has 2.29 (95% interval 2.13 to 2.45), which lies above all 5 of them.";
        assert_eq!(clear(above.to_owned()), above);
        let not = "Essex has 2.29, which does not lie clear of all 5 of them.";
        assert_eq!(clear(not.to_owned()), "");
    }

    #[test]
    fn two_words_that_seem_to_disagree_are_joined() {
        let within = Some(FunnelPlace::Within);
        assert!(
            told("Essex", Word::Higher, within).starts_with("Essex is higher than England, and")
        );
        assert_eq!(told("Essex", Word::Similar, within), "");
        assert_eq!(told("Essex", Word::Higher, Some(FunnelPlace::Above95)), "");
        assert_eq!(told("Essex", Word::Higher, None), "");
    }
}
