use maud::{Markup, html};

use super::{ACTION, bullets, file_field};
use crate::components::button::Button;
use crate::components::forms::{check_box, error_summary, field_errors, group_class};
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note, tag, texts, thousands, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::view::{
    FormError, Frame, ReferenceApply, ReferenceAreaChange, ReferenceClaim, ReferenceExample,
    ReferencePartChange, ReferencePreview,
};

const TITLE: &str = "What these files would change";
const AGREE: &str = "agree";

/// O2: what files would change, and the form that puts them into use.
#[must_use]
pub fn o2_reference_preview(frame: &Frame, view: &ReferencePreview) -> Markup {
    let facts: Vec<Row<'_>> = view
        .facts
        .iter()
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Reference data" }
            (TITLE)
        }
        p class="hub-findings" { (view.finding) }
        p { "Nothing is in use yet: this page only compares." }
        (summary("", &facts))
        @if !view.not_used.is_empty() { p class="hub-quiet" { (view.not_used) } }
        h2 class="nhsuk-heading-m" { "What it would do to figures" }
        (bullets(&view.effects))
        h2 class="nhsuk-heading-m" { "Rows that differ" }
        (overview(&view.parts))
        @for part in view.parts.iter().filter(|part| is_different(part)) { (one(part)) }
        @if !view.claims.is_empty() {
            h2 class="nhsuk-heading-m" { "Claims about the new tables" }
            (claims(&view.claims))
        }
        @if !view.notes.is_empty() {
            h2 class="nhsuk-heading-m" { "What was decided where the files leave a choice" }
            (bullets(&view.notes))
        }
        @if let Some(note) = &view.closed { (empty_note(note)) }
        @if let Some(apply) = &view.apply { (form(frame, view, apply)) }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O2", TITLE)
        .about("Operate")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn is_different(part: &ReferencePartChange) -> bool {
    part.all.added > 0 || part.all.ended > 0 || part.all.changed > 0
}

fn overview(parts: &[ReferencePartChange]) -> Markup {
    let heads = vec![
        Head::text("Table"),
        Head::number("Rows now"),
        Head::number("Rows then"),
        Head::number("Added"),
        Head::number("Ended"),
        Head::number("Changed"),
    ];
    let row = |part: &ReferencePartChange| {
        let [added, ended, changed] = counts(&part.all);
        vec![
            html! { (part.name) },
            html! { (thousands(part.before)) },
            html! { (thousands(part.after)) },
            added,
            ended,
            changed,
        ]
    };
    Table::with_quiet_caption("Rows that differ", heads, parts.iter().map(row).collect())
        .stacking()
        .render()
}

fn counts(change: &ReferenceAreaChange) -> [Markup; 3] {
    [change.added, change.ended, change.changed].map(|count| html! { (thousands(count)) })
}

fn one(part: &ReferencePartChange) -> Markup {
    let by_area = format!("{}: rows that differ, by area", part.name);
    let examples = format!("{}: examples", part.name);
    html! {
        h3 class="nhsuk-heading-s" { (part.name) }
        (details(&format!("By area ({})", part.by_area.len()), &areas(&by_area, &part.by_area)))
        (details(
            &format!("Examples ({})", part.examples.len()),
            &rows(&examples, &part.examples),
        ))
    }
}

fn areas(caption: &str, areas: &[ReferenceAreaChange]) -> Markup {
    let heads = vec![
        Head::text("Area"),
        Head::number("Added"),
        Head::number("Ended"),
        Head::number("Changed"),
    ];
    let row = |area: &ReferenceAreaChange| {
        let [added, ended, changed] = counts(area);
        vec![html! { (area.area) }, added, ended, changed]
    };
    Table::new(caption, heads, areas.iter().map(row).collect())
        .stacking()
        .render()
}

fn rows(caption: &str, examples: &[ReferenceExample]) -> Markup {
    let heads = vec![
        Head::text("Code"),
        Head::text("Name"),
        Head::text("Area"),
        Head::text("What happens"),
    ];
    let row = |example: &ReferenceExample| {
        vec![
            html! { (example.code) },
            html! { span class="hub-break" { (example.name) } },
            html! { (example.area) },
            texts(&example.what),
        ]
    };
    Table::new(caption, heads, examples.iter().map(row).collect())
        .stacking()
        .render()
}

fn claims(claims: &[ReferenceClaim]) -> Markup {
    let heads = vec![
        Head::text("Claim"),
        Head::text("State"),
        Head::text("In words"),
    ];
    let row = |claim: &ReferenceClaim| {
        let state = match claim.holds {
            Some(true) => tag("green", "Holds"),
            Some(false) => tag("red", "Does not hold"),
            None => tag("grey", "Not tried"),
        };
        vec![html! { (claim.claim) }, state, html! { (claim.says) }]
    };
    Table::with_quiet_caption(
        "Claims about the new tables",
        heads,
        claims.iter().map(row).collect(),
    )
    .stacking()
    .render()
}

fn form(frame: &Frame, view: &ReferencePreview, apply: &ReferenceApply) -> Markup {
    let title = if apply.file_name.is_empty() {
        "The same zip file again".to_owned()
    } else {
        format!("The same zip file again ({})", apply.file_name)
    };
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Put these files into use" }
            (warning_callout("What this does", &bullets(&apply.effects)))
            p {
                "The hub has kept nothing of what you sent. Select the same file once more: any other is refused, so that nothing comes into "
                "use that was not looked at here."
            }
            form action={ (ACTION) "/apply" } method="post" enctype="multipart/form-data" novalidate {
                (csrf_field(frame))
                input type="hidden" name="in_use" value=(apply.in_use);
                input type="hidden" name="previewed" value=(apply.previewed);
                (agree(&view.errors))
                (file_field(&title, &apply.max_size, &view.errors))
                (Button::new("Put these files into use").warning().render())
            }
        }
    }
}

fn agree(errors: &[FormError]) -> Markup {
    html! {
        div class=(group_class(errors, AGREE)) {
            (field_errors(errors, AGREE))
            (check_box(AGREE, AGREE, "yes", "I have read what this does", false, errors))
        }
    }
}
