//! The definitions of measures through the newest releases, from their manifests alone.

use std::collections::BTreeMap;

use hub_release::{LeftOut, MeasureInfo, ReleaseError, Releases};
use hub_standard::ids::ReleaseId;

use super::costs::Costs;
use super::fields;
use crate::problem::Result;

/// Most releases that are looked at: each has a file to be read.
pub(super) const RELEASES_MAX: usize = 24;

/// The newest releases, and the measures that they have.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Those that were read, newest first.
    pub(super) releases: Vec<ReleaseId>,
    /// How many older ones were not looked at.
    pub(super) older: usize,
    /// Those that could not be read.
    pub(super) unread: Vec<ReleaseId>,
    /// Measures that are not in the newest, since their files could not be used.
    pub(super) left_out: Vec<LeftOut>,
    /// What cells cost in the newest.
    pub(super) costs: Costs,
    /// Measures by id.
    pub(super) measures: BTreeMap<String, Track>,
}

/// One measure through the releases.
#[derive(Debug)]
pub(super) struct Track {
    /// Its newest releases.
    pub(super) latest: Run,
    /// Those before, newest first.
    pub(super) earlier: Vec<Run>,
}

/// Releases one after the other that have the same definition of a measure. Releases are told by their place among those
/// that were read: 0 is the newest.
#[derive(Debug)]
pub(super) struct Run {
    /// The newest of them.
    pub(super) newest: usize,
    /// The oldest.
    pub(super) oldest: usize,
    /// The definition.
    pub(super) info: MeasureInfo,
    /// Shared views that became another meanwhile, each with the first release that has it so.
    pub(super) view_changes: Vec<(usize, String)>,
    views_newest: Views,
    views_oldest: Views,
}

/// SHA-256 of the shared views that a query names, by their names.
type Views = BTreeMap<String, String>;

