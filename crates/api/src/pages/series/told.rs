//! What is said of a measure over time.

use hub_methods::xmr::{Caution, POINTS_FOR_LIMITS, Signal as Rule};
use hub_release::Polarity;
use hub_ui::view::{Signal, SpcPoint, Verdict};

use super::Trend;

/// What is said in place of a verdict where most points are as high as the one before.
pub(crate) const IN_STEPS: &str = "Moves in too few steps to judge a change";

/// What each point of a series is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    Month,
    /// Of a census every few months.
    Census,
}

impl Point {
    /// "month"
    pub(crate) fn one(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Census => "census",
        }
    }

    /// "months"
    pub(crate) fn many(self) -> &'static str {
        match self {
            Self::Month => "months",
            Self::Census => "censuses",
        }
    }

    /// The rules of [`hub_methods::xmr`] in words.
    pub(crate) fn rules(self) -> String {
        let (one, many) = (self.one(), self.many());
        format!(
            "a {one} outside the limits; 7 {many} in a row on one side of the mean; 7 rising or falling in a row; 2 of 3 {many} close \
             to a limit. Unusual jumps do not widen the limits"
        )
    }
}

/// What must be known of the limits; `is_cut`: whether a share would pass its ends by them.
pub(super) fn caveat(
    caution: Option<Caution>,
    points: usize,
    of: Point,
    is_cut: bool,
) -> Option<String> {
    let many = of.many();
    let cut = is_cut.then(|| {
        "A share lies between 0% and 100%, so limits that would pass these are drawn there."
            .to_owned()
    });
    let said = match caution {
        None if points >= POINTS_FOR_LIMITS => None,
        None | Some(Caution::TrialLimits) => Some(format!(
            "Trial limits: fewer than {POINTS_FOR_LIMITS} {many} in a row."
        )),
        Some(Caution::TooLittleVariation) => Some(
            "The value moves in few steps, so limits of chance cannot be worked out and none are drawn."
                .to_owned(),
        ),
        Some(_) => Some(format!(
            "Not enough data: too few {many} in a row to tell a change from chance."
        )),
    };
    let sentences: Vec<String> = said.into_iter().chain(cut).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn rule_words(rule: Rule, of: Point) -> String {
    let many = of.many();
    match rule {
        Rule::AboveLimit => "The latest value is above the upper limit".to_owned(),
        Rule::BelowLimit => "The latest value is below the lower limit".to_owned(),
        Rule::Rising => format!("7 or more {many} rising in a row"),
        Rule::Falling => format!("7 or more {many} falling in a row"),
        Rule::NearUpperLimit => format!("2 of 3 {many} close to the upper limit"),
        Rule::NearLowerLimit => format!("2 of 3 {many} close to the lower limit"),
        Rule::RunAbove => format!("7 or more {many} in a row above the mean"),
        _ => format!("7 or more {many} in a row below the mean"),
    }
}

/// No verdict, with the words that stand in its place.
pub(super) fn unjudged(words: impl Into<String>) -> Verdict {
    Verdict {
        signal: Signal::NotEnough,
        good: None,
        words: words.into(),
        rule: None,
    }
}

pub(super) fn not_enough(of: Point) -> Verdict {
    let many = of.many();
    unjudged(format!(
        "Too few {many} with a figure to say whether it changed"
    ))
}

/// Whether a complete count is higher or lower than when it last was another one; none of a single value.
pub(super) fn of_complete_count(
    points: &[SpcPoint],
    polarity: Polarity,
    of: Point,
) -> Option<Verdict> {
    let mut drawn = points
        .iter()
        .rev()
        .filter_map(|point| Some((point, point.figure.drawn()?)))
        .peekable();
    let (_, latest) = drawn.next()?;
    drawn.peek()?;
    let Some((before, value)) = drawn.find(|(_, value)| *value != latest) else {
        return Some(Verdict {
            signal: Signal::None,
            good: None,
            words: format!("The same in every {} shown", of.one()),
            rule: None,
        });
    };
    let up = latest > value;
    Some(Verdict {
        signal: if up { Signal::Rise } else { Signal::Fall },
        good: match polarity {
            Polarity::HighIsGood => Some(up),
            Polarity::LowIsGood => Some(!up),
            Polarity::NoJudgement => None,
        },
        words: format!(
            "{} from {} in {}",
            if up { "Up" } else { "Down" },
            before.figure.display,
            before.month
        ),
        rule: None,
    })
}

impl Trend {
    /// The value before the latest one, with its month; none where the series does not reach its last month.
    pub(crate) fn before(&self) -> Option<(String, String)> {
        let (_, earlier) = self.points.split_last().filter(|_| self.ends_here)?;
        let point = earlier
            .iter()
            .rfind(|point| point.figure.drawn().is_some())?;
        Some((point.figure.display.clone(), point.month.clone()))
    }
}

pub(super) fn verdict(rule: Option<Rule>, polarity: Polarity, of: Point) -> Verdict {
    let Some(rule) = rule else {
        return Verdict {
            signal: Signal::None,
            good: None,
            words: "No real change: it goes up and down as usual".to_owned(),
            rule: None,
        };
    };
    let up = rule.is_upward();
    let good = match polarity {
        Polarity::HighIsGood => Some(up),
        Polarity::LowIsGood => Some(!up),
        Polarity::NoJudgement => None,
    };
    let words = match (up, good) {
        (true, None) => "Higher, and the change is real",
        (false, None) => "Lower, and the change is real",
        (true, Some(true)) => "Higher and better, and the change is real",
        (true, Some(false)) => "Higher and worse, and the change is real",
        (false, Some(true)) => "Lower and better, and the change is real",
        (false, Some(false)) => "Lower and worse, and the change is real",
    };
    Verdict {
        signal: if up { Signal::Rise } else { Signal::Fall },
        good,
        words: words.to_owned(),
        rule: Some(rule_words(rule, of)),
    }
}

#[cfg(test)]
mod tests {
    use hub_release::Polarity;
    use hub_ui::view::{Figure, Signal, SpcPoint};

    use super::{Point, of_complete_count};

    fn points(values: &[Option<f64>]) -> Vec<SpcPoint> {
        let point = |(n, value): (usize, &Option<f64>)| SpcPoint {
            month: format!("census {n}"),
            figure: value.map_or_else(Figure::default, |value| {
                Figure::shown(value, format!("{value:.0}%"))
            }),
            ..SpcPoint::default()
        };
        values.iter().enumerate().map(point).collect()
    }

    #[test]
    fn a_complete_count_is_told_against_what_it_last_was() {
        let said = |values: &[Option<f64>]| {
            of_complete_count(&points(values), Polarity::HighIsGood, Point::Census)
        };
        let up = said(&[Some(60.0), Some(70.0), Some(80.0), Some(80.0)]).unwrap();
        assert_eq!(up.words, "Up from 70% in census 1");
        assert_eq!(
            (up.signal, up.good, up.rule),
            (Signal::Rise, Some(true), None)
        );
        let down = said(&[Some(90.0), Some(80.0)]).unwrap();
        assert_eq!((down.signal, down.good), (Signal::Fall, Some(false)));
        let same = said(&[Some(80.0), Some(80.0)]).unwrap();
        assert_eq!(same.words, "The same in every census shown");
        assert_eq!(said(&[Some(80.0)]), None);
    }
}
