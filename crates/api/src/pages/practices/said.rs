//! What the page says around its tables.

use hub_standard::ids::Month;

use super::expected::{Lies, Why};
use super::{Row, Seen};
use crate::pages::figures::Scope;
use crate::pages::words;

/// One practice in so many is called lower by chance alone, where limits hold 95%.
const LOWER_BY_CHANCE: usize = 40;
/// Fifths of deprivation, and practices of which it is not known.
const FIFTHS: [(Option<usize>, &str); 6] = [
    (Some(1), "the most deprived fifth"),
    (Some(2), "fifth 2"),
    (Some(3), "fifth 3"),
    (Some(4), "fifth 4"),
    (Some(5), "the least deprived fifth"),
    (None, "practices whose deprivation is not known"),
];

/// Why a practice is not compared.
pub(super) fn why(why: Why) -> &'static str {
    match why {
        Why::NobodyRegistered => "nobody is known to be registered",
        Why::FewExpected => "fewer than 20 are expected, too few to tell",
        Why::Hidden => "too few in each month to show, and as many as are expected could be hidden",
        Why::NoLimits => "no limits can be worked out",
    }
}

/// What must be known before a practice is named.
pub(super) fn cautions(seen: &Seen<'_>) -> Vec<String> {
    let mut cautions = Vec::new();
    if seen.gaps.missing() > 0 {
        cautions.push(
            "A practice whose people go to a service that did not send looks as if it referred few. Nothing here says which service a \
             practice uses: ask before you name one."
                .to_owned(),
        );
    }
    let without = seen
        .rows
        .iter()
        .filter(|row| !row.listed.is_covered)
        .count();
    match seen.census {
        Some(census) if !any_covered(seen) => cautions.push(format!(
            "No practice here has a link worker at the census of {}, so what is expected is made of all of them, and is low.",
            census.words()
        )),
        Some(census) if without > 0 => cautions.push(format!(
            "{} no link worker at the census of {}. {} held against practices that have one, so a low number there may say that nobody \
             could be referred to, and not that the practice referred few.",
            match without {
                1 => "1 practice has".to_owned(),
                n => format!("{n} practices have"),
            },
            census.words(),
            if without == 1 { "It is" } else { "They are" },
        )),
        Some(_) => {}
        None => cautions.push(
            "No census says which practices have a link worker, so what is expected is made of all of them. Where some have none it is too \
             low."
                .to_owned(),
        ),
    }
    let judged = seen.rows.iter().filter(|row| is_judged(row)).count();
    cautions.push(format!(
        "By chance alone about 1 practice in {LOWER_BY_CHANCE} is called lower: of the {judged} judged here, {}.",
        by_chance(judged)
    ));
    cautions
}

fn is_judged(row: &Row<'_>) -> bool {
    !matches!(row.against.lies, Lies::Unknown(_))
}

/// How many of so many are called lower by chance alone.
fn by_chance(judged: usize) -> String {
    match (judged / LOWER_BY_CHANCE, judged % LOWER_BY_CHANCE) {
        (0, _) => "perhaps one".to_owned(),
        (n, 0) => format!("about {n}"),
        (n, _) => format!("{n} or {}", n + 1),
    }
}

/// The rates that expectations are made with.
pub(super) fn basis(seen: &Seen<'_>) -> String {
    let rates = FIFTHS.into_iter().filter_map(|(fifth, name)| {
        let row = seen.rows.iter().find(|row| row.listed.fifth == fifth)?;
        let rate = words::decimal(1000.0 * row.against.rate, 1);
        Some(if row.against.is_of_board {
            format!("{rate} in {name} (fewer than five practices, so that of the whole board)")
        } else {
            format!("{rate} in {name}")
        })
    });
    let rates: Vec<String> = rates.collect();
    let of_whom = match seen.census {
        Some(_) if !any_covered(seen) => {
            "practices of this board (none has a link worker)".to_owned()
        }
        Some(census) => format!(
            "practices of this board with a link worker at the census of {}",
            census.words()
        ),
        None => "practices of this board".to_owned(),
    };
    format!(
        "Expected is what {of_whom} and with people as deprived have on average, times the people registered. For each 1,000 \
         registered people, {}, that is {}. Each fifth is held against its own average, so it says nothing of which fifth should have more.",
        seen.stretch.words(),
        rates.join("; ")
    )
}

