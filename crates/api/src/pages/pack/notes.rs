//! Sheets of the workbook that say what the others are: cover, contents, notes, and the measures used.

use hub_release::{Geography, Polarity};
use hub_ui::view::OutcomesYear;

use super::sections::{self, Section};
use crate::format::{Entry, Grid, Head, Sheet};
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::pages::series::Point;
use crate::v1::figures::ADJUSTED;

/// On every sheet with figures.
pub(super) const POINTER: &str =
    "This sheet has one table. Its signs and words are explained on the sheet Notes.";

const WIDE: u16 = 60;
const MIDDLE: u16 = 30;

/// Title of the pack.
pub(super) fn title(scope: &Scope) -> String {
    format!(
        "Report pack of {}, {}",
        scope.place.name,
        scope.month.words()
    )
}

/// Cover, contents and notes, before the sheets that they are about.
pub(super) fn front(
    reader: &Reader,
    scope: &Scope,
    chosen: &[Section],
    tables: &[Sheet],
) -> Vec<Sheet> {
    let notes = notes(scope);
    vec![
        cover(reader, scope, chosen),
        contents(std::iter::once(&notes).chain(tables)),
        notes,
    ]
}

fn cover(reader: &Reader, scope: &Scope, chosen: &[Section]) -> Sheet {
    let site = &reader.hub.config.site;
    let areas = match scope.geography {
        Geography::AsNow => "Areas are those of today, for the past too.",
        Geography::AsWas => "Areas are those that there were in each month.",
    };
    let contact = match &site.contact {
        Some(contact) => format!("Contact: {contact}"),
        None => "Contact: none is set up for this deployment. Ask the person who gave you access."
            .to_owned(),
    };
    let mut lines = Vec::new();
    if reader.hub.config.demo {
        lines.push("Demonstration: everyone in these data is invented.".to_owned());
    }
    lines.extend([
        format!("Area: {} ({}).", scope.place.name, scope.place.code),
        format!("Month: {}.", scope.month.words()),
        format!("Release: {}.", super::release_words(scope)),
        format!("Completeness: {}", figures::completeness(&scope.strip())),
        areas.to_owned(),
        ADJUSTED.to_owned(),
        format!("Published by {}.", site.operator),
        contact,
        format!(
            "The same as a page: /areas/{}/pack{}",
            scope.place.code,
            super::exactly(scope, chosen)
        ),
    ]);
    Sheet {
        name: "Cover".to_owned(),
        title: title(scope),
        lines,
        grid: None,
    }
}

fn contents<'a>(sheets: impl Iterator<Item = &'a Sheet>) -> Sheet {
    Sheet {
        name: "Contents".to_owned(),
        title: "Contents".to_owned(),
        lines: vec![
            "This sheet has one table: each sheet of the workbook, and what is in it.".to_owned(),
        ],
        grid: Some(Grid {
            heads: vec![Head::new("Sheet", MIDDLE), Head::new("What is in it", WIDE)],
            rows: sheets
                .map(|sheet| vec![Entry::Goto(sheet.name.clone()), Entry::text(&sheet.title)])
                .collect(),
        }),
    }
}

