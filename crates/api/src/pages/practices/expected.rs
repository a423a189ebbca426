//! What is expected of a practice, and how far it is from that.
//!
//! Indirect standardisation within a board: the referrals of all its practices whose people are as deprived, for each
//! person registered with them, times the people registered with this one. Practices without a link worker are held against
//! the others and are no part of what is expected: where nobody can be referred to, few are.

use hub_methods::byar::count_limits;
use hub_methods::{Interval, Level};

/// A fifth with fewer practices expects what the whole board does: few would mostly be set against themselves.
const PRACTICES_MIN: usize = 5;
/// Fewest expected referrals that a practice is held against: below them chance alone makes none.
const EXPECTED_MIN: f64 = 20.0;
/// A count of people is hidden below this, after the random adjustment; so are all months together, and referrals that
/// have no month of which people are shown.
const SHOWN_MIN: f64 = 12.0;
/// Quantile of the normal distribution for limits of 95%.
const Z95: f64 = 1.959_963_984_540_054;
/// Variance of a count rounded to 5.
const ROUNDING: f64 = 25.0 / 12.0;

/// What goes in, of one practice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Practice {
    pub(super) registered: f64,
    pub(super) fifth: Option<usize>,
    /// Whether it has a link worker, or no census tells: only such practices make what is expected of all.
    pub(super) is_covered: bool,
    /// As displayed; none where hidden.
    pub(super) referrals: Option<f64>,
}

/// What comes out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Against {
    pub(super) expected: f64,
    /// Referrals for each registered person that the expectation is made with.
    pub(super) rate: f64,
    /// Whether that is the rate of the whole board, for want of practices whose people are as deprived.
    pub(super) is_of_board: bool,
    /// Referrals over expected with 95% limits; none where hidden.
    pub(super) ratio: Option<(f64, Interval)>,
    pub(super) lies: Lies,
}

/// Where a practice lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    Below,
    Within,
    Above,
    Unknown(Why),
}

/// Why nothing is said of a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    NobodyRegistered,
    /// So few are expected that chance alone makes none.
    FewExpected,
    /// Its referrals are hidden, and as many as are expected could be.
    Hidden,
    NoLimits,
}

/// What holds for all practices of a board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Board {
    /// Months that the referrals are of.
    pub(super) months: f64,
    /// Referrals of the whole board in these months, as displayed; none where they are not known.
    pub(super) referrals: Option<f64>,
    /// Variance of the random adjustment of one practice's count.
    pub(super) noise: f64,
}

/// Each practice against the others of its board.
pub(super) fn against(practices: &[Practice], board: Board) -> Vec<Against> {
    let hidden = hidden(practices, board);
    let makes_rate = |practice: &Practice| practice.registered > 0.0 && practice.is_covered;
    let is_any_covered = practices.iter().any(makes_rate);
    let rate_of = |is_in: &dyn Fn(&Practice) -> bool| {
        let inside = practices.iter().filter(|practice| {
            is_in(practice)
                && if is_any_covered {
                    makes_rate(practice)
                } else {
                    practice.registered > 0.0
                }
        });
        let (n, referrals, people) =
            inside.fold((0_usize, 0.0, 0.0), |(n, referrals, people), practice| {
                (
                    n + 1,
                    referrals + practice.referrals.unwrap_or(hidden * practice.registered),
                    people + practice.registered,
                )
            });
        (
            n,
            if people > 0.0 {
                referrals / people
            } else {
                0.0
            },
        )
    };
    let (_, rate_of_all) = rate_of(&|_| true);
    practices
        .iter()
        .map(|practice| {
            let of_fifth = practice
                .fifth
                .map(|fifth| rate_of(&|other| other.fifth == Some(fifth)))
                .filter(|(n, _)| *n >= PRACTICES_MIN);
            let rate = of_fifth.map_or(rate_of_all, |(_, rate)| rate);
            Against {
                rate,
                is_of_board: of_fifth.is_none(),
                ..one(practice, practice.registered * rate, board)
            }
        })
        .collect()
}