fn any_covered(seen: &Seen<'_>) -> bool {
    seen.rows.iter().any(|row| row.listed.is_covered)
}

/// How many of those with fewer than expected have no link worker, as a further sentence.
pub(super) fn without_worker(fewer: &[&Row<'_>], census: Option<Month>) -> String {
    let without = fewer.iter().filter(|row| !row.listed.is_covered).count();
    match (census, without, fewer.len()) {
        (None, ..) | (Some(_), 0, _) => String::new(),
        (Some(_), 1, 1) => " It has no link worker.".to_owned(),
        (Some(_), n, all) if n == all => " None of them has a link worker.".to_owned(),
        (Some(_), 1, _) => " 1 of them has no link worker.".to_owned(),
        (Some(_), n, _) => format!(" {n} of them have no link worker."),
    }
}

/// Why fifths here need not go the way that deciles go on the page of who is referred.
pub(super) fn beside_who(seen: &Seen<'_>) -> String {
    format!(
        "Rates of fifths here need not go the way that rates by deprivation go on the page of who is referred. There each person counts where \
         they live, by the Indices of Deprivation 2025; here all people of a practice count in one fifth, by the average of the practice in \
         the Indices of 2019, {}",
        if seen.census.is_some() && any_covered(seen) {
            "of practices with a link worker alone, over more months."
        } else {
            "over more months."
        }
    )
}

/// How the list is made, and what it cannot say.
pub(super) fn method(scope: &Scope, seen: &Seen<'_>) -> Vec<String> {
    let stretch = seen.stretch;
    let of_month = |month: usize| match month {
        1 => "one month".to_owned(),
        n => format!("{n} months"),
    };
    vec![
        format!(
            "Expected: the people registered with the practice, times the referrals for each registered person of practices of {} with a link worker whose people are as deprived (five groups of England's practices by the Indices of Deprivation 2019). Where fewer than five such practices are in a group, of those of the whole board; where no census says which practices have a link worker, or none has one, of all practices. The census is of one month, and the referrals are of all months of the list.",
            scope.place.name
        ),
        "Neither the age nor the sex of a practice's people is allowed for: no list of practices holds them.".to_owned(),
        format!(
            "Referrals are those of the {} that have figures of practices, up to {}: a month has them once it is final, whether or not every return came. They are of people registered with the practice, whoever referred them.",
            of_month(stretch.months),
            stretch.last.words()
        ),
        "Lower and higher are told only where the 95% interval of referrals over expected leaves out 1. It holds chance, the random adjustment and the rounding. One practice in forty is called lower, and one higher, by chance alone.".to_owned(),
        "Referrals of a practice are hidden where no month has 8 people referred, or 12 after the random adjustment. Such practices share what the board's total leaves, and are called lower only where 11 people in each month, with the limits of chance and of the random adjustment, would still be fewer than expected.".to_owned(),
        "Fewer than expected does not say why: people may be referred in ways that no return tells, or the service of the practice may not have sent.".to_owned(),
        "Expected referrals are shown to the nearest 5, and so are referrals; the ratio is worked out before expected ones are rounded.".to_owned(),
        "A question for the figures of practices is asked in your name, and is on record.".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::by_chance;

    #[test]
    fn as_many_are_lower_by_chance_as_one_in_forty() {
        assert_eq!(by_chance(12), "perhaps one");
        assert_eq!(by_chance(56), "1 or 2");
        assert_eq!(by_chance(80), "about 2");
    }
}
