//! C9: can I trust it.

mod file;
mod letter;
mod since;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_reference::AreaType;
use hub_release::{Geography, MeasureInfo, MeasureValue};
use hub_standard::calendar;
use hub_standard::definition::ReturnDefinition;
use hub_standard::ids::Month;
use hub_store::{Service, State};
use hub_ui::view::{
    ChaseRow, EmptyNote, HeatRow, HeatTable, ItemShare, KnownIssue, Link, ReturnMark, Strip, Trust,
};
use jiff::civil::Date;

use self::letter::letter;
use self::since::{SINCE, since};
use super::Page;
use super::figures::{self, Scope};
use super::filter::{self, Asked};
use super::missing_returns::{self, Total};
use super::overview::crumbs;
use super::reader::Reader;
use super::words;
use crate::clock::local;
use crate::format::Format;
use crate::problem::{Kind, Problem, Result};

/// Months in the heat table.
pub(super) const HEAT_MONTHS: i32 = 12;

/// `GET /areas/{code}/trust`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[SINCE, "format"]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let view = view_for(&reader, &scope).await?;
    if let Some(format) = reader.params.text("format") {
        let format = match format {
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            _ => return Err(Problem::parameter("format", "csv or xlsx")),
        };
        return match view.heat.restricted {
            Some(why) => Err(Problem::new(Kind::Forbidden, why)),
            None => {
                file::table(&scope, &heat_months(&scope), &view.heat.rows)
                    .respond(format)
                    .await
            }
        };
    }
    let view = Trust {
        since: Some(since(&reader, &scope, &path(&scope)).await?),
        ..view
    };
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c9_trust(&frame, &view)).into_response())
}

/// The page with services by name, where this reader may see them.
pub(super) async fn view_for(reader: &Reader, scope: &Scope) -> Result<Trust> {
    // The state of an old release is folded from the first entry of the journal: only for those who see its services.
    let journal = match restricted(reader, scope) {
        Some(_) => None,
        None => Some(reader.journal(&scope.release).await?),
    };
    Ok(view(reader, scope, journal.as_deref()))
}

/// Whether this reader sees services by name.
pub(super) fn names_services(reader: &Reader, scope: &Scope) -> bool {
    restricted(reader, scope).is_none()
}

/// Why services are not shown by name here, or not to this reader; nothing where they are.
fn restricted(reader: &Reader, scope: &Scope) -> Option<&'static str> {
    if scope.place.area_type != AreaType::Icb {
        Some("Services are shown by name for one integrated care board at a time.")
    } else if !reader.reads_as().sees_services_of(&scope.place.code) {
        Some("Shown to the integrated care board and to national analysts only")
    } else {
        None
    }
}

/// The page; without a journal, nothing of single services.
pub(super) fn view(reader: &Reader, scope: &Scope, journal: Option<&State>) -> Trust {
    let path = path(scope);
    let strip = scope.strip();
    let today = today(reader, scope);
    let (heat, chase) = heat(reader, scope, journal, today);
    let items = items(scope);
    let before = missing_returns::of(scope, scope.month.plus(1 - HEAT_MONTHS), scope.month.prev());
    Trust {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        finding: finding(&strip, missing_returns::total(&before)),
        missing: missing_returns::by_month(&before),
        items_caption: format!(
            "Share of referrals with a known value, {}, {}",
            scope.place.name,
            scope.month.words()
        ),
        issues: issues(scope),
        since: None,
        letter: letter(&scope.place.name, today, &chase),
        downloads: downloads(scope, &path, heat.restricted.is_none()),
        heat,
        chase,
        empty: (items.is_empty() && strip.expected == 0).then(|| EmptyNote {
            title: "Nothing is known of this area yet".to_owned(),
            text: "No service of this area was expected to send a return for this month."
                .to_owned(),
            link: None,
        }),
        items,
        strip,
    }
}

fn path(scope: &Scope) -> String {
    format!("/areas/{}/trust", scope.place.code)
}

/// What was due on the day of an old release is judged by that day.
fn today(reader: &Reader, scope: &Scope) -> Date {
    match reader.params.text("as_at") {
        Some(_) => scope.release.id.date(),
        None => reader.hub.clock.today(),
    }
}

fn heat_months(scope: &Scope) -> Vec<Month> {
    Month::range(scope.month.plus(1 - HEAT_MONTHS), scope.month).collect()
}

