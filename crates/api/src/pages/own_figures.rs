//! S12: what the returns of a service say, beside the figures of its board.
//!
//! Of the service there is what its receipts hold, rounded, and what their checks found of columns: of what it sent, so
//! that nothing tells whose rows were taken out because they object. Waits and outcomes are told of boards alone.

mod boards;
mod columns;
mod file;
mod months;

use std::sync::Arc;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use hub_release::{Geography, Release, ValueQuery};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::Service;
use hub_ui::view::{EmptyNote, Frame, Link, OwnFigures, OwnMonth};
use jiff::civil::Date;

use self::columns::Completeness;
use self::months::MonthSent;
use super::Page;
use super::figures::Scope;
use super::reader::Reader;
use super::service::returns_href;
use super::words;
use crate::format::Format;
use crate::places::{self, Place};
use crate::problem::{Problem, Result};
use crate::v1::figures::ADJUSTED;

/// The measure by which it is told whether a release has figures of a month.
const LEADING: &str = "referral_rate";

/// Where the page of a service is.
pub(crate) fn href(service: &ServiceCode) -> String {
    format!("/s/{service}/figures")
}

/// `GET /s/{service}/figures`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    reader.params.only(&["as_at", "format"])?;
    let service = reader.service(&code).await?;
    let is_pinned = reader.params.text("as_at").is_some();
    let release = if is_pinned {
        Some(reader.release().await?)
    } else {
        reader.hub.releases.latest().await?
    };
    let state = match &release {
        Some(release) => reader.journal(release).await?,
        None => reader.hub.state().await?,
    };
    // What was due on the day of an old release is judged by that day.
    let today = match &release {
        Some(release) if is_pinned => release.id.date(),
        _ => reader.hub.clock.today(),
    };
    let months = months::of(&reader.hub, &state, &service.code, today);
    if let Some(format) = reader.params.text("format") {
        let format = match format {
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            _ => return Err(Problem::parameter("format", "csv or xlsx")),
        };
        return file::table(&service, &months).respond(format).await;
    }
    let scope = release
        .as_ref()
        .and_then(|release| scope(&reader, &service, release, is_pinned));
    let view = view(&service, &months, scope.as_ref(), release.as_deref(), today);
    let crumbs = vec![Link::new("Your returns", format!("/s/{}", service.code))];
    let frame = match &release {
        Some(release) => reader.frame_with(release, crumbs).await,
        None => Frame {
            adjustment: Some(ADJUSTED.to_owned()),
            ..reader.frame(crumbs).await
        },
    };
    Ok(Page(hub_ui::pages::s12_figures(&frame, &view)).into_response())
}

/// The newest month of a release that it has figures of, for the board that the service belongs to today.
fn scope(
    reader: &Reader,
    service: &Service,
    release: &Arc<Release>,
    is_pinned: bool,
) -> Option<Scope> {
    let place = board(reader, service)?;
    let months = release.months();
    let has_figures = |month: &&Month| {
        let found = release.values(&ValueQuery {
            measure: LEADING.to_owned(),
            area: Some(place.code.clone()),
            from: Some(**month),
            to: Some(**month),
            geography: Geography::AsNow,
            ..ValueQuery::default()
        });
        found.first().is_some_and(|value| value.status.has_value())
    };
    let newest = months.iter().rev().find(has_figures).or(months.last());
    Some(Scope {
        month: *newest?,
        place,
        geography: Geography::AsNow,
        query: if is_pinned {
            format!("?as_at={}", release.id)
        } else {
            String::new()
        },
        page: reader.pinned(release),
        release: Arc::clone(release),
    })
}

/// The board that a service belongs to today.
pub(super) fn board(reader: &Reader, service: &Service) -> Option<Place> {
    let reference = &reader.hub.reference;
    let code = reference
        .atom(&service.atom)
        .map_or(&service.icb, |atom| &atom.now);
    places::place(reference, code.as_str())
}

