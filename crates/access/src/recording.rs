//! What stays of a question: one record before anything is read, one when it is over, however it ends.

use std::borrow::Cow;
use std::mem;
use std::time::Duration;

use hub_release::{Answer, ScalarValue};
use hub_standard::ids::ReleaseId;
use hub_store::{AuditLog, AuditOutcome, AuditRecord, StoreError};
use sha2::{Digest, Sha256};

use crate::principal::Principal;
use crate::question::{AskError, Question};
use crate::token::hex;

/// A question that is on record. Dropped before its end, it leaves on record that nobody waited for the answer.
pub(crate) struct Recorded {
    log: AuditLog,
    query_id: String,
    is_over: bool,
}

impl Recorded {
    /// Puts on record that a question is about to be put; once this returns it is there for good. `tables` are those that
    /// it names.
    pub(crate) async fn begin(
        log: &AuditLog,
        by: &Principal,
        question: &Question<'_>,
        release: &ReleaseId,
        tables: Vec<String>,
    ) -> Result<Self, StoreError> {
        let query_id = AuditLog::new_query_id()?;
        let asked = AuditRecord::Asked {
            query_id: query_id.clone(),
            principal: by.name.clone(),
            token_id: by.credential_id().map(str::to_owned),
            role: by.role.name().to_owned(),
            scope: by.role.scope().map(str::to_owned),
            transport: question.transport.name().to_owned(),
            release: release.to_string(),
            sql_sha256: fingerprint(question.sql, &question.values),
            tables,
            purpose: None,
        };
        // Before the record, since whoever asks may be gone before it is written.
        let mut recorded = Self {
            log: log.clone(),
            query_id,
            is_over: false,
        };
        if let Err(error) = recorded.log.append(asked).await {
            // What may not have begun has no end.
            recorded.is_over = true;
            return Err(error);
        }
        tracing::info!(
            query_id = recorded.query_id,
            %release,
            role = by.role.name(),
            transport = question.transport.name(),
            "question asked"
        );
        Ok(recorded)
    }

    /// Puts on record what came of it; once this returns it is there for good.
    pub(crate) async fn end(mut self, outcome: AuditOutcome) -> Result<(), StoreError> {
        // From here on the record is the log's, whether or not somebody waits for it.
        self.is_over = true;
        let (what, code, ms) = match &outcome {
            AuditOutcome::Answered { ms, .. } => ("answered", None, Some(*ms)),
            AuditOutcome::Refused { code } => ("refused", Some(code.as_str()), None),
            AuditOutcome::Failed => ("failed", None, None),
            AuditOutcome::Cancelled => ("cancelled", None, None),
        };
        tracing::info!(query_id = self.query_id, what, code, ms, "question over");
        let answered = AuditRecord::Answered {
            query_id: mem::take(&mut self.query_id),
            outcome,
        };
        self.log.append(answered).await
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        if !self.is_over {
            self.log.leave(AuditRecord::Answered {
                query_id: mem::take(&mut self.query_id),
                outcome: AuditOutcome::Cancelled,
            });
        }
    }
}

/// What is recorded of an answer.
pub(crate) fn outcome(answer: Result<&Answer, &AskError>, took: Duration) -> AuditOutcome {
    match answer {
        Ok(answer) => {
            let n_rows: usize = answer.batches.iter().map(|batch| batch.num_rows()).sum();
            AuditOutcome::Answered {
                rows: u64::try_from(n_rows).unwrap_or(u64::MAX),
                reads: answer.reads.clone(),
                ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            }
        }
        Err(error) => unanswered(error),
    }
}

/// The code of a question that was not for whoever asked it.
const NOT_THEIRS: &str = "AUTHZ";

/// What is recorded where there is no answer.
pub(crate) fn unanswered(error: &AskError) -> AuditOutcome {
    match error {
        AskError::Refused(refusal) => AuditOutcome::Refused {
            code: refusal.code.name().to_owned(),
        },
        AskError::NotAllowed => AuditOutcome::Refused {
            code: NOT_THEIRS.to_owned(),
        },
        _ => AuditOutcome::Failed,
    }
}

/// SHA-256 of a question: its text, each stretch of white space between its words as one blank, and its values.
pub(crate) fn fingerprint(sql: &str, values: &[ScalarValue]) -> String {
    let mut hash = Sha256::new();
    hash.update(one_blank(sql).as_bytes());
    if !values.is_empty() {
        let text = hash.finalize_reset();
        hash.update(b"values\0");
        hash.update(text);
        for value in values {
            // With its kind: null is not the text "NULL".
            let value = format!("{}\0{value:?}", value.data_type());
            hash.update(value.len().to_be_bytes());
            hash.update(value.as_bytes());
        }
    }
    hex(&hash.finalize())
}

/// The text with each stretch of white space as one blank, but for what is quoted. A text with comments or other ways
/// to quote stays as it is.
fn one_blank(sql: &str) -> Cow<'_, str> {
    let is_intricate = ["--", "/*", "\\", "$"]
        .iter()
        .any(|sign| sql.contains(sign));
    if is_intricate {
        return Cow::Borrowed(sql);
    }
    let mut text = String::with_capacity(sql.len());
    let mut quote = None;
    for c in sql.trim().chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            _ => {}
        }
        if quote.is_some() || !c.is_whitespace() {
            text.push(c);
        } else if !text.ends_with(' ') {
            text.push(' ');
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_other_question() {
        let same = fingerprint("select 1", &[]);
        assert_eq!(fingerprint("\n select\t\n1 ", &[]), same);
        assert_ne!(fingerprint("select1", &[]), same);
        assert_eq!(same.len(), 64);
    }

    #[test]
    fn what_is_quoted_and_what_values_stand_for_make_another_question() {
        let of = |sql: &str| fingerprint(sql, &[]);
        assert_ne!(of("select 'a b'"), of("select 'a  b'"));
        assert_ne!(of("select \"a b\""), of("select \"a  b\""));
        assert_eq!(of("select 'it''s',  2"), of("select 'it''s', 2"));
        assert_ne!(of("select 1 -- a\n+ 1"), of("select 1 -- a + 1"));
        let asked =
            |value: &str| fingerprint("select $1", &[ScalarValue::Utf8(Some(value.into()))]);
        assert_ne!(asked("a"), asked("b"));
        assert_ne!(asked("a"), of("select $1"));
        assert_ne!(
            asked("NULL"),
            fingerprint("select $1", &[ScalarValue::Utf8(None)])
        );
    }
}
