//! How complete the newest return is, column by column, as its check found.
//!
//! The shares are of the rows of the sender's own file, which the check told them of and the journal keeps. They are in
//! whole percent, and not told of a handful of rows.

use hub_standard::definition::{Item, ReturnDefinition, Sheet};
use hub_standard::rule;
use hub_store::{Accepted, ItemCount};
use hub_ui::view::{Figure, ItemShare};

use super::months::MonthSent;
use crate::pages::figures::Scope;
use crate::pages::trust;

/// Shares of fewer rows say little, and too much of each.
const ROWS_FEWEST: u32 = 10;
/// From here on a column needs no help.
const GOOD_PERCENT: u32 = 95;
/// So many fixes are told: more would not be done.
const FIXES: usize = 2;

/// What is told of columns.
#[derive(Default)]
pub(super) struct Completeness {
    pub(super) items: Vec<ItemShare>,
    pub(super) caption: String,
    pub(super) note: String,
}

/// The newest return that has rows; where nothing is kept of its columns, the board as a whole.
pub(super) fn completeness(months: &[MonthSent<'_>], scope: Option<&Scope>) -> Completeness {
    let mut newest_first = months.iter().rev().filter_map(|month| month.sent);
    let newest = newest_first.find(|sent| !sent.nil);
    match newest {
        None => Completeness::default(),
        Some(sent) if sent.items.is_empty() => of_board(scope),
        Some(sent) => of_return(sent),
    }
}

fn of_return(sent: &Accepted) -> Completeness {
    let month = sent.month.words();
    let shares = shares(&sent.items);
    if shares.iter().any(|share| share.rows < ROWS_FEWEST) {
        return Completeness {
            note: format!(
                "Your return for {month} has fewer than {ROWS_FEWEST} rows: too few for shares of them."
            ),
            ..Completeness::default()
        };
    }
    Completeness {
        items: listed(shares),
        caption: format!("Share of the rows of your return for {month} with a value that is known"),
        note: "Of the rows of your own file, as the check found them. \u{201c}Not stated\u{201d} counts as known here; in figures of \
            areas it does not."
            .to_owned(),
    }
}

fn of_board(scope: Option<&Scope>) -> Completeness {
    let note = "Nothing is kept of the columns of your newest return.";
    let Some(scope) = scope else {
        return Completeness {
            note: note.to_owned(),
            ..Completeness::default()
        };
    };
    Completeness {
        items: trust::items(scope),
        caption: format!(
            "Share of referrals with a known value, {}, {}",
            scope.place.name,
            scope.month.words()
        ),
        note: format!("{note} These shares are of your board as a whole."),
    }
}

/// How many rows have a known value of a column, or of one of two that stand for each other: then at least and at most, for
/// which rows have which is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Share {
    title: String,
    fix: &'static str,
    rows: u32,
    least: u32,
    most: u32,
}

fn shares(counts: &[ItemCount]) -> Vec<Share> {
    let Some(sheet) = ReturnDefinition::v1().referrals() else {
        return Vec::new();
    };
    columns(sheet)
        .into_iter()
        .filter_map(|items| share(&items, counts))
        .collect()
}

