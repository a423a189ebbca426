use super::area::{AreaHead, EmptyNote, FilterBar, Strip};
use super::chart::DotChart;
use super::figure::Figure;
use super::headline::Headline;

/// How many people were better and worse by the scores of one questionnaire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moved {
    /// The question in words.
    pub label: String,
    /// People asked twice.
    pub asked_twice: Figure,
    /// Share whose score is better.
    pub better: Figure,
    /// Share whose score is worse.
    pub worse: Figure,
}

/// The change on a scale of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScaleChange {
    /// Mean change with its interval.
    pub change: Figure,
    /// Unit with the way of the change and the ends of the scale: "points higher at closing, on a scale from 7 to 35".
    pub unit: String,
    /// Which way is better: "Higher is better."
    pub direction: String,
    /// From how many points on people count as better or worse: "1 point".
    pub step: String,
    /// Better and worse.
    pub moved: Moved,
}

/// Change over twelve months, and what may and may not be said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutcomesYear {
    /// Heading with the period: "Life satisfaction in the twelve months to October 2026".
    pub title: String,
    /// Change, and how many were asked again.
    pub headlines: Vec<Headline>,
    /// Sentences that may be quoted as they are.
    pub may: Vec<String>,
    /// What the figures do not tell.
    pub may_not: Vec<String>,
}

/// C6, how people fare at closing against before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcomes {
    /// The area.
    pub area: AreaHead,
    /// Filters, with what the groups are by.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// Month of closing, in words.
    pub period: String,
    /// Twelve months, the first thing on the page; `None` where the release has no such figure.
    pub year: Option<OutcomesYear>,
    /// Share with a score before and after, by questionnaire: the first thing of the month.
    pub follow_up: Option<DotChart>,
    /// Set where fewer than half were asked again, or nobody knows: a yellow callout.
    pub caution: Option<String>,
    /// Change on the four questions on wellbeing.
    pub questions: Option<DotChart>,
    /// Better and worse on the four questions.
    pub questions_moved: Vec<Moved>,
    /// Caption of that table with measure, area, period and unit.
    pub moved_caption: String,
    /// Other questionnaires, each on its own scale.
    pub scales: Vec<ScaleChange>,
    /// Questionnaires without a figure, in words.
    pub scales_without: Vec<String>,
    /// Change of life satisfaction by group.
    pub by_group: Option<DotChart>,
    /// What must be known of these groups; empty: nothing.
    pub by_group_note: String,
    /// Share of plans completed.
    pub plans: Option<Headline>,
    /// The same by group.
    pub plans_by: Option<DotChart>,
    /// Share of support that could not be had.
    pub support: Option<Headline>,
    /// Support or needs by kind.
    pub support_by: Option<DotChart>,
    /// What must be known of these kinds; empty: nothing.
    pub support_note: String,
    /// Set when there is no figure at all.
    pub empty: Option<EmptyNote>,
}
