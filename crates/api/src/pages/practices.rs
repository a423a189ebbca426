//! C13: practices with fewer referrals than expected of a board's other practices.

mod expected;
mod file;
mod gaps;
pub(crate) mod listed;
mod said;
pub(crate) mod seen;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_reference::AreaType;
use hub_release::Geography;
use hub_standard::ids::Month;
use hub_ui::view::{
    Comparison, EmptyNote, ExpectedRow, Figure, Interval, Link, Practices, Status, Word,
};

use self::expected::{Against, Lies, against, to_five};
use self::gaps::Gaps;
use self::listed::{Listed, fifth_words, of_board};
use self::seen::{Stretch, may_see, referrals, stretch};
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::overview::crumbs;
use super::reader::Reader;
use super::words;
use crate::format::Format;
use crate::problem::{Kind, Problem, Result};

/// Months of referrals: fewer are mostly noise.
const MONTHS: usize = 12;
/// Most referrals of one person that a month counts, which decides how much noise a count has.
const REFERRALS_OF_ONE: u32 = 2;
/// Who sees single practices.
pub(crate) const SHOWN_TO: &str =
    "Shown to the integrated care board and to national analysts only";

/// What the list is made of.
struct Seen<'a> {
    stretch: Stretch,
    rows: Vec<Row<'a>>,
    /// Says which practices have a link worker; none where no census is held, so that all make the expectation.
    census: Option<Month>,
    gaps: Gaps,
}

/// A practice with what was seen of it.
struct Row<'a> {
    listed: Listed<'a>,
    referrals: Option<f64>,
    against: Against,
}

impl Row<'_> {
    /// Displayed referrals for each 1,000 people registered.
    fn rate_of_1000(&self) -> Figure {
        match self.referrals {
            None => Figure::without_value(Status::Hidden),
            Some(_) if self.listed.practice.registered <= 0.0 => {
                Figure::without_value(Status::NotCalculated)
            }
            Some(referrals) => {
                let rate =
                    words::as_displayed(1000.0 * referrals / self.listed.practice.registered, 1);
                Figure::shown(rate, words::decimal(rate, 1))
            }
        }
    }
}

/// `GET /areas/{code}/practices`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &["format"]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let seen = match empty(&reader, &scope) {
        Some(note) => Err(note),
        None => match stretch(&scope.release, scope.month, MONTHS) {
            Some(stretch) => match rows(&reader, &scope, stretch).await? {
                (rows, census) if rows.iter().any(|row| row.referrals.is_some()) => Ok(Seen {
                    stretch,
                    rows,
                    census,
                    gaps: Gaps::of(&reader, &scope, stretch).await?,
                }),
                _ => Err(none_shown(&scope, stretch)),
            },
            None => Err(no_months(&scope)),
        },
    };
    if let Some(format) = reader.params.text("format") {
        let format = match format {
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            _ => return Err(Problem::parameter("format", "csv or xlsx")),
        };
        let seen = seen.map_err(|note| {
            Problem::new(Kind::Forbidden, format!("{}. {}", note.title, note.text))
        })?;
        return file::table(&scope, &seen).respond(format).await;
    }
    let view = view(&reader, &scope, seen);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c13_practices(&frame, &view)).into_response())
}

/// Why there is nothing to show, or not to this reader.
fn empty(reader: &Reader, scope: &Scope) -> Option<EmptyNote> {
    let note = |title: &str, text: &str, link: Option<Link>| {
        Some(EmptyNote {
            title: title.to_owned(),
            text: text.to_owned(),
            link,
        })
    };
    if scope.place.area_type != AreaType::Icb {
        return note(
            "Practices are shown for one integrated care board at a time",
            "Choose a board in the list of areas above.",
            Some(Link::new("Compare the boards", scope.href("/compare"))),
        );
    }
    if scope.geography == Geography::AsWas {
        return note(
            "Practices are shown for areas as they are now",
            "The list looks twelve months back, and practices are held against those of the board of today.",
            Some(Link::new(
                "See it for areas as they are now",
                filter::as_now(reader),
            )),
        );
    }
    if !may_see(&reader.hub, &reader.reads_as(), &scope.place.code) {
        return note(
            SHOWN_TO,
            "Sign in as one of them to see which practices refer fewer people than expected.",
            (!reader.principal().is_known()).then(|| Link::new("Sign in", "/sign-in")),
        );
    }
    if reader.is_led_here {
        return note(
            "You came here from another site",
            "Figures of practices are asked for in your name, and each question is on record, so we ask only when you do.",
            Some(Link::new("Show the practices", reader.uri.to_string())),
        );
    }
    None
}

