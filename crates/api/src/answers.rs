//! The sender's answers about a file, as parameters of a request or fields of a form.

use hub_ingest::Choices;

use crate::params::Params;
use crate::problem::{Problem, Result};

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
