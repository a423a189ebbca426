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

/// The parameter `with`: all boards, or those like the own one.
pub(super) fn with_similar(params: &Params) -> Result<bool> {
    match params.text("with") {
        None | Some("all") => Ok(false),
        Some("similar") => Ok(true),
        Some(_) => Err(Problem::parameter("with", "all or similar")),
    }
}

pub(super) fn bar(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    own: Option<&AreaCode>,
    beside: &Beside,
    with_similar: bool,
    period: &str,
) -> FilterBar {
    let mut selects = vec![measures(scope, info), boards(reader, scope, own)];
    if scope.release.measure(similar::MEASURE).is_some() {
        selects.push(compared(with_similar));
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

fn choice(value: &str, label: &str, selected: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected,
    }
}
