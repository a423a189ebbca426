//! The frame of every page.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::view::{Frame, Link, NavItem, SignedIn};

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
                a class="nhsuk-skip-link" href="#maincontent" { "Skip to main content" }
                (header(frame))
                div class="nhsuk-width-container" {
                    (demo_line(frame))
                    (breadcrumbs(&frame.breadcrumbs))
                    main class="nhsuk-main-wrapper" id="maincontent" { (content) }
                }
                (footer(frame))
            }
        }
    }
}

/// Hidden field that every POST form carries.
pub(crate) fn csrf_field(frame: &Frame) -> Markup {
    html! { input type="hidden" name="csrf" value=(frame.csrf.0); }
}

fn header(frame: &Frame) -> Markup {
    html! {
        header class="nhsuk-header" role="banner" {
            div class="nhsuk-header__container nhsuk-width-container" {
                div class="nhsuk-header__service" {
                    a class="nhsuk-header__service-name" href="/" { (SERVICE_NAME) }
                }
                nav class="nhsuk-header__account" aria-label="Account" {
                    ul class="nhsuk-header__account-list" {
                        @match &frame.signed_in {
                            Some(who) => { (account(frame, who)) }
                            None => {
                                li class="nhsuk-header__account-item" {
                                    a class="nhsuk-header__account-link" href="/sign-in" { "Sign in" }
                                }
                            }
                        }
                    }
                }
            }
            @if !frame.nav.is_empty() {
                nav class="nhsuk-header__navigation" aria-label="Menu" {
                    div class="nhsuk-header__navigation-container nhsuk-width-container" {
                        ul class="nhsuk-header__navigation-list" {
                            @for item in frame.nav.iter().take(NAV_ITEMS_MAX) { (nav_item(item)) }
                        }
                    }
                }
            }
        }
    }
}

fn account(frame: &Frame, who: &SignedIn) -> Markup {
    html! {
        li class="nhsuk-header__account-item" { (who.organisation) " (" (who.role) ")" }
        li class="nhsuk-header__account-item" {
            form class="nhsuk-header__account-form" action="/sign-out" method="post" {
                (csrf_field(frame))
                button class="nhsuk-header__account-button" type="submit" { "Sign out" }
            }
        }
    }
}

fn nav_item(item: &NavItem) -> Markup {
    html! {
        @if item.current {
            li class="nhsuk-header__navigation-item nhsuk-header__navigation-item--current" {
                a class="nhsuk-header__navigation-link" href=(item.href) aria-current="true" {
                    strong class="nhsuk-header__navigation-item-current-fallback" { (item.label) }
                }
            }
        } @else {
            li class="nhsuk-header__navigation-item" {
                a class="nhsuk-header__navigation-link" href=(item.href) { (item.label) }
            }
        }
    }
}

fn demo_line(frame: &Frame) -> Markup {
    html! {
        @if frame.demo {
            aside class="hub-demo" aria-label="Demonstration" {
                strong class="nhsuk-tag nhsuk-tag--white" { "Demonstration" }
                " Everyone in these data is invented."
            }
        }
    }
}

fn breadcrumbs(links: &[Link]) -> Markup {
    html! {
        @if let Some(above) = links.last() {
            nav class="nhsuk-breadcrumb" aria-label="Breadcrumb" {
                ol class="nhsuk-breadcrumb__list" {
                    @for link in links {
                        li class="nhsuk-breadcrumb__list-item" {
                            a class="nhsuk-breadcrumb__link" href=(link.href) { (link.label) }
                        }
                    }
                }
                a class="nhsuk-back-link" href=(above.href) {
                    span class="nhsuk-u-visually-hidden" { "Back to " }
                    (above.label)
                }
            }
        }
    }
}

fn footer(frame: &Frame) -> Markup {
    html! {
        footer class="nhsuk-footer" role="contentinfo" {
            div class="nhsuk-width-container" {
                div class="nhsuk-footer__meta" {
                    h2 class="nhsuk-u-visually-hidden" { "About this service" }
                    @if let Some(snapshot) = &frame.snapshot {
                        p class="nhsuk-body-s" { "Data as at " (snapshot.as_at) ", release " (snapshot.release) }
                    }
                    @if let Some(adjustment) = &frame.adjustment {
                        p class="nhsuk-body-s" { (adjustment) }
                    }
                    ul class="nhsuk-footer__list" {
                        @for (label, href) in [
                            ("Accessibility statement", "/accessibility"),
                            ("Privacy", "/privacy"),
                            ("Definitions and data sources", "/measures"),
                            ("Contact", "/accessibility#contact"),
                        ] {
                            li class="nhsuk-footer__list-item" {
                                a class="nhsuk-footer__list-item-link" href=(href) { (label) }
                            }
                        }
                    }
                    @if !frame.address.is_empty() {
                        p class="hub-print-only" { "Address: " (frame.address) }
                    }
                    @if !frame.printed_at.is_empty() {
                        p class="hub-print-only" { "Printed: " (frame.printed_at) }
                    }
                }
            }
        }
    }
}
