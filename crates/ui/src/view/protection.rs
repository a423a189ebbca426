use super::analyst::ExampleQuery;
use super::frame::Link;

/// How far the adjustment of one cell goes, for counts of one table that are alike.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountNoise {
    /// The table: "hub.referrals".
    pub table: String,
    /// What is counted, as it is asked in SQL.
    pub counts: Vec<String>,
    /// Whether measures alone read the table.
    pub is_for_measures: bool,
    /// The most that one person adds to one cell.
    pub clip: String,
    /// Variance of the adjustment of one cell: "31.83".
    pub variance: String,
    /// Nineteen of twenty adjustments are at most so large.
    pub within: String,
}

/// What a figure of several cells is off by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SumNoise {
    /// The figure: "England in one month".
    pub what: String,
    /// How many cells it adds up.
    pub cells: String,
    /// Half of the width in which 95% of people counted lie; empty: people are not counted so.
    pub people: String,
    /// The same of referrals.
    pub referrals: String,
}

/// A made-up count, and what becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorkedCount {
    /// How many there were.
    pub counted: u32,
    /// What the adjustment adds.
    pub added: u32,
    /// What is shown.
    pub shown: u32,
}

/// P7, how figures are protected: public constants of the policy and what follows from them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Protection {
    /// Id of the release; empty: there is none yet.
    pub release: String,
    /// Name of the policy.
    pub policy: String,
    /// Whether the policy adjusts counts at random.
    pub has_noise: bool,
    /// One count from the cell to the page; none where the policy would not show it.
    pub worked: Option<WorkedCount>,
    /// Both intervals about one count, in a sentence; empty: there is none to tell.
    pub both: String,
    /// What attacks on the release found; none where that is not stored.
    pub report: Option<Link>,
    /// The bound on one table of cells: "1/2".
    pub epsilon: String,
    /// Fewer people are never shown.
    pub floor: u32,
    /// Adjusted counts below this are not shown.
    pub soft_floor: u32,
    /// Whether none is shown as 0.
    pub shows_zero: bool,
    /// Counts are shown to the nearest this many.
    pub round_to: u32,
    /// The least count that is shown.
    pub least_shown: u32,
    /// Denominator that a percentage needs.
    pub percent_denominator_min: u32,
    /// Denominator from which a percentage has one decimal.
    pub percent_decimal_from: String,
    /// People that a mean needs.
    pub mean_persons_min: u32,
    /// People who must have changed before a month's cells are made anew.
    pub change_min: u32,
    /// And how many on average.
    pub change_usual: u32,
    /// Versions that a month's cells can have.
    pub versions_max: u32,
    /// The adjustment of one cell, by table.
    pub counts: Vec<CountNoise>,
    /// What sums of cells are off by.
    pub sums: Vec<SumNoise>,
    /// By how much people and referrals of England in one month may differ through their adjustments alone.
    pub difference: String,
    /// A query that sets limits about counts.
    pub example: ExampleQuery,
    /// Whether the reader may ask it.
    pub may_ask: bool,
}
