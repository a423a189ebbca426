//! Settings of a session: those that clients ask for or set, and no others.

use std::collections::BTreeMap;
use std::time::Duration;

use hub_standard::ids::ReleaseId;
use pgwire::error::PgWireResult;

use super::error::error;

/// The release to read.
pub(super) const AS_AT: &str = "hub.as_at";
/// What [`AS_AT`] is at first.
pub(super) const LATEST: &str = "latest";
/// Most time of one query.
const TIMEOUT: &str = "statement_timeout";
/// The version of PostgreSQL that clients may take this for.
pub(super) const SERVER_VERSION: &str = "16.6";
const VALUE_BYTES_MAX: usize = 256;

/// What a setting takes.
#[derive(Clone, Copy)]
enum Takes {
    /// Anything: it changes nothing here.
    Any,
    /// One of these, in any case.
    One(&'static [&'static str]),
    /// A length of time.
    Time,
    /// Nothing: it is as it is.
    Nothing,
}

struct Known {
    name: &'static str,
    at_first: &'static str,
    /// The name under which clients are told of it, where they are.
    told: Option<&'static str>,
    takes: Takes,
}

const fn known(
    name: &'static str,
    at_first: &'static str,
    told: Option<&'static str>,
    takes: Takes,
) -> Known {
    Known {
        name,
        at_first,
        told,
        takes,
    }
}

const ON: Takes = Takes::One(&["on", "true", "yes", "1"]);

static KNOWN: [Known; 41] = [
    known(AS_AT, LATEST, None, Takes::Any),
    known(TIMEOUT, "0", None, Takes::Time),
    known("application_name", "", Some("application_name"), Takes::Any),
    known(
        "client_encoding",
        "UTF8",
        Some("client_encoding"),
        Takes::One(&["utf8", "utf-8", "unicode"]),
    ),
    known(
        "datestyle",
        "ISO, MDY",
        Some("DateStyle"),
        Takes::One(&["iso", "iso, mdy", "iso, dmy", "iso, ymd"]),
    ),
    known("timezone", "Europe/London", Some("TimeZone"), Takes::Any),
    known(
        "standard_conforming_strings",
        "on",
        Some("standard_conforming_strings"),
        ON,
    ),
    known(
        "default_transaction_read_only",
        "on",
        Some("default_transaction_read_only"),
        ON,
    ),
    known("transaction_read_only", "on", None, ON),
    known(
        "intervalstyle",
        "postgres",
        Some("IntervalStyle"),
        Takes::Any,
    ),
    known("search_path", "hub", Some("search_path"), Takes::Any),
    known(
        "server_version",
        SERVER_VERSION,
        Some("server_version"),
        Takes::Nothing,
    ),
    known("server_version_num", "160006", None, Takes::Nothing),
    known(
        "server_encoding",
        "UTF8",
        Some("server_encoding"),
        Takes::Nothing,
    ),
    known(
        "integer_datetimes",
        "on",
        Some("integer_datetimes"),
        Takes::Nothing,
    ),
    known("is_superuser", "off", Some("is_superuser"), Takes::Nothing),
    known(
        "in_hot_standby",
        "off",
        Some("in_hot_standby"),
        Takes::Nothing,
    ),
    known("max_identifier_length", "63", None, Takes::Nothing),
    known("max_index_keys", "32", None, Takes::Nothing),
    known("lc_collate", "C.UTF-8", None, Takes::Nothing),
    known("lc_ctype", "C.UTF-8", None, Takes::Nothing),
    known("transaction_isolation", "read committed", None, Takes::Any),
    known(
        "default_transaction_isolation",
        "read committed",
        None,
        Takes::Any,
    ),
    known("extra_float_digits", "1", None, Takes::Any),
    known("bytea_output", "hex", None, Takes::Any),
    known("client_min_messages", "notice", None, Takes::Any),
    known("idle_in_transaction_session_timeout", "0", None, Takes::Any),
    known("idle_session_timeout", "10min", None, Takes::Any),
    known("lock_timeout", "0", None, Takes::Any),
    known("row_security", "on", None, Takes::Any),
    known("synchronize_seqscans", "on", None, Takes::Any),
    known("xmloption", "content", None, Takes::Any),
    known("jit", "off", None, Takes::Any),
    known("check_function_bodies", "on", None, Takes::Any),
    known("default_tablespace", "", None, Takes::Any),
    known("lc_messages", "C.UTF-8", None, Takes::Any),
    known("lc_monetary", "C.UTF-8", None, Takes::Any),
    known("lc_numeric", "C.UTF-8", None, Takes::Any),
    known("lc_time", "C.UTF-8", None, Takes::Any),
    known("work_mem", "4MB", None, Takes::Any),
    known("geqo", "on", None, Takes::Any),
];

/// Ways of planning that clients turn on and off, which there are none of here.
static PLANNING: Known = known("enable_", "on", None, Takes::Any);

fn of(name: &str) -> PgWireResult<&'static Known> {
    let found = KNOWN.iter().find(|known| known.name == name);
    match found {
        Some(known) => Ok(known),
        None if name.starts_with(PLANNING.name) => Ok(&PLANNING),
        None => {
            let name: String = name.chars().take(63).collect();
            Err(error(
                "42704",
                format_args!("unrecognized configuration parameter \"{name}\""),
            ))
        }
    }
}

