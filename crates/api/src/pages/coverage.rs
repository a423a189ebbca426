//! C3: is every practice covered.

mod ambition;
mod fifths;

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_reference::AreaType;
use hub_release::Geography;
use hub_standard::ids::Month;
use hub_ui::view::{
    Coverage, EmptyNote, Figure, GridNetwork, GridSquare, Link, PracticeMark, UncoveredRow,
};

use self::fifths::by_fifth;
use super::Page;
use super::brief::{card_of, uncovered};
use super::figures::Scope;
use super::filter::{self, Asked};
use super::missing_returns;
use super::overview::crumbs;
use super::practices::SHOWN_TO;
use super::practices::listed::{Listed, fifth_words, of_board};
use super::practices::seen::{Stretch, may_see, referrals, stretch};
use super::reader::Reader;
use super::words;
use super::workload;
use crate::problem::Result;

/// Months of referrals that are looked at: a practice that referred nobody for so long is worth a call.
const MONTHS: usize = 3;

/// What coverage is told by.
pub(super) const CARDS: [(&str, &str); 4] = [
    ("practices_covered", "Practices covered"),
    ("registered_covered", "People at covered practices"),
    ("link_worker_fte", "Link workers"),
    (workload::MEASURE, workload::TITLE),
];

/// What is known of referrals of single practices.
enum Seen {
    /// Those that are shown, over these months; whether any return of the area came in them, and how many are missing.
    Shown {
        stretch: Stretch,
        referrals: HashMap<String, f64>,
        is_returned: bool,
        missing: String,
    },
    /// Nothing, for the reason given.
    Nothing(String),
}

/// `GET /areas/{code}/coverage`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let seen = seen(&reader, &scope).await?;
    let view = view(&reader, &scope, &seen);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c3_coverage(&frame, &view)).into_response())
}

/// Whether single practices are listed: of one board of today at a time.
fn is_listed(scope: &Scope) -> bool {
    scope.place.area_type == AreaType::Icb && scope.geography == Geography::AsNow
}

async fn seen(reader: &Reader, scope: &Scope) -> Result<Seen> {
    if !is_listed(scope) {
        return Ok(Seen::Nothing(String::new()));
    }
    if !may_see(&reader.hub, &reader.reads_as(), &scope.place.code) {
        return Ok(Seen::Nothing(format!(
            "Which covered practices have referrals: {}.",
            lower_first(SHOWN_TO)
        )));
    }
    if reader.is_led_here {
        return Ok(Seen::Nothing(
            "You came here from another site. Which covered practices have referrals is asked for in your name: press Apply to see it."
                .to_owned(),
        ));
    }
    let Some(stretch) = stretch(&scope.release, scope.month, MONTHS) else {
        return Ok(Seen::Nothing(
            "No month has figures of practices yet: they begin when a month is final.".to_owned(),
        ));
    };
    let board = &scope.place.code;
    let referrals = referrals(
        &reader.hub,
        reader.principal(),
        &scope.release,
        board,
        stretch,
    )
    .await?;
    if referrals.is_empty() {
        return Ok(Seen::Nothing(format!(
            "Too few people of each practice were referred to show, {}, so nothing is said of referrals.",
            stretch.words()
        )));
    }
    let returns = missing_returns::total(&missing_returns::of(scope, stretch.first, stretch.last));
    Ok(Seen::Shown {
        stretch,
        referrals,
        is_returned: returns.received > 0,
        missing: returns.sentence(&stretch.words()),
    })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

fn view(reader: &Reader, scope: &Scope, seen: &Seen) -> Coverage {
    let path = format!("/areas/{}", scope.place.code);
    let (listed, census) = if is_listed(scope) {
        of_board(&reader.hub.reference, &scope.place.code, scope.month)
    } else {
        (Vec::new(), None)
    };
    let cards: Vec<_> = CARDS
        .into_iter()
        .filter_map(|(measure, title)| card_of(scope, measure, title))
        .collect();
    let has_figures = cards.iter().any(|card| card.figure.drawn().is_some());
    Coverage {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &format!("{path}/coverage"), true, Vec::new()),
        strip: scope.strip(),
        findings: findings(scope),
        definition: definition(census),
        workload: workload::guide(scope).unwrap_or_default(),
        networks: networks(&listed, seen),
        grid_note: "Practices are shown one by one for one integrated care board at a time, for areas as they are now.".to_owned(),
        referrals_note: referrals_note(seen),
        list_caption: format!(
            "Practices without a link worker, or without referrals to show, {}",
            scope.place.name
        ),
        list: list(&listed, seen),
        by_fifth: by_fifth(scope, &listed, census),
        links: links(scope, &path),
        empty: (!has_figures && listed.is_empty()).then(|| EmptyNote {
            title: "Nothing is known of link workers here".to_owned(),
            text: "No workforce census up to this month is held, or no practice of this area is.".to_owned(),
            link: Some(Link::new("See the area", scope.href(&path))),
        }),
        cards,
    }
}

