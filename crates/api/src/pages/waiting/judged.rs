//! What the head of the page comes to: how the wait lies to England's, and whether it is getting longer.

use hub_ui::view::{Headline, Signal, SpcChart, Word};

use super::super::labels::upper_first;

/// Which figure to quote, beside the sentence that has it.
pub(super) const QUOTE: &str = "This is the figure to quote: it counts everybody who was referred, those still waiting among them.";

/// Both in one sentence; none where there is no wait to judge.
pub(super) fn judged(half: &Headline, trend: Option<&SpcChart>) -> Option<String> {
    half.figure.drawn()?;
    let figures = || {
        let england = half
            .comparison
            .against
            .strip_prefix("England (")?
            .strip_suffix(')')?;
        Some(format!(" ({} days against {england})", half.figure.display))
    };
    let way = match half.comparison.word {
        Word::Worse | Word::Higher => "Longer than in England",
        Word::Better | Word::Lower => "Shorter than in England",
        Word::Similar => "Not clearly longer or shorter than in England",
        Word::NotCompared => return Some(format!("{}.", upper_first(over_time(trend)))),
    };
    Some(format!(
        "{way}{}; {}.",
        figures().unwrap_or_default(),
        over_time(trend)
    ))
}

/// By the waits that ended in each month, since months of the other share their people.
fn over_time(trend: Option<&SpcChart>) -> &'static str {
    match trend.map(|trend| trend.verdict.signal) {
        Some(Signal::None) => "no sign of getting longer or shorter",
        Some(Signal::Rise) => "waits that ended are getting longer, and the change is real",
        Some(Signal::Fall) => "waits that ended are getting shorter, and the change is real",
        Some(Signal::NotEnough) | None => "too few months to say whether it is getting longer",
    }
}

/// Why two shares seen within 28 days have different words; empty where they have the same, or one has none.
pub(super) fn apart(of_those_who_stay: Option<&Headline>, of_all: Option<&Headline>) -> String {
    let word = |headline: Option<&Headline>| {
        headline
            .map(|headline| headline.comparison.word)
            .filter(|word| *word != Word::NotCompared)
    };
    match (word(of_those_who_stay), word(of_all)) {
        (Some(one), Some(other)) if one != other => {
            "Against England the two shares seen within 28 days have different words, and both are right: the one above is of several months \
             and of those who stay, this one of a single month and of everybody referred, so that its interval is wider. Quote the one above \
             for how long people wait."
                .to_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Comparison, Figure, Headline, Signal, SpcChart, Status, Verdict, Word};

    use super::{apart, judged};

    fn half(word: Word) -> Headline {
        Headline {
            figure: Figure::shown(18.0, "18"),
            comparison: Comparison {
                word,
                against: "England (16)".to_owned(),
                reason: None,
            },
            ..Headline::default()
        }
    }

    fn trend(signal: Signal) -> SpcChart {
        SpcChart {
            verdict: Verdict {
                signal,
                ..Verdict::default()
            },
            ..SpcChart::default()
        }
    }

    #[test]
    fn the_head_is_judged_against_england_and_over_time() {
        let still = trend(Signal::None);
        assert_eq!(
            judged(&half(Word::Worse), Some(&still)).unwrap(),
            "Longer than in England (18 days against 16); no sign of getting longer or shorter."
        );
        assert_eq!(
            judged(&half(Word::NotCompared), Some(&still)).unwrap(),
            "No sign of getting longer or shorter."
        );
        let said = judged(&half(Word::Similar), None).unwrap();
        assert!(said.contains("too few months"), "{said}");
        let mut hidden = half(Word::NotCompared);
        hidden.figure = Figure::without_value(Status::Hidden);
        assert_eq!(judged(&hidden, Some(&still)), None);
    }

    #[test]
    fn two_shares_with_different_words_are_told_apart() {
        let (worse, similar) = (half(Word::Worse), half(Word::Similar));
        assert!(apart(Some(&worse), Some(&similar)).contains("both are right"));
        assert_eq!(apart(Some(&worse), Some(&worse)), "");
        assert_eq!(apart(Some(&worse), Some(&half(Word::NotCompared))), "");
        assert_eq!(apart(None, Some(&similar)), "");
    }
}
