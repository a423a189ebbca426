//! What an edition would do to figures, in words.

use hub_reference::{ChangeCounts, Difference, Part, Reference};
use hub_store::State;

use super::super::super::words;
use super::count;

/// Names that are said of a list.
const NAMES_SHOWN: usize = 5;

/// What stands in the way of putting files into use, in words; none: nothing does.
///
/// A release refuses reference data that lack an area of which cells were published, so that no release could be built.
pub(super) fn in_the_way(difference: &Difference, state: &State) -> Option<String> {
    let ended = &difference.atoms_ended;
    if state.releases.is_empty() || ended.is_empty() {
        return None;
    }
    Some(format!(
        "The files lack {} of which figures were published ({}). No release could be built with them any more. Send files that keep every \
         published area, beside any new ones.",
        several(ended.len(), "area", "areas"),
        names(ended)
    ))
}

/// What the edition would do to figures, one sentence each; the first that there are none, if there are none.
pub(super) fn effects(
    difference: &Difference,
    in_use: &Reference,
    next: &Reference,
    state: &State,
) -> Vec<String> {
    let mut told = Vec::new();
    told.extend(boards(difference));
    told.extend(areas(difference, next, state));
    told.extend(practices(difference));
    told.extend(people(difference));
    if counts(difference, Part::Outlines).total() > 0 {
        told.push(
            "Boards have other outlines on maps, once the servers have started again. No figure changes by that."
                .to_owned(),
        );
    }
    if in_use.has_postcodes() && !next.has_postcodes() {
        told.push(
            "Postcodes are looked up no more, since the files hold no directory of them: services send the code of the small area instead."
                .to_owned(),
        );
    }
    if told.is_empty() {
        told.push(match is_any(difference) {
            false => "No row differs from what is in use, so that no figure changes.".to_owned(),
            true => "No practice, board or population changes.".to_owned(),
        });
    }
    told
}

fn is_any(difference: &Difference) -> bool {
    difference.parts.iter().any(|part| part.counts.total() > 0)
}

fn counts(difference: &Difference, part: Part) -> ChangeCounts {
    difference
        .parts
        .iter()
        .find(|one| one.part == part)
        .map(|one| one.counts)
        .unwrap_or_default()
}

fn boards(difference: &Difference) -> Vec<String> {
    let mut told = Vec::new();
    if !difference.boards_ended.is_empty() {
        told.push(format!(
            "{}: {}. Releases from then on have no figures under such a name; earlier releases keep theirs.",
            several(difference.boards_ended.len(), "board ends", "boards end"),
            names(&difference.boards_ended)
        ));
    }
    if !difference.boards_begun.is_empty() {
        told.push(format!(
            "{}: {}.",
            several(
                difference.boards_begun.len(),
                "board begins",
                "boards begin"
            ),
            names(&difference.boards_begun)
        ));
    }
    told
}

fn areas(difference: &Difference, next: &Reference, state: &State) -> Vec<String> {
    let mut told = Vec::new();
    if !difference.atoms_ended.is_empty() {
        told.push(format!(
            "{}: {}.",
            several(
                difference.atoms_ended.len(),
                "area that figures are counted in ends",
                "areas that figures are counted in end"
            ),
            names(&difference.atoms_ended)
        ));
    }
    let homeless: Vec<&str> = state
        .services
        .values()
        .filter(|service| next.atom(&service.atom).is_none())
        .map(|service| service.name.as_str())
        .collect();
    if !homeless.is_empty() {
        told.push(format!(
            "{} in areas that the files do not have: {}. Rows that name no practice of the files would count nowhere.",
            match homeless.len() {
                1 => "1 service is".to_owned(),
                more => format!("{} services are", count(more)),
            },
            names(&homeless)
        ));
    }
    told
}

fn practices(difference: &Difference) -> Vec<String> {
    let mut told = Vec::new();
    if difference.practices_moved > 0 {
        told.push(format!(
            "{} another board, with {} registered people. In releases from then on their referrals and their people count there; \
             months that were published change only where enough people are concerned.",
            several(
                difference.practices_moved,
                "practice goes to",
                "practices go to"
            ),
            words::decimal(difference.people_moved, 0)
        ));
    }
    let counts = counts(difference, Part::Practices);
    if counts.ended > 0 {
        told.push(format!(
            "{}. Returns that name such a practice are told that the code is not known, and such rows count in the area of the service.",
            several(counts.ended, "practice ends", "practices end")
        ));
    }
    if counts.added > 0 {
        told.push(format!(
            "{}. Once the servers have started again, returns may name such a practice, and such rows count in its area.",
            several(counts.added, "practice is new", "practices are new")
        ));
    }
    told
}

fn people(difference: &Difference) -> Vec<String> {
    let mut told = Vec::new();
    let deprivation = counts(difference, Part::Deprivation);
    if deprivation.total() > 0 {
        told.push(format!(
            "{} in deprivation. Rows that are stored keep the tenth that they were given; returns that are checked after the \
             servers have started again get the new one.",
            several(
                deprivation.total(),
                "small area differs",
                "small areas differ"
            )
        ));
    }
    let populations = counts(difference, Part::Populations);
    if populations.total() > 0 {
        told.push(format!(
            "{}. Rates of releases from then on have other numbers of people below the line, in all months.",
            several(
                populations.total(),
                "population differs",
                "populations differ"
            )
        ));
    }
    let workforce = counts(difference, Part::Workforce);
    if workforce.total() > 0 {
        told.push(format!(
            "{}. Coverage by link workers changes with the next release.",
            several(
                workforce.total(),
                "count of link workers differs",
                "counts of link workers differ"
            )
        ));
    }
    told
}

/// What putting an edition into use does, whatever is in it.
pub(super) fn applying() -> Vec<String> {
    [
        "The files become a new edition and come into use. Nothing is overwritten, and the edition that is in use now stays.",
        "Every release that is built from then on uses it. Releases that there are stay as they are.",
        "Each server uses it from its next start. Until then it checks returns and names areas by the edition that it was started with.",
        "The journal keeps that you did it, and when.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// "1 practice", "1,250 practices"
pub(super) fn several(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        more => format!("{} {many}", count(more)),
    }
}

/// The first few names, and how many more there are.
fn names<T: ToString>(all: &[T]) -> String {
    let shown: Vec<String> = all
        .iter()
        .take(NAMES_SHOWN)
        .map(ToString::to_string)
        .collect();
    match all.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), count(more)),
    }
}