/// The settings of one session.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// What is not as it was at first.
    values: BTreeMap<&'static str, String>,
    /// What settings of this transaction only had been before.
    before: BTreeMap<&'static str, Option<String>>,
    as_at: Option<ReleaseId>,
    timeout: Option<Duration>,
}

impl Settings {
    /// The value of a setting.
    ///
    /// # Errors
    /// When there is none of that name.
    pub(super) fn get(&self, name: &str) -> PgWireResult<&str> {
        let known = of(name)?;
        let value = self.values.get(known.name).map(String::as_str);
        Ok(value.unwrap_or(known.at_first))
    }

    /// Gives a setting a value, or its first one. Answers what the client is to be told.
    ///
    /// # Errors
    /// When there is none of that name, or it does not take that value.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: Option<String>,
        is_local: bool,
    ) -> PgWireResult<Option<(String, String)>> {
        let known = of(name)?;
        let value = value.map(|value| taken(known, value)).transpose()?;
        let as_at = match value.as_deref() {
            Some(text) if known.name == AS_AT && text != LATEST => Some(
                text.parse::<ReleaseId>()
                    .map_err(|_| error("22023", "there is no release of that name"))?,
            ),
            _ => None,
        };
        let had = match value {
            Some(value) => self.values.insert(known.name, value),
            None => self.values.remove(known.name),
        };
        if is_local {
            self.before.entry(known.name).or_insert(had);
        }
        if known.name == AS_AT {
            self.as_at = as_at;
        }
        self.timeout = self.values.get(TIMEOUT).and_then(|text| time(text));
        let value = self.get(name)?.to_owned();
        Ok(known.told.map(|told| (told.to_owned(), value)))
    }

    /// All as it was at first.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Takes back what was set for one transaction.
    pub(super) fn end_transaction(&mut self) {
        for (name, value) in std::mem::take(&mut self.before) {
            // Each was taken before.
            let _ = self.set(name, value, false);
        }
    }

    /// The release to read; the newest without it.
    pub(super) fn as_at(&self) -> Option<&ReleaseId> {
        self.as_at.as_ref()
    }

    /// Most time of one query, where the client has set it.
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// What clients are told.
    pub(super) fn told(&self) -> impl Iterator<Item = (String, String)> + '_ {
        KNOWN.iter().filter_map(|known| {
            let value = self.values.get(known.name).map(String::as_str);
            let value = value.unwrap_or(known.at_first);
            Some((known.told?.to_owned(), value.to_owned()))
        })
    }

    /// All of them.
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        for known in &KNOWN {
            let value = self.values.get(known.name).map(String::as_str);
            all.insert(
                known.name.to_owned(),
                value.unwrap_or(known.at_first).to_owned(),
            );
        }
        all
    }
}

/// The value as it is kept.
fn taken(known: &Known, value: String) -> PgWireResult<String> {
    let refused = || {
        error(
            "22023",
            format_args!("invalid value for parameter \"{}\"", known.name),
        )
    };
    if value.len() > VALUE_BYTES_MAX || value.chars().any(char::is_control) {
        return Err(refused());
    }
    match known.takes {
        Takes::Any => Ok(value),
        Takes::One(values) => {
            let value = value.to_lowercase();
            match values.contains(&value.as_str()) {
                true => Ok(known.at_first.to_owned()),
                false => Err(refused()),
            }
        }
        Takes::Time if value.trim() == "0" || time(&value).is_some() => Ok(value),
        Takes::Time => Err(refused()),
        Takes::Nothing => Err(error(
            "55P02",
            format_args!("parameter \"{}\" cannot be changed", known.name),
        )),
    }
}

/// A length of time as PostgreSQL writes it: milliseconds, or a number and its unit. None for 0, which stands for no limit.
fn time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.strip_prefix(digits)?.trim();
    let number: u64 = digits.parse().ok()?;
    let ms = match unit {
        "" | "ms" => number,
        "s" => number.checked_mul(1_000)?,
        "min" => number.checked_mul(60_000)?,
        "h" => number.checked_mul(3_600_000)?,
        _ => return None,
    };
    (ms > 0).then(|| Duration::from_millis(ms))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        assert_eq!(time("5s"), Some(Duration::from_secs(5)));
        assert_eq!(time("250"), Some(Duration::from_millis(250)));
        assert_eq!(time("0"), None);
        assert_eq!(time("soon"), None);
    }

    #[test]
    fn what_was_set_for_a_transaction_ends_with_it() {
        let mut settings = Settings::default();
        settings.set(TIMEOUT, Some("9s".to_owned()), false).unwrap();
        settings.set(TIMEOUT, Some("1s".to_owned()), true).unwrap();
        assert_eq!(settings.timeout(), Some(Duration::from_secs(1)));
        settings.end_transaction();
        assert_eq!(settings.timeout(), Some(Duration::from_secs(9)));
    }

    #[test]
    fn unknown_and_fixed_settings_are_refused() {
        let mut settings = Settings::default();
        for (name, value) in [
            ("nonsense", "1"),
            ("server_version", "17"),
            ("client_encoding", "latin1"),
        ] {
            assert!(
                settings.set(name, Some(value.to_owned()), false).is_err(),
                "{name}"
            );
        }
        assert!(
            settings
                .set("enable_seqscan", Some("off".to_owned()), false)
                .is_ok()
        );
    }
}