fn no_months(scope: &Scope) -> EmptyNote {
    EmptyNote {
        title: "No month has figures of practices yet".to_owned(),
        text: "They begin when a month is final.".to_owned(),
        link: Some(Link::new(
            "See which returns have come",
            scope.href(&format!("/areas/{}/trust", scope.place.code)),
        )),
    }
}

fn none_shown(scope: &Scope, stretch: Stretch) -> EmptyNote {
    EmptyNote {
        title: "Too few people of each practice were referred to show".to_owned(),
        text: format!(
            "No practice had enough referrals in any month of {} to hold practices against each other.",
            stretch.words()
        ),
        link: Some(Link::new(
            "See who is and is not being referred",
            scope.href(&format!("/areas/{}/who", scope.place.code)),
        )),
    }
}

/// Every practice of the board, in the order of the list: those with fewest of what is expected first.
async fn rows<'a>(
    reader: &'a Reader,
    scope: &Scope,
    stretch: Stretch,
) -> Result<(Vec<Row<'a>>, Option<Month>)> {
    let hub = &reader.hub;
    let board = &scope.place.code;
    let seen = referrals(hub, reader.principal(), &scope.release, board, stretch).await?;
    let (listed, census) = of_board(&hub.reference, board, stretch.last);
    let counted: Vec<expected::Practice> = listed
        .iter()
        .map(|listed| expected::Practice {
            registered: listed.practice.registered,
            fifth: listed.fifth,
            is_covered: census.is_none() || listed.is_covered,
            referrals: seen.get(listed.practice.code.as_str()).copied(),
        })
        .collect();
    let months = f64::from(u32::try_from(stretch.months).unwrap_or(u32::MAX));
    let of_month = scope
        .release
        .manifest
        .policy
        .noise_variance(REFERRALS_OF_ONE);
    let whole = expected::Board {
        months,
        referrals: of_board_in(scope, stretch),
        noise: months * of_month,
    };
    let found = against(&counted, whole);
    let mut rows: Vec<Row<'a>> = listed
        .into_iter()
        .zip(counted)
        .zip(found)
        .map(|((listed, counted), against)| Row {
            listed,
            referrals: counted.referrals,
            against,
        })
        .collect();
    rows.sort_by(|a, b| {
        let fewer = |row: &Row<'_>| row.against.expected - row.referrals.unwrap_or_default();
        fewer(b)
            .total_cmp(&fewer(a))
            .then_with(|| a.listed.practice.code.cmp(&b.listed.practice.code))
    });
    Ok((rows, census))
}

/// Referrals of the board as displayed, if those of each month are.
fn of_board_in(scope: &Scope, stretch: Stretch) -> Option<f64> {
    let values = scope.values("referral_rate", "all", stretch.first, stretch.last);
    let months: Option<Vec<f64>> = values.iter().map(|value| value.numerator).collect();
    months
        .filter(|months| months.len() == stretch.months)
        .map(|months| months.iter().sum())
}

