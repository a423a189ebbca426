//! One cell of an OpenDocument sheet: its value in its attributes, what it shows in its paragraphs.

use jiff::civil::{Date, date};

use super::events::{Events, Piece, Tag};
use crate::read::Refusal;
use crate::sheet::{Value, error_text, is_blank};

/// What a cell holds.
#[derive(Default)]
pub(super) struct Cell {
    /// How many cells beside it are the same, it included.
    pub(super) columns: u32,
    /// How many rows it reaches over.
    pub(super) rows: u32,
    /// How many columns it reaches over.
    pub(super) width: u32,
    kind: Kind,
    /// The number, date, time, truth or text that the attributes hold.
    value: Option<String>,
    is_error: bool,
    has_formula: bool,
    /// What it shows.
    shown: String,
}

/// The type of value that a cell's tag names.
#[derive(Debug, Clone, Copy, Default)]
enum Kind {
    #[default]
    None,
    Number,
    Date,
    Time,
    Bool,
    Text,
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "float" | "percentage" | "currency" => Self::Number,
            "date" => Self::Date,
            "time" => Self::Time,
            "boolean" => Self::Bool,
            _ => Self::Text,
        }
    }
}

impl Cell {
    /// Reads a cell from its tag to its end. Of its text, so many characters are kept.
    pub(super) fn read(
        &mut self,
        events: &mut Events<'_>,
        chars_max: usize,
    ) -> Result<(), Refusal> {
        let bytes_max = chars_max.saturating_mul(4);
        let outside = events.depth().saturating_sub(1);
        let paragraph = outside + 2;
        let mut n_paragraphs = 0_usize;
        while events.depth() > outside {
            let depth = events.depth();
            let is_within = depth >= paragraph && self.shown.len() < bytes_max;
            match events.next()? {
                Piece::End => return Err(Refusal::Damaged),
                Piece::Text(text) if is_within => self.shown.push_str(start_of(text, bytes_max)),
                Piece::Sign(sign) if is_within => self.shown.push(sign),
                Piece::Open(tag) => match tag.name() {
                    "text:p" | "text:h" if depth + 1 == paragraph => {
                        if n_paragraphs > 0 && self.shown.len() < bytes_max {
                            self.shown.push('\n');
                        }
                        n_paragraphs += 1;
                    }
                    "text:s" if is_within => {
                        // That there is more than one is all that counts.
                        let count = tag.attribute("text:c")?;
                        let is_one = count.is_none_or(|count| count == "1");
                        self.shown.push_str(if is_one { " " } else { "  " });
                    }
                    "text:tab" if is_within => self.shown.push('\t'),
                    "text:line-break" if is_within => self.shown.push('\n'),
                    "text:span" | "text:a" | "text:ruby" | "text:ruby-base" => {}
                    name if depth >= paragraph && is_field(name) => {}
                    // Remarks, pictures and shapes have paragraphs of their own.
                    _ => events.skip()?,
                },
                _ => {}
            }
        }
        Ok(())
    }

    /// A cell as its tag says, before what is in it has been read. Of its text, so many characters are kept.
    pub(super) fn of(tag: &Tag<'_>, chars_max: usize) -> Result<Self, Refusal> {
        let bytes_max = chars_max.saturating_mul(4);
        let mut cell = Self {
            columns: 1,
            rows: 1,
            width: 1,
            ..Self::default()
        };
        let mut is_sound = true;
        tag.attributes(|name, value| match name {
            "table:number-columns-repeated" => is_sound &= set(&mut cell.columns, value),
            "table:number-rows-spanned" => is_sound &= set(&mut cell.rows, value),
            "table:number-columns-spanned" => is_sound &= set(&mut cell.width, value),
            "table:formula" => cell.has_formula = true,
            "calcext:value-type" => cell.is_error = value == "error",
            "office:value-type" => cell.kind = Kind::named(value),
            "office:value"
            | "office:string-value"
            | "office:date-value"
            | "office:time-value"
            | "office:boolean-value" => {
                cell.value = Some(start_of(value, bytes_max).to_owned());
            }
            _ => {}
        })?;
        if is_sound {
            Ok(cell)
        } else {
            Err(Refusal::Damaged)
        }
    }

