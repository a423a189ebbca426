//! What is looked for in the log, and how it is asked.

use hub_access::ScalarValue;
use hub_standard::calendar;
use hub_ui::view::FormError;
use jiff::Timestamp;
use jiff::civil::Date;
use url::form_urlencoded::Serializer;

use super::OUTCOMES;
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Longest text to look for.
const TEXT_CHARS_MAX: usize = 100;
/// Signs of the name of a question.
const QUERY_ID_CHARS: usize = 32;

/// What is asked. Each value stands for one condition, and an empty one for none: the text is the same for every search, so
/// that nothing that was typed is ever part of it.
const SQL: &str = "select query_id, asked_at, name, role, scope, transport, release, sql_sha256, tables, \
     coalesce(outcome, 'open') as outcome, code, rows, ms from audit.questions \
     where ($1 = '' or strpos(lower(name), $1) > 0) \
     and ($2 = '' or coalesce(outcome, 'open') = $2) \
     and ($3 = '' or strpos(lower(tables), $3) > 0) \
     and ($4 = '' or asked_at >= $4) \
     and ($5 = '' or asked_at < $5) \
     and ($6 = '' or asked_at < $6 or (asked_at = $6 and query_id < $7)) \
     order by asked_at desc, query_id desc limit ";

/// The query for so many questions at most.
pub(super) fn sql(rows_max: usize) -> String {
    format!("{SQL}{rows_max}")
}

/// A place between two questions: all that is sought is older.
pub(super) struct Sought {
    asked_at: String,
    query_id: String,
}

impl Sought {
    /// The place right after a question, as an address has it.
    pub(super) fn place(asked_at: &str, query_id: &str) -> String {
        format!("{asked_at}_{query_id}")
    }

    fn read(text: &str) -> Option<Self> {
        let (asked_at, query_id) = text.split_once('_')?;
        asked_at.parse::<Timestamp>().ok()?;
        let is_id = query_id.len() == QUERY_ID_CHARS
            && query_id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Self {
            asked_at: asked_at.to_owned(),
            query_id: query_id.to_owned(),
        })
    }
}

/// What is looked for.
#[derive(Default)]
pub(super) struct Search {
    pub(super) name: String,
    pub(super) outcome: String,
    pub(super) tables: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) before: Option<Sought>,
    /// From when, and until before when, as the log has moments.
    since: String,
    until: String,
}

