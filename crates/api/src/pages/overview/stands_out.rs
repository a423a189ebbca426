//! What stands out of an area: by rule, from displayed values and their intervals.

use hub_ui::view::{Comparison, MeasureCard, Word};

use crate::pages::brief::card_of;
use crate::pages::compare::{Among, among};
use crate::pages::figures::Scope;
use crate::pages::reader::Reader;
use crate::pages::workload;

/// The measure by which boards are ranked.
const MAIN: &str = "referral_rate";
/// What words of comparison rest on.
const WORDS: &str = "Higher, lower, better and worse than England are said only where the 95% interval leaves England's figure out. A \
    complete count has no interval and is told as it is.";

/// What is said above and below the cards.
pub(super) struct StandsOut {
    pub(super) sentences: Vec<String>,
    pub(super) words: String,
}

/// Of an area with its cards.
pub(super) fn stands_out(reader: &Reader, scope: &Scope, cards: &[&MeasureCard]) -> StandsOut {
    let is_england = scope.place.area_type == hub_reference::AreaType::England;
    if is_england {
        return StandsOut {
            sentences: Vec::new(),
            words: String::new(),
        };
    }
    let is_board = scope.place.area_type == hub_reference::AreaType::Icb;
    let of = |title: &str| cards.iter().copied().find(|card| card.title == title);
    let among = scope
        .release
        .measure(MAIN)
        .filter(|_| is_board)
        .and_then(|info| among(reader, scope, info, &scope.place.code))
        .unwrap_or_default();
    let load = card_of(scope, workload::MEASURE, workload::TITLE);
    let sentences = [
        of("Referrals").and_then(|card| referrals(card, &among)),
        (!among.similar.is_empty()).then(|| {
            format!(
                "Among the boards whose people are most like its own: {}",
                among.similar
            )
        }),
        of("Wait for first contact").and_then(wait),
        load.as_ref().and_then(workload),
        of("Practices covered").and_then(covered),
    ];
    let words = match among.joined.as_str() {
        "" => WORDS.to_owned(),
        joined => format!("{WORDS} {joined}"),
    };
    StandsOut {
        sentences: sentences.into_iter().flatten().collect(),
        words,
    }
}

/// England's figure as a comparison names it.
fn england(comparison: &Comparison) -> Option<&str> {
    comparison
        .against
        .strip_prefix("England (")?
        .strip_suffix(')')
}

fn referrals(card: &MeasureCard, among: &Among) -> Option<String> {
    let way = match card.comparison.word {
        Word::Higher => "higher",
        Word::Lower => "lower",
        _ => return None,
    };
    let rank = match &among.rank {
        Some(rank) => format!("; {rank} boards, where 1 is the highest"),
        None => String::new(),
    };
    Some(format!(
        "Referrals are {way} than in England: {} against {} {}{rank}.",
        card.figure.display,
        england(&card.comparison)?,
        card.unit
    ))
}

fn wait(card: &MeasureCard) -> Option<String> {
    let way = match card.comparison.word {
        Word::Worse | Word::Higher => "longer",
        Word::Better | Word::Lower => "shorter",
        _ => return None,
    };
    Some(format!(
        "The wait is {way} than in England: half had been seen within {} days, against {}.",
        card.figure.display,
        england(&card.comparison)?
    ))
}

fn workload(card: &MeasureCard) -> Option<String> {
    let way = match card.comparison.word {
        Word::Higher | Word::Worse => "more",
        Word::Lower | Word::Better => "fewer",
        _ => return None,
    };
    Some(format!(
        "A full-time link worker gets {way} new referrals than in England: {} a year, against {}.",
        card.figure.display,
        england(&card.comparison)?
    ))
}

fn covered(card: &MeasureCard) -> Option<String> {
    let way = match card.comparison.word {
        Word::Worse | Word::Lower => "Fewer",
        Word::Better | Word::Higher => "More",
        _ => return None,
    };
    Some(format!(
        "{way} practices have a link worker than in England: {}, against {}.",
        card.figure.display,
        england(&card.comparison)?
    ))
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Comparison, Figure, MeasureCard, Word};

    use super::{Among, covered, referrals, wait, workload};

    fn card(display: &str, word: Word, england: &str) -> MeasureCard {
        MeasureCard {
            unit: "referrals per 1,000 registered people in the month".to_owned(),
            figure: Figure::shown(1.0, display),
            comparison: Comparison {
                word,
                against: format!("England ({england})"),
                reason: None,
            },
            ..MeasureCard::default()
        }
    }

    #[test]
    fn what_differs_from_england_stands_out_with_both_figures() {
        let among = Among {
            rank: Some("3 of 31".to_owned()),
            ..Among::default()
        };
        assert_eq!(
            referrals(&card("2.29", Word::Higher, "1.58"), &among).unwrap(),
            "Referrals are higher than in England: 2.29 against 1.58 referrals per 1,000 registered people in the month; 3 of 31 boards, where \
             1 is the highest."
        );
        assert_eq!(
            wait(&card("18", Word::Worse, "16")).unwrap(),
            "The wait is longer than in England: half had been seen within 18 days, against 16."
        );
        assert_eq!(
            workload(&card("459", Word::Higher, "285")).unwrap(),
            "A full-time link worker gets more new referrals than in England: 459 a year, against 285."
        );
        assert_eq!(
            covered(&card("80%", Word::Worse, "89%")).unwrap(),
            "Fewer practices have a link worker than in England: 80%, against 89%."
        );
    }

    #[test]
    fn what_is_similar_or_not_compared_does_not_stand_out() {
        for word in [Word::Similar, Word::NotCompared] {
            let card = card("2.29", word, "1.58");
            assert_eq!(referrals(&card, &Among::default()), None);
            assert_eq!(wait(&card), None);
            assert_eq!(workload(&card), None);
            assert_eq!(covered(&card), None);
        }
    }
}
