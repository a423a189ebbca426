//! What was typed, read within its bounds; and what is offered where nothing was.

use std::collections::BTreeMap;

use hub_methods::scenarios::Scenarios;
use hub_ui::view::FormError;

use super::assumption::{Case, Input};
use super::listed;
use super::measured::Measured;
use crate::pages::words;
use crate::params::Params;

/// Decimals that an assumption is offered with, at most.
const DECIMALS: u8 = 4;

/// Most digits of a number that is typed.
const DIGITS_MAX: usize = 12;

/// So much of a text that is no number comes back into its field.
const TEXT_CHARS_MAX: usize = 20;

/// The three cases of an assumption before anybody changed them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offered {
    pub(super) cases: Scenarios<f64>,
    /// Year of its prices, as it is listed; empty where it has none.
    pub(super) year: String,
    pub(super) source: String,
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    text: String,
    /// `None`: it cannot be used.
    value: Option<f64>,
}

/// An assumption as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) input: Input,
    pub(super) offered: Offered,
    fields: Scenarios<Field>,
}

/// The whole form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub(super) asked: Vec<Asked>,
    pub(super) errors: Vec<FormError>,
}

/// Assumptions that can be worked with: each within its bounds, no case more hopeful than the next.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inputs(BTreeMap<Input, Scenarios<f64>>);

/// The names of all fields.
pub(super) fn field_names() -> Vec<String> {
    Input::all()
        .flat_map(|input| Case::ALL.map(|case| input.field(case)))
        .collect()
}

impl Form {
    /// Reads the address. None where the list of assumptions cannot be read.
    pub(super) fn read(params: &Params, measured: &Measured) -> Option<Self> {
        let asked: Option<Vec<Asked>> = Input::all()
            .map(|input| Some(Asked::read(params, input, offered(input, measured)?)))
            .collect();
        let asked = asked?;
        let errors = asked.iter().flat_map(Asked::errors).collect();
        Some(Self { asked, errors })
    }

    /// What can be worked with; none while anything is wrong.
    pub(super) fn inputs(&self) -> Option<Inputs> {
        if !self.errors.is_empty() {
            return None;
        }
        let values = self
            .asked
            .iter()
            .map(|asked| Some((asked.input, asked.values()?)));
        values.collect::<Option<BTreeMap<_, _>>>().map(Inputs)
    }

    /// The fields that differ from what is offered, as parameters of an address.
    pub(super) fn changed(&self) -> Vec<(String, String)> {
        self.asked.iter().flat_map(Asked::changed).collect()
    }

    /// Whether any of the three cases differs from what is offered.
    pub(super) fn is_changed(&self, input: Input) -> bool {
        let mut asked = self.asked.iter().filter(|asked| asked.input == input);
        asked.any(|asked| !asked.changed().is_empty())
    }
}

impl Inputs {
    /// What an assumption is in one case, as the form has it.
    pub(super) fn at(&self, input: Input, case: Case) -> Option<f64> {
        self.0.get(&input).map(|cases| *case.of(cases))
    }

    /// The same assumptions with other cases of one.
    #[cfg(test)]
    pub(super) fn with(mut self, input: Input, cases: Scenarios<f64>) -> Self {
        self.0.insert(input, cases);
        self
    }
}

impl Asked {
    fn read(params: &Params, input: Input, offered: Offered) -> Self {
        let field = |case: Case| {
            let value = *case.of(&offered.cases);
            let name = input.field(case);
            // An empty field is not one that was left out: somebody emptied it.
            let typed = params.all(&name).next();
            match typed {
                None => Field {
                    text: plain(value),
                    value: Some(value),
                },
                Some(text) => Field {
                    text: text.trim().chars().take(TEXT_CHARS_MAX).collect(),
                    value: number(text).filter(|number| input.kind().accepts(*number)),
                },
            }
        };
        Self {
            fields: Scenarios {
                low: field(Case::Low),
                central: field(Case::Central),
                high: field(Case::High),
            },
            input,
            offered,
        }
    }

    /// The text of a field.
    pub(super) fn text(&self, case: Case) -> String {
        case.of(&self.fields).text.clone()
    }

