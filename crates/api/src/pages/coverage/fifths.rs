//! Coverage by deprivation of the practices' people.

use hub_standard::ids::Month;
use hub_ui::view::{Dot, DotChart, Figure, RefLine, Status};

use crate::pages::figures::Scope;
use crate::pages::practices::listed::{Listed, fifth_words};
use crate::pages::words;

/// Fewest practices of a fifth that the finding speaks of: one is all or nothing.
const PRACTICES_MIN: usize = 5;

/// The share of practices that are covered at a census, by fifth. Practices are not people, so that counts are exact.
pub(super) fn by_fifth(
    scope: &Scope,
    listed: &[Listed<'_>],
    census: Option<Month>,
) -> Option<DotChart> {
    let info = scope.release.measure("practices_covered")?;
    let shares: Vec<(usize, usize, usize)> = (1..=5)
        .map(|fifth| {
            let of = listed
                .iter()
                .filter(|practice| practice.fifth == Some(fifth));
            let covered = of.clone().filter(|practice| practice.is_covered).count();
            (fifth, covered, of.count())
        })
        .collect();
    let shown = |(_, _, all): &&(usize, usize, usize)| *all >= PRACTICES_MIN;
    if shares.iter().filter(shown).count() < 2 {
        return None;
    }
    let dots = shares.iter().map(|(fifth, covered, all)| Dot {
        label: fifth_words(Some(*fifth)),
        figure: if *all > 0 {
            let share = share(*covered, *all);
            Figure::shown(
                share,
                format!("{}% ({covered} of {all})", words::decimal(share, 0)),
            )
        } else {
            Figure::without_value(Status::NotApplicable)
        },
        ..Dot::default()
    });
    let covered = listed.iter().filter(|practice| practice.is_covered).count();
    let average = share(covered, listed.len());
    let mut block = scope.block(
        "by-fifth",
        info,
        "all",
        finding(&shares),
        &census.unwrap_or(scope.month).words(),
    );
    // No file has these shares.
    block.downloads.figures.clear();
    Some(DotChart {
        block,
        dots: dots.collect(),
        group_name: "Deprivation of the practice's people".to_owned(),
        average: Some(RefLine {
            value: average,
            label: format!("All practices {}%", words::decimal(average, 0)),
        }),
        as_bars: true,
        ..DotChart::default()
    })
}

/// Covered practices of all, in whole percent.
fn share(covered: usize, all: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    words::as_displayed(100.0 * number(covered) / number(all.max(1)), 0)
}

fn finding(shares: &[(usize, usize, usize)]) -> String {
    let shown: Vec<(usize, f64)> = shares
        .iter()
        .filter(|(_, _, all)| *all >= PRACTICES_MIN)
        .map(|(fifth, covered, all)| (*fifth, share(*covered, *all)))
        .collect();
    let least = shown.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let most = shown.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    match (least, most) {
        (Some((_, low)), Some((_, high))) if low >= high => {
            "Covered alike in every fifth of deprivation".to_owned()
        }
        (Some((fifth, _)), Some(_)) => {
            format!(
                "Least covered: practices of fifth {}",
                fifth_words(Some(*fifth))
            )
        }
        _ => String::new(),
    }
}