/// The table of completeness: by month, by column, and for those who see services, by service.
fn downloads(scope: &Scope, path: &str, sees_services: bool) -> Vec<Link> {
    let tables = [
        ("returns_received", "all", "Returns received by month"),
        ("item_completeness", "item", "Completeness by column"),
    ];
    let join = if scope.query.is_empty() { "?" } else { "&" };
    let by_service = [("CSV", "csv"), ("Excel", "xlsx")]
        .into_iter()
        .filter(|_| sees_services)
        .map(|(label, format)| {
            Link::new(
                format!("Returns by service and month ({label})"),
                format!("{}{join}format={format}", scope.href(path)),
            )
        });
    let of_area = tables
        .into_iter()
        .filter(|(measure, ..)| scope.release.measure(measure).is_some())
        .flat_map(|(measure, breakdown, title)| {
            scope
                .downloads(measure, breakdown)
                .into_iter()
                .map(move |link| Link::new(format!("{title} ({})", link.label), link.href))
        });
    by_service.chain(of_area).collect()
}

/// How complete the month is, and the months before it in the table of returns.
fn finding(strip: &Strip, before: Total) -> String {
    let month = &strip.month;
    let missing = strip.expected.saturating_sub(strip.received);
    let now = match (strip.expected, missing) {
        (0, _) => figures::completeness(strip),
        (_, 0) => format!("Every service has sent its return for {month}."),
        (expected, missing) if missing.saturating_mul(5) <= expected => format!(
            "Most services have sent their returns for {month}; read the figures with that in mind."
        ),
        _ => format!(
            "More than a fifth of the services have not sent {month}: do not compare this area with others."
        ),
    };
    match before.sentence(&format!("the {} months before", HEAT_MONTHS - 1)) {
        none if none.is_empty() => now,
        then => format!("{now} {then}"),
    }
}

/// Which services sent which month, for those who may see services by name.
fn heat(
    reader: &Reader,
    scope: &Scope,
    journal: Option<&State>,
    today: Date,
) -> (HeatTable, Vec<ChaseRow>) {
    let months = heat_months(scope);
    let mut table = HeatTable {
        caption: format!(
            "Returns by service, {}, {} to {}",
            scope.place.name,
            scope.month.plus(1 - HEAT_MONTHS).words(),
            scope.month.words()
        ),
        months: months
            .iter()
            .map(|month| words::short_month(*month))
            .collect(),
        ..HeatTable::default()
    };
    let Some(journal) = journal else {
        table.restricted = restricted(reader, scope).map(str::to_owned);
        return (table, Vec::new());
    };
    let mut rows: Vec<(usize, &Service, Vec<ReturnMark>)> = services(reader, scope, journal)
        .into_iter()
        .map(|service| {
            let marks: Vec<ReturnMark> = months
                .iter()
                .map(|month| mark(journal, service, *month, today))
                .collect();
            let missing = marks
                .iter()
                .filter(|mark| **mark == ReturnMark::Missing)
                .count();
            (missing, service, marks)
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    let chase = rows
        .iter()
        .filter(|(missing, ..)| *missing > 0)
        .map(|(_, service, marks)| {
            let missing = months
                .iter()
                .zip(marks)
                .filter(|(_, mark)| **mark == ReturnMark::Missing);
            let months: Vec<String> = missing.map(|(month, _)| month.words()).collect();
            ChaseRow {
                service: service.name.clone(),
                months: months.join(", "),
            }
        });
    let chase = chase.collect();
    table.rows = rows
        .into_iter()
        .map(|(_, service, marks)| HeatRow {
            service: service.name.clone(),
            marks,
        })
        .collect();
    (table, chase)
}

/// Services with the months of these that they have not sent, for those who see services by name; nothing for others.
pub(super) async fn to_remind(
    reader: &Reader,
    scope: &Scope,
    months: &[Month],
) -> Result<Vec<ChaseRow>> {
    if restricted(reader, scope).is_some() {
        return Ok(Vec::new());
    }
    let journal = reader.journal(&scope.release).await?;
    let today = today(reader, scope);
    let mut rows: Vec<ChaseRow> = services(reader, scope, &journal)
        .into_iter()
        .filter_map(|service| {
            let is_missing =
                |month: &&Month| mark(&journal, service, **month, today) == ReturnMark::Missing;
            let missing: Vec<String> = months
                .iter()
                .filter(is_missing)
                .map(|month| month.words())
                .collect();
            (!missing.is_empty()).then(|| ChaseRow {
                service: service.name.clone(),
                months: missing.join(", "),
            })
        })
        .collect();
    rows.sort_by(|a, b| a.service.cmp(&b.service));
    Ok(rows)
}

fn services<'a>(reader: &Reader, scope: &Scope, journal: &'a State) -> Vec<&'a Service> {
    let reference = &reader.hub.reference;
    let edition = match scope.geography {
        Geography::AsNow => reference.now(),
        Geography::AsWas => reference.edition_at(scope.month),
    };
    let belongs = |service: &&Service| {
        reference
            .atom(&service.atom)
            .is_some_and(|atom| *atom.icb(edition) == scope.place.code)
    };
    journal.services.values().filter(belongs).collect()
}