/// Referrals for each registered person of practices whose referrals are hidden: what the board's total leaves for them.
fn hidden(practices: &[Practice], board: Board) -> f64 {
    let shown: f64 = practices
        .iter()
        .filter_map(|practice| practice.referrals)
        .sum();
    let of_hidden = practices
        .iter()
        .filter(|practice| practice.referrals.is_none());
    let (n, people) = of_hidden.fold((0.0, 0.0), |(n, people), practice| {
        (n + 1.0, people + practice.registered)
    });
    let left = board.referrals.map_or(0.0, |all| (all - shown).max(0.0));
    // Some of what is left is of people whose practice is not known.
    let most = n * (SHOWN_MIN - 1.0) * board.months;
    if people > 0.0 {
        left.min(most) / people
    } else {
        0.0
    }
}

/// So many referrals a practice can hardly have while they are hidden.
fn hidden_at_most(board: Board) -> f64 {
    let above = |count: f64, variance: f64| Z95.mul_add(variance.sqrt(), count);
    let in_each = (SHOWN_MIN - 1.0) * board.months;
    above(in_each, in_each + board.noise)
}

/// Expected referrals as they are displayed: to 5, like what they are held against.
pub(super) fn to_five(number: f64) -> f64 {
    5.0 * (number / 5.0).round()
}

