//! C0: which area, month, release and way to look at the past; read from the address, and offered as a form.

mod boundaries;
mod release;

mod past;

use std::sync::Arc;

use hub_reference::{AreaType, Geography as DatedGeography};
use hub_release::{Geography, Release};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{AreaHead, Choice, FilterBar, Select};

use super::figures::Scope;
use super::reader::Reader;
use super::refusal::LINKS;
use super::words;
use crate::places::{self, Place};
use crate::problem::{Kind, Problem, Result};
use crate::v1::measures::geography;
pub(crate) use boundaries::{as_now, as_now_alone, not_as_was};

/// Most months on offer.
const MONTHS_OFFERED: usize = 36;

/// What the address asks for, or where it should have gone.
pub(crate) enum Asked {
    Scope(Box<Scope>),
    /// The area no longer exists, and one took its place: the address of the same page there.
    MovedTo(String),
}

/// Reads the scope of a page about an area.
pub(crate) async fn scope(reader: &Reader, code: &str, more: &[&str]) -> Result<Asked> {
    scope_with(reader, code, more, &[]).await
}

/// The same, with parameters that may come more than once.
pub(crate) async fn scope_with(
    reader: &Reader,
    code: &str,
    more: &[&str],
    often: &[&str],
) -> Result<Asked> {
    let mut known = vec!["month", "geography", "as_at", "area", "was"];
    known.extend_from_slice(more);
    reader.params.only_with(&known, often)?;
    let release = reader.release().await?;
    let geography = geography(&reader.params)?;
    // The form of the filter bar names the area; the address of a page has it in its path.
    if let Some(other) = reader.params.text("area")
        && other != code
    {
        return Ok(Asked::MovedTo(with_area(reader, code, other, false)));
    }
    let not_found = || {
        Problem::new(
            Kind::NotFound,
            "There is no area of that code. Choose one from the list of all areas.",
        )
    };
    let place = places::place(&reader.hub.reference, code).ok_or_else(not_found)?;
    if geography == Geography::AsNow && !place.is_current() {
        return match place.successors.as_slice() {
            [only] => Ok(Asked::MovedTo(with_area(reader, code, only.as_str(), true))),
            several => Err(gone(reader, &place, several)),
        };
    }
    let month = month(reader, &release, &place, geography)?;
    if geography == Geography::AsWas && !past::existed(&reader.hub.reference, &place, month) {
        return Err(past::not_then(reader, &place, month));
    }
    let query = query(reader, month, geography, &release);
    Ok(Asked::Scope(Box::new(Scope {
        place,
        month,
        geography,
        query,
        page: reader.pinned(&release),
        release,
    })))
}

/// An area that no longer exists, with the way to those that took over from it and to itself as it was.
fn gone(reader: &Reader, place: &Place, successors: &[AreaCode]) -> Problem {
    let mut links: Vec<Vec<String>> = successors
        .iter()
        .map(|code| {
            let name = names(reader, std::slice::from_ref(code));
            let href = with_area(reader, place.code.as_str(), code.as_str(), true);
            vec![name, href]
        })
        .collect();
    links.push(vec![
        format!("{} as it was", place.name),
        as_was(reader, place.code.as_str()),
    ]);
    let detail = match names(reader, successors) {
        none if none.is_empty() => format!("{} no longer exists.", place.name),
        names => format!(
            "{} no longer exists. {names} took over from it.",
            place.name
        ),
    };
    Problem::new(Kind::NotFound, detail).with(LINKS, links)
}

/// The same page, of areas as they were.
fn as_was(reader: &Reader, code: &str) -> String {
    let page = with_area(reader, code, code, false);
    let page = page.replace("geography=as_now", "geography=as_was");
    if page.contains("geography=as_was") {
        page
    } else {
        let join = if page.contains('?') { "&" } else { "?" };
        format!("{page}{join}geography=as_was")
    }
}

/// The month asked for; without one, the last that the area existed in, or the newest.
fn month(reader: &Reader, release: &Release, place: &Place, geography: Geography) -> Result<Month> {
    let asked: Option<Month> = reader.params.get("month")?;
    let newest = release
        .months()
        .last()
        .copied()
        .ok_or_else(|| Problem::plain(Kind::NoRelease))?;
    let last = match place.valid_to {
        Some(end) if geography == Geography::AsWas => Month::of(end).min(newest),
        _ => newest,
    };
    if let Some(month) = asked {
        // The last month of an area of the past may lie before all returns: figures of the census may be of it.
        if month != last && !release.months().contains(&month) {
            // Who chooses an older release keeps the month, which that may not reach: the page says so.
            if month > newest && release::is_pinned(reader) {
                return Ok(newest);
            }
            return Err(Problem::new(
                Kind::NotFound,
                format!(
                    "This release has no figures for {}. It has figures for {}.",
                    month.words(),
                    span(release)
                ),
            ));
        }
        return Ok(month);
    }
    Ok(last)
}

/// The first and the last month that a release has figures for, in words.
fn span(release: &Release) -> String {
    match (release.months().first(), release.months().last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{} to {}", first.words(), last.words())
        }
        (_, Some(last)) => last.words(),
        (_, None) => "no month".to_owned(),
    }
}

