//! What is wrong with the files, up to a bound.

use crate::error::{ImportError, Problem};

/// Problems that are kept; the rest are counted.
const PROBLEMS_MAX: usize = 100;
/// Characters of a reason that are kept.
const REASON_CHARS_MAX: usize = 500;

#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, mut problem: Problem) {
        if self.list.len() < PROBLEMS_MAX {
            // A reason may quote what stands in the file.
            if let Some((end, _)) = problem.reason.char_indices().nth(REASON_CHARS_MAX) {
                problem.reason.truncate(end);
                problem.reason.shrink_to_fit();
            }
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Something wrong with a file as a whole.
    pub(super) fn in_file(&mut self, file: &str, reason: impl Into<String>) {
        self.add(Problem {
            file: file.to_owned(),
            row: None,
            column: None,
            reason: reason.into(),
        });
    }

    /// Something wrong with a row.
    pub(super) fn in_row(&mut self, file: &str, row: u64, reason: impl Into<String>) {
        self.add(Problem {
            file: file.to_owned(),
            row: Some(row),
            column: None,
            reason: reason.into(),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Refuses the import if there is any.
    pub(super) fn finish(self) -> Result<(), ImportError> {
        if self.list.is_empty() {
            Ok(())
        } else {
            Err(ImportError::Refused {
                problems: self.list,
                more: self.more,
            })
        }
    }
}
