use super::area::{AreaHead, FilterBar, Strip};
use super::chart::{ChartBlock, RefLine};
use super::frame::Link;
use super::returns::FormError;

/// C7, what support may be worth: a calculator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ValueCalculator {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// What the change in life satisfaction rests on.
    pub basis: String,
    /// The result; `None` while something typed cannot be used.
    pub result: Option<ValueResult>,
    /// What the evidence cannot say, a line each.
    pub limits: Vec<String>,
    /// What studies found elsewhere.
    pub published: Vec<PublishedFigure>,
    /// How the result is worked out.
    pub method: String,
    /// Definitions of the measures that do the same with the hub's own figures.
    pub definitions: Vec<Link>,
    /// Assumptions under their headings, in the order of the form.
    pub groups: Vec<AssumptionGroup>,
    /// What is wrong with what was typed, by field.
    pub errors: Vec<FormError>,
    /// Where the form goes. No query.
    pub action: String,
    /// Parameters that go with the form unseen.
    pub hidden: Vec<(String, String)>,
    /// This calculation, with only what was changed; `None` while something typed cannot be used.
    pub share: Option<Link>,
    /// Address without any change.
    pub reset_href: String,
}

/// Assumptions that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AssumptionGroup {
    /// Heading.
    pub title: String,
    /// What they are for, in a sentence.
    pub hint: String,
    /// The assumptions.
    pub items: Vec<Assumption>,
}

/// One assumption with its three cases. Its fields are called `<name>_low`, `<name>_central` and `<name>_high`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assumption {
    /// Begins the names of its fields: letters and underscores.
    pub name: String,
    /// Label: "Deadweight".
    pub label: String,
    /// What it means, in a sentence.
    pub hint: String,
    /// What it is counted in: "% of the change".
    pub unit: String,
    /// The three cases before anybody changed them, in words.
    pub offered: String,
    /// Year of its prices, in a sentence; empty where there are none.
    pub year: String,
    /// Where the three cases come from.
    pub source: String,
    /// Low case as typed.
    pub low: String,
    /// Central case as typed.
    pub central: String,
    /// High case as typed.
    pub high: String,
    /// Whether it may be below zero.
    pub is_signed: bool,
}

/// What comes out. No figure of it is shown without its range.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ValueResult {
    /// The result with its range, in a sentence.
    pub sentence: String,
    /// What the range holds, and which range to quote.
    pub range: String,
    /// Each assumption that is not as the hub offers it, with both numbers; none: all are.
    pub changed: Vec<String>,
    /// Low case in words: "£0.24".
    pub low: String,
    /// Central case in words.
    pub central: String,
    /// High case in words.
    pub high: String,
    /// What moves the result; `None` where nothing does.
    pub drivers: Option<TornadoChart>,
    /// What less use of health services would free.
    pub freed: FreedCapacity,
}

/// What less use of health services would free.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FreedCapacity {
    /// The result with its range, in sentences.
    pub sentences: Vec<String>,
    /// Each service; none: the table is not drawn.
    pub services: Vec<FreedService>,
}

/// What less use of one service would free, for one person, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FreedService {
    /// The service: "GP contacts".
    pub name: String,
    /// Low case.
    pub low: String,
    /// Central case.
    pub central: String,
    /// High case.
    pub high: String,
}

/// What a study found with people of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublishedFigure {
    /// What was studied.
    pub title: String,
    /// What it found.
    pub text: String,
    /// The study, leading to where it can be read.
    pub study: Link,
    /// The same asked of the hub's figures.
    pub here: Link,
}

/// What each assumption alone does to a result: bars on both sides of the central line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TornadoChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Assumptions, the widest first.
    pub rows: Vec<TornadoRow>,
    /// The result with everything central.
    pub central: RefLine,
    /// What moves nothing, in a sentence; empty: all do.
    pub note: String,
}

/// One assumption, and the result with it in its low and in its high case, all else central.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TornadoRow {
    /// The assumption in words.
    pub label: String,
    /// Its low case in words: "90%".
    pub low_input: String,
    /// Its high case in words.
    pub high_input: String,
    /// Result in its low case.
    pub low: f64,
    /// Result in its high case.
    pub high: f64,
    /// Result in its low case, in words.
    pub low_display: String,
    /// Result in its high case, in words.
    pub high_display: String,
}
