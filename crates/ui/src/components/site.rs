//! Parts of the frame round every page.

use maud::{Markup, html};

use super::classes;
use crate::view::{Link, NavItem};

/// The first link of a page, seen while it has the focus.
pub(crate) fn skip_link(href: &str, text: &str) -> Markup {
    html! { a class="nhsuk-skip-link" href=(href) { (text) } }
}

/// A link to the page above.
pub(crate) fn back_link(href: &str, text: &Markup) -> Markup {
    html! { a class="nhsuk-back-link" href=(href) { (text) } }
}

/// Where a page stands: the pages above it, and a way back to the nearest.
pub(crate) fn breadcrumbs(links: &[Link]) -> Markup {
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
                (back_link(&above.href, &html! {
                    span class="nhsuk-u-visually-hidden" { "Back to " }
                    (above.label)
                }))
            }
        }
    }
}

/// The head of the site. It has no logo: the name of the service stands as text.
#[derive(Default)]
pub(crate) struct Header<'a> {
    /// Further classes.
    pub(crate) classes: &'a str,
    /// Name of the service, and where it leads.
    pub(crate) service: Option<(&'a str, &'a str)>,
    /// What stands under the account, item by item.
    pub(crate) account: Vec<Markup>,
    /// The main pages.
    pub(crate) navigation: &'a [NavItem],
}

impl Header<'_> {
    /// The head.
    pub(crate) fn render(&self) -> Markup {
        html! {
            header class=(classes("nhsuk-header", self.classes)) role="banner" {
                div class="nhsuk-header__container nhsuk-width-container" {
                    div class="nhsuk-header__service" {
                        @if let Some((name, href)) = self.service {
                            a class="nhsuk-header__service-name" href=(href) { (name) }
                        }
                    }
                    @if !self.account.is_empty() {
                        nav class="nhsuk-header__account" aria-label="Account" {
                            ul class="nhsuk-header__account-list" {
                                @for item in &self.account { li class="nhsuk-header__account-item" { (item) } }
                            }
                        }
                    }
                }
                @if !self.navigation.is_empty() {
                    nav class="nhsuk-header__navigation" aria-label="Menu" {
                        div class="nhsuk-header__navigation-container nhsuk-width-container" {
                            ul class="nhsuk-header__navigation-list" {
                                @for item in self.navigation { (nav_item(item)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A link under the account.
pub(crate) fn account_link(href: &str, text: &str) -> Markup {
    html! { a class="nhsuk-header__account-link" href=(href) { (text) } }
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

/// The foot of the site: links under a heading that is only read out, with something before and after them.
pub(crate) fn footer(heading: &str, before: &Markup, links: &[Link], after: &Markup) -> Markup {
    html! {
        footer class="nhsuk-footer" role="contentinfo" {
            div class="nhsuk-width-container" {
                div class="nhsuk-footer__meta" {
                    h2 class="nhsuk-u-visually-hidden" { (heading) }
                    (before)
                    ul class="nhsuk-footer__list" {
                        @for link in links {
                            li class="nhsuk-footer__list-item" {
                                a class="nhsuk-footer__list-item-link" href=(link.href) { (link.label) }
                            }
                        }
                    }
                    (after)
                }
            }
        }
    }
}
