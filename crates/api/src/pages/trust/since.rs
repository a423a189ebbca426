//! What changed since an earlier release: the displayed figures of an area, as two releases have them.

use std::cmp::Reverse;

use hub_release::{Differing, MeasureValue, Release, differing_figures};
use hub_standard::ids::ReleaseId;
use hub_ui::view::{FigureChanged, FiguresChanged, Link, Select, SinceRelease};

use crate::pages::figures::{self, Scope};
use crate::pages::filter::choice;
use crate::pages::labels::in_full;
use crate::pages::reader::Reader;
use crate::pages::words;
use crate::problem::{Problem, Result};

/// The parameter that names the earlier release.
pub(super) const SINCE: &str = "since";
/// Earlier releases on offer.
const RELEASES_OFFERED: usize = 12;
/// Figures in the table.
const ROWS_MAX: usize = 100;

/// The earlier releases, and what differs from the one that the address names.
pub(super) async fn since(reader: &Reader, scope: &Scope, path: &str) -> Result<SinceRelease> {
    let known = reader.hub.releases.list().await?;
    let earlier: Vec<&ReleaseId> = known
        .iter()
        .rev()
        .map(|summary| &summary.id)
        .skip_while(|id| **id != scope.release.id)
        .skip(1)
        .collect();
    let asked: Option<ReleaseId> = reader.params.get(SINCE)?;
    let found = match &asked {
        Some(id) if earlier.contains(&id) => {
            let release = reader.hub.releases.get(id).await?;
            Some(changed(scope, &release))
        }
        Some(_) => {
            return Err(Problem::parameter(
                SINCE,
                format_args!("a release before {}", scope.release.id),
            ));
        }
        None => None,
    };
    Ok(SinceRelease {
        action: path.to_owned(),
        hidden: hidden(reader, scope),
        earlier: Select {
            name: SINCE.to_owned(),
            label: "Earlier release".to_owned(),
            choices: earlier
                .iter()
                .copied()
                .enumerate()
                .filter(|(position, id)| {
                    *position < RELEASES_OFFERED || asked.as_ref() == Some(*id)
                })
                .map(|(_, id)| {
                    let label = format!("{id}, {}", words::date(id.date()));
                    choice(&id.to_string(), &label, asked.as_ref() == Some(id))
                })
                .collect(),
        },
        found,
    })
}

/// What keeps the form in its month, areas and release.
fn hidden(reader: &Reader, scope: &Scope) -> Vec<(String, String)> {
    [
        ("month", scope.month.to_string()),
        ("geography", scope.geography.to_string()),
        ("as_at", scope.release.id.to_string()),
    ]
    .into_iter()
    .filter(|(name, _)| reader.params.text(name).is_some())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn changed(scope: &Scope, old: &Release) -> FiguresChanged {
    let new: &Release = &scope.release;
    let wanted = |value: &MeasureValue| {
        value.area_code == scope.place.code && value.geography == scope.geography
    };
    let (mut pairs, mut added, mut removed) = (Vec::new(), 0, 0);
    for found in differing_figures(old, new, wanted) {
        match found {
            Differing::Changed { old, new } => pairs.push((old, new)),
            Differing::Added(_) => added += 1,
            Differing::Removed(_) => removed += 1,
        }
    }
    // Totals first, the newest month first; else in the order of the release.
    pairs.sort_by_key(|(_, now)| (&*now.breakdown != "all", Reverse(now.month)));
    let rows = pairs.iter().take(ROWS_MAX).map(|&(before, now)| {
        let info = new.measure(&now.measure);
        let figure = |value: &MeasureValue, release: &Release| {
            release
                .measure(&value.measure)
                .map_or_else(figures::none, |info| figures::figure(value, info))
        };
        FigureChanged {
            measure: Link::new(
                info.map_or(&*now.measure, |info| info.title.as_str()),
                scope.definition(&now.measure),
            ),
            group: group(now),
            month: now.month.words(),
            before: figure(before, old),
            now: figure(now, new),
        }
    });
    FiguresChanged {
        rows: rows.collect(),
        sentences: sentences(scope, &old.id, [pairs.len(), added, removed]),
        caption: format!(
            "Displayed figures of {}, release {} against {}",
            scope.place.name, old.id, new.id
        ),
        more: match pairs.len().saturating_sub(ROWS_MAX) {
            0 => String::new(),
            1 => "1 more figure differs and is left out here: totals and the newest months come first.".to_owned(),
            n => format!(
                "{} more figures differ and are left out here: totals and the newest months come first.",
                counted(n)
            ),
        },
    }
}

/// How many figures differ, and how many there are in one release alone.
fn sentences(scope: &Scope, old: &ReleaseId, [changed, added, removed]: [usize; 3]) -> Vec<String> {
    let place = &scope.place.name;
    let earlier = format!("in release {old} of {}", words::date(old.date()));
    let mut sentences = vec![match changed {
        0 => format!("No figure of {place} is displayed in another way than {earlier}."),
        1 => format!("1 figure of {place} is displayed in another way than {earlier}."),
        n => format!(
            "{} figures of {place} are displayed in another way than {earlier}.",
            counted(n)
        ),
    }];
    if added + removed > 0 {
        sentences.push(format!(
            "Figures that only one of the two has are not in the table: {} of this release, as those of a new month are, and {} of the earlier \
             one.",
            counted(added),
            counted(removed)
        ));
    }
    sentences
}

fn counted(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}

/// Which group of a measure it is, in words.
fn group(value: &MeasureValue) -> String {
    if &*value.breakdown == "all" {
        return "Total".to_owned();
    }
    in_full(&value.breakdown, &value.category)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::pages::samples;

    #[test]
    fn a_group_is_told_by_its_breakdown_and_a_total_is_called_one() {
        let mut value = samples::value("2026-10".parse().unwrap(), "all", Some(1.0));
        assert_eq!(group(&value), "Total");
        value.breakdown = Arc::from("ethnic_group");
        value.category = Arc::from("black");
        assert_eq!(group(&value), "Ethnic group: Black or Black British");
    }
}