fn view(
    reader: &Reader,
    scope: &Scope,
    seen: std::result::Result<Seen<'_>, EmptyNote>,
) -> Practices {
    let path = format!("/areas/{}/practices", scope.place.code);
    let mut view = Practices {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        strip: scope.strip(),
        ..Practices::default()
    };
    let seen = match seen {
        Ok(seen) => seen,
        Err(note) => {
            view.empty = Some(note);
            return view;
        }
    };
    let (stretch, rows) = (seen.stretch, &seen.rows);
    view.returns = seen.gaps.sentence(stretch);
    view.services = seen.gaps.services().to_vec();
    view.cautions = said::cautions(&seen);
    view.basis = said::basis(&seen);
    view.beside_who = said::beside_who(&seen);
    view.who = Some(Link::new(
        "Who is and is not referred, by deprivation",
        scope.href(&format!("/areas/{}/who", scope.place.code)),
    ));
    let (fewer, others): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rows.iter().partition(|row| row.against.lies == Lies::Below);
    view.finding = finding(fewer.len(), rows.len(), stretch);
    view.finding
        .push_str(&said::without_worker(&fewer, seen.census));
    view.caption = format!(
        "Referrals received and expected, {}, {}",
        scope.place.name,
        stretch.words()
    );
    let shown = |row: &Row<'_>| told(row, seen.census);
    view.fewer = fewer.into_iter().map(shown).collect();
    view.others = others.into_iter().map(shown).collect();
    view.method = said::method(scope, &seen);
    let join = if scope.query.is_empty() { "?" } else { "&" };
    view.downloads = [("CSV", "csv"), ("Excel", "xlsx")]
        .map(|(label, format)| {
            Link::new(label, format!("{}{join}format={format}", scope.href(&path)))
        })
        .into();
    view
}

fn finding(fewer: usize, all: usize, stretch: Stretch) -> String {
    let period = stretch.words();
    match fewer {
        0 => format!(
            "No practice has clearly fewer referrals than expected for its size and deprivation, {period}."
        ),
        1 => format!(
            "1 of {all} practices has fewer referrals than expected for its size and deprivation, {period}."
        ),
        n => format!(
            "{n} of {all} practices have fewer referrals than expected for their size and deprivation, {period}."
        ),
    }
}

fn told(row: &Row<'_>, census: Option<Month>) -> ExpectedRow {
    let practice = row.listed.practice;
    let count = |number: f64| Figure::shown(number, words::decimal(number, 0));
    let expected = to_five(row.against.expected);
    ExpectedRow {
        name: practice.name.clone(),
        code: practice.code.to_string(),
        network: row.listed.network.to_owned(),
        registered: count(practice.registered),
        fifth: fifth_words(row.listed.fifth),
        has_worker: census.map(|_| row.listed.is_covered),
        rate: row.rate_of_1000(),
        observed: row.referrals.map_or_else(
            || Figure::without_value(Status::Hidden),
            |number| count(number).with_status(Status::Rounded),
        ),
        expected: count(expected).with_status(Status::Rounded),
        ratio: ratio(row),
        word: word(row),
        difference: difference(row, expected),
    }
}

fn ratio(row: &Row<'_>) -> Figure {
    let Some((ratio, limits)) = row.against.ratio else {
        return Figure::without_value(match row.referrals {
            None => Status::Hidden,
            Some(_) => Status::NotCalculated,
        });
    };
    let shown = |number: f64| words::decimal(number, 2);
    Figure {
        interval: Some(Interval {
            lower: words::as_displayed(limits.lower, 2),
            upper: words::as_displayed(limits.upper, 2),
            display: format!("{} to {}", shown(limits.lower), shown(limits.upper)),
        }),
        ..Figure::shown(words::as_displayed(ratio, 2), shown(ratio))
    }
}

fn word(row: &Row<'_>) -> Comparison {
    let (word, reason) = match row.against.lies {
        Lies::Below => (Word::Lower, None),
        Lies::Above => (Word::Higher, None),
        Lies::Within => (Word::Similar, None),
        Lies::Unknown(why) => (Word::NotCompared, Some(said::why(why))),
    };
    Comparison {
        word,
        against: "expected".to_owned(),
        reason: reason.map(str::to_owned),
    }
}

/// How many fewer or more, of what is displayed.
fn difference(row: &Row<'_>, expected: f64) -> String {
    let more = row.referrals.map(|referrals| referrals - expected);
    match (row.against.lies, more) {
        (Lies::Below, Some(more)) => format!("about {} fewer", words::decimal(-more, 0)),
        (Lies::Above, Some(more)) => format!("about {} more", words::decimal(more, 0)),
        (Lies::Below, None) => "too few in each month to show".to_owned(),
        _ => String::new(),
    }
}
