//! O3: which services sent which month, for the whole country.
//!
//! One region is shown at a time, so that the page stays short whatever the number of services.

mod country;
mod file;

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::{AreaCode, Month};
use hub_store::{Service, State};
use hub_ui::view::{
    BoardReturns, EmptyNote, FilterBar, HeatRow, HeatTable, Link, RegionReturns, ReturnMark,
    ReturnsOverview, Select,
};
use jiff::civil::Date;

use super::super::Page;
use super::super::filter::choice;
use super::super::reader::Reader;
use super::super::trust::mark;
use super::super::words;
use super::breadcrumbs;
use crate::places;
use crate::problem::{Problem, Result};
pub(super) use country::opening;
use country::{Region, regions, sum};

/// Where the page is.
const RETURNS: &str = "/operate/returns";
/// Months of a table.
const MONTHS: i32 = 12;
/// Last months to choose from.
const MONTHS_OFFERED: i32 = 36;
/// Asks for the services whose return of the last month is missing.
const MISSING: &str = "missing";

/// `GET /operate/returns`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    reader.params.only(&["region", "to", "only", "format"])?;
    let state = reader.hub.state().await?;
    let asked = Asked::of(&reader, &state)?;
    match reader.params.text("format") {
        None => {}
        Some("csv") => return file::respond(&asked).await,
        Some(_) => return Err(Problem::parameter("format", "csv")),
    }
    let frame = reader.frame(breadcrumbs()).await;
    let view = asked.view(reader.hub.config.months_open);
    Ok(Page(hub_ui::pages::o3_returns(&frame, &view)).into_response())
}

/// Services that take part, with where they are, and what is asked of them.
struct Asked<'r> {
    reference: &'r Reference,
    state: &'r State,
    today: Date,
    /// The last month.
    to: Month,
    /// The region that the address names.
    named: Option<String>,
    /// Whether services are wanted alone whose return of the last month is missing.
    only_missing: bool,
    /// Services by region; those of no known area come last.
    regions: Vec<Region<'r>>,
}

impl<'r> Asked<'r> {
    fn of(reader: &'r Reader, state: &'r State) -> Result<Self> {
        let reference: &Reference = &reader.hub.reference;
        let today = reader.hub.clock.today();
        let newest = Month::of(today).prev();
        let to: Month = reader.params.get("to")?.unwrap_or(opening(newest, today));
        if to > newest || newest.months_since(to) >= MONTHS_OFFERED {
            let oldest = newest.plus(1 - MONTHS_OFFERED);
            let expected = format!("a month from {oldest} to {newest}");
            return Err(Problem::parameter("to", expected));
        }
        let only_missing = match reader.params.text("only") {
            None | Some("") => false,
            Some(MISSING) => true,
            Some(_) => return Err(Problem::parameter("only", MISSING)),
        };
        let regions = regions(reference, state);
        let named = reader.params.text("region").map(str::to_owned);
        if let Some(named) = &named
            && !regions.iter().any(|region| region.code == *named)
        {
            let codes: Vec<&str> = regions.iter().map(|region| region.code.as_str()).collect();
            let expected = format!("one of {}", codes.join(", "));
            return Err(Problem::parameter("region", expected));
        }
        Ok(Self {
            reference,
            state,
            today,
            to,
            named,
            only_missing,
            regions,
        })
    }

    fn months(&self) -> impl Iterator<Item = Month> + Clone + use<> {
        Month::range(self.to.plus(1 - MONTHS), self.to)
    }

    /// The same, newest first: the month that somebody asks about is in sight however narrow the screen is.
    fn newest_first(&self) -> Vec<Month> {
        let mut months: Vec<Month> = self.months().collect();
        months.reverse();
        months
    }