/// What each sign, and each word that is said by rule, stands for.
fn notes(scope: &Scope) -> Sheet {
    let policy = &scope.release.manifest.policy.name;
    let rows = [
        ("[c]", "Hidden: nobody, or too few people to show. Which of the two it is, nothing here tells.".to_owned()),
        ("[x]", "No return has come for the period. It is never taken as zero.".to_owned()),
        ("[z]", "Does not apply, as the limits of a complete count.".to_owned()),
        ("[u]", "Cannot be worked out from the figures that are shown, or not yet.".to_owned()),
        ("[p]", "Provisional, in the column of the status: returns of the month may still come or be replaced.".to_owned()),
        ("[r]", "Revised, in the column of the status: changed since an earlier release.".to_owned()),
        ("Adjustment", format!("{ADJUSTED} The policy in force is {policy}.")),
        ("Complete count", "A count of practices, returns or workers, who are not protected as people: it is exact.".to_owned()),
        ("Ends of a scale", "A share of people is told no finer than 5% or less and 95% or more. Its number is then 5 or 95, and its status says so.".to_owned()),
        ("95% limits", "The value that holds without chance and without the protecting adjustment lies between them in 95 of 100 such cases.".to_owned()),
        ("Higher, lower, similar", "Whether the 95% limits leave out the figure compared with. Better and worse where a measure has a wished direction.".to_owned()),
        ("Not compared", "There is no figure on one of the sides, no interval, fewer than 80% of the returns, or too much is not recorded.".to_owned()),
        ("Change over time", format!("A change is called real by rules of a process control chart: {}.", Point::Month.rules())),
        ("Sums", "Areas and groups are adjusted one by one, so that they may not add up.".to_owned()),
        ("Definitions", "What each measure counts, how, and what it cannot say is on the sheet Measures used.".to_owned()),
    ];
    Sheet {
        name: "Notes".to_owned(),
        title: "Notes on signs, words and limits".to_owned(),
        lines: vec!["This sheet has one table.".to_owned()],
        grid: Some(Grid {
            heads: vec![Head::new("Sign or word", MIDDLE), Head::new("Note", WIDE)],
            rows: rows
                .into_iter()
                .map(|(sign, note)| vec![Entry::text(sign), Entry::text(note)])
                .collect(),
        }),
    }
}

/// What may and may not be said of outcomes.
pub(super) fn said(year: &OutcomesYear) -> Sheet {
    let list = |whether: &'static str, sentences: &[String]| {
        sentences
            .iter()
            .map(|sentence| vec![Entry::text(whether), Entry::text(sentence)])
            .collect::<Vec<Vec<Entry>>>()
    };
    let mut rows = list("You may say", &year.may);
    rows.extend(list("You may not say", &year.may_not));
    Sheet {
        name: "What outcomes tell".to_owned(),
        title: format!("What may and may not be said. {}", year.title),
        lines: vec!["This sheet has one table.".to_owned()],
        grid: Some(Grid {
            heads: vec![
                Head::new("Whether to say it", MIDDLE),
                Head::new("Sentence", WIDE),
            ],
            rows,
        }),
    }
}

/// The definitions of the measures in the pack.
pub(super) fn measures(scope: &Scope, chosen: &[Section]) -> Sheet {
    let rows = sections::used(scope, chosen).into_iter().map(|info| {
        let polarity = match info.polarity {
            Polarity::HighIsGood => "Higher is better",
            Polarity::LowIsGood => "Lower is better",
            Polarity::NoJudgement => "Neither high nor low is good in itself",
        };
        vec![
            Entry::text(&info.title),
            Entry::text(&info.id),
            Entry::text(&info.unit),
            Entry::text(&info.why),
            Entry::text(&info.numerator),
            Entry::text(&info.denominator),
            Entry::text(&info.method),
            Entry::text(info.limits.join(" ")),
            Entry::text(polarity),
            Entry::text(&info.source),
            Entry::text(&info.reviewed_on),
        ]
    });
    Sheet {
        name: "Measures used".to_owned(),
        title: "Measures used in this pack".to_owned(),
        lines: vec!["This sheet has one table.".to_owned()],
        grid: Some(Grid {
            heads: vec![
                Head::new("Measure", MIDDLE),
                Head::new("Identifier of the measure", MIDDLE),
                Head::new("Unit", MIDDLE),
                Head::new("Why it matters", WIDE),
                Head::new("What is counted", WIDE),
                Head::new("Out of what", WIDE),
                Head::new("Method", WIDE),
                Head::new("What it cannot say", WIDE),
                Head::new("Which way is good", MIDDLE),
                Head::new("Source", MIDDLE),
                Head::new("Reviewed on", MIDDLE),
            ],
            rows: rows.collect(),
        }),
    }
}
