//! Whether a number in a binary workbook is a date: only the way in which its cell shows it tells.

use std::collections::HashMap;

use crate::sheet::{DAYS_1900_TO_1904, Value};

/// No workbook has more ways to show a cell.
const STYLES_MAX: usize = 65_536;

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Number,
    /// A day, a time of day, or both.
    Date,
    /// Hours, minutes or seconds that may go beyond a day.
    Elapsed,
}

/// The formats of a workbook, and which of them each style of cell has.
#[derive(Debug, Default)]
pub(super) struct Formats {
    codes: HashMap<u16, Format>,
    styles: Vec<u16>,
}

impl Formats {
    /// Adds a format that the workbook defines.
    pub(super) fn add_code(&mut self, id: u16, code: &str) {
        self.codes.insert(id, by_code(code));
    }

    /// Adds the next style, which shows numbers by this format.
    pub(super) fn add_style(&mut self, id: u16) {
        if self.styles.len() < STYLES_MAX {
            self.styles.push(id);
        }
    }

    /// A number as the value that a cell of this style shows.
    pub(super) fn value(&self, style: u32, number: f64, from_1904: bool) -> Value<'static> {
        let style = usize::try_from(style)
            .ok()
            .and_then(|at| self.styles.get(at));
        let format = style.map_or(Format::Number, |id| {
            let own = self.codes.get(id);
            own.copied().unwrap_or_else(|| built_in(*id))
        });
        match format {
            Format::Date if from_1904 => Value::Date(number + DAYS_1900_TO_1904),
            Format::Date => Value::Date(number),
            Format::Number | Format::Elapsed => Value::Number(number),
        }
    }
}

/// A format that Excel has without the workbook's saying so; 27 to 58 are those of East Asia.
fn built_in(id: u16) -> Format {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Format::Date,
        46 => Format::Elapsed,
        _ => Format::Number,
    }
}

/// A format by the code in which Excel writes it, like `dd/mm/yyyy` or `"No. "0`. The part for positive numbers decides.
fn by_code(code: &str) -> Format {
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign.to_ascii_lowercase() {
            // The next sign stands for itself, for its width, or fills the cell.
            '\\' | '_' | '*' => drop(signs.next()),
            '"' => drop(signs.by_ref().find(|sign| *sign == '"')),
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                let is_all = |unit: &str| inside.chars().all(|sign| unit.contains(sign));
                if !inside.is_empty() && ["hH", "mM", "sS"].into_iter().any(is_all) {
                    return Format::Elapsed;
                }
            }
            ';' => return Format::Number,
            'd' | 'm' | 'y' | 'h' | 's' => return Format::Date,
            _ => {}
        }
    }
    Format::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_its_code() {
        for code in [
            "DD/MM/YY",
            "[$-809]d mmmm yyyy;@",
            "m\"M\"d",
            "h:mm AM/PM",
            "*-yyyy-mm-dd",
        ] {
            assert_eq!(by_code(code), Format::Date, "{code}");
        }
        for code in ["[h]:mm:ss", "[Blue]\\+[hh]:mm", "[ss].00"] {
            assert_eq!(by_code(code), Format::Elapsed, "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0_);[Red](#,##0)",
            "\"days\" 0",
            "\\d0",
            "0*y",
            "0;d",
            "[Magenta]0",
            "[>=100]0",
            "",
            "\"",
            "[",
        ] {
            assert_eq!(by_code(code), Format::Number, "{code}");
        }
    }

    #[test]
    fn a_style_decides_and_an_unknown_style_is_a_number() {
        let mut formats = Formats::default();
        formats.add_code(170, "dd/mm/yyyy");
        for id in [0, 14, 170, 46] {
            formats.add_style(id);
        }
        let value = |style| formats.value(style, 44_838.0, false);
        assert!(value(0) == Value::Number(44_838.0) && value(3) == Value::Number(44_838.0));
        assert!(value(1) == Value::Date(44_838.0) && value(2) == Value::Date(44_838.0));
        assert!(value(4) == Value::Number(44_838.0) && value(u32::MAX) == value(0));
        assert!(formats.value(1, 44_838.0, true) == Value::Date(46_300.0));
    }
}