    /// The region in use: the one that the address names, or the first with a service.
    fn region(&self) -> Option<&Region<'r>> {
        let named = self.named.as_deref();
        let mut regions = self.regions.iter();
        match named {
            Some(code) => regions.find(|region| region.code == code),
            None => regions.find(|region| !region.services.is_empty()),
        }
    }

    fn view(&self, months_open: u16) -> ReturnsOverview {
        let shown = self.region();
        let late = vec![
            format!(
                "{} is due by {}. What comes later is marked as late.",
                self.to.words(),
                words::date(calendar::due(self.to))
            ),
            format!(
                "No month has to be opened again: a late return is taken for {months_open} months, marked as late, and counted by the \
                 next release."
            ),
        ];
        let Some(shown) = shown.filter(|region| !region.services.is_empty()) else {
            return ReturnsOverview {
                region: shown.map_or_else(|| "England".to_owned(), |region| region.name.clone()),
                filter: self.filter(shown),
                month: self.to.words(),
                late,
                empty: Some(EmptyNote {
                    title: "No service takes part here".to_owned(),
                    text: "There is no return to wait for. Choose another region.".to_owned(),
                    link: None,
                }),
                ..ReturnsOverview::default()
            };
        };
        let regions = self.regions.iter();
        let regions: Vec<RegionReturns> = regions.map(|region| self.row(region, shown)).collect();
        let boards = self.boards(shown);
        ReturnsOverview {
            region: shown.name.clone(),
            filter: self.filter(Some(shown)),
            finding: self.finding(shown),
            month: self.to.words(),
            england: sum(&regions),
            regions,
            none_missing: match boards.is_empty() {
                true => format!(
                    "No return for {} is missing in {}. Choose all services to see every return.",
                    self.to.words(),
                    shown.name
                ),
                false => String::new(),
            },
            boards,
            late,
            downloads: self.downloads(shown),
            empty: None,
        }
    }

    /// How many returns of the last month are expected, received and missing.
    fn counts(&self, region: &Region<'_>) -> (u32, u32, u32) {
        let (mut expected, mut received) = (0_u32, 0_u32);
        for (_, service) in &region.services {
            if self.state.expects(service, self.to) {
                expected += 1;
                if self.state.current_for(&service.code, self.to).is_some() {
                    received += 1;
                }
            }
        }
        let is_over = self.today > calendar::due(self.to);
        let missing = if is_over { expected - received } else { 0 };
        (expected, received, missing)
    }

    fn finding(&self, region: &Region<'_>) -> String {
        let (expected, received, missing) = self.counts(region);
        let month = self.to.words();
        let count = |n: u32| words::thousands(u64::from(n));
        let to_come = expected.saturating_sub(received);
        match (expected, to_come, missing) {
            (0, ..) => format!("{}: no return is expected for {month}.", region.name),
            (_, 0, _) => format!("{}: every service has sent {month}.", region.name),
            (_, _, 0) => format!(
                "{}: {} of {} services have sent {month}. The others have until {}.",
                region.name,
                count(received),
                count(expected),
                words::date(calendar::due(self.to))
            ),
            _ => format!(
                "{}: {} of {} services have sent {month}. It was due on {}, and {} missing.",
                region.name,
                count(received),
                count(expected),
                words::date(calendar::due(self.to)),
                match missing {
                    1 => "1 is".to_owned(),
                    more => format!("{} are", count(more)),
                }
            ),
        }
    }

    fn row(&self, region: &Region<'_>, shown: &Region<'_>) -> RegionReturns {
        let (expected, received, missing) = self.counts(region);
        RegionReturns {
            region: Link::new(&region.name, self.href(Some(region.code.as_str()), &[])),
            expected,
            received,
            missing,
            is_shown: region.code == shown.code,
        }
    }

    /// The services of a region by board, boards by name; in each the services with most months missing first.
    fn boards(&self, region: &Region<'_>) -> Vec<BoardReturns> {
        let mut by_board: BTreeMap<(String, Option<&AreaCode>), Vec<&Service>> = BTreeMap::new();
        let wanted = region
            .services
            .iter()
            .filter(|(_, service)| !self.only_missing || self.is_missing(service));
        for (atom, service) in wanted {
            let code = atom.map(|atom| &atom.now);
            let name = self.board(code).unwrap_or_else(|| region.name.clone());
            by_board.entry((name, code)).or_default().push(service);
        }
        let months = self.newest_first().into_iter().map(words::short_month);
        let months: Vec<String> = months.collect();
        let board = |((name, code), services): ((String, Option<&AreaCode>), Vec<&Service>)| {
            let caption = format!(
                "Returns by service, {name}, {} back to {}",
                self.to.words(),
                self.to.plus(1 - MONTHS).words()
            );
            let href = code.map(|code| format!("/areas/{code}/trust"));
            BoardReturns {
                board: Link::new(name, href.unwrap_or_default()),
                heat: HeatTable {
                    caption,
                    months: months.clone(),
                    rows: self.rows(services),
                    restricted: None,
                },
            }
        };
        by_board.into_iter().map(board).collect()
    }

    fn rows(&self, services: Vec<&Service>) -> Vec<HeatRow> {
        let mut rows: Vec<(usize, HeatRow)> = services
            .into_iter()
            .map(|service| {
                let marks = self.marks(service);
                let missing = marks
                    .iter()
                    .filter(|mark| **mark == ReturnMark::Missing)
                    .count();
                let service = format!("{} ({})", service.name, service.code);
                (missing, HeatRow { service, marks })
            })
            .collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.service.cmp(&b.1.service)));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Whether the return of the last month should be there and is not.
    fn is_missing(&self, service: &Service) -> bool {
        mark(self.state, service, self.to, self.today) == ReturnMark::Missing
    }

    fn marks(&self, service: &Service) -> Vec<ReturnMark> {
        let mark = |month| mark(self.state, service, month, self.today);
        self.newest_first().into_iter().map(mark).collect()
    }

    /// The name of a board.
    fn board(&self, code: Option<&AreaCode>) -> Option<String> {
        places::place(self.reference, code?.as_str()).map(|place| place.name)
    }

    fn filter(&self, shown: Option<&Region<'_>>) -> FilterBar {
        let regions = self.regions.iter().map(|region| {
            let is_shown = shown.is_some_and(|shown| shown.code == region.code);
            choice(&region.code, &region.name, is_shown)
        });
        let newest = Month::of(self.today).prev();
        let months = (0..MONTHS_OFFERED).map(|back| {
            let month = newest.plus(-back);
            choice(&month.to_string(), &month.words(), month == self.to)
        });
        FilterBar {
            action: RETURNS.to_owned(),
            selects: vec![
                Select {
                    name: "region".to_owned(),
                    label: "Region".to_owned(),
                    choices: regions.collect(),
                },
                Select {
                    name: "to".to_owned(),
                    label: "Last month".to_owned(),
                    choices: months.collect(),
                },
                Select {
                    name: "only".to_owned(),
                    label: "Services".to_owned(),
                    choices: vec![
                        choice("", "All services", !self.only_missing),
                        choice(MISSING, "Missing the last month only", self.only_missing),
                    ],
                },
            ],
            hidden: Vec::new(),
            sentence: format!(
                "{} to {}, as the journal of the hub stands now.",
                self.to.plus(1 - MONTHS).words(),
                self.to.words()
            ),
            reset_href: RETURNS.to_owned(),
            ..FilterBar::default()
        }
    }

    fn downloads(&self, shown: &Region<'_>) -> Vec<Link> {
        let csv = [("format", "csv")];
        vec![
            Link::new(
                format!("{} as CSV", shown.name),
                self.href(Some(shown.code.as_str()), &csv),
            ),
            Link::new("All regions as CSV", self.href(None, &csv)),
        ]
    }

    /// The address of this page for a region, in the same months.
    fn href(&self, region: Option<&str>, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(region.map(|code| ("region", code)));
        query.append_pair("to", &self.to.to_string());
        query.extend_pairs(more);
        // A file has every service.
        if self.only_missing && more.is_empty() {
            query.append_pair("only", MISSING);
        }
        format!("{RETURNS}?{}", query.finish())
    }
}
