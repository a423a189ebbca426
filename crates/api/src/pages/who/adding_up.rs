//! How far groups are off when somebody adds them up, from the public variances of the adjustment and of rounding.

use hub_reference::AreaType;
use hub_release::{Geography, MeasureValue};

use crate::pages::figures::Scope;
use crate::pages::reader::Reader;
use crate::pages::words;

/// So many standard deviations on both sides hold 95 of 100 sums.
const WIDTH_95: f64 = 1.96;
/// Most referrals of one person that a month counts, which decides how much noise a count has.
const REFERRALS_OF_ONE: u32 = 2;

/// The smallest areas of a board or of England; none of other areas, and of those of the past.
pub(super) fn atoms(reader: &Reader, scope: &Scope) -> Option<usize> {
    if scope.geography != Geography::AsNow {
        return None;
    }
    let all = reader.hub.reference.atoms();
    match scope.place.area_type {
        AreaType::England => Some(all.len()),
        AreaType::Icb => {
            let own = all.iter().filter(|atom| atom.now == scope.place.code);
            Some(own.count())
        }
        _ => None,
    }
}

/// For a table of referrals by group, in a sentence; empty where it cannot be told, or there is nothing to add.
pub(super) fn sentence(reader: &Reader, scope: &Scope, values: &[&MeasureValue]) -> String {
    let shown = values
        .iter()
        .filter(|value| value.numerator.is_some())
        .count();
    let Some(atoms) = atoms(reader, scope).filter(|_| shown > 1) else {
        return String::new();
    };
    let policy = &scope.release.manifest.policy;
    let rounding = f64::from(policy.round_to).powi(2) / 12.0;
    let of_group = number(atoms) * policy.noise_variance(REFERRALS_OF_ONE) + rounding;
    let is_any_hidden = shown < values.len();
    said(shown, of_group, is_any_hidden)
}

fn said(groups: usize, of_group: f64, is_any_hidden: bool) -> String {
    let within = (WIDTH_95 * (number(groups) * of_group).sqrt()).ceil();
    let hidden = if is_any_hidden {
        " What is hidden is missing from such a sum besides."
    } else {
        ""
    };
    format!(
        "Added up, these {groups} groups can be off by up to {} referrals here, in 95 of 100 such sums, by the random adjustment and rounding \
         alone.{hidden}",
        words::decimal(within, 0)
    )
}

fn number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn variances_of_groups_add_up() {
        // Five groups of two cells: 5 x (2 x 31.83 + 25 / 12) is 328.7, and 1.96 times its root 35.5.
        let of_group = 2.0 * 31.83 + 25.0 / 12.0;
        let all = said(5, of_group, false);
        assert!(all.starts_with("Added up, these 5 groups can be off by up to 36 referrals here"));
        assert!(!all.contains("hidden"));
        assert!(said(4, of_group, true).ends_with("missing from such a sum besides."));
    }
}
