//! The name that somebody may have meant.

use strsim::levenshtein;

/// The known name that is nearest to a wrong one, if any is near.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase().replace('_', "-");
    let far = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .map(|name| (levenshtein(&wrong, name), name))
        .filter(|(steps, _)| *steps <= far)
        .min()
        .map(|(_, name)| name)
}
