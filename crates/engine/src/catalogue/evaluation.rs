//! An evaluation: one SQL file that asks the hub's figures what a published study asked of its own people.

use serde::{Deserialize, Serialize};

use super::{front_matter, same_name};
use crate::error::{EngineError, Result};

/// A file of `sql/evaluations/`.
#[derive(Debug, Clone)]
pub struct EvaluationFile {
    /// What the evaluation says of itself.
    pub meta: EvaluationMeta,
    /// The query over `hub.measure_values`, which anybody who may ask in SQL can send as it is.
    pub sql: String,
}

/// Front matter of an evaluation: pages, API and command print it beside what the query gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationMeta {
    /// Name of the file without its ending.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What a commissioner asks.
    pub question: String,
    /// The study, with authors and year.
    pub study: String,
    /// Where it can be read.
    pub address: String,
    /// What it found.
    pub published: String,
    /// What the hub's answer cannot say.
    pub caveat: String,
    /// The measures that the query reads.
    pub measures: Vec<String>,
}

impl EvaluationFile {
    pub(super) fn read(path: &str, stem: &str, text: &str) -> Result<Self> {
        let (meta, sql): (EvaluationMeta, _) = front_matter(path, text)?;
        same_name(path, stem, &meta.id)?;
        if meta.measures.is_empty() {
            return Err(EngineError::file(path, "it names no measure that it reads"));
        }
        Ok(Self {
            meta,
            sql: sql.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    const HEAD: &str = "-- ---\n-- id = \"a_study\"\n-- title = \"\"\n-- question = \"\"\n-- study = \"\"\n-- address = \"\"\n\
        -- published = \"\"\n-- caveat = \"\"\n";

    fn with(measures: &str) -> Result<Catalogue> {
        let mut catalogue = Catalogue::embedded()?;
        let text = format!("{HEAD}-- measures = [{measures}]\n-- ---\nselect 1");
        catalogue.add("evaluations/a_study.sql", &text)?;
        catalogue.check_evaluations()?;
        Ok(catalogue)
    }

    #[test]
    fn an_evaluation_names_measures_that_there_are() {
        let catalogue = with("\"referral_rate\"").unwrap();
        assert_eq!(catalogue.evaluations.last().unwrap().sql, "select 1");
        for (measures, words) in [
            ("\"no_such\"", "no_such, which is no measure"),
            ("", "no measure"),
        ] {
            let error = with(measures).unwrap_err().to_string();
            assert!(
                error.contains("evaluations/a_study.sql") && error.contains(words),
                "{error}"
            );
        }
    }
}
