use maud::{Markup, html};

use crate::components::table::{Head, Table};
use crate::components::{details, inset, program_name};
use crate::layout::{Page, document};
use crate::view::{CountNoise, Frame, Protection, SumNoise};

const TITLE: &str = "How figures are protected";

/// P7: how figures are protected, and how far they may be off for it.
#[must_use]
pub fn p7_protection(frame: &Frame, view: &Protection) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { (TITLE) }
        p {
            "Figures here are made from records of people who were referred to a link worker. So that nobody can be recognised in them, "
            @if view.has_noise { "counts are changed a little at random, " }
            "counts are rounded, and small ones are not shown. This page is for whoever uses the figures: it says exactly what is done, "
            "and how far a figure may be off for it."
        }
        @if view.release.is_empty() {
            (inset(&html! { p { "No release has been published yet. This page says the rules of a release once there is one." } }))
        } @else {
            (in_short(view))
            h2 class="nhsuk-heading-m" { "The rules" }
            p {
                "These are the rules of the policy " code { (view.policy) } ", under which release " (view.release) " was made. They are "
                "public: only the key that chooses the adjustments is secret. They hold for pages, files, SQL and every client alike."
            }
            (cells(view))
            (hidden(view))
            @if view.has_noise { (noise(view)) }
            (falls_short(view))
            (for_ever(view))
        }
    };
    document(frame, &Page::new("P7", TITLE), &content)
}

/// What most readers need to know, before anything is worked out.
fn in_short(view: &Protection) -> Markup {
    // England in one month.
    let large = view.sums.get(1).filter(|_| view.has_noise);
    html! {
        h2 class="nhsuk-heading-m" { "In short" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @if view.has_noise {
                li { "Every count of people is a little off at random, so that nobody can tell from a figure whether one person is in it." }
            } @else {
                li { "Counts of people are not changed at random under this policy: they are hidden or rounded." }
            }
            li { "Where only few people are behind a figure it is hidden. None and a few look the same." }
            li { "What is shown is rounded to the nearest " (view.round_to) "." }
            li {
                "The larger a figure, the less this matters: "
                @if let Some(sum) = large { "all referrals of England in one month are off by no more than " (sum.referrals) " in 95 of 100 cases. " }
                "The 95% interval beside a figure has it in it."
            }
            li { "Groups and areas are changed and rounded one by one, so they need not add up. Asking again gives the same number." }
        }
        @if let Some(worked) = &view.worked {
            (inset(&html! {
                p {
                    strong { "An example. " }
                    "A small area has " (worked.counted) " referrals in a month. "
                    @if view.has_noise {
                        "The draw for this count is, say, " (worked.added) ", which makes it " (worked.counted.saturating_add(worked.added)) ". "
                    }
                    "Rounded to the nearest " (view.round_to) ", every page and file shows " strong { (worked.shown) } "."
                }
            }))
        }
        h2 class="nhsuk-heading-m" { "What an intruder could still learn" }
        p {
            "Somebody who knows nearly everything about the people of a small area already can guess what is left a little better than "
            "without these figures. They cannot be sure of it, and the rules bound how much better the guess may get. "
            @match &view.report {
                Some(link) => {
                    "For each release such guesses are played through: "
                    a href=(link.href) { (link.label) } " says what they found, and leads back here."
                }
                None => { "No report of such guesses is stored for this release." }
            }
        }
    }
}

fn cells(view: &Protection) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What happens to a count" }
        ol class="nhsuk-list nhsuk-list--number" {
            li {
                "People and their referrals are counted in cells: one for each smallest area, month and combination of codes, the "
                "empty ones too. What one person can add to a cell is bounded."
            }
            @if view.has_noise {
                li { "Each count of each cell gets a random adjustment of its own, a whole number, as often above 0 as below." }
            }
            li { "A figure is the sum of its cells. Only then is it decided whether it is shown, and it is rounded once." }
        }
    }
}

fn hidden(view: &Protection) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What is hidden and rounded" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li {
                "A figure is hidden where it is of fewer than " (view.floor) " people, or where its people"
                @if view.has_noise { ", after adjustment," } " are fewer than " (view.soft_floor)
                ". A figure of several cells is shown only where one of them alone would be. "
                @if view.shows_zero { "None is shown as 0." } @else { "None and a few look the same." }
            }
            li {
                "A count that is shown is rounded to the nearest " (view.round_to) ", and is at least " (view.least_shown)
                ", also where the adjustment made it less. Rounding adds a variance of about " (rounding(view.round_to)) "."
            }
            li {
                "A percentage is made of displayed counts. It needs a denominator of at least " (view.percent_denominator_min)
                ", is a whole number (with one decimal from " (view.percent_decimal_from) "), and stops at 5 or less and 95 or more."
            }
            li { "A mean is made before rounding, and needs at least " (view.mean_persons_min) " people." }
        }
    }
}

/// The variance of rounding, as a fraction that can be put into a query.
fn rounding(round_to: u32) -> String {
    format!("{} / 12", round_to.saturating_mul(round_to))
}

