use super::area::{AreaHead, AreaTable, EmptyNote, FilterBar, Strip};
use super::chart::{DotChart, SpcChart, StepChart};
use super::headline::Headline;
use super::histogram::Histogram;

/// C5, how long people wait for a first contact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Waiting {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// Findings made by rule, as sentences.
    pub findings: Vec<String>,
    /// Whom the figures of everybody referred are of: "Referrals received from May to October 2026".
    pub counted: String,
    /// Days and shares of everybody referred, those still waiting among them.
    pub headlines: Vec<Headline>,
    /// The same as a curve.
    pub curve: Option<StepChart>,
    /// How the waits are spread over bands of days.
    pub spread: Option<Histogram>,
    /// Set where nothing looks back, as for areas as they were: drawn in place of headlines, curve, spread, shares and
    /// groups.
    pub looking_back: Option<EmptyNote>,
    /// Month of referral of the shares and groups, in words.
    pub referred_in: String,
    /// Shares of the people referred in one month who were seen in so many days.
    pub shares: Vec<Headline>,
    /// Why a share of these and one of everybody have different words against England; empty: they have not.
    pub apart: String,
    /// The same by deprivation.
    pub groups: Option<DotChart>,
    /// Median of the waits that ended, month by month.
    pub trend: Option<SpcChart>,
    /// People and referrals to a link worker.
    pub load: Vec<Headline>,
    /// How many people a worker can support, and what share of it this is, in words; empty: not said.
    pub guide: String,
    /// Areas inside this one.
    pub inside: Option<AreaTable>,
    /// What is told of single services and networks, and to whom, in sentences; empty: nothing is said.
    pub places: String,
    /// Set when there is no figure at all: drawn in place of all but the areas inside.
    pub empty: Option<EmptyNote>,
}
