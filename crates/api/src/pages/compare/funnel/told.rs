//! What a funnel plot says, in words.

use hub_ui::view::{FunnelDot, FunnelPlace};

use super::AREAS_MIN;

/// Why too few areas make no funnel.
pub(super) fn too_few(n: usize) -> String {
    let there = match n {
        0 => "there are none".to_owned(),
        1 => "there is 1".to_owned(),
        n => format!("there are {n}"),
    };
    format!(
        "There is no funnel plot here: it takes {AREAS_MIN} areas with a figure from at least 80% of their returns, and {there}."
    )
}

/// What the size of an area is, up to the words that say which: "People registered", "Services expected".
pub(super) fn short(denominator: &str) -> &str {
    let ends = [" with ", " of ", " that ", " to ", " whose ", ".", ",", ":"];
    let end = ends.iter().filter_map(|end| denominator.find(*end)).min();
    end.and_then(|end| denominator.get(..end))
        .unwrap_or(denominator)
}

/// The main message: of the reader's own area, or of how many lie outside.
pub(super) fn finding(dots: &[FunnelDot]) -> String {
    if let Some(own) = dots.iter().find(|dot| dot.own) {
        let lies = match own.place {
            FunnelPlace::Within => "lies within the limits",
            FunnelPlace::Above95 => "lies above the 95% limit",
            FunnelPlace::Above998 => "lies above the 99.8% limit",
            FunnelPlace::Below95 => "lies below the 95% limit",
            FunnelPlace::Below998 => "lies below the 99.8% limit",
            FunnelPlace::NotJudged => "is not judged",
        };
        return format!("{} {lies}", own.short);
    }
    let in_places = |places: &[FunnelPlace]| {
        dots.iter()
            .filter(|dot| places.contains(&dot.place))
            .count()
    };
    let far = in_places(&[FunnelPlace::Above998, FunnelPlace::Below998]);
    let near = in_places(&[FunnelPlace::Above95, FunnelPlace::Below95]);
    let lie = match near + far {
        0 => return "No area lies outside the limits".to_owned(),
        1 => "1 area lies".to_owned(),
        n => format!("{n} areas lie"),
    };
    // Who lies outside the wide limits lies outside the narrow ones too.
    match far {
        0 => format!("{lie} outside the 95% limits"),
        _ if near == 0 => format!("{lie} outside the 99.8% limits"),
        far => format!("{lie} outside the 95% limits, {far} outside 99.8%"),
    }
}

/// Which areas lie outside, by limit.
pub(super) fn outliers(dots: &[FunnelDot]) -> Vec<String> {
    if dots.iter().all(|dot| dot.place == FunnelPlace::NotJudged) {
        return vec!["No area can be judged.".to_owned()];
    }
    let listed = [
        (FunnelPlace::Above998, "Above the 99.8% limit"),
        (FunnelPlace::Above95, "Above the 95% limit"),
        (FunnelPlace::Below95, "Below the 95% limit"),
        (FunnelPlace::Below998, "Below the 99.8% limit"),
    ];
    let sentences: Vec<String> = listed
        .into_iter()
        .filter_map(|(place, limit)| {
            let areas: Vec<String> = dots
                .iter()
                .filter(|dot| dot.place == place)
                .map(|dot| format!("{} ({})", dot.short, dot.figure.display))
                .collect();
            (!areas.is_empty()).then(|| format!("{limit}: {}.", areas.join(", ")))
        })
        .collect();
    if sentences.is_empty() {
        vec!["No area lies outside the limits.".to_owned()]
    } else {
        sentences
    }
}

/// What the limits are, and what they are not.
pub(super) fn notes(has_spread: bool, without_figure: usize) -> Vec<String> {
    let limits = if has_spread {
        "Areas differ from each other by more than chance. The limits are widened by that usual spread, so what lies outside is \
         unusual even so."
    } else {
        "Areas differ from each other no more than chance would have them, so the limits are those of chance alone."
    };
    let mut notes = vec![
        limits.to_owned(),
        "Average and limits are made of all areas that are judged, whether or not they are shown here. If nothing set areas apart \
         but that, about 1 in 20 would lie outside the 95% limits and 1 in 500 outside the 99.8% limits."
            .to_owned(),
    ];
    match without_figure {
        0 => {}
        1 => notes.push("1 area has no figure and is not drawn.".to_owned()),
        n => notes.push(format!("{n} areas have no figure and are not drawn.")),
    }
    notes
}