impl History {
    /// Reads the manifests of the newest releases, one after the other, and keeps of each what is new in it.
    pub(super) async fn read(releases: &Releases) -> Result<Self> {
        let all = releases.list().await?;
        let mut history = Self {
            older: all.len().saturating_sub(RELEASES_MAX),
            ..Self::default()
        };
        for summary in all.iter().rev().take(RELEASES_MAX) {
            let manifest = match releases.manifest(&summary.id).await {
                Ok(manifest) => manifest,
                // An old release that is damaged keeps none of the others from being told.
                Err(ReleaseError::Damaged { path, reason }) if !history.releases.is_empty() => {
                    tracing::warn!(path, reason, "a manifest cannot be read");
                    history.unread.push(summary.id.clone());
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if history.releases.is_empty() {
                history.costs = Costs::of(&manifest);
                history.left_out = manifest.left_out;
            }
            history.take(manifest.id, &manifest.sql, manifest.measures);
        }
        Ok(history)
    }

    /// Takes in the release before those that are known.
    fn take(
        &mut self,
        id: ReleaseId,
        files: &BTreeMap<String, String>,
        measures: Vec<MeasureInfo>,
    ) {
        let place = self.releases.len();
        self.releases.push(id);
        for info in measures {
            let views = views_named(files, &info.sql);
            match self.measures.get_mut(&info.id) {
                Some(track) => track.take(place, info, views),
                None => {
                    let id = info.id.clone();
                    self.measures
                        .insert(id, Track::begin(Run::new(place, info, views)));
                }
            }
        }
    }

    /// The name of the release at a place.
    pub(super) fn name(&self, place: usize) -> String {
        self.releases
            .get(place)
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// The same as a beginning: what the oldest release has may be older than it.
    pub(super) fn since(&self, place: usize) -> String {
        let name = self.name(place);
        if self.is_cut_at(place) {
            format!("{name} or earlier")
        } else {
            name
        }
    }

    /// Whether there are releases before this one that were not looked at.
    pub(super) fn is_cut_at(&self, place: usize) -> bool {
        place + 1 >= self.releases.len() && (self.older > 0 || !self.unread.is_empty())
    }

    /// "release 2026-11-02.1" or "releases 2026-11-02.1 to 2026-11-03.1".
    pub(super) fn span(&self, oldest: usize, newest: usize) -> String {
        if oldest == newest {
            format!("release {}", self.name(newest))
        } else {
            format!("releases {} to {}", self.name(oldest), self.name(newest))
        }
    }
}

impl Track {
    fn begin(latest: Run) -> Self {
        Self {
            latest,
            earlier: Vec::new(),
        }
    }

    fn take(&mut self, place: usize, info: MeasureInfo, views: Views) {
        let run = self.earlier.last_mut().unwrap_or(&mut self.latest);
        if run.oldest + 1 == place && fields::is_same(&run.info, &info) {
            run.extend(place, views);
        } else {
            self.earlier.push(Run::new(place, info, views));
        }
    }

    /// Newest first.
    pub(super) fn runs(&self) -> impl Iterator<Item = &Run> + Clone {
        std::iter::once(&self.latest).chain(&self.earlier)
    }

    /// The first release that has it.
    pub(super) fn first(&self) -> usize {
        self.earlier.last().unwrap_or(&self.latest).oldest
    }

    /// How many versions its definition has. One that came back as it was is no new one.
    pub(super) fn versions(&self) -> usize {
        let pairs = self.runs().zip(self.runs().skip(1));
        1 + pairs
            .filter(|(after, before)| !fields::is_same(&after.info, &before.info))
            .count()
    }

    /// Whether the newest release has it.
    pub(super) fn is_present(&self) -> bool {
        self.latest.newest == 0
    }
}

impl Run {
    fn new(place: usize, info: MeasureInfo, views: Views) -> Self {
        Self {
            newest: place,
            oldest: place,
            info,
            view_changes: Vec::new(),
            views_newest: views.clone(),
            views_oldest: views,
        }
    }

    fn extend(&mut self, place: usize, views: Views) {
        let changed = differing(&self.views_oldest, &views);
        let since = self.oldest;
        self.view_changes
            .extend(changed.into_iter().map(|view| (since, view)));
        self.oldest = place;
        self.views_oldest = views;
    }

    /// Shared views that became another when this definition took the place of the one before.
    pub(super) fn views_other_than(&self, before: &Self) -> Vec<String> {
        differing(&self.views_oldest, &before.views_newest)
    }
}

/// Views that both name and that are not the same.
fn differing(after: &Views, before: &Views) -> Vec<String> {
    after
        .iter()
        .filter(|(view, sha256)| before.get(*view).is_some_and(|then| then != *sha256))
        .map(|(view, _)| view.clone())
        .collect()
}

/// The shared views that a query names, as far as the release has them. Early releases do not keep the query.
fn views_named(files: &BTreeMap<String, String>, query: &str) -> Views {
    const SCHEMA: &str = "shared.";
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    query
        .match_indices(SCHEMA)
        .filter_map(|(at, _)| {
            let rest = query.get(at + SCHEMA.len()..)?;
            let name = rest.split(|c: char| !is_word(c)).next()?;
            let sha256 = files.get(&format!("shared/{name}.sql"))?;
            Some((name.to_owned(), sha256.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    fn release(number: u32) -> ReleaseId {
        format!("2026-11-02.{number}").parse().unwrap()
    }

    fn with_file(id: &str, sha256: &str) -> MeasureInfo {
        MeasureInfo {
            id: id.to_owned(),
            sql_sha256: sha256.to_owned(),
            sql: "select value from shared.rates join shared.rates_now using (month)".to_owned(),
            ..samples::info()
        }
    }

    /// A history of releases with these measures, given newest first.
    fn history(releases: Vec<Vec<MeasureInfo>>) -> History {
        let mut history = History::default();
        let mut number = u32::try_from(releases.len()).unwrap();
        for measures in releases {
            history.take(release(number), &BTreeMap::new(), measures);
            number -= 1;
        }
        history
    }

    fn spans(track: &Track) -> Vec<(usize, usize)> {
        track.runs().map(|run| (run.oldest, run.newest)).collect()
    }

    #[test]
    fn releases_with_the_same_file_are_one_version() {
        let files = ["c", "b", "b", "a"];
        let history = history(files.map(|file| vec![with_file("x", file)]).into());
        let track = &history.measures["x"];
        assert_eq!(spans(track), [(0, 0), (2, 1), (3, 3)]);
        assert_eq!((track.versions(), track.first()), (3, 3));
        assert_eq!(history.since(track.first()), "2026-11-02.1");
        assert_eq!(history.span(2, 1), "releases 2026-11-02.2 to 2026-11-02.3");
    }

    #[test]
    fn what_comes_back_as_it_was_is_no_new_version() {
        let there = || vec![with_file("x", "a")];
        let history = history(vec![there(), Vec::new(), there()]);
        let track = &history.measures["x"];
        assert_eq!(spans(track), [(0, 0), (2, 2)]);
        assert_eq!((track.versions(), track.is_present()), (1, true));
    }

    #[test]
    fn what_the_newest_release_lacks_is_not_present() {
        let history = history(vec![Vec::new(), vec![with_file("x", "a")]]);
        let track = &history.measures["x"];
        assert!(!track.is_present());
        assert_eq!(history.name(track.latest.newest), "2026-11-02.1");
    }

    #[test]
    fn a_beginning_may_be_earlier_where_older_releases_were_not_looked_at() {
        let mut history = history(vec![vec![with_file("x", "a")], vec![with_file("x", "a")]]);
        history.older = 1;
        assert_eq!(history.since(1), "2026-11-02.1 or earlier");
        assert_eq!(history.since(0), "2026-11-02.2");
    }

    #[test]
    fn a_shared_view_that_became_another_is_told_with_its_release() {
        let files = |rates: &str, rates_now: &str| -> BTreeMap<String, String> {
            [
                ("shared/rates.sql", rates),
                ("shared/rates_now.sql", rates_now),
                ("shared/others.sql", rates),
            ]
            .map(|(path, sha256)| (path.to_owned(), sha256.to_owned()))
            .into()
        };
        let mut history = History::default();
        history.take(release(3), &files("1", "9"), vec![with_file("x", "a")]);
        history.take(release(2), &files("1", "8"), vec![with_file("x", "a")]);
        history.take(release(1), &files("0", "8"), vec![with_file("x", "b")]);
        let track = &history.measures["x"];
        let seen: Vec<(usize, &str)> = track
            .latest
            .view_changes
            .iter()
            .map(|(place, view)| (*place, view.as_str()))
            .collect();
        assert_eq!(seen, [(0, "rates_now")]);
        let before = &track.earlier[0];
        assert_eq!(track.latest.views_other_than(before), ["rates"]);
    }
}