    /// The three cases, where all can be used.
    pub(super) fn values(&self) -> Option<Scenarios<f64>> {
        Some(Scenarios {
            low: self.fields.low.value?,
            central: self.fields.central.value?,
            high: self.fields.high.value?,
        })
    }

    fn changed(&self) -> Vec<(String, String)> {
        self.cases_changed()
            .map(|case| (self.input.field(case), self.text(case)))
            .collect()
    }

    /// The cases that differ from what is offered.
    pub(super) fn cases_changed(&self) -> impl Iterator<Item = Case> {
        let differs =
            move |case: &Case| case.of(&self.fields).value != Some(*case.of(&self.offered.cases));
        Case::ALL.into_iter().filter(differs)
    }

    fn errors(&self) -> Vec<FormError> {
        let Some(values) = self.values() else {
            let wrong = |case: &Case| case.of(&self.fields).value.is_none();
            return Case::ALL
                .into_iter()
                .filter(wrong)
                .map(|case| self.error(case, self.input.kind().message().to_owned()))
                .collect();
        };
        self.out_of_order(&values)
    }

    /// The ends that lie on the wrong side of the central case.
    fn out_of_order(&self, values: &Scenarios<f64>) -> Vec<FormError> {
        let central = values.central;
        let (low_fits, high_fits, (low_side, high_side)) = if self.input.is_hopeful_when_large() {
            (
                values.low <= central,
                values.high >= central,
                ("less", "more"),
            )
        } else {
            (
                values.low >= central,
                values.high <= central,
                ("more", "less"),
            )
        };
        let mut errors = Vec::new();
        let central = grouped(central);
        if !low_fits {
            let message = format!(
                "Low is the cautious case: enter {central} or {low_side}, or change the central case"
            );
            errors.push(self.error(Case::Low, message));
        }
        if !high_fits {
            let message = format!(
                "High is the hopeful case: enter {central} or {high_side}, or change the central case"
            );
            errors.push(self.error(Case::High, message));
        }
        errors
    }

    fn error(&self, case: Case, message: String) -> FormError {
        FormError {
            field: self.input.field(case),
            message,
        }
    }
}

/// What is offered: of an area's own figures, or as it is listed.
fn offered(input: Input, measured: &Measured) -> Option<Offered> {
    let Some(item) = input.item() else {
        return measured.offered(input).cloned();
    };
    let listed = listed::find(item)?;
    let shown = |number: f64| words::as_displayed(number * input.times_listed(), DECIMALS);
    Some(Offered {
        cases: Scenarios {
            low: shown(listed.cases.low),
            central: shown(listed.cases.central),
            high: shown(listed.cases.high),
        },
        year: listed.price_year.clone(),
        source: listed.source.clone(),
    })
}

/// A number as it is typed, with no more decimals than it needs: "0.25", "13000".
pub(super) fn plain(value: f64) -> String {
    let text = format!("{value:.*}", usize::from(DECIMALS));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// The same for reading: "13,000".
pub(super) fn grouped(value: f64) -> String {
    let decimals = plain(value)
        .split_once('.')
        .and_then(|(_, digits)| u8::try_from(digits.len()).ok())
        .unwrap_or_default();
    words::decimal(value, decimals)
}

/// A number as people type it: "1,250", "£348", "60%", "−0.5". A comma stands between thousands alone.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.strip_suffix('%').map_or(text, str::trim_end);
    let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let text = text.strip_prefix('£').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let digits = without_commas(whole)?;
    let n_digits = digits.len() + fraction.len();
    if n_digits == 0 || n_digits > DIGITS_MAX || !is_digits(&digits) || !is_digits(fraction) {
        return None;
    }
    let number: f64 = format!("{digits}.{fraction}").parse().ok()?;
    number.is_finite().then_some(sign * number)
}

/// Digits whose commas stand where thousands end.
fn without_commas(digits: &str) -> Option<String> {
    let mut groups = digits.split(',');
    let first = groups.next().unwrap_or_default();
    if first.len() == digits.len() {
        return Some(first.to_owned());
    }
    let leads = (1..=3).contains(&first.len()) && !first.starts_with('0');
    (leads && groups.all(|group| group.len() == 3)).then(|| digits.replace(',', ""))
}

#[cfg(test)]
mod tests;
