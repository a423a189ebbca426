use maud::{Markup, html};

use crate::components::heading::heading;
use crate::components::status_codes::status_codes;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{details, link_list, program_name, texts};
use crate::layout::{Page, document};
use crate::view::{Frame, MeasureDefinition, MeasureList, MeasureListItem, SiteInfo};

/// P3: accessibility statement.
#[must_use]
pub fn p3_accessibility(frame: &Frame, view: &SiteInfo) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { "Accessibility statement" }
        p { "This statement is about the Social Prescribing Data Hub, run by " (view.operator) "." }
        p { "We want as many people as possible to be able to use it. You should be able to:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "use every page with a keyboard alone" }
            li { "use every page with a screen reader; every chart has its numbers as a table" }
            li { "make text twice as large without losing anything" }
            li { "use it on a screen 320 pixels wide, with your own colours, and without JavaScript" }
            li { "tell every series and state of a chart by shape or pattern, not by colour alone" }
        }
        h2 class="nhsuk-heading-m" { "What we know is not right yet" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "Wide tables and the tile map scroll sideways on a small screen." }
            li { "When you print from a browser without JavaScript, some browsers leave closed sections closed." }
            li { "The spreadsheets that you download have not been tested with assistive technology." }
        }
        h2 class="nhsuk-heading-m" { "How far this has been tested" }
        p {
            "The pages are built to the Web Content Accessibility Guidelines 2.2, level AA. We check them with automatic tests and by "
            "eye. They have not been audited by an independent body, so we do not claim that they comply."
        }
        h2 class="nhsuk-heading-m" id="contact" { "Contact" }
        @match &view.contact {
            Some(contact) => {
                p {
                    "To report a problem, or to ask for information in another form: "
                    a class="hub-break" href=(contact.href) { (contact.label) }
                }
            }
            None => p { "No contact is set up for this deployment. Ask the person who gave you access." },
        }
    };
    document(frame, &Page::new("P3", "Accessibility statement"), &content)
}

/// P4: definitions of all measures.
#[must_use]
pub fn p4_measures(frame: &Frame, view: &MeasureList) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { "Definitions of all measures" }
        p { "Each measure is one SQL file. Its page shows what is counted, how, from which data, and what it cannot say." }
        @match view.groups.as_slice() {
            [] => { p { "No measure has been released yet." } }
            [all] => { (measures("Measures", &all.measures)) }
            groups => {
                @for group in groups {
                    h2 class="nhsuk-heading-m" { (group.topic) }
                    (measures(&group.topic, &group.measures))
                }
            }
        }
        (link_list(&view.links))
        h2 class="nhsuk-heading-m" { "Data sources" }
        p { "Monthly returns of link-worker services; registered patients, organisations, deprivation and workforce from the "
            "publishers named on each measure's page." }
    };
    document(
        frame,
        &Page::new("P4", "Definitions of all measures"),
        &content,
    )
}

fn measures(caption: &str, measures: &[MeasureListItem]) -> Markup {
    let rows = measures.iter().map(|measure| {
        vec![
            html! { a href=(measure.href) { (measure.title) } br; code { (program_name(&measure.id)) } },
            html! { (measure.why) },
            html! { (measure.unit) },
        ]
    });
    let heads = vec![
        Head::text("Measure"),
        Head::text("What it tells"),
        Head::text("Unit"),
    ];
    Table::with_quiet_caption(caption, heads, rows.collect())
        .stacking()
        .render()
}

/// P4: one measure.
#[must_use]
pub fn p4_measure(frame: &Frame, view: &MeasureDefinition) -> Markup {
    let definitions: Vec<Row<'_>> = view
        .definitions
        .iter()
        .map(|definition| Row::new(&definition.name, texts(&definition.texts)))
        .collect();
    let content = html! {
        (heading(1, "l", "", Some(&html! { "Definition" }), &html! { (view.title) }))
        p { (view.why) }
        (summary("", &definitions))
        @if !view.example.is_empty() {
            h2 class="nhsuk-heading-m" { "A worked example" }
            @for line in view.example.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
        }
        @if !view.links.is_empty() {
            h2 class="nhsuk-heading-m" { "See the values" }
            (link_list(&view.links))
        }
        (status_codes(&view.statuses))
        p { a href="/protection" { "How figures are protected" } }
        @if !view.sql.is_empty() {
            (details("Show the SQL that makes it", &html! {
                p class="hub-quiet" {
                    "It is run when a release is made. In it a table of " code { "by_area" } " has cells added up to each area, "
                    code { "nodes" } " says how many cells that are, and " code { "hub.noise" } " how far the adjustment of one goes."
                }
                pre class="hub-code" tabindex="0" { code { (view.sql) } }
                @if !view.sql_sha256.is_empty() {
                    p class="hub-quiet hub-break" { "SHA-256 in the release: " code { (view.sql_sha256) } }
                }
            }))
        }
        @for (name, sql) in &view.views {
            (details(&format!("Show the view {name} that it reads"), &html! {
                pre class="hub-code" tabindex="0" { code { (sql) } }
            }))
        }
    };
    document(
        frame,
        &Page::new("P4", &view.title).about("Definitions"),
        &content,
    )
}