/// The columns of which a blank says that nothing is recorded. Those that stand for each other are together.
fn columns(sheet: &'static Sheet) -> Vec<Vec<&'static Item>> {
    let code = rule::named("not_recorded").map(|rule| rule.code.as_str());
    let is_told = |item: &&Item| item.rules.iter().any(|rule| Some(rule.as_str()) == code);
    let mut columns: Vec<Vec<&'static Item>> = Vec::new();
    for item in sheet.items.iter().filter(is_told) {
        let twins = sheet
            .one_of
            .iter()
            .find(|one_of| one_of.items.contains(&item.id));
        let together = columns.iter_mut().find(|items| {
            twins.is_some_and(|one_of| items.iter().any(|item| one_of.items.contains(&item.id)))
        });
        match together {
            Some(items) => items.push(item),
            None => columns.push(vec![item]),
        }
    }
    columns
}

fn share(items: &[&Item], counts: &[ItemCount]) -> Option<Share> {
    let counts: Vec<&ItemCount> = items
        .iter()
        .filter_map(|item| counts.iter().find(|count| count.item == item.id))
        .collect();
    let rows = rows(counts.first()?);
    let known = || {
        counts
            .iter()
            .map(|count| count.valid.saturating_add(count.other))
    };
    // Areas of residence are told by either; the measure of them is named for both.
    let first = items.first().map(|item| item.id.as_str())?;
    let (title, fix) = trust::words_of(match first {
        "postcode" => "postcode_or_lsoa",
        other => other,
    });
    Some(Share {
        title,
        fix,
        rows,
        least: known().max().unwrap_or_default(),
        most: known().fold(0, u32::saturating_add).min(rows),
    })
}

fn rows(count: &ItemCount) -> u32 {
    [
        count.valid,
        count.other,
        count.default,
        count.invalid,
        count.missing,
    ]
    .into_iter()
    .fold(0, u32::saturating_add)
}

/// Worst first. The first of those that are not good have what would help most.
fn listed(mut shares: Vec<Share>) -> Vec<ItemShare> {
    shares.sort_by_key(|share| percent(share.most, share.rows));
    let mut fixes = FIXES;
    shares
        .into_iter()
        .map(|share| {
            let needs_help = percent(share.most, share.rows) < GOOD_PERCENT;
            let has_fix = needs_help && fixes > 0 && !share.fix.is_empty();
            if has_fix {
                fixes -= 1;
            }
            ItemShare {
                figure: figure(&share),
                fix: if has_fix { share.fix } else { "" }.to_owned(),
                item: share.title,
            }
        })
        .collect()
}

fn figure(share: &Share) -> Figure {
    let (least, most) = (
        percent(share.least, share.rows),
        percent(share.most, share.rows),
    );
    let display = if least == most {
        format!("{least}%")
    } else {
        format!("{least}% to {most}%")
    };
    Figure::shown(f64::from(least), display)
}

/// Whole percent; never 100 while one is missing, never 0 while one is there.
fn percent(part: u32, whole: u32) -> u32 {
    let (part, whole) = (u64::from(part), u64::from(whole.max(1)));
    let rounded = match (part * 200 + whole) / (whole * 2) {
        100.. if part < whole => 99,
        0 if part > 0 => 1,
        other => other,
    };
    u32::try_from(rounded).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use hub_standard::ReturnDefinition;
    use hub_store::ItemCount;

    use super::{columns, listed, percent, shares};

    fn count(item: &str, valid: u32, other: u32, missing: u32) -> ItemCount {
        ItemCount {
            item: item.to_owned(),
            valid,
            other,
            default: 0,
            invalid: 0,
            missing,
        }
    }

    #[test]
    fn columns_that_stand_for_each_other_are_one() {
        let sheet = ReturnDefinition::v1().referrals().unwrap();
        let ids: Vec<Vec<&str>> = columns(sheet)
            .iter()
            .map(|items| items.iter().map(|item| item.id.as_str()).collect())
            .collect();
        assert!(ids.contains(&vec!["date_of_birth", "age"]), "{ids:?}");
        assert!(ids.contains(&vec!["postcode", "lsoa"]), "{ids:?}");
        assert!(ids.contains(&vec!["ethnic_category"]), "{ids:?}");
        // An open referral has no closing date: its absence is nothing to mend.
        assert!(!ids.iter().flatten().any(|id| *id == "closed_date"));
    }

    #[test]
    fn the_worst_two_columns_come_first_with_what_would_help() {
        let items = listed(shares(&[
            count("age", 100, 0, 0),
            count("date_of_birth", 0, 0, 100),
            count("sex", 90, 0, 10),
            count("ethnic_category", 66, 5, 29),
            count("gp_practice", 80, 0, 20),
        ]));
        let told: Vec<(&str, &str, bool)> = items
            .iter()
            .map(|item| {
                let has_fix = !item.fix.is_empty();
                (item.item.as_str(), item.figure.display.as_str(), has_fix)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Ethnic category", "71%", true),
                ("GP practice", "80%", true),
                ("Sex", "90%", false),
                ("Date of birth or age", "100%", false),
            ]
        );
    }

    #[test]
    fn of_two_columns_that_are_both_used_a_range_is_told() {
        let shares = shares(&[count("date_of_birth", 60, 0, 40), count("age", 30, 0, 70)]);
        assert_eq!((shares[0].least, shares[0].most), (60, 90));
        assert_eq!(listed(shares)[0].figure.display, "60% to 90%");
    }

    #[test]
    fn a_share_is_all_or_nothing_only_where_it_is() {
        assert_eq!([percent(999, 1000), percent(1, 1000)], [99, 1]);
        assert_eq!(
            [percent(0, 10), percent(10, 10), percent(0, 0)],
            [0, 100, 0]
        );
    }
}
