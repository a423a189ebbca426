//! The sender's answers about a file, as parameters of a request or fields of a form.

use hub_ingest::{CellPlace, CheckedReturn, Choices, UnknownAnswer};

use crate::drafts::Draft;
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Fields of a form for corrections. They may be personal, so they are no parameters and stand in no address.
const FILE: &str = "corrected_file";
const CELL: &str = "cell";
const VALUE: &str = "value";
const BLANK: &str = "blank";

/// Adds one answer.
pub(crate) fn add(choices: &mut Choices, name: &str, value: &str) -> Result<()> {
    choices
        .answer(name, value)
        .map_err(|unknown| Problem::parameter(name, unknown.expected))
}

/// The answers among the parameters of a request.
pub(crate) fn of(params: &Params) -> Result<Choices> {
    let mut choices = Choices::default();
    for (name, value) in params.pairs() {
        if Choices::PARAMETERS.contains(&name.as_str()) {
            add(&mut choices, name, value)?;
        }
    }
    Ok(choices)
}

/// The answers of a form, taken field by field.
pub(crate) struct FormAnswers<'c> {
    choices: &'c mut Choices,
    /// The cell that the next value is for.
    cell: Option<CellPlace>,
}

impl<'c> FormAnswers<'c> {
    pub(crate) fn new(choices: &'c mut Choices) -> Self {
        Self {
            choices,
            cell: None,
        }
    }

    /// Whether a field of this name is an answer.
    pub(crate) fn knows(name: &str) -> bool {
        [FILE, CELL, VALUE, BLANK].contains(&name) || Choices::PARAMETERS.contains(&name)
    }

    /// Takes one answer. A blank one is a question that was left unanswered. A tick that the cell is to be blank comes after
    /// its value and holds whatever that is.
    pub(crate) fn take(&mut self, name: &str, answer: &str) -> Result<()> {
        let unknown = |unknown: UnknownAnswer| Problem::parameter(name, unknown.expected);
        match name {
            FILE => self.choices.correct_only(answer),
            CELL => self.cell = Some(answer.parse().map_err(unknown)?),
            BLANK => {
                let cell: CellPlace = answer.parse().map_err(unknown)?;
                self.choices.correct(cell, "").map_err(unknown)?;
            }
            VALUE => {
                if let Some(cell) = self.cell.take().filter(|_| !answer.trim().is_empty()) {
                    self.choices.correct(cell, answer).map_err(unknown)?;
                }
            }
            _ if answer.is_empty() => {}
            _ => add(self.choices, name, answer)?,
        }
        Ok(())
    }
}

/// The answers that a draft was checked with, as fields of the form that sends its file again. What was typed and may tell
/// who somebody is, is not kept and not among them.
pub(crate) fn given(draft: &Draft, check: &CheckedReturn) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let answers = draft.answers.iter();
    let mut fields: Vec<(String, String)> =
        answers.map(|(name, value)| field(name, value)).collect();
    let may_correct = !check.corrections.is_empty() || !check.fixable.is_empty();
    fields.extend(may_correct.then(|| field(FILE, &check.file_tag)));
    for made in &check.corrections {
        let cell = made.cell.to_string();
        match made.value.as_deref() {
            Some("") => fields.push(field(BLANK, &cell)),
            Some(value) => fields.extend([field(CELL, &cell), field(VALUE, value)]),
            None => {}
        }
    }
    fields
}