fn view(
    service: &Service,
    months: &[MonthSent<'_>],
    scope: Option<&Scope>,
    release: Option<&Release>,
    today: Date,
) -> OwnFigures {
    let code = &service.code;
    let board = scope.map(|scope| scope.place.name.clone());
    let Completeness {
        items,
        caption,
        note,
    } = columns::completeness(months, scope);
    OwnFigures {
        service: service.name.clone(),
        finding: months::finding(months),
        notes: notes(today, release),
        cards: boards::cards(months, scope),
        months_caption: caption_of(service, months),
        months: months
            .iter()
            .rev()
            .map(|month| OwnMonth {
                month: month.month.words(),
                referrals: month.referrals.clone(),
                people: month.people.clone(),
                sent: sent(code, month),
            })
            .collect(),
        downloads: [("CSV", "csv"), ("Excel", "xlsx")]
            .into_iter()
            .map(|(label, format)| Link::new(label, file_href(code, scope, format)))
            .collect(),
        items,
        items_caption: caption,
        items_note: note,
        reach: scope.map(|scope| {
            Link::new(
                format!("Who is and is not being referred in {}", scope.place.name),
                scope.href(&format!("/areas/{}/who", scope.place.code)),
            )
        }),
        reach_note: "Age, sex, ethnicity and deprivation are told of your board as a whole: of a single service the groups would be \
            too few people."
            .to_owned(),
        links: links(service, scope),
        empty: months.is_empty().then(|| EmptyNote {
            title: "There is no return of yours to show figures of".to_owned(),
            text: match release {
                Some(_) => "They begin with the first month that you submit. Until then there are those of your board.",
                None => "They begin with the first month that you submit.",
            }
            .to_owned(),
            link: Some(Link::new("Send your first return", format!("/s/{code}"))),
        }),
        board: board.unwrap_or_default(),
    }
}

/// What a reader must know of the service's own figures.
fn notes(today: Date, release: Option<&Release>) -> Vec<String> {
    let of = match release {
        Some(release) => format!(
            "Your service's own figures are as at {}; those of your board are as at {}, when release {} was made.",
            words::date(today),
            words::date(release.id.date()),
            release.id
        ),
        None => format!("These figures are as at {}.", words::date(today)),
    };
    let notes = [
        "Referrals and people of your service are those on the receipts of your returns, rounded to 5, with fewer than 12 hidden, so that \
         the page can be passed on. Your board sees figures with a random adjustment, which differ a little.",
        "Your service is not compared with other services: the people of a single one are too few for that to be fair, and other services \
         do not see your figures. What is compared is your board, with England.",
        "Referrals are those received in the month; people are all in the return of the month, new and old.",
    ];
    std::iter::once(of)
        .chain(notes.into_iter().map(str::to_owned))
        .collect()
}

fn caption_of(service: &Service, months: &[MonthSent<'_>]) -> String {
    let period = match (months.first(), months.last()) {
        (Some(first), Some(last)) if first.month != last.month => {
            format!("{} to {}", first.month.words(), last.month.words())
        }
        (Some(only), _) => only.month.words(),
        _ => String::new(),
    };
    format!(
        "Referrals received and people on the caseload, {}, {period}",
        service.name
    )
}

/// What was sent for a month, and the way to its receipt.
fn sent(service: &ServiceCode, month: &MonthSent<'_>) -> Link {
    let Some(sent) = month.sent else {
        return Link::new("No return", "");
    };
    let words = match (sent.nil, sent.rows_left_out) {
        (true, _) => "Nothing to report".to_owned(),
        (false, 0) => "Sent".to_owned(),
        (false, 1) => "Sent, 1 row left out".to_owned(),
        (false, n) => format!("Sent, {} rows left out", words::thousands(u64::from(n))),
    };
    Link::new(words, returns_href(service, &sent.submission))
}

fn file_href(service: &ServiceCode, scope: Option<&Scope>, format: &str) -> String {
    let pinned = scope.map_or("", |scope| scope.query.as_str());
    let join = if pinned.is_empty() { "?" } else { "&" };
    format!("{}{pinned}{join}format={format}", href(service))
}

fn links(service: &Service, scope: Option<&Scope>) -> Vec<Link> {
    let mut links = vec![Link::new(
        "What you have sent",
        format!("/s/{}/history", service.code),
    )];
    if let Some(scope) = scope {
        let path = format!("/areas/{}", scope.place.code);
        let pages = [
            ("Your area's figures", String::new()),
            ("How long people wait", "/waiting".to_owned()),
            ("Outcomes of support", "/outcomes".to_owned()),
            ("Can I trust these figures", "/trust".to_owned()),
        ];
        links.extend(
            pages
                .into_iter()
                .map(|(label, page)| Link::new(label, scope.href(&format!("{path}{page}")))),
        );
    }
    links
}