    /// Its value as the checks take it; none if there is nothing in it.
    pub(super) fn value(&self) -> Option<Value<'_>> {
        let shown = self.shown.trim();
        if self.is_error || self.has_formula {
            let error = error_text(shown);
            if error.is_some() || self.is_error {
                return Some(Value::Error(error.unwrap_or("#ERROR")));
            }
        }
        let written = self.value.as_deref();
        match self.kind {
            // Formulas that were never worked out have no value, neither inside nor out.
            Kind::None if self.has_formula && shown.is_empty() => Some(Value::Uncalculated),
            Kind::Number => {
                let number = written.and_then(|number| number.trim().parse::<f64>().ok());
                let number = number.filter(|number| number.is_finite());
                number.map(Value::Number).or_else(|| text(shown))
            }
            Kind::Bool => {
                let truth = written.map(|value| Value::Bool(value == "true"));
                truth.or_else(|| text(shown))
            }
            Kind::Date => {
                let day = written.and_then(|value| serial(value).or_else(|| text(value)));
                day.or_else(|| text(shown))
            }
            Kind::Time => {
                let time = written.and_then(|value| time(value).or_else(|| text(value)));
                time.or_else(|| text(shown))
            }
            Kind::None | Kind::Text => text(shown).or_else(|| written.and_then(text)),
        }
    }
}

/// Fields within a paragraph, such as a date or the name of the sheet: what they show is part of the text.
fn is_field(name: &str) -> bool {
    let plain = ["text:date", "text:time", "text:sheet-name", "text:title"];
    plain.contains(&name)
}

fn set(to: &mut u32, value: &str) -> bool {
    // Nothing that is written is repeated, or reaches, less than once.
    let number = value.trim().parse::<u32>();
    number.map(|number| *to = number.max(1)).is_ok()
}

fn text(text: &str) -> Option<Value<'_>> {
    (!is_blank(text)).then_some(Value::Text(text))
}

fn start_of(text: &str, bytes_max: usize) -> &str {
    let end = text.floor_char_boundary(bytes_max);
    text.get(..end).unwrap_or_default()
}

/// A day, perhaps with a time of day, as Excel counts it; none if it is none that Excel counts rightly.
fn serial(written: &str) -> Option<Value<'static>> {
    let written = written.trim();
    let (day, time) = written.split_once('T').unwrap_or((written, ""));
    let day: Date = day.parse().ok()?;
    let days = (day - date(1899, 12, 30)).get_days();
    if days < 61 {
        return None;
    }
    let seconds = if time.is_empty() { 0.0 } else { clock(time)? };
    Some(Value::Date(f64::from(days) + seconds / DAY_S))
}

const DAY_S: f64 = 86_400.0;

/// `14:30:00` as seconds.
fn clock(written: &str) -> Option<f64> {
    let mut parts = written.trim_end_matches('Z').split(':');
    let (hours, minutes): (u8, u8) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let seconds: f64 = parts.next().unwrap_or("0").parse().ok()?;
    if hours > 23 || minutes > 59 || !(0.0..60.0).contains(&seconds) {
        return None;
    }
    Some(f64::from(hours) * 3_600.0 + f64::from(minutes) * 60.0 + seconds)
}