/// One practice. Whether anything is said of it goes by what is displayed as expected.
fn one(practice: &Practice, expected: f64, board: Board) -> Against {
    let limits = |count: f64| {
        count_limits(count, board.noise + ROUNDING, Level::P95)
            .and_then(|limits| limits.scaled(1.0 / expected))
            .ok()
    };
    let without_ratio = |lies: Lies| Against {
        expected,
        rate: 0.0,
        is_of_board: false,
        ratio: None,
        lies,
    };
    if practice.registered <= 0.0 {
        return without_ratio(Lies::Unknown(Why::NobodyRegistered));
    }
    if to_five(expected) < EXPECTED_MIN {
        return without_ratio(Lies::Unknown(Why::FewExpected));
    }
    let Some(referrals) = practice.referrals else {
        return without_ratio(if hidden_at_most(board) < to_five(expected) {
            Lies::Below
        } else {
            Lies::Unknown(Why::Hidden)
        });
    };
    let Some(limits) = limits(referrals) else {
        return without_ratio(Lies::Unknown(Why::NoLimits));
    };
    Against {
        ratio: Some((referrals / expected, limits)),
        ..without_ratio(if limits.upper < 1.0 {
            Lies::Below
        } else if limits.lower > 1.0 {
            Lies::Above
        } else {
            Lies::Within
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practice(registered: f64, fifth: usize, referrals: Option<f64>) -> Practice {
        Practice {
            registered,
            fifth: Some(fifth),
            is_covered: true,
            referrals,
        }
    }

    fn board(noise: f64) -> Board {
        Board {
            months: 12.0,
            referrals: None,
            noise,
        }
    }

    #[test]
    fn a_practice_is_held_against_others_whose_people_are_as_deprived() {
        let mut practices = vec![practice(10_000.0, 1, Some(300.0)); 6];
        practices.extend(vec![practice(10_000.0, 5, Some(100.0)); 6]);
        let all = against(&practices, board(0.0));
        assert!(all.iter().all(|one| one.lies == Lies::Within));
        assert!((all[0].expected - 300.0).abs() < 1e-9 && (all[6].expected - 100.0).abs() < 1e-9);
        // 100 are as expected of the least deprived, and few of the most deprived.
        practices.push(practice(10_000.0, 1, Some(100.0)));
        let few = against(&practices, board(0.0))[12];
        assert_eq!(few.lies, Lies::Below);
        assert!((few.expected - 1_900.0 / 7.0).abs() < 1e-9);
    }

    #[test]
    fn practices_without_a_link_worker_do_not_make_what_is_expected() {
        let without = |referrals| Practice {
            is_covered: false,
            ..practice(10_000.0, 3, Some(referrals))
        };
        let mut practices = vec![practice(10_000.0, 3, Some(300.0)); 6];
        practices.extend(vec![without(100.0); 6]);
        let all = against(&practices, board(0.0));
        assert!((all[0].expected - 300.0).abs() < 1e-9 && (all[6].expected - 300.0).abs() < 1e-9);
        assert_eq!(all[0].lies, Lies::Within);
        assert_eq!(all[6].lies, Lies::Below);
        // A fifth with few covered practices expects what covered practices of the whole board have.
        let mut practices = vec![practice(10_000.0, 2, Some(200.0)); 6];
        practices.extend(vec![without(100.0); 6]);
        let few = against(&practices, board(0.0))[6];
        assert!(few.is_of_board && (few.expected - 200.0).abs() < 1e-9);
        // Where none has one, all make it.
        let all = against(&[without(100.0); 6], board(0.0));
        assert!((all[0].expected - 100.0).abs() < 1e-9);
    }

    #[test]
    fn few_practices_are_held_against_the_whole_board() {
        let mut practices = vec![practice(10_000.0, 2, Some(200.0)); 4];
        practices.push(practice(10_000.0, 3, Some(50.0)));
        let all = against(&practices, board(0.0));
        assert!((all[4].expected - 170.0).abs() < 1e-9);
        assert_eq!(all[4].lies, Lies::Below);
        assert!(all[4].is_of_board && (all[4].rate - 0.017).abs() < 1e-9);
    }

    #[test]
    fn what_is_hidden_is_below_only_where_even_the_most_it_can_be_is() {
        // Eleven people in each of twelve months are hidden, and make 132.
        let mut practices = vec![practice(10_000.0, 1, Some(300.0)); 20];
        practices.push(practice(10_000.0, 1, None));
        practices.push(practice(6_000.0, 1, None));
        practices.push(practice(100.0, 1, None));
        let all = against(&practices, board(380.0));
        assert_eq!((all[20].lies, all[20].ratio), (Lies::Below, None));
        assert_eq!(all[21].lies, Lies::Unknown(Why::Hidden));
        assert_eq!(all[22].lies, Lies::Unknown(Why::FewExpected));
        // More people of one month are hidden too, where the adjustment took some away.
        let month = Board {
            months: 1.0,
            ..board(32.0)
        };
        let mut practices = vec![practice(10_000.0, 1, Some(40.0)); 20];
        practices.push(practice(10_000.0, 1, None));
        practices.push(practice(6_000.0, 1, None));
        let all = against(&practices, month);
        assert_eq!(all[20].lies, Lies::Below);
        assert_eq!(all[21].lies, Lies::Unknown(Why::Hidden));
    }

    #[test]
    fn practices_that_are_hidden_share_what_the_total_leaves() {
        let mut practices = vec![practice(10_000.0, 1, Some(150.0)); 8];
        practices.extend(vec![practice(5_000.0, 1, None); 4]);
        let expected = |referrals| {
            let board = Board {
                referrals,
                ..board(0.0)
            };
            against(&practices, board)[0].expected
        };
        assert!((expected(Some(1_400.0)) - 140.0).abs() < 1e-9);
        assert!((expected(None) - 120.0).abs() < 1e-9);
        // No more than can be hidden.
        assert!((expected(Some(9_000.0)) - 172.8).abs() < 1e-9);
    }

    #[test]
    fn whether_few_are_expected_goes_by_what_is_displayed() {
        // 18 are displayed as 20, which is enough to tell; 17 are displayed as 15.
        let mut practices = vec![practice(10_000.0, 1, Some(200.0)); 40];
        practices.push(practice(900.0, 1, Some(20.0)));
        practices.push(practice(850.0, 1, Some(15.0)));
        let all = against(&practices, board(0.0));
        assert_eq!(to_five(all[40].expected).to_string(), "20");
        assert_eq!(all[40].lies, Lies::Within);
        assert_eq!(to_five(all[41].expected).to_string(), "15");
        assert_eq!(all[41].lies, Lies::Unknown(Why::FewExpected));
    }

    #[test]
    fn the_random_adjustment_widens_the_limits() {
        let mut practices = vec![practice(10_000.0, 1, Some(100.0)); 20];
        practices.push(practice(10_000.0, 1, Some(75.0)));
        assert_eq!(against(&practices, board(0.0))[20].lies, Lies::Below);
        assert_eq!(against(&practices, board(380.0))[20].lies, Lies::Within);
    }
}
