//! What the charts say of one area together, how it lies among those like it, and why some areas have no figure.

use hub_ui::view::{FunnelDot, FunnelPlace, Interval, Status, Word};

use super::Entry;

/// How a difference from England and a place in the funnel go together; empty where they say the same.
pub(super) fn both(own: Option<&Entry>, dots: &[FunnelDot]) -> String {
    let dot = dots.iter().find(|dot| dot.own);
    let (Some(own), Some(dot)) = (own, dot) else {
        return String::new();
    };
    let short = &own.place.short;
    match (own.word, dot.place) {
        (Word::Higher | Word::Lower | Word::Better | Word::Worse, FunnelPlace::Within) => {
            let how = match own.figure.interval {
                Some(_) => format!("the interval of {short} leaves England's figure out"),
                None => {
                    format!("{short}, a complete count without an interval, differs from England")
                }
            };
            format!(
                "Both are true: {how}, and {short} lies within the limits of the plot below. For its size it is not unusual among areas."
            )
        }
        (
            Word::Similar,
            FunnelPlace::Above95
            | FunnelPlace::Above998
            | FunnelPlace::Below95
            | FunnelPlace::Below998,
        ) if own.figure.interval.is_some() => format!(
            "Both are true: the interval of {short} holds England's figure, and {short} lies outside the limits of the plot below, which are \
             round the average of areas and not round England."
        ),
        _ => String::new(),
    }
}

/// How an area lies among those like it, by its own interval; empty where that cannot be told.
///
/// A complete count of things that are not people has no interval, and stands for itself.
pub(super) fn among_peers(own: &Entry, shown: &[&Entry], is_complete_count: bool) -> String {
    let short = &own.place.short;
    let Some(value) = own.figure.drawn() else {
        return String::new();
    };
    if !own.complete {
        return format!(
            "Fewer than 80% of the returns of {short} were received, so it is not set against them."
        );
    }
    let (limits, words) = match &own.figure.interval {
        Some(limits) => (limits.clone(), format!("95% interval {}", limits.display)),
        None if is_complete_count => (
            Interval {
                lower: value,
                upper: value,
                display: String::new(),
            },
            "a complete count".to_owned(),
        ),
        None => return String::new(),
    };
    let mut peers: Vec<(f64, &str)> = shown
        .iter()
        .filter(|peer| peer.complete && peer.place.code != own.place.code)
        .filter_map(|peer| Some((peer.figure.drawn()?, peer.figure.display.as_str())))
        .collect();
    peers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some((least, from)), Some((most, to))) = (peers.first(), peers.last()) else {
        return "None of them has a figure that it could be set against.".to_owned();
    };
    let those = match peers.len() {
        1 => format!("the one of them with a figure ({from})"),
        n => format!("all {n} of them with a figure ({from} to {to})"),
    };
    let figure = format!("{short} has {} ({words})", own.figure.display);
    if limits.lower > *most {
        format!("{figure}, which lies above {those}.")
    } else if limits.upper < *least {
        format!("{figure}, which lies below {those}.")
    } else {
        format!("{figure}, which does not lie clear of {those}.")
    }
}

/// Which areas have no figure, by the reason.
pub(super) fn without(entries: &[&Entry]) -> Vec<String> {
    let reason = |entry: &Entry| match entry.figure.status {
        _ if entry.figure.drawn().is_some() => None,
        Status::NotCalculated if !entry.complete => {
            Some("Not calculated, since fewer than 80% of returns were received")
        }
        Status::NotCalculated => Some(
            "Not calculated, since too few people, or too few returns of the months that it looks at, are behind it",
        ),
        Status::Hidden => Some("None or too few people to show"),
        Status::NotSubmitted => Some("No return for this period"),
        _ => Some("Does not apply"),
    };
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in entries {
        let Some(why) = reason(entry) else { continue };
        let short = entry.place.short.as_str();
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, areas)) => areas.push(short),
            None => reasons.push((why, vec![short])),
        }
    }
    reasons
        .into_iter()
        .map(|(why, areas)| format!("{why}: {}.", areas.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use hub_testkit::fixtures::REFERENCE;
    use hub_ui::view::{Figure, FunnelDot, FunnelPlace, Status, Word};

    use super::{Entry, among_peers, both, without};
    use crate::places::place;

    fn entry(code: &str, value: f64, half: f64, complete: bool) -> Entry {
        Entry {
            place: place(&REFERENCE, code).unwrap(),
            figure: Figure::shown(value, format!("{value:.1}")).with_interval(
                value - half,
                value + half,
                format!("{:.1} to {:.1}", value - half, value + half),
            ),
            numerator: None,
            denominator: None,
            complete,
            word: Word::Higher,
        }
    }

    #[test]
    fn two_charts_that_seem_to_disagree_are_joined() {
        let own = entry("QOP", 2.3, 0.2, true);
        let dot = |place| FunnelDot {
            own: true,
            place,
            ..FunnelDot::default()
        };
        assert!(both(Some(&own), &[dot(FunnelPlace::Within)]).starts_with("Both are true"));
        assert_eq!(both(Some(&own), &[dot(FunnelPlace::Above95)]), "");
        assert_eq!(both(None, &[dot(FunnelPlace::Within)]), "");
        let similar = Entry {
            word: Word::Similar,
            ..own
        };
        let said = both(Some(&similar), &[dot(FunnelPlace::Below998)]);
        assert!(said.contains("outside the limits"), "{said}");
    }

    #[test]
    fn an_area_lies_clear_of_those_like_it_only_with_its_whole_interval() {
        let (low, high) = (entry("QHM", 1.5, 0.1, true), entry("QWO", 2.0, 0.1, true));
        // Too few of its returns came for it to count.
        let few = entry("QF7", 9.0, 0.1, false);
        let among = |own: &Entry| among_peers(own, &[own, &low, &high, &few], false);
        let said = among(&entry("QOP", 2.3, 0.2, true));
        assert!(
            said.ends_with("which lies above all 2 of them with a figure (1.5 to 2.0)."),
            "{said}"
        );
        let said = among(&entry("QOP", 2.1, 0.2, true));
        assert!(said.contains("does not lie clear of all 2"), "{said}");
        let said = among(&entry("QOP", 1.0, 0.2, true));
        assert!(said.contains("which lies below"), "{said}");
        let said = among(&entry("QOP", 2.3, 0.2, false));
        assert!(said.starts_with("Fewer than 80%"), "{said}");
    }

    #[test]
    fn areas_without_a_figure_are_named_with_the_reason() {
        let mut few = entry("QKS", 2.0, 0.1, false);
        few.figure = Figure::without_value(Status::NotCalculated);
        let mut hidden = entry("QOP", 2.0, 0.1, true);
        hidden.figure = Figure::without_value(Status::Hidden);
        let shown = entry("QHM", 2.0, 0.1, true);
        let said = without(&[&few, &hidden, &shown]);
        assert_eq!(said.len(), 2);
        assert!(
            said[0].starts_with("Not calculated, since fewer than 80% of returns"),
            "{said:?}"
        );
        assert!(
            said[1].starts_with("None or too few people to show: "),
            "{said:?}"
        );
    }
}
