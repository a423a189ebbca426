//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::components::site::{Header, account_link, breadcrumbs, footer, skip_link};
use crate::components::tag;
use crate::view::{Frame, Link};

/// Name of the service, as text (no logo).
pub(crate) const SERVICE_NAME: &str = "Social Prescribing Data Hub";

const NAV_ITEMS_MAX: usize = 5;

/// What the frame needs to know of the page in it.
pub(crate) struct Page<'a> {
    /// Id of the screen.
    pub(crate) screen: &'a str,
    /// Name of the page.
    pub(crate) name: &'a str,
    /// Area or service the page is about; empty: none.
    pub(crate) about: &'a str,
    /// Whether a form of the page has errors: the title says so.
    pub(crate) has_errors: bool,
}

impl<'a> Page<'a> {
    pub(crate) fn new(screen: &'a str, name: &'a str) -> Self {
        Self {
            screen,
            name,
            about: "",
            has_errors: false,
        }
    }

    pub(crate) fn about(self, about: &'a str) -> Self {
        Self { about, ..self }
    }

    pub(crate) fn with_errors(self, has_errors: bool) -> Self {
        Self { has_errors, ..self }
    }

    fn title(&self) -> String {
        let error = if self.has_errors { "Error: " } else { "" };
        let mut parts = vec![self.name];
        if !self.about.is_empty() && self.about != self.name {
            parts.push(self.about);
        }
        parts.push(SERVICE_NAME);
        format!("{error}{}", parts.join(" - "))
    }
}

/// The whole document: frame and `content`, which holds the one `h1`.
pub(crate) fn document(frame: &Frame, page: &Page<'_>, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                title { (page.title()) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="theme-color" content="#005eb8";
                link rel="icon" href=(assets::url("icon.svg")) type="image/svg+xml";
                @for address in assets::style_sheets() { link rel="stylesheet" href=(address); }
                script src=(assets::url("hub.js")) defer {}
            }
            body data-screen=(page.screen) {
                (skip_link("#maincontent", "Skip to main content"))
                (header(frame))
                div class="nhsuk-width-container" {
                    (demo_line(frame))
                    (breadcrumbs(&frame.breadcrumbs))
                    main class="nhsuk-main-wrapper" id="maincontent" { (content) (files(frame)) }
                }
                (foot(frame))
            }
        }
    }
}

/// Hidden field that every POST form carries.
pub(crate) fn csrf_field(frame: &Frame) -> Markup {
    html! { input type="hidden" name="csrf" value=(frame.csrf.0); }
}

fn header(frame: &Frame) -> Markup {
    let account = match &frame.signed_in {
        Some(who) => {
            let change = who.change.as_ref();
            let change = change.map(|link| account_link(&link.href, &link.label));
            let who = html! { (who.organisation) " (" (who.role) ")" };
            [Some(who), change, Some(sign_out(frame))]
                .into_iter()
                .flatten()
                .collect()
        }
        None => vec![account_link("/sign-in", "Sign in")],
    };
    let header = Header {
        service: Some((SERVICE_NAME, "/")),
        account,
        navigation: frame.nav.get(..NAV_ITEMS_MAX).unwrap_or(&frame.nav),
        ..Header::default()
    };
    header.render()
}

fn sign_out(frame: &Frame) -> Markup {
    html! {
        form class="nhsuk-header__account-form" action="/sign-out" method="post" {
            (csrf_field(frame))
            button class="nhsuk-header__account-button" type="submit" { "Sign out" }
        }
    }
}

fn demo_line(frame: &Frame) -> Markup {
    html! {
        @if frame.demo {
            aside class="hub-demo" aria-label="Demonstration" {
                (tag("white", "Demonstration"))
                " Everyone in these data is invented."
            }
        }
    }
}

/// At the foot of a page, all its figures to be taken along.
fn files(frame: &Frame) -> Markup {
    html! {
        @if !frame.files.is_empty() {
            p class="hub-downloads" {
                "Figures of this page as files: "
                @for link in &frame.files { a href=(link.href) { (link.label) } " " }
            }
        }
    }
}

fn foot(frame: &Frame) -> Markup {
    let before = html! {
        @if let Some(snapshot) = &frame.snapshot {
            p class="nhsuk-body-s" { "Data as at " (snapshot.as_at) ", release " (snapshot.release) }
        }
        @if let Some(adjustment) = &frame.adjustment { p class="nhsuk-body-s" { (adjustment) } }
        @if !frame.exactly.is_empty() {
            p class="nhsuk-body-s hub-screen-only" {
                a href=(frame.exactly) { "Link to exactly this" }
                ": the same figures, whatever is released later"
                @if frame.signed_in.is_some() {
                    ". Whoever opens it sees what their own role may see: single practices and services by name need signing in"
                }
            }
        }
    };
    let links = [
        ("Accessibility statement", "/accessibility"),
        ("Privacy", "/privacy"),
        ("Definitions and data sources", "/measures"),
        ("How figures are protected", "/protection"),
        ("Contact", "/accessibility#contact"),
    ]
    .map(|(label, href)| Link::new(label, href));
    let after = html! {
        @if !frame.address.is_empty() { p class="hub-print-only" { "Address: " (frame.host) (frame.address) } }
        @if !frame.exactly.is_empty() && frame.exactly != frame.address {
            p class="hub-print-only" {
                "Exactly these figures, whatever is released later: " (frame.host) (frame.exactly)
            }
        }
        @if !frame.printed_at.is_empty() { p class="hub-print-only" { "Printed: " (frame.printed_at) } }
    };
    footer("About this service", &before, &links, &after)
}
