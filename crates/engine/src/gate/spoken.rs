//! What is said of a query that the engine could not answer.

use datafusion::error::DataFusionError;

use super::GateError;
use super::refusal::{Code, Refusal};
use crate::error::EngineError;

/// A refusal that the engine carried, or its own words for what is wrong with a query.
pub(super) fn spoken(error: DataFusionError) -> GateError {
    let mut inner = &error;
    loop {
        inner = match inner {
            DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => inner,
            DataFusionError::Shared(inner) => inner,
            DataFusionError::Collection(errors) if !errors.is_empty() => match errors.first() {
                Some(first) => first,
                None => break,
            },
            DataFusionError::External(carried) => match carried.downcast_ref::<Refusal>() {
                Some(refusal) => return refusal.clone().into(),
                None => break,
            },
            _ => break,
        };
    }
    let words = match inner {
        DataFusionError::SQL(error, _) => error.to_string(),
        DataFusionError::Plan(words) | DataFusionError::Configuration(words) => words.clone(),
        DataFusionError::SchemaError(error, _) => error.to_string(),
        DataFusionError::NotImplemented(words) => format!("not offered: {words}"),
        DataFusionError::ArrowError(error, _) => error.to_string(),
        DataFusionError::Execution(words) => words.clone(),
        DataFusionError::ResourcesExhausted(_) => {
            let words = "this needs more memory than a query may have. Ask for less at once";
            return Refusal::new(Code::Limit, words).into();
        }
        _ => return EngineError::query("of an analyst", error).into(),
    };
    Refusal::new(Code::Sql, told(&words)).into()
}

/// The engine's own name for the catalogue that all tables are in, which no query needs.
const CATALOGUE: &str = "datafusion.";
/// Most characters of the engine's own words.
const WORDS_CHARS_MAX: usize = 600;

/// The engine's own words as one line of those that say something to whoever asked.
fn told(words: &str) -> String {
    // What it guesses was meant is another word each time.
    let words = words.split("Did you mean").next().unwrap_or_default();
    let words = words
        .find("No function matches")
        .and_then(|at| words.get(at..))
        .unwrap_or(words);
    let line: Vec<&str> = words.split_whitespace().collect();
    let line = line.join(" ").replace(CATALOGUE, "");
    let line = line.trim_end_matches('.');
    let hint = match line.contains("Cannot cast string") {
        true => ". Where a column of text is compared with a number, write the number in quotes",
        false => "",
    };
    let line = format!("{line}{hint}");
    line.chars().take(WORDS_CHARS_MAX).collect()
}