/// What became of the return of a service for a month. A month counts as late by when its first return came.
pub(crate) fn mark(journal: &State, service: &Service, month: Month, today: Date) -> ReturnMark {
    let key = (service.code.clone(), month);
    let due = calendar::due(month);
    let Some(current) = journal.current.get(&key) else {
        return match month {
            month if !service.takes_part_in(month) => ReturnMark::NotExpected,
            _ if today > due => ReturnMark::Missing,
            _ => ReturnMark::Due,
        };
    };
    let first = journal
        .history
        .get(&key)
        .and_then(|versions| versions.first())
        .unwrap_or(current);
    if current.nil {
        ReturnMark::Nil
    } else if current.rows_left_out > 0 {
        ReturnMark::Partly
    } else if local(first.at).date() > due {
        ReturnMark::Late
    } else {
        ReturnMark::Sent
    }
}

/// How complete the columns are, worst first.
pub(super) fn items(scope: &Scope) -> Vec<ItemShare> {
    let Some(info) = scope.release.measure("item_completeness") else {
        return Vec::new();
    };
    let mut values = scope.values("item_completeness", "item", scope.month, scope.month);
    let share = |value: &MeasureValue| value.value.unwrap_or(f64::INFINITY);
    values.sort_by(|a, b| {
        share(a)
            .total_cmp(&share(b))
            .then_with(|| a.category.cmp(&b.category))
    });
    values.into_iter().map(|value| item(value, info)).collect()
}

/// What a column is called where its completeness is told, and what would help most.
pub(super) fn words_of(category: &str) -> (String, &'static str) {
    let (title, fix) = match category {
        "date_of_birth" => (
            "Date of birth or age",
            "Fill in the date of birth, or the age on the day of referral.",
        ),
        "postcode_or_lsoa" => (
            "Postcode or small area",
            "Fill in the postcode: it is turned into a deprivation group as the file arrives.",
        ),
        "ethnic_category" => (
            "Ethnic category",
            "Ask people how they describe their ethnicity; \"not stated\" is an answer too.",
        ),
        "need" => (
            "Main need",
            "Choose one of the listed needs; \"other\" tells little.",
        ),
        "sex" => ("", "Fill in the sex as the person describes it."),
        "gp_practice" => (
            "",
            "Fill in the code of the practice where the person is registered: it decides which area the referral counts for.",
        ),
        "referral_source" => (
            "",
            "Say who referred the person, with a code of the list or its words.",
        ),
        _ => ("", ""),
    };
    if !title.is_empty() {
        return (title.to_owned(), fix);
    }
    let sheet = ReturnDefinition::v1().referrals();
    let known = sheet.and_then(|sheet| sheet.item(category));
    (
        known.map_or_else(|| category.to_owned(), |item| item.title.clone()),
        fix,
    )
}

fn item(value: &MeasureValue, info: &MeasureInfo) -> ItemShare {
    let (item, fix) = words_of(&value.category);
    let figure = figures::figure(value, info);
    let low = figure.drawn().is_some_and(|share| share < 80.0);
    ItemShare {
        item,
        figure,
        fix: if low { fix.to_owned() } else { String::new() },
    }
}

/// What a reader must know of the release.
fn issues(scope: &Scope) -> Vec<KnownIssue> {
    let date = words::date(scope.release.id.date());
    let provisional = &scope.release.manifest.provisional_months;
    let mut issues = Vec::new();
    if let (Some(first), Some(last)) = (provisional.first(), provisional.last()) {
        let months = if first == last {
            first.words()
        } else {
            format!("{} to {}", first.words(), last.words())
        };
        issues.push(KnownIssue {
            date: date.clone(),
            text: format!("{months}: provisional. Returns may still come or be replaced."),
            link: None,
        });
    }
    if let Some(previous) = &scope.release.manifest.previous {
        issues.push(KnownIssue {
            date,
            text: format!("This release took the place of {previous}."),
            link: Some(Link::new(
                "See the figures as they were",
                format!(
                    "/areas/{}/trust?geography={}&as_at={previous}",
                    scope.place.code, scope.geography
                ),
            )),
        });
    }
    issues
}
