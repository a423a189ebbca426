//! Options of the frame round a page.

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use super::options::{Mapped, Options, joined};
use crate::components::site;
use crate::view::{Link, NavItem};

pub(super) fn skip_link(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(site::skip_link(
        options.must("href")?,
        options.must("text")?,
    ))
}

pub(super) fn back_link(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(site::back_link(options.must("href")?, &options.words()?))
}

pub(super) fn breadcrumb(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(site::breadcrumbs(&links(options.list("items")?)?))
}

fn links(items: Vec<&Value>) -> Mapped<Vec<Link>> {
    items.into_iter().map(link).collect()
}

fn link(item: &Value) -> Mapped<Link> {
    let mut options = Options::of(item)?;
    let link = Link::new(options.must("text")?, options.must("href")?);
    options.end()?;
    Ok(link)
}

pub(super) fn header(options: &mut Options<'_>) -> Mapped<Markup> {
    let mut classes = Vec::new();
    if let Some(colour) = options.text("colour")? {
        classes.push(format!("nhsuk-header--{colour}"));
    }
    if options.is_on("inline") {
        classes.push("nhsuk-header--inline".to_owned());
    }
    let navigation = listed(options.take("navigation"), nav_item)?;
    let header = site::Header {
        classes: &joined(&classes),
        service: service(options)?,
        account: listed(options.take("account"), account_item)?,
        navigation: &navigation,
    };
    Ok(header.render())
}

/// Name of the service and where it leads. Theirs stands in the link of the logo if both lead to the same place; ours has no logo.
fn service<'a>(options: &mut Options<'a>) -> Mapped<Option<(&'a str, &'a str)>> {
    let logo = match options.take("logo") {
        Some(logo) => {
            let mut logo = Options::of(logo)?;
            let href = logo.text("href")?;
            logo.end()?;
            href
        }
        None => None,
    };
    let Some(service) = options.take("service") else {
        return Ok(None);
    };
    let mut service = Options::of(service)?;
    let (name, href) = (service.text("text")?, service.text("href")?);
    service.end()?;
    match (name, href) {
        (None, _) => Ok(None),
        (Some(_), None) => Err("service without a link".to_owned()),
        (Some(_), href) if logo.is_none() || logo == href => {
            Err("service in the link of the logo".to_owned())
        }
        (Some(name), Some(href)) => Ok(Some((name, href))),
    }
}

/// The items of an option that has nothing but items.
fn listed<'a, T>(value: Option<&'a Value>, item: fn(&'a Value) -> Mapped<T>) -> Mapped<Vec<T>> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let mut options = Options::of(value)?;
    let items = options.list("items")?;
    options.end()?;
    items.into_iter().map(item).collect()
}

fn account_item(value: &Value) -> Mapped<Markup> {
    let mut options = Options::of(value)?;
    let text = options.must("text")?;
    let item = match options.text("href")? {
        Some(href) => site::account_link(href, text),
        None => html! { (text) },
    };
    options.end()?;
    Ok(item)
}

fn nav_item(value: &Value) -> Mapped<NavItem> {
    let mut options = Options::of(value)?;
    let item = NavItem {
        label: options.must("text")?.to_owned(),
        href: options.must("href")?.to_owned(),
        current: options.is_on("active"),
    };
    options.end()?;
    Ok(item)
}

pub(super) fn footer(options: &mut Options<'_>) -> Mapped<Markup> {
    let meta = options.take("meta").filter(|meta| meta.is_object());
    let mut meta = Options::of(meta.ok_or("no links")?)?;
    let links = links(meta.list("items")?)?;
    if links.is_empty() {
        return Err("no links".to_owned());
    }
    let copyright = options.text_of("copyright")?.unwrap_or("© NHS England");
    let (text, more) = (meta.text("text")?, meta.text("html")?);
    let after = html! {
        @if let Some(more) = more { (PreEscaped(more)) }
        @if let Some(text) = text { p class="nhsuk-body-s" { (text) } }
        @if !copyright.is_empty() { p class="nhsuk-body-s" { (copyright) } }
    };
    meta.end()?;
    Ok(site::footer("Support links", &html! {}, &links, &after))
}