/// `PT14H30M00S`: a time of day, or, where it goes beyond a day, a number of days.
fn time(written: &str) -> Option<Value<'static>> {
    let mut rest = written.trim().strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, worth) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, behind)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * worth;
            rest = behind;
        }
    }
    let days = seconds / DAY_S;
    let is_time_of_day = rest.is_empty() && (0.0..1.0).contains(&days);
    if is_time_of_day {
        return Some(Value::Date(days));
    }
    (rest.is_empty() && days.is_finite()).then_some(Value::Number(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(markup: &str) -> Cell {
        let mut part = markup.as_bytes();
        let mut events = Events::new(&mut part);
        let Ok(Piece::Open(tag)) = events.next() else {
            panic!("no tag");
        };
        let mut cell = Cell::of(&tag, 1_000).unwrap();
        cell.read(&mut events, 1_000).unwrap();
        cell
    }

    fn is(attributes: &str, inside: &str, expected: Option<Value<'_>>) {
        let cell = cell(&format!("<c {attributes}>{inside}</c>"));
        assert!(cell.value() == expected, "{attributes} {inside}");
    }

    #[test]
    fn every_type_of_value_is_read() {
        let shown = "<text:p>shown</text:p>";
        is(
            "office:value-type='float' office:value='44.5'",
            shown,
            Some(Value::Number(44.5)),
        );
        is(
            "office:value-type='percentage' office:value='0.5'",
            shown,
            Some(Value::Number(0.5)),
        );
        is(
            "office:value-type='currency' office:value='-3'",
            shown,
            Some(Value::Number(-3.0)),
        );
        is(
            "office:value-type='boolean' office:boolean-value='true'",
            shown,
            Some(Value::Bool(true)),
        );
        let day = |day| format!("office:value-type='date' office:date-value='{day}'");
        is(&day("2026-10-05"), shown, Some(Value::Date(46_300.0)));
        is(
            &day("2026-10-05T06:00:00"),
            shown,
            Some(Value::Date(46_300.25)),
        );
        is(&day("1850-10-05"), shown, Some(Value::Text("1850-10-05")));
        let time = |time| format!("office:value-type='time' office:time-value='{time}'");
        is(&time("PT06H00M00S"), shown, Some(Value::Date(0.25)));
        is(&time("PT36H00M00S"), shown, Some(Value::Number(1.5)));
        is(&time("P1D"), shown, Some(Value::Text("P1D")));
        is(
            "office:value-type='string'",
            shown,
            Some(Value::Text("shown")),
        );
        is(
            "office:value-type='string' office:string-value='kept'",
            "",
            Some(Value::Text("kept")),
        );
        is("", "", None);
        is("office:value-type='string'", "<text:p> </text:p>", None);
    }

    #[test]
    fn the_text_is_what_the_sender_sees() {
        let inside = "<office:annotation><text:p>remark</text:p></office:annotation>\
            <text:p>one<text:s text:c='900000000'/>&amp; <text:span>two</text:span></text:p>\
            <text:p>three<text:line-break/>four</text:p>\
            <draw:frame><text:p>shape</text:p></draw:frame>";
        is(
            "office:value-type='string'",
            inside,
            Some(Value::Text("one  & two\nthree\nfour")),
        );
    }

    #[test]
    fn formulas_that_fail_or_were_never_worked_out_are_no_values() {
        let shown = "<text:p>#REF!</text:p>";
        is(
            "table:formula='x' office:value-type='string' office:string-value=''",
            shown,
            Some(Value::Error("#REF!")),
        );
        is(
            "table:formula='x' office:value-type='float' office:value='0'",
            shown,
            Some(Value::Error("#REF!")),
        );
        is(
            "calcext:value-type='error' office:value-type='string'",
            "<text:p>Err:502</text:p>",
            Some(Value::Error("#ERROR")),
        );
        is(
            "office:value-type='string'",
            shown,
            Some(Value::Text("#REF!")),
        );
        is("table:formula='x'", "", Some(Value::Uncalculated));
        is(
            "table:formula='x' office:value-type='string'",
            "<text:p/>",
            None,
        );
    }

    #[test]
    fn a_long_text_costs_no_more_than_is_kept() {
        let long = format!(
            "<c><text:p>{}</text:p></c>",
            "<text:span>abcd</text:span>".repeat(9_000)
        );
        assert!(cell(&long).shown.len() < 4_100);
        let long = format!("<c office:string-value='{}'/>", "x".repeat(9_000));
        assert_eq!(cell(&long).value.map(|value| value.len()), Some(4_000));
    }
}