impl Search {
    /// What an address asks for, and what is wrong with it that its sender can put right in the form.
    ///
    /// # Errors
    /// A value that the form does not offer.
    pub(super) fn read(params: &Params) -> Result<(Self, Vec<FormError>)> {
        let text = |name: &str| params.text(name).unwrap_or_default().trim().to_owned();
        let mut search = Self {
            name: text("name"),
            outcome: text("outcome"),
            tables: text("tables"),
            from: text("from"),
            to: text("to"),
            ..Self::default()
        };
        let is_known = OUTCOMES
            .iter()
            .any(|(outcome, _)| *outcome == search.outcome);
        if !search.outcome.is_empty() && !is_known {
            let known = OUTCOMES.map(|(outcome, _)| outcome).join(", ");
            return Err(Problem::parameter("outcome", format!("one of {known}")));
        }
        if let Some(before) = params.text("before") {
            let place = Sought::read(before)
                .ok_or_else(|| Problem::parameter("before", "the place at which a page ends"))?;
            search.before = Some(place);
        }
        let mut errors = Vec::new();
        for (field, text) in [("name", &search.name), ("tables", &search.tables)] {
            if text.chars().count() > TEXT_CHARS_MAX {
                let message =
                    format!("What you look for must be {TEXT_CHARS_MAX} characters or fewer");
                errors.push(error(field, message));
            }
        }
        let from = day("from", &search.from, &mut errors);
        let to = day("to", &search.to, &mut errors);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let message = "The last day must be the first day or a later one";
            errors.push(error("to", message.to_owned()));
        }
        // A field for a day holds it in digits, however it was typed.
        for (day, text) in [(from, &mut search.from), (to, &mut search.to)] {
            if let Some(day) = day {
                *text = day.to_string();
            }
        }
        search.since = from.map_or_else(String::new, |day| moment(calendar::start_of(day)));
        let after = to.and_then(|day| day.tomorrow().ok());
        search.until = after.map_or_else(String::new, |day| moment(calendar::start_of(day)));
        Ok((search, errors))
    }

    /// What stands for `$1` to `$7`.
    pub(super) fn values(&self) -> Vec<ScalarValue> {
        let before = self.before.as_ref();
        let values = [
            self.name.to_lowercase(),
            self.outcome.clone(),
            self.tables.to_lowercase(),
            self.since.clone(),
            self.until.clone(),
            before.map_or_else(String::new, |before| before.asked_at.clone()),
            before.map_or_else(String::new, |before| before.query_id.clone()),
        ];
        let values = values.into_iter();
        values.map(|value| ScalarValue::Utf8(Some(value))).collect()
    }

    /// The address of the same search from its newest question on, with more.
    pub(super) fn href(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = [
            ("name", &self.name),
            ("outcome", &self.outcome),
            ("tables", &self.tables),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let mut query = Serializer::new(String::new());
        for (name, value) in own {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(more);
        match query.finish() {
            none if none.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

/// The day of a field; where it is none, that is said.
fn day(field: &str, text: &str, errors: &mut Vec<FormError>) -> Option<Date> {
    if text.is_empty() {
        return None;
    }
    let day = text
        .parse::<Date>()
        .or_else(|_| Date::strptime("%d %B %Y", text));
    let day = day.ok();
    if day.is_none() {
        let message = "Enter a day, like 1 December 2026 or 2026-12-01";
        errors.push(error(field, message.to_owned()));
    }
    day
}

fn error(field: &str, message: String) -> FormError {
    FormError {
        field: field.to_owned(),
        message,
    }
}

/// A moment as the log has it, so that texts are in the order of time.
fn moment(at: Timestamp) -> String {
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Search, Vec<FormError>) {
        Search::read(&Params::of(query.as_bytes())).unwrap()
    }

    fn value(search: &Search, at: usize) -> String {
        let ScalarValue::Utf8(Some(value)) = search.values().swap_remove(at) else {
            panic!("a text");
        };
        value
    }

    #[test]
    fn days_are_days_in_england() {
        let (search, errors) = read("from=2026-07-01&to=2026-11-03");
        assert!(errors.is_empty());
        assert_eq!(value(&search, 3), "2026-06-30T23:00:00.000Z");
        assert_eq!(value(&search, 4), "2026-11-04T00:00:00.000Z");
        let (_, errors) = read("from=2026-07-02&to=2026-07-01");
        assert_eq!(errors.len(), 1);
        let (in_words, errors) = read("from=1+July+2026&to=3+November+2026");
        assert!(errors.is_empty());
        assert_eq!(in_words.href("/", &[]), search.href("/", &[]));
        let (_, errors) = read("from=soon&to=31/12/2026");
        assert_eq!(errors.len(), 2);
    }

    #[test]
    fn an_address_keeps_the_search_and_names_the_place() {
        let (search, _) = read("name=A.+Khan&outcome=refused&to=");
        assert_eq!(value(&search, 0), "a. khan");
        let id = "0".repeat(QUERY_ID_CHARS);
        let before = Sought::place("2026-11-03T10:00:00.000Z", &id);
        let href = search.href("/operate/audit", &[("before", before.as_str())]);
        let (_, query) = href.split_once('?').unwrap();
        let (again, errors) = read(query);
        assert!(errors.is_empty());
        assert_eq!(again.href("/", &[]), "/?name=A.+Khan&outcome=refused");
        assert_eq!(value(&again, 5), "2026-11-03T10:00:00.000Z");
        assert_eq!(value(&again, 6), id);
        assert!(Search::read(&Params::of(b"before=x")).is_err());
        assert!(Search::read(&Params::of(b"outcome=x")).is_err());
    }

    #[test]
    fn what_is_typed_is_no_part_of_the_query() {
        let (search, _) = read("name='+or+1=1+--&tables=%25");
        assert!(!sql(101).contains("or 1=1 --"));
        assert_eq!(value(&search, 0), "' or 1=1 --");
    }
}
