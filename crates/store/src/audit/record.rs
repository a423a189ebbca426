//! What the audit log records.

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::objects::sha256_hex;

/// One entry of the audit log: the records of one commit, chained to the entry before.
///
/// Its hash is the SHA-256 of its bytes as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct AuditEntry {
    /// Position, from 0 without gaps.
    pub(super) seq: u64,
    /// Hash of the entry before, lower-case hex; 64 zeros for entry 0.
    pub(super) previous: String,
    /// When it was written. Never before the entry it follows.
    pub(super) at: Timestamp,
    /// Random, so that a writer that reads its own entry back knows that it won.
    pub(super) nonce: String,
    /// In the order in which they came. Never empty.
    pub(super) records: Vec<AuditRecord>,
}

/// An entry as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRead {
    /// Its position.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// SHA-256 of its bytes as stored, lower-case hex.
    pub hash: String,
    /// What it says the hash of the entry before is.
    pub previous: String,
    /// Bytes as stored.
    pub bytes: usize,
    /// In the order in which they came.
    pub records: Vec<AuditRecord>,
}

impl AuditRead {
    /// The entry that is stored at a position, whatever it says of that itself.
    pub(super) fn of(seq: u64, entry: AuditEntry, stored: &Bytes) -> Self {
        Self {
            seq,
            at: entry.at,
            hash: sha256_hex(stored),
            previous: entry.previous,
            bytes: stored.len(),
            records: entry.records,
        }
    }
}

/// A record of a question. It never holds the text of a query, a literal of one, or a figure.
///
/// A new kind of record must be decided on by everybody who reads them, so that the list is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuditRecord {
    /// A question is about to be put. Nothing was read yet.
    Asked {
        /// Joins it to what came of it: 16 random bytes in hex.
        query_id: String,
        /// Who asks: the name that their token was issued to.
        principal: String,
        /// Identifier of that token; not a secret.
        token_id: Option<String>,
        /// Their role.
        role: String,
        /// The service or board that the role is bound to.
        scope: Option<String>,
        /// How the question came.
        transport: String,
        /// The release that is asked.
        release: String,
        /// SHA-256 of the text, each stretch of white space as one blank: lower-case hex. The same question has the same.
        sql_sha256: String,
        /// Tables that can be asked of, among those that the query names.
        tables: Vec<String>,
        /// What it is asked for, where that was said.
        purpose: Option<String>,
    },
    /// What came of a question. One that has no such record was under way when the hub stopped, or storage failed.
    Answered {
        /// The question.
        query_id: String,
        /// What came of it.
        outcome: AuditOutcome,
    },
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuditOutcome {
    /// It was answered.
    Answered {
        /// Rows of the answer.
        rows: u64,
        /// Tables of cells and open tables that were read.
        reads: Vec<String>,
        /// Milliseconds from the start of its turn to its last row.
        ms: u64,
    },
    /// It was refused.
    Refused {
        /// Why, as clients see it.
        code: String,
    },
    /// Something was for the operator to mend.
    Failed,
    /// Whoever asked had gone before there was an answer.
    Cancelled,
}