/// The parameters that a link to another page of the same scope carries: only those that were asked for.
fn query(reader: &Reader, month: Month, geography: Geography, release: &Release) -> String {
    let mut pairs = Vec::new();
    if reader.params.text("month").is_some() {
        pairs.push(format!("month={month}"));
    }
    if geography != Geography::default() {
        pairs.push(format!("geography={geography}"));
    }
    if release::is_pinned(reader) {
        pairs.push(format!("as_at={}", release.id));
    }
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// The same page about another area.
fn with_area(reader: &Reader, code: &str, other: &str, took_over: bool) -> String {
    // Only letters and digits of an area code may come into an address that we send a browser to.
    let to: String = other.chars().filter(char::is_ascii_alphanumeric).collect();
    let path = reader
        .uri
        .path()
        .replacen(&format!("/areas/{code}"), &format!("/areas/{to}"), 1);
    let was = took_over.then_some(("was", code));
    address(reader, &path, &["area", "was"], was)
}

/// The page of this address without one of its parameters.
fn here_without(reader: &Reader, name: &str) -> String {
    address(reader, reader.uri.path(), &[name], None)
}

/// The page of this address in another month.
pub(crate) fn in_month(reader: &Reader, month: Month) -> String {
    let month = month.to_string();
    address(
        reader,
        reader.uri.path(),
        &["month"],
        Some(("month", &month)),
    )
}

/// A path with the parameters of this page, without some of them and with one more.
fn address(reader: &Reader, path: &str, without: &[&str], more: Option<(&str, &str)>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in reader.params.pairs() {
        if !without.contains(&name.as_str()) && !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some((name, value)) = more {
        query.append_pair(name, value);
    }
    let query = query.finish();
    let path: String = path
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "/_-.".contains(*c))
        .collect();
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

/// The area as its pages name it.
pub(crate) fn head(reader: &Reader, scope: &Scope) -> AreaHead {
    let place = &scope.place;
    let reference = &reader.hub.reference;
    let parent = place
        .parent
        .as_ref()
        .and_then(|code| places::place(reference, code.as_str()));
    let kind = match place.area_type {
        AreaType::England => "All of England".to_owned(),
        AreaType::Region => "NHS England region".to_owned(),
        _ => parent.map_or_else(
            || "Integrated care board".to_owned(),
            |region| format!("Integrated care board in {}", region.name),
        ),
    };
    let was = reader.params.text("was");
    let was = was.and_then(|was| places::place(reference, was));
    AreaHead {
        code: place.code.to_string(),
        name: place.name.clone(),
        kind,
        note: was.map(|was| {
            format!(
                "You came from {}, which this area took over from.",
                was.name
            )
        }),
        past: past::past(reader, scope),
    }
}

fn names(reader: &Reader, codes: &[AreaCode]) -> String {
    let names: Vec<String> = codes
        .iter()
        .map(|code| {
            places::place(&reader.hub.reference, code.as_str())
                .map_or_else(|| code.to_string(), |p| p.name)
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The filter bar. `more` are further selects of the page, shown first.
pub(crate) fn bar(
    reader: &Reader,
    scope: &Scope,
    action: &str,
    with_area: bool,
    more: Vec<Select>,
) -> FilterBar {
    let mut selects = more;
    if with_area {
        selects.push(areas(reader, scope));
    }
    selects.push(months(&scope.release, scope.month));
    selects.push(boundaries::select(scope));
    selects.push(release::select(reader, scope));
    FilterBar {
        action: action.to_owned(),
        selects,
        hidden: Vec::new(),
        sentence: format!(
            "{}, {}, {}.",
            scope.place.name,
            scope.month.words(),
            areas_and_release(reader, scope)
        ),
        reset_href: action.to_owned(),
        hint: Some(boundaries::hint()),
        old_release: release::old(reader, scope),
    }
}

/// Which areas and which release the figures are of, as the end of a sentence.
pub(crate) fn areas_and_release(reader: &Reader, scope: &Scope) -> String {
    let areas = match scope.geography {
        Geography::AsNow => "areas as they are now",
        Geography::AsWas => "areas as they were",
    };
    if release::is_pinned(reader) {
        format!(
            "{areas}, as released on {}",
            words::date(scope.release.id.date())
        )
    } else {
        areas.to_owned()
    }
}

fn areas(reader: &Reader, scope: &Scope) -> Select {
    let geography = match scope.geography {
        Geography::AsNow => DatedGeography::AsNow,
        Geography::AsWas => DatedGeography::AsWas,
    };
    let choices = places::areas(&reader.hub.reference, None, geography)
        .into_iter()
        .map(|place| {
            choice(
                place.code.as_str(),
                &place.name,
                place.code == scope.place.code,
            )
        })
        .collect();
    Select {
        name: "area".to_owned(),
        label: "Area".to_owned(),
        choices,
    }
}

fn months(release: &Arc<Release>, shown: Month) -> Select {
    let choices = release
        .months()
        .iter()
        .rev()
        .take(MONTHS_OFFERED)
        .map(|month| choice(&month.to_string(), &month.words(), *month == shown))
        .collect();
    Select {
        name: "month".to_owned(),
        label: "Month".to_owned(),
        choices,
    }
}

/// One option of a select.
pub(crate) fn choice(value: &str, label: &str, selected: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected,
    }
}
