//! The list of services.

use std::collections::BTreeMap;

use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Service, ServiceKind, State};
use hub_ui::view::{Link, ReturnMark, Select, ServiceRow, ServicesPage};
use jiff::civil::Date;

use super::super::super::filter::choice;
use super::super::super::reader::Reader;
use super::super::super::trust;
use super::super::returns::opening;
use super::told::{self, count};
use super::{HREF, csv_href, href};
use crate::problem::{Problem, Result};

/// Most services on the page.
const SERVICES_SEEN: usize = 200;
/// Most characters of what is typed to look for.
const TEXT_CHARS_MAX: usize = 100;
const MISSING: &str = "missing";
const TO_COME: &str = "to-come";
const ENDED: &str = "ended";
const NOBODY: &str = "nobody";
const ALL: &str = "all";
/// Which services are listed, as the form has it.
const STANDINGS: [(&str, &str); 6] = [
    ("", "Services that take part"),
    (MISSING, "Newest return missing"),
    (NOBODY, "Nobody can send"),
    (TO_COME, "Still to begin"),
    (ENDED, "Ended"),
    (ALL, "All services"),
];

/// The page.
///
/// # Errors
/// A standing that the form does not offer.
pub(super) fn view(reader: &Reader, state: &State) -> Result<ServicesPage> {
    let params = &reader.params;
    let standing = params.text("standing").unwrap_or_default();
    if !STANDINGS.iter().any(|(known, _)| *known == standing) {
        let offered = "one of those that the form offers";
        return Err(Problem::parameter("standing", offered));
    }
    let text = params.text("text").unwrap_or_default();
    let text: String = text.trim().chars().take(TEXT_CHARS_MAX).collect();
    let today = reader.hub.clock.today();
    let month = opening(Month::of(today).prev(), today);
    let listing = Listing {
        reader,
        state,
        today,
        month,
        people: told::n_people(state),
    };
    let sought = text.to_lowercase();
    let mut found: Vec<&Service> = state
        .services
        .values()
        .filter(|service| listing.is_wanted(service, standing) && listing.holds(service, &sought))
        .collect();
    found.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    let options = STANDINGS.iter();
    let options = options.map(|(value, label)| choice(value, label, *value == standing));
    Ok(ServicesPage {
        finding: finding(state, today, month),
        notice: notice(reader, state),
        text,
        standing: Select {
            name: "standing".to_owned(),
            label: "Show".to_owned(),
            choices: options.collect(),
        },
        month: month.words(),
        services: found
            .iter()
            .take(SERVICES_SEEN)
            .map(|service| listing.row(service))
            .collect(),
        more: match found.len().saturating_sub(SERVICES_SEEN) {
            0 => String::new(),
            more => format!(
                "{} more are not shown. Look for something longer, or take all services as CSV.",
                count(more)
            ),
        },
        changes: told::changes(state),
        add_href: format!("{HREF}/add"),
        import_href: format!("{HREF}/import"),
        csv_href: csv_href(),
    })
}

/// What the rows are made of.
struct Listing<'a> {
    reader: &'a Reader,
    state: &'a State,
    today: Date,
    /// The newest month whose returns were due.
    month: Month,
    /// How many people have a role for each service.
    people: BTreeMap<String, usize>,
}

impl Listing<'_> {
    fn mark(&self, service: &Service) -> ReturnMark {
        trust::mark(self.state, service, self.month, self.today)
    }

    fn n_people(&self, code: &ServiceCode) -> usize {
        self.people.get(code.as_str()).copied().unwrap_or_default()
    }

    fn is_wanted(&self, service: &Service, standing: &str) -> bool {
        let this = Month::of(self.today);
        match standing {
            MISSING => self.mark(service) == ReturnMark::Missing,
            NOBODY => !service.has_ended_by(this) && self.n_people(&service.code) == 0,
            TO_COME => service.at_month > this && !service.has_ended_by(service.at_month),
            ENDED => service.has_ended_by(this),
            ALL => true,
            _ => told::takes_part(service, self.today),
        }
    }

    fn holds(&self, service: &Service, sought: &str) -> bool {
        let holds = |text: &str| text.to_lowercase().contains(sought);
        sought.is_empty()
            || holds(&service.name)
            || holds(service.code.as_str())
            || holds(&told::board(&self.reader.hub.reference, service))
    }

    fn row(&self, service: &Service) -> ServiceRow {
        ServiceRow {
            service: Link::new(service.name.clone(), href(&service.code)),
            code: service.code.to_string(),
            board: told::board(&self.reader.hub.reference, service),
            kind: service
                .kind
                .map(ServiceKind::words)
                .unwrap_or_default()
                .to_owned(),
            months: told::months(service),
            mark: told::mark(self.mark(service), self.month),
            people: Link::new(
                told::people(self.n_people(&service.code)),
                told::people_href(&service.code),
            ),
        }
    }
}

fn finding(state: &State, today: Date, month: Month) -> String {
    if state.services.is_empty() {
        return "No service is registered yet, so nobody can send a return.".to_owned();
    }
    let all = state.services.values();
    let n_part = all
        .filter(|service| told::takes_part(service, today))
        .count();
    let part = match n_part {
        0 => "No service takes part now.".to_owned(),
        1 => "One service takes part.".to_owned(),
        more => format!("{} services take part.", count(more)),
    };
    let (expected, received) = told::counts(state, month);
    let month = month.words();
    match expected {
        0 => format!("{part} No return is expected for {month}."),
        _ => format!(
            "{part} For {month}, {} of {} expected returns are here.",
            count(received),
            count(expected)
        ),
    }
}

/// What has just been done. It is looked up, so that an address cannot make the page say anything.
fn notice(reader: &Reader, state: &State) -> String {
    let asked = reader.params.text("registered");
    let n: Option<usize> = asked.and_then(|asked| asked.parse().ok());
    match n.filter(|n| (1..=state.services.len()).contains(n)) {
        Some(1) => "One service of the list is registered. Give somebody a role for it, so that they can send.".to_owned(),
        Some(n) => format!(
            "{} services of the list are registered. Give somebody a role for each, so that they can send.",
            count(n)
        ),
        None => String::new(),
    }
}
