//! The pack as a workbook: a sheet for each table.

use hub_standard::ids::Month;
use hub_ui::view::{Figure, GroupRow, HeatTable, OutcomesYear, ReturnMark, Trust};

use super::cards::{self, Told};
use super::entries::{compared, limits, number, standing};
use super::notes;
use super::sections::{self, Section};
use crate::format::{Book, Entry, Grid, Head, Sheet};
use crate::pages::brief::{self, is_monthly};
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::pages::series::{MONTHS_SHOWN, Trend};
use crate::pages::{trust, who};
use crate::problem::Result;

/// Widths of columns, in characters.
const WIDE: u16 = 44;
const MIDDLE: u16 = 26;
const NARROW: u16 = 14;

/// What a workbook holds beside figures that anybody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Services {
    /// It can be passed on.
    LeftOut,
    /// Services by name, for those who may see them.
    Named,
}

/// The workbook of the chosen sections, with what this reader may see.
pub(super) async fn book(
    reader: &Reader,
    scope: &Scope,
    chosen: &[Section],
    services: Services,
) -> Result<Book> {
    let has = |section: Section| chosen.contains(&section);
    let trust = if has(Section::Trust) {
        Some(trust::view_for(reader, scope).await?)
    } else {
        None
    };
    let mut told = cards::told(scope, chosen);
    let year = has(Section::Outcomes).then(|| cards::year(scope)).flatten();
    let mut tables = Vec::new();
    tables.extend(main_measures(scope, &told, year.as_ref()));
    tables.extend(year.as_ref().map(notes::said));
    if has(Section::Time) {
        if told.is_empty() {
            told = cards::told(scope, &[Section::Overview]);
        }
        tables.extend(over_time(scope, &told));
    }
    for (section, by, name) in [
        (Section::Deprivation, "imd_decile", "By deprivation"),
        (Section::Ethnicity, "ethnic_group", "By ethnicity"),
    ] {
        if has(section) {
            tables.extend(groups(reader, scope, by, name));
        }
    }
    if has(Section::Compare) {
        tables.extend(boards(reader, scope));
    }
    if let Some(trust) = &trust {
        tables.push(items(scope, trust));
        if services == Services::Named {
            tables.push(returns(&trust.heat));
        }
    }
    tables.push(notes::measures(scope, chosen));
    // A table without rows has nothing to say.
    tables.retain(|sheet| {
        let grid = sheet.grid.as_ref();
        grid.is_some_and(|grid| !grid.rows.is_empty())
    });
    let mut sheets = notes::front(reader, scope, chosen, &tables);
    sheets.append(&mut tables);
    Ok(Book {
        name: match services {
            Services::LeftOut => format!("pack-{}-{}", scope.place.code, scope.month),
            Services::Named => format!("services-{}-{}", scope.place.code, scope.month),
        },
        title: notes::title(scope),
        made_on: scope.release.id.date(),
        sheets,
    })
}

/// The same measures as on the cards of the page.
fn main_measures(scope: &Scope, told: &[Told<'_>], year: Option<&OutcomesYear>) -> Option<Sheet> {
    let row = |one: &Told<'_>| {
        let figure = &one.card.figure;
        let [lower, upper] = limits(figure);
        vec![
            Entry::text(&one.card.title),
            Entry::text(&one.info.id),
            Entry::text(&one.card.period),
            number(figure),
            lower,
            upper,
            Entry::text(unit(one)),
            Entry::text(compared(one.card.comparison.word)),
            Entry::text(match &one.card.verdict {
                Some(verdict) => verdict.words.as_str(),
                None => "[z]",
            }),
            Entry::text(standing(figure, is_of_people(one))),
        ]
    };
    let of_year = year
        .iter()
        .flat_map(|year| &year.headlines)
        .map(|headline| {
            let [lower, upper] = limits(&headline.figure);
            vec![
                Entry::text(format!(
                    "Life satisfaction: {}",
                    headline.title.to_lowercase()
                )),
                Entry::text(sections::OF_TWELVE_MONTHS),
                Entry::text(&headline.period),
                number(&headline.figure),
                lower,
                upper,
                Entry::text(if headline.figure.display.ends_with('%') {
                    format!("percentage {}", headline.unit)
                } else {
                    headline.unit.clone()
                }),
                Entry::text(compared(headline.comparison.word)),
                Entry::text("[z]"),
                Entry::text(standing(&headline.figure, true)),
            ]
        });
    // Outcomes are told of twelve months where there are such figures, and of one month nowhere beside them.
    let of_month = told
        .iter()
        .filter(|one| year.is_none() || !cards::is_of_outcomes(one));
    let rows: Vec<Vec<Entry>> = of_month.map(row).chain(of_year).collect();
    (!rows.is_empty()).then(|| Sheet {
        name: "Overview".to_owned(),
        title: format!("Overview of {}, {}", scope.place.name, scope.month.words()),
        lines: vec![notes::POINTER.to_owned()],
        grid: Some(Grid {
            heads: vec![
                Head::new("Measure", MIDDLE),
                Head::new("Identifier of the measure", MIDDLE),
                Head::new("Period", NARROW),
                Head::new("Value", NARROW),
                Head::new("Lower 95% limit", NARROW),
                Head::new("Upper 95% limit", NARROW),
                Head::new("Unit", WIDE),
                Head::new("Against England", NARROW),
                Head::new("Change over time", MIDDLE),
                Head::new("Status", MIDDLE),
            ],
            rows,
        }),
    })
}

