//! The name that somebody may have meant.

/// The known name that is nearest to a wrong one, if any is near.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase().replace('_', "-");
    let far = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .map(|name| (distance(&wrong, name), name))
        .filter(|(steps, _)| *steps <= far)
        .min()
        .map(|(_, name)| name)
}

/// How many signs to put in, take out or change to get from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut steps: Vec<usize> = (0..=to.len()).collect();
    for (read, sign) in from.chars().enumerate() {
        let mut left = read + 1;
        let mut next = vec![left];
        for (pair, other) in steps.windows(2).zip(&to) {
            let [corner, above] = pair else { continue };
            let change = corner + usize::from(sign != *other);
            left = change.min(above + 1).min(left + 1);
            next.push(left);
        }
        steps = next;
    }
    steps.last().copied().unwrap_or_default()
}
