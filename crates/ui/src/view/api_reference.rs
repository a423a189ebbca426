use super::analyst::CodeLabel;
use super::frame::Link;
use super::status_codes::StatusCode;

/// A parameter of an operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiParam {
    /// Name as it is sent.
    pub name: String,
    /// Where it goes: "path", "query" or "header".
    pub place: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub what: String,
    /// An example of a value; empty: none.
    pub example: String,
}

/// What an operation answers when all goes well.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiAnswer {
    /// HTTP status.
    pub status: String,
    /// What it means.
    pub what: String,
    /// Name of the schema of its JSON in the OpenAPI document; empty: none.
    pub schema: String,
    /// Media types that it can be had in.
    pub formats: Vec<String>,
}

/// Problems that an operation may answer, of one status.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiRefusals {
    /// HTTP status.
    pub status: String,
    /// The kinds of problem, each leading to its page.
    pub kinds: Vec<Link>,
}

/// An operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiOperation {
    /// Its stable id; its place on the page.
    pub id: String,
    /// HTTP method.
    pub method: String,
    /// Path, with its parameters in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does and what to know about it.
    pub description: String,
    /// Who may use it, in words.
    pub who: String,
    /// What it takes as its body, in words; empty: nothing.
    pub takes: String,
    /// Parameters.
    pub params: Vec<ApiParam>,
    /// Answers when all goes well.
    pub answers: Vec<ApiAnswer>,
    /// Answers when something is wrong.
    pub refusals: Vec<ApiRefusals>,
    /// A command that uses it, on one line.
    pub curl: String,
}

/// Operations under one heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiTag {
    /// The heading: "Returns".
    pub name: String,
    /// The operations.
    pub operations: Vec<ApiOperation>,
}

/// A kind of problem.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiProblem {
    /// Last part of its type, leading to its page.
    pub kind: Link,
    /// HTTP status.
    pub status: u16,
    /// Title.
    pub title: String,
    /// What it means and what to do.
    pub what: String,
}

/// A6, the interface for programs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiReference {
    /// Address by which the reader reaches the hub, without a slash at its end.
    pub base: String,
    /// Whether the reader has the other pages about data, so that links to them are drawn.
    pub has_tabs: bool,
    /// Operations by heading.
    pub tags: Vec<ApiTag>,
    /// All kinds of problem.
    pub problems: Vec<ApiProblem>,
    /// Codes by which refusals of a query differ.
    pub refusals: Vec<CodeLabel>,
    /// What the status of a value means, however it is read.
    pub statuses: Vec<StatusCode>,
}
