use std::fmt;

use super::frame::Link;
use super::tokens::Secret;

/// Fields of a form as somebody typed them. They may be about people, so that they are in no debug output.
#[derive(Clone, Default, PartialEq)]
pub struct TypedFields(pub Vec<(String, String)>);

impl fmt::Debug for TypedFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedFields(<redacted>)")
    }
}

/// A ready-made sign-in of the demonstration, as a button of the form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DemoButton {
    /// As whom: "Sunnyside Community Hub (service)".
    pub label: String,
    /// What can be done: "Send and correct monthly returns".
    pub what: String,
    /// The token that the button sends.
    pub token: Secret,
}

/// P6, signed out: what is kept of what the reader was doing, and the form to sign in. The form posts the fields `csrf`,
/// `token`, `next` and those of `fields`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignedOut {
    /// What is wrong, if the last try failed: "Enter your access token".
    pub error: Option<String>,
    /// What happened, in one sentence or two.
    pub what: String,
    /// What is kept, where and for how long, a sentence each.
    pub kept: Vec<String>,
    /// What is not kept and has to be done again, a sentence each.
    pub lost: Vec<String>,
    /// Where the form posts to.
    pub action: String,
    /// Page to go to afterwards; empty: the reader's home.
    pub next: String,
    /// What was typed, under the names by which it is taken back.
    pub fields: TypedFields,
    /// Services that sign people in, as links that say so: "Sign in with NHS CIS2".
    pub issuers: Vec<Link>,
    /// Ready-made sign-ins, in a demonstration only.
    pub demo: Vec<DemoButton>,
}

/// P6, signed in again: what was typed before waits to be sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignedInAgain {
    /// What waits: "What you typed in for October 2026 (3 referrals) has not been sent yet."
    pub what: String,
    /// Where the form posts to.
    pub action: String,
    /// What was typed, under its own names.
    pub fields: TypedFields,
    /// What the button says: "Go on with what you typed".
    pub button: String,
    /// The way on without it.
    pub leave: Link,
}
