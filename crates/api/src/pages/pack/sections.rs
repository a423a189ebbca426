//! The sections of a pack: which were asked for, and what each shows.

use hub_reference::AreaType;
use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{ChartBlock, Compare, Link, PackContent, PackDefinition, PackSection};

use super::cards;
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::pages::{compare, measure, overview, picture, trust, who};
use crate::params::Params;
use crate::places;
use crate::problem::{Problem, Result};

/// The parameter that names a section. Short, since it comes up to nine times.
pub(super) const PART: &str = "part";

/// The measure that is shown over time and area by area.
const MAIN: &str = "referral_rate";
/// The measure that has outcomes of twelve months.
pub(super) const OF_TWELVE_MONTHS: &str = "social_return";

/// A section, in the order of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Overview,
    Time,
    Deprivation,
    Ethnicity,
    Waiting,
    Outcomes,
    Coverage,
    Compare,
    Trust,
    Definitions,
}

impl Section {
    pub(super) const ALL: [Self; 10] = [
        Self::Overview,
        Self::Time,
        Self::Deprivation,
        Self::Ethnicity,
        Self::Waiting,
        Self::Outcomes,
        Self::Coverage,
        Self::Compare,
        Self::Trust,
        Self::Definitions,
    ];

    /// As the address has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Time => "time",
            Self::Deprivation => "deprivation",
            Self::Ethnicity => "ethnicity",
            Self::Waiting => "waiting",
            Self::Outcomes => "outcomes",
            Self::Coverage => "coverage",
            Self::Compare => "compare",
            Self::Trust => "trust",
            Self::Definitions => "definitions",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Time => "Referrals over time",
            Self::Deprivation => "Who is referred, by deprivation",
            Self::Ethnicity => "Who is referred, by ethnicity",
            Self::Waiting => "Waiting",
            Self::Outcomes => "Outcomes",
            Self::Coverage => "Coverage",
            Self::Compare => "Boards compared",
            Self::Trust => "Can I trust it",
            Self::Definitions => "Measures used",
        }
    }

    /// The measures that it shows, beside those of its cards.
    fn measures(self) -> &'static [&'static str] {
        match self {
            Self::Time | Self::Compare => &[MAIN],
            Self::Deprivation => &["referrals_by_deprivation", "item_completeness"],
            Self::Ethnicity => &["referrals_by_ethnicity", "item_completeness"],
            Self::Trust => &["returns_received", "item_completeness"],
            Self::Outcomes => &[OF_TWELVE_MONTHS],
            Self::Overview | Self::Waiting | Self::Coverage | Self::Definitions => &[],
        }
    }
}

/// The sections that an address asks for, each once, in their order; without any, all.
pub(super) fn asked(params: &Params) -> Result<Vec<Section>> {
    let mut chosen = Vec::new();
    for name in params.all(PART).filter(|name| !name.is_empty()) {
        let found = Section::ALL
            .into_iter()
            .find(|section| section.name() == name);
        chosen.push(found.ok_or_else(unknown)?);
    }
    let wanted = |section: &Section| chosen.is_empty() || chosen.contains(section);
    Ok(Section::ALL.into_iter().filter(wanted).collect())
}

fn unknown() -> Problem {
    let names = Section::ALL.map(Section::name).join(", ");
    Problem::parameter(PART, format_args!("one of {names}"))
}

