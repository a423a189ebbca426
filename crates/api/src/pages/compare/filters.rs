//! What the page can be asked for: measure, own board, and whom to set it beside.

use hub_reference::{AreaType, Geography as DatedGeography};
use hub_release::{Geography, MeasureInfo};
use hub_standard::ids::AreaCode;
use hub_ui::view::{Choice, FilterBar, Select};

use super::similar::{self, Beside};
use crate::pages::figures::Scope;
use crate::pages::filter;
use crate::pages::reader::Reader;
use crate::params::Params;
use crate::places;
use crate::problem::{Problem, Result};

/// What the page is asked to show.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::pages) struct Shown {
    /// The parameter `with`: those like the own board alone, and not all boards.
    pub(super) with_similar: bool,
    /// The parameter `map`: outlines, where there are any, and not tiles.
    pub(super) outlines: bool,
}

/// The parameter `map`, and its value for outlines.
const MAP: &str = "map";
const OUTLINE: &str = "outline";

impl Shown {
    pub(super) fn of(params: &Params) -> Result<Self> {
        Ok(Self {
            with_similar: match params.text("with") {
                None | Some("all") => false,
                Some("similar") => true,
                Some(_) => return Err(Problem::parameter("with", "all or similar")),
            },
            outlines: match params.text(MAP) {
                None | Some("tiles") => false,
                Some(OUTLINE) => true,
                Some(_) => return Err(Problem::parameter(MAP, "tiles or outline")),
            },
        })
    }
}

pub(super) fn bar(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    own: Option<&AreaCode>,
    beside: &Beside,
    shown: Shown,
    period: &str,
) -> FilterBar {
    let mut selects = vec![measures(scope, info), boards(reader, scope, own)];
    if scope.release.measure(similar::MEASURE).is_some() {
        selects.push(compared(shown.with_similar));
    }
    let mut bar = filter::bar(reader, scope, "/compare", false, selects);
    bar.sentence = format!(
        "{}, {}, {period}, {}.",
        info.title,
        beside.words(),
        filter::areas_and_release(reader, scope)
    );
    bar
}

fn measures(scope: &Scope, current: &MeasureInfo) -> Select {
    let with_total = scope
        .release
        .measures()
        .iter()
        .filter(|info| info.breakdowns.iter().any(|b| b == "all"));
    Select {
        name: "measure".to_owned(),
        label: "Measure".to_owned(),
        choices: with_total
            .map(|info| choice(&info.id, &info.title, info.id == current.id))
            .collect(),
    }
}

/// The board that is marked, or none.
fn boards(reader: &Reader, scope: &Scope, own: Option<&AreaCode>) -> Select {
    let geography = match scope.geography {
        Geography::AsNow => DatedGeography::AsNow,
        Geography::AsWas => DatedGeography::AsWas,
    };
    let all = places::areas(&reader.hub.reference, Some(AreaType::Icb), geography);
    let is_none = !all.iter().any(|place| own == Some(&place.code));
    let mut choices = vec![choice("", "None", is_none)];
    choices.extend(all.iter().map(|place| {
        let is_own = own == Some(&place.code);
        choice(place.code.as_str(), &place.name, is_own)
    }));
    Select {
        name: "area".to_owned(),
        label: "Your board".to_owned(),
        choices,
    }
}

fn compared(with_similar: bool) -> Select {
    Select {
        name: "with".to_owned(),
        label: "Compare with".to_owned(),
        choices: vec![
            choice("all", "All boards", !with_similar),
            choice("similar", "Boards with people alike", with_similar),
        ],
    }
}

/// The choice of tiles or outlines.
pub(super) fn maps(outlines: bool) -> Select {
    Select {
        name: MAP.to_owned(),
        label: "Map".to_owned(),
        choices: vec![
            choice("tiles", "Equal tiles", !outlines),
            choice(OUTLINE, "Outlines", outlines),
        ],
    }
}

/// Keeps the choice of outlines on a page that draws no map.
pub(super) fn outline_kept() -> (String, String) {
    (MAP.to_owned(), OUTLINE.to_owned())
}

fn choice(value: &str, label: &str, selected: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected,
    }
}