/// Month by month, those without a return in their place.
fn over_time(scope: &Scope, told: &[Told<'_>]) -> Option<Sheet> {
    let mut first: Option<Month> = None;
    let rows = told.iter().flat_map(|one| {
        let until = scope.with(scope.place.clone(), one.to);
        let values = brief::series(&until, &scope.place.code, one.brief, MONTHS_SHOWN);
        let begins = values.iter().map(|value| value.month).min();
        first = first.into_iter().chain(begins).min();
        if values.is_empty() {
            return Vec::new();
        }
        let trend = Trend::of(&values, one.info, one.to, is_monthly(&values));
        let row = |month: &str, figure: &Figure| {
            let [lower, upper] = limits(figure);
            vec![
                Entry::text(&one.card.title),
                Entry::text(&one.info.id),
                Entry::text(month),
                number(figure),
                lower,
                upper,
                Entry::text(unit(one)),
                Entry::text(standing(figure, is_of_people(one))),
            ]
        };
        let points = trend.points.iter();
        points
            .map(|point| row(&point.month, &point.figure))
            .collect::<Vec<Vec<Entry>>>()
    });
    let rows: Vec<Vec<Entry>> = rows.collect();
    (!rows.is_empty()).then(|| Sheet {
        name: "Over time".to_owned(),
        title: format!(
            "Measures over time, {}, {} to {}",
            scope.place.name,
            first.unwrap_or(scope.month).words(),
            scope.month.words()
        ),
        lines: vec![
            notes::POINTER.to_owned(),
            "Measures of the quarterly workforce census have the months of the census alone."
                .to_owned(),
        ],
        grid: Some(Grid {
            heads: vec![
                Head::new("Measure", MIDDLE),
                Head::new("Identifier of the measure", MIDDLE),
                Head::new("Month", MIDDLE),
                Head::new("Value", NARROW),
                Head::new("Lower 95% limit", NARROW),
                Head::new("Upper 95% limit", NARROW),
                Head::new("Unit", WIDE),
                Head::new("Status", MIDDLE),
            ],
            rows,
        }),
    })
}

fn groups(reader: &Reader, scope: &Scope, by: &str, name: &str) -> Option<Sheet> {
    let view = who::view_by(reader, scope, by)?;
    let row = |group: &GroupRow| {
        let ([lower, upper], [least, most]) = (limits(&group.rate), limits(&group.ratio));
        vec![
            Entry::text(&group.label),
            number(&group.referrals),
            number(&group.people),
            number(&group.rate),
            lower,
            upper,
            number(&group.ratio),
            least,
            most,
            Entry::text(compared(group.word.word)),
            Entry::text(standing(&group.rate, true)),
        ]
    };
    Some(Sheet {
        name: name.to_owned(),
        title: view.groups_caption.clone(),
        lines: [notes::POINTER.to_owned(), view.missing.sentence.clone()]
            .into_iter()
            .chain(view.note.clone())
            .collect(),
        grid: Some(Grid {
            heads: vec![
                Head::new(view.rates.group_name.as_str(), MIDDLE),
                Head::new("Referrals", NARROW),
                Head::new("Usual residents (Census 2021)", NARROW),
                Head::new("Referrals per 1,000 residents", NARROW),
                Head::new("Lower 95% limit of the rate", NARROW),
                Head::new("Upper 95% limit of the rate", NARROW),
                Head::new("Ratio to the area's average", NARROW),
                Head::new("Lower 95% limit of the ratio", NARROW),
                Head::new("Upper 95% limit of the ratio", NARROW),
                Head::new("Against the area's average", MIDDLE),
                Head::new("Status of the rate", MIDDLE),
            ],
            rows: view.groups.iter().map(row).collect(),
        }),
    })
}

fn boards(reader: &Reader, scope: &Scope) -> Option<Sheet> {
    let view = sections::boards(reader, scope)?;
    let rows = view.ranked.rows.iter().map(|row| {
        let [lower, upper] = limits(&row.figure);
        vec![
            Entry::text(&row.name),
            number(&row.figure),
            lower,
            upper,
            Entry::text(row.rank.as_deref().unwrap_or("Not ranked")),
            Entry::text(compared(row.word)),
            Entry::text(standing(&row.figure, true)),
        ]
    });
    let england = view
        .ranked
        .reference
        .as_ref()
        .map(|line| line.label.clone());
    Some(Sheet {
        name: "All boards".to_owned(),
        title: format!(
            "{}, all integrated care boards, {}",
            view.measure, view.period
        ),
        lines: [notes::POINTER.to_owned()]
            .into_iter()
            .chain(england.map(|label| format!("{label}.")))
            .chain(["Boards with fewer than 80% of their returns are not ranked.".to_owned()])
            .collect(),
        grid: Some(Grid {
            heads: vec![
                Head::new("Integrated care board", WIDE),
                Head::new("Value", NARROW),
                Head::new("Lower 95% limit", NARROW),
                Head::new("Upper 95% limit", NARROW),
                Head::new("Rank", NARROW),
                Head::new("Against England", NARROW),
                Head::new("Status", MIDDLE),
            ],
            rows: rows.collect(),
        }),
    })
}

fn items(scope: &Scope, trust: &Trust) -> Sheet {
    let rows = trust.items.iter().map(|item| {
        vec![
            Entry::text(&item.item),
            number(&item.figure),
            Entry::text(standing(&item.figure, true)),
        ]
    });
    Sheet {
        name: "Completeness by column".to_owned(),
        title: trust.items_caption.clone(),
        lines: vec![
            notes::POINTER.to_owned(),
            figures::completeness(&scope.strip()),
        ],
        grid: Some(Grid {
            heads: vec![
                Head::new("Column of the return", WIDE),
                Head::new("Known, percentage of referrals", NARROW),
                Head::new("Status", MIDDLE),
            ],
            rows: rows.collect(),
        }),
    }
}

/// Services by name, where the reader may see them; else the table is empty.
fn returns(heat: &HeatTable) -> Sheet {
    let heads = heat.months.iter().map(|month| Head::new(month, NARROW));
    let rows = heat.rows.iter().map(|row| {
        let marks = row.marks.iter().map(|mark| Entry::text(returned(*mark)));
        std::iter::once(Entry::text(&row.service))
            .chain(marks)
            .collect::<Vec<Entry>>()
    });
    Sheet {
        name: "Returns by service".to_owned(),
        title: heat.caption.clone(),
        lines: vec![
            "Shown to the integrated care board and to national analysts only: do not pass this workbook on. The pack without it can be passed on."
                .to_owned(),
        ],
        grid: Some(Grid {
            heads: std::iter::once(Head::new("Service", WIDE))
                .chain(heads)
                .collect(),
            rows: rows.collect(),
        }),
    }
}

fn returned(mark: ReturnMark) -> &'static str {
    match mark {
        ReturnMark::Sent => "Sent",
        ReturnMark::Late => "Sent late",
        ReturnMark::Nil => "Nothing to report",
        ReturnMark::Partly => "Sent, with rows left out",
        ReturnMark::Missing => "Missing",
        ReturnMark::Due => "Due, not closed yet",
        ReturnMark::NotExpected => "Not expected",
    }
}

/// The unit in words, since a number in a cell has no sign of its own.
fn unit(one: &Told<'_>) -> String {
    match one.brief.category {
        "rii" => one.card.unit.clone(),
        _ if one.brief.looks_back() => one.card.unit.clone(),
        _ => figures::unit(one.info).0,
    }
}

fn is_of_people(one: &Told<'_>) -> bool {
    !one.info.cells.is_empty()
}