/// A section of the page; nothing where the release does not have its measure.
pub(super) fn section(
    reader: &Reader,
    scope: &Scope,
    section: Section,
    chosen: &[Section],
) -> Option<PackSection> {
    let area = format!("/areas/{}", scope.place.code);
    let page = |path: String| Some(Link::new("See the whole page", scope.href(&path)));
    let (content, more) = match section {
        Section::Overview => (
            PackContent::Overview(Box::new(overview::view(reader, scope))),
            page(area),
        ),
        Section::Time => {
            let mut view = measure::view(reader, scope, scope.release.measure(MAIN)?);
            rename(scope, &mut view.chart.block, "time-chart");
            (
                PackContent::OverTime(Box::new(view)),
                page(format!("{area}/measures/{MAIN}")),
            )
        }
        Section::Deprivation => (
            groups(reader, scope, "imd_decile")?,
            page(format!("{area}/who")),
        ),
        Section::Ethnicity => (groups(reader, scope, "ethnic_group")?, by_ethnicity(scope)),
        Section::Outcomes => (
            PackContent::Cards(cards::of(scope, section)),
            page(format!("{area}/outcomes")),
        ),
        Section::Waiting | Section::Coverage => {
            (PackContent::Cards(cards::of(scope, section)), None)
        }
        Section::Compare => (PackContent::Compare(Box::new(boards(reader, scope)?)), None),
        Section::Trust => (
            PackContent::Trust(Box::new(trust::view(reader, scope, None))),
            page(format!("{area}/trust")),
        ),
        Section::Definitions => (
            PackContent::Definitions(
                used(scope, chosen)
                    .into_iter()
                    .map(|info| definition(scope, info))
                    .collect(),
            ),
            Some(Link::new("Definitions of all measures", "/measures")),
        ),
    };
    Some(PackSection {
        id: section.name().to_owned(),
        title: section.title().to_owned(),
        about: format!("{}, {}", scope.place.name, scope.month.words()),
        content,
        more,
    })
}

/// Gives a chart an id that no other of the pack has, and its picture with it.
fn rename(scope: &Scope, block: &mut ChartBlock, id: &str) {
    block.id = id.to_owned();
    block.downloads.picture = picture::href(&scope.page, id);
}

fn groups(reader: &Reader, scope: &Scope, by: &str) -> Option<PackContent> {
    let mut view = who::view_by(reader, scope, by)?;
    let id = format!("{}-rates", by.replace('_', "-"));
    rename(scope, &mut view.rates.block, &id);
    Some(PackContent::Who(Box::new(view)))
}

fn by_ethnicity(scope: &Scope) -> Option<Link> {
    let join = if scope.query.is_empty() { "?" } else { "&" };
    let path = scope.href(&format!("/areas/{}/who", scope.place.code));
    Some(Link::new(
        "See the whole page",
        format!("{path}{join}by=ethnic_group"),
    ))
}

/// All boards on the main measure, this one marked; nothing where the release does not have it.
pub(super) fn boards(reader: &Reader, scope: &Scope) -> Option<Compare> {
    let england = places::place(&reader.hub.reference, AreaCode::england().as_str())?;
    let england = scope.with(england, scope.month);
    let own = (scope.place.area_type == AreaType::Icb).then_some(&scope.place.code);
    let info = scope.release.measure(MAIN)?;
    let mut view = compare::view(reader, &england, info, own, compare::Shown::default());
    rename(scope, &mut view.ranked.block, "compare-ranked");
    Some(view)
}

/// The measures of the chosen sections, in the order of their use; of all sections where none of those has any.
pub(super) fn used<'a>(scope: &'a Scope, chosen: &[Section]) -> Vec<&'a MeasureInfo> {
    let sections: &[Section] = if chosen == [Section::Definitions] {
        &Section::ALL
    } else {
        chosen
    };
    let mut ids: Vec<&str> = Vec::new();
    for section in sections {
        let of_cards = cards::briefs(*section).iter().map(|brief| brief.measure);
        for id in of_cards.chain(section.measures().iter().copied()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.into_iter()
        .filter_map(|id| scope.release.measure(id))
        .collect()
}

fn definition(scope: &Scope, info: &MeasureInfo) -> PackDefinition {
    PackDefinition {
        title: info.title.clone(),
        unit: figures::unit_of_total(info).to_owned(),
        counted: info.numerator.clone(),
        // "None: a median has no denominator."
        out_of: if info.denominator.starts_with("None") {
            String::new()
        } else {
            info.denominator.clone()
        },
        href: scope.definition(&info.id),
    }
}
