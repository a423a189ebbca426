use std::fmt;

use super::frame::Link;
use super::returns::FormError;

/// A token as its holder must copy it. It is in no debug output.
#[derive(Clone, Default, PartialEq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(<redacted>)")
    }
}

/// Whether a token is of use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TokenStanding {
    /// It works.
    #[default]
    Works,
    /// Its time is over.
    Expired,
    /// It was revoked before its time.
    Revoked,
}

/// A token in the list of one's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenItem {
    /// What its holder calls it.
    pub label: String,
    /// Its id; not a secret.
    pub id: String,
    /// When it was made.
    pub made: String,
    /// When it ends, or would have ended.
    pub ends: String,
    /// When it last asked a question in SQL.
    pub last_question: String,
    /// Whether it is of use.
    pub standing: TokenStanding,
    /// Whether the reader is signed in with it.
    pub is_current: bool,
    /// Where it can be revoked; `None` if it cannot.
    pub revoke_href: Option<String>,
}

/// The form that makes a token. It posts `csrf`, `seen`, `label` and `days`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenForm {
    /// What was typed as the label.
    pub label: String,
    /// What was typed as the number of days.
    pub days: String,
    /// Most characters of a label.
    pub label_characters_max: usize,
    /// Most days.
    pub days_max: u16,
    /// When a new token ends at the latest.
    pub ends_by: String,
    /// How many tokens there were when the form was made, so that a form that is sent twice makes one token.
    pub seen: usize,
}

/// A5, the reader's own tokens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenPage {
    /// Whose they are and what they may do: "A. Khan, Commissioner for NHS X".
    pub holder: String,
    /// Those that work, newest first, then those that do not.
    pub tokens: Vec<TokenItem>,
    /// Most tokens that work at the same time.
    pub live_max: usize,
    /// Says that there are older ones; empty: there are none.
    pub older: String,
    /// What has just been done; empty: nothing.
    pub notice: String,
    /// Makes one more; `None` where none can be made.
    pub form: Option<TokenForm>,
    /// Why none can be made; empty: one can.
    pub full: String,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
}

/// A5, a token that was just made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenMade {
    /// What its holder calls it.
    pub label: String,
    /// The token.
    pub token: Secret,
    /// When it ends.
    pub ends: String,
    /// Says that it ends sooner than was asked, and why; empty: it does not.
    pub sooner: String,
    /// What it may do: "Commissioner for NHS X".
    pub role: String,
}

/// A5, the question before a token is revoked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenRevoke {
    /// What its holder calls it.
    pub label: String,
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made: String,
    /// When it would end by itself.
    pub ends: String,
    /// What happens, one sentence each.
    pub effects: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// Back to the list.
    pub back: Link,
}