/// How many are not covered, whether workers have more referrals than they can support, and what the national ambitions
/// come to.
fn findings(scope: &Scope) -> Vec<String> {
    let mut findings: Vec<String> = uncovered(scope).into_iter().collect();
    findings.extend(workload::above_guide(scope));
    findings.push(ambition::sentence());
    findings
}

fn definition(census: Option<Month>) -> String {
    let of = census.map_or_else(
        || "the newest census held".to_owned(),
        |census| format!("the census of {}", census.words()),
    );
    format!(
        "A practice counts as covered when its primary care network had a social prescribing link worker in post at {of}. Services run outside a network are not in the census, so a practice that is not covered may still have one."
    )
}

fn referrals_note(seen: &Seen) -> String {
    match seen {
        Seen::Nothing(why) => why.clone(),
        Seen::Shown {
            stretch, missing, ..
        } => format!(
            "Referrals of {}, the newest months that are final. {missing} A practice whose service has not sent looks like one without referrals.",
            stretch.words()
        ),
    }
}

fn mark(listed: &Listed<'_>, seen: &Seen) -> PracticeMark {
    match seen {
        _ if !listed.is_covered => PracticeMark::NotCovered,
        Seen::Nothing(_) => PracticeMark::Covered,
        Seen::Shown { referrals, .. } if referrals.contains_key(listed.practice.code.as_str()) => {
            PracticeMark::Referring
        }
        Seen::Shown {
            is_returned: true, ..
        } => PracticeMark::NoneShown,
        Seen::Shown { .. } => PracticeMark::NoReturn,
    }
}

/// Practices come by name of network.
fn networks(listed: &[Listed<'_>], seen: &Seen) -> Vec<GridNetwork> {
    let mut networks: Vec<GridNetwork> = Vec::new();
    for practice in listed {
        let square = GridSquare {
            name: format!("{} ({})", practice.practice.name, practice.practice.code),
            mark: mark(practice, seen),
        };
        match networks.last_mut() {
            Some(network) if network.name == practice.network => network.squares.push(square),
            _ => networks.push(GridNetwork {
                name: practice.network.to_owned(),
                squares: vec![square],
            }),
        }
    }
    networks
}

/// Those to look at, the largest first.
fn list(listed: &[Listed<'_>], seen: &Seen) -> Vec<UncoveredRow> {
    let mut list: Vec<(&Listed<'_>, PracticeMark)> = listed
        .iter()
        .map(|practice| (practice, mark(practice, seen)))
        .filter(|(_, mark)| matches!(mark, PracticeMark::NoneShown | PracticeMark::NotCovered))
        .collect();
    list.sort_by(|(a, _), (b, _)| {
        let size = |listed: &Listed<'_>| listed.practice.registered;
        size(b)
            .total_cmp(&size(a))
            .then_with(|| a.practice.code.cmp(&b.practice.code))
    });
    list.into_iter()
        .map(|(listed, mark)| UncoveredRow {
            name: listed.practice.name.clone(),
            code: listed.practice.code.to_string(),
            network: listed.network.to_owned(),
            registered: Figure::shown(
                listed.practice.registered,
                words::decimal(listed.practice.registered, 0),
            ),
            fifth: fifth_words(listed.fifth),
            mark,
        })
        .collect()
}

fn links(scope: &Scope, path: &str) -> Vec<Link> {
    let mut links = vec![Link::new(
        "Link workers over time",
        scope.href(&format!("{path}/measures/link_worker_fte")),
    )];
    if is_listed(scope) {
        links.insert(
            0,
            Link::new(
                "Practices with fewer referrals than expected",
                scope.href(&format!("{path}/practices")),
            ),
        );
    }
    links
}