fn noise(view: &Protection) -> Markup {
    let heads = vec![
        Head::text("Table"),
        Head::text("Count"),
        Head::number("Most that one person adds"),
        Head::number("Variance of one cell"),
        Head::number("19 of 20 are within"),
    ];
    let rows = view.counts.iter().map(count).collect();
    html! {
        h2 class="nhsuk-heading-m" { "How large the random adjustment is" }
        p {
            "The adjustment of a cell is k with a probability in proportion to a to the power of the size of k, with a = exp(−("
            (view.epsilon) ") / c), where c is the most that one person adds to the cell (a two-sided geometric distribution, cut where "
            "less than one part in 100 million is left). It is 0 on average, and its variance is 2a / (1 − a)²."
        }
        (Table::new("The adjustment of one cell", heads, rows).stacking().render())
        p class="hub-key" {
            "In SQL the table " code { "hub.noise" } " has these numbers, in full. In it, persons is count(distinct person), and the "
            "rows of a table are called by what they are."
        }
        (sums(view))
        (more_people(view))
    }
}

fn count(noise: &CountNoise) -> Vec<Markup> {
    vec![
        html! { code { (noise.table) } @if noise.is_for_measures { br; "for measures alone" } },
        html! {
            ul class="nhsuk-list hub-codes" { @for count in &noise.counts { li { code { (program_name(count)) } } } }
        },
        html! { (noise.clip) },
        html! { (noise.variance) },
        html! { "±" (noise.within) },
    ]
}

fn sums(view: &Protection) -> Markup {
    let heads = vec![
        Head::text("Figure"),
        Head::number("Cells"),
        Head::number("People"),
        Head::number("Referrals"),
    ];
    let rows = view.sums.iter().map(sum).collect();
    html! {
        h3 class="nhsuk-heading-s" { "Sums of cells" }
        p {
            "Adjustments of different cells are independent, so that variances add up: the variance of a figure is that of one cell "
            "times the number of its cells, and rounding on top. The cells of a figure are the smallest areas in it, times its months, "
            "times the codes that it adds up."
        }
        (Table::new("95% of figures are off by no more than", heads, rows).stacking().render())
        p {
            "The limits of every measure have this in them. For a count of your own, in SQL, the query below asks for referrals by board "
            "with two intervals, in whole numbers:"
        }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li {
                code { "lower95" } " and " code { "upper95" } ", by " code { "byar_lower" } " and " code { "byar_upper" }
                ": chance, the adjustment and the rounding together. They say what the count might as well have been, had the month come again: "
                "compare areas and months by them."
            }
            li {
                code { "adjusted_from" } " and " code { "adjusted_to" } ": the adjustment (" code { "hub.noise" } ") and the rounding alone. They say "
                "how many there were, in 95 of 100 figures."
            }
            @if !view.both.is_empty() { li { (view.both) } }
        }
        (details("Show the query", &html! { pre class="hub-code" tabindex="0" { code { (view.example.sql) } } }))
        @if view.may_ask { p class="hub-screen-only" { a href=(view.example.href) { "Run this query" } } }
    }
}

fn sum(noise: &SumNoise) -> Vec<Markup> {
    let within =
        |text: &str| html! { @if text.is_empty() { "Not counted so" } @else { "±" (text) } };
    vec![
        html! { (noise.what) },
        html! { (noise.cells) },
        within(&noise.people),
        within(&noise.referrals),
    ]
}

fn more_people(view: &Protection) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { "Why there can be more people than referrals" }
        p {
            "People and referrals are two counts, each with adjustments of its own. Where nearly everybody was referred once, both are "
            "nearly the same number, and the adjustments decide which comes out larger: for England in one month they make a difference "
            "of up to ±" (view.difference) " in 95% of cases. It means nothing but that. A person who was referred in two of the "
            "smallest areas also counts in both."
        }
    }
}

fn falls_short(view: &Protection) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What hiding does to sums of your own" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li {
                "A sum of figures leaves out those that are hidden, and so comes out too small. Ask for the sum itself instead: a count by "
                "fewer columns is added up before anything is hidden or rounded."
            }
            @if view.has_noise {
                li {
                    "Of counts a little above " (view.soft_floor) " only those are shown whose adjustment did not take them below it: small "
                    "counts that are shown are a little too large on average. Large ones are not."
                }
            }
            li { "Each figure is rounded on its own, so that parts do not add up to their whole." }
        }
    }
}

fn for_ever(view: &Protection) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Asking again" }
        p {
            "The same cell has the same count in every answer, for everybody, for ever: asking again or in other words gives nothing "
            "new. A cell is made anew only in a later release, where enough people behind its area and month have "
            "changed, and has at most " (view.versions_max) " versions. Never are fewer than " (view.change_min) " enough"
            @if view.change_usual > view.change_min {
                "; mostly it takes about " (view.change_usual) ", and how many exactly is drawn anew each time, so that nobody can tell "
                "from it whether one person is among them"
            }
            "."
        }
    }
}
