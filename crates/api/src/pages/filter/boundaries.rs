//! Areas as they are now or as they were: the choice, what it does, and pages that have none.

use hub_release::Geography;
use hub_ui::view::{FilterBar, FilterHint, Select};

use super::{choice, here_without};
use crate::pages::figures::Scope;
use crate::pages::reader::Reader;
use crate::pages::refusal::LINKS;
use crate::places::Place;
use crate::problem::{Kind, Problem};

/// The choice of areas as they are now or as they were.
const GEOGRAPHY: &str = "geography";
/// What that choice does.
const HINT: &str = "As they are now: every month is told of the areas of today. As they were: each month is told of the areas of that \
    month, so that a line can break where they changed.";

/// What the choice does, in words.
pub(super) fn hint() -> FilterHint {
    FilterHint {
        of: GEOGRAPHY.to_owned(),
        text: HINT.to_owned(),
    }
}

/// Takes the choice of areas off the bar of a page that there is of areas as they are now alone, and says why.
pub(crate) fn as_now_alone(bar: &mut FilterBar, why: &str) {
    bar.selects.retain(|select| select.name != GEOGRAPHY);
    bar.hint = Some(FilterHint {
        of: String::new(),
        text: format!("Areas: as they are now. {why}"),
    });
}

/// The answer of such a page to who asks for areas as they were, with the way to areas as they are now.
pub(crate) fn not_as_was(reader: &Reader, place: &Place, why: &str) -> Problem {
    let problem = Problem::new(Kind::NotFound, why);
    // An area that no longer exists has no page as it is now.
    if !place.is_current() {
        return problem;
    }
    let link = vec!["See areas as they are now".to_owned(), as_now(reader)];
    problem.with(LINKS, vec![link])
}

/// The same page of areas as they are now.
pub(crate) fn as_now(reader: &Reader) -> String {
    here_without(reader, GEOGRAPHY)
}

/// The choice.
pub(super) fn select(scope: &Scope) -> Select {
    let is_shown = |geography| scope.geography == geography;
    Select {
        name: GEOGRAPHY.to_owned(),
        label: "Areas".to_owned(),
        choices: vec![
            choice("as_now", "As they are now", is_shown(Geography::AsNow)),
            choice(
                "as_was",
                "As they were in each month",
                is_shown(Geography::AsWas),
            ),
        ],
    }
}
