use super::area::{AreaHead, FilterBar, Strip};
use super::frame::Link;

/// What one published study asked, and what the hub answers for an area and month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyAnswer {
    /// Name of the evaluation; its place on the page.
    pub id: String,
    /// Title.
    pub title: String,
    /// What a commissioner asks.
    pub question: String,
    /// One sentence for each figure: with its interval, or why there is none.
    pub sentences: Vec<String>,
    /// What the answer cannot say.
    pub caveat: String,
    /// What the study found.
    pub published: String,
    /// The study, leading to where it can be read.
    pub study: Link,
    /// Definitions of the measures that the answer is read from.
    pub measures: Vec<Link>,
    /// The same figures as files.
    pub downloads: Vec<Link>,
    /// The query.
    pub sql: String,
}

/// The questions of published studies, answered for an area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluations {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// One for each study.
    pub studies: Vec<StudyAnswer>,
}
