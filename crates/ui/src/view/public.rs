use super::analyst::CodeLabel;
use super::frame::Link;
use super::status_codes::StatusCode;

/// One way in on the start page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// For whom: "Services".
    pub who: String,
    /// What they do here, in one sentence.
    pub what: String,
    /// Text of the button: "Send a return".
    pub action: String,
    /// Where it goes.
    pub href: String,
}

/// P1, start page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Start {
    /// What was done just now: "You are signed out."
    pub notice: Option<String>,
    /// Three ways in.
    pub entries: Vec<Entry>,
    /// One sentence on what is held: "Returns from 47 services, November 2024 to October 2026". Empty: nothing yet.
    pub held: String,
    /// Further links: definitions, template, interfaces.
    pub links: Vec<Link>,
}

/// A sign-in of the demonstration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DemoLink {
    /// As whom: "Sunnyside Community Hub (service)".
    pub label: String,
    /// What can be done: "Send and correct monthly returns".
    pub what: String,
    /// Where it goes.
    pub href: String,
}

/// P2, sign in. The form posts the fields `csrf`, `token` and `next`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignIn {
    /// Where the form posts to.
    pub action: String,
    /// Page to go to afterwards; empty: the reader's home.
    pub next: String,
    /// What is wrong, if the last try failed: "Enter your access token".
    pub error: Option<String>,
    /// A notice above the form: "You have been signed out. Your file is kept until 16:40".
    pub notice: Option<String>,
    /// Services that sign people in, as links that say so: "Sign in with NHS CIS2". They come before the token.
    pub issuers: Vec<Link>,
    /// Ready-made sign-ins, in a demonstration only.
    pub demo: Vec<DemoLink>,
}

/// P5, an error in the page frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ErrorPage {
    /// HTTP status.
    pub status: u16,
    /// Title in words: "Page not found".
    pub title: String,
    /// What happened.
    pub what: String,
    /// The same as programs are told it, with the names that they use. Empty: it says no more.
    pub technical: String,
    /// Whether nothing happened: the page only says what a kind of problem means.
    pub is_explanation: bool,
    /// What is safe: "Nothing you sent has been lost". Empty: nothing to say.
    pub safe: String,
    /// What to do, as steps.
    pub steps: Vec<String>,
    /// Codes that tell its causes apart, with what each means; none where there is only one.
    pub codes: Vec<CodeLabel>,
    /// Reference to quote.
    pub reference: Option<String>,
    /// Where to go next.
    pub links: Vec<Link>,
}

/// A measure in the list of definitions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureListItem {
    /// Id, for example "referral_rate".
    pub id: String,
    /// Title.
    pub title: String,
    /// What it tells, in one sentence.
    pub why: String,
    /// Unit.
    pub unit: String,
    /// Page of the measure.
    pub href: String,
}

/// Measures under one heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureGroup {
    /// The heading.
    pub topic: String,
    /// Measures in order.
    pub measures: Vec<MeasureListItem>,
}

/// P4, list of definitions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureList {
    /// Groups in order. A single one is shown without its heading.
    pub groups: Vec<MeasureGroup>,
    /// Where the definitions can be had as files.
    pub links: Vec<Link>,
}

/// One line of a definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Definition {
    /// Name: "Numerator".
    pub name: String,
    /// What is said: one text, or several that stand as a list.
    pub texts: Vec<String>,
}

/// P4, one measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureDefinition {
    /// Title.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// Numerator, denominator, unit, method, polarity, breakdowns, limits, source, in order.
    pub definitions: Vec<Definition>,
    /// A worked example, one paragraph a line; empty: there is none.
    pub example: String,
    /// The SQL that makes it, as text; empty: not shown.
    pub sql: String,
    /// SHA-256 of that SQL in the release.
    pub sql_sha256: String,
    /// Views that it reads, with the SQL of each.
    pub views: Vec<(String, String)>,
    /// What the status of a value means, however it is read.
    pub statuses: Vec<StatusCode>,
    /// Where its values are: area pages, CSV, JSON.
    pub links: Vec<Link>,
}

/// Facts that the accessibility and privacy pages state.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteInfo {
    /// Who runs this deployment: "the demonstration on this computer".
    pub operator: String,
    /// How to reach them, with `mailto:`, `tel:` or `https:`; `None`: not set up.
    pub contact: Option<Link>,
    /// Name of the disclosure policy in use: "sdc-1".
    pub policy: String,
    /// Fewest people ever shown.
    pub floor: u32,
    /// Counts are shown to the nearest this many.
    pub round_to: u32,
}
