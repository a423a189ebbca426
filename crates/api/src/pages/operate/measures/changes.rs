//! What a version of a definition changed.

use hub_release::{MeasureInfo, count_differing};
use hub_ui::view::{DefinitionChange, QueryLine};

use super::super::super::measures::sql;
use super::super::super::words;
use super::history::{History, Run};
use super::{count, fields, lines};
use crate::hub::Hub;

/// What the releases of `run` have other than those of `before`.
pub(super) fn between(history: &History, run: &Run, before: &Run) -> DefinitionChange {
    let (after, then) = (&run.info, &before.info);
    let fields = fields::changes(then, after);
    let query = Query::of(history, run, before);
    let mut says = Vec::new();
    if before.newest > run.oldest + 1 {
        let without = history.span(before.newest - 1, run.oldest + 1);
        says.push(format!("It was not in {without}."));
    }
    if fields::is_same(after, then) {
        says.push("It came back as it was.".to_owned());
    } else if after.sql_sha256 == then.sql_sha256 {
        says.push("Its file is the same, and is read in another way.".to_owned());
    } else if fields.is_empty() && query.is_same {
        says.push("Only the layout of its front matter changed.".to_owned());
    }
    says.extend(run.views_other_than(before).iter().map(|view| {
        format!("With it the shared view {view}, which its query names, became another.")
    }));
    let (old, new) = (history.name(before.newest), history.name(run.oldest));
    DefinitionChange {
        says,
        fields,
        query: query.says,
        lines: query.lines,
        more_lines: query.more,
        figures: String::new(),
        command: format!(
            "hub release diff {old} {new} --measure {} --data data",
            after.id
        ),
    }
}

/// How many figures the last release of `before` and the first of `run` display in another way.
pub(super) async fn figures(hub: &Hub, history: &History, run: &Run, before: &Run) -> String {
    let sides = history
        .releases
        .get(before.newest)
        .zip(history.releases.get(run.oldest));
    let Some((old, new)) = sides else {
        return String::new();
    };
    match count_differing(&hub.store, old, new, &run.info.id).await {
        Ok(counts) => {
            let [changed, added, removed] =
                [counts.changed, counts.added, counts.removed].map(words::thousands);
            format!(
                "Figures of this measure in release {new} against release {old}: displayed in another way {changed}, new {added}, \
                 gone {removed}. Returns that came between the two are behind some of that."
            )
        }
        Err(error) => {
            tracing::warn!(%error, %old, %new, "figures cannot be counted");
            "How many figures differ cannot be told now.".to_owned()
        }
    }
}

/// What became of a query.
struct Query {
    is_same: bool,
    says: String,
    lines: Vec<QueryLine>,
    more: String,
}

impl Query {
    fn of(history: &History, run: &Run, before: &Run) -> Self {
        let (old, new) = (sql(&before.info), sql(&run.info));
        if is_lost(&run.info, &new) || is_lost(&before.info, &old) {
            let early = if new.is_empty() {
                history.name(run.oldest)
            } else {
                history.name(before.newest)
            };
            return Self::without_lines(
                false,
                format!(
                    "Whether the query changed cannot be told: release {early} was made before the text of queries was kept."
                ),
            );
        }
        let (old, new) = (query(&old), query(&new));
        if old == new {
            return Self::without_lines(true, "The query did not change.".to_owned());
        }
        let found = lines::difference(old, new);
        Self {
            is_same: false,
            says: changed(found.added, found.removed),
            lines: found.lines,
            more: match found.more {
                0 => String::new(),
                1 => "1 more line is not shown.".to_owned(),
                more => format!("{} more lines are not shown.", count(more)),
            },
        }
    }

    fn without_lines(is_same: bool, says: String) -> Self {
        Self {
            is_same,
            says,
            lines: Vec::new(),
            more: String::new(),
        }
    }
}

/// Whether the text of a file that there was is not known.
fn is_lost(info: &MeasureInfo, text: &str) -> bool {
    text.is_empty() && !info.sql_sha256.is_empty()
}

/// The query of a file, without its front matter.
fn query(file: &str) -> &str {
    let after = file.split_once("\n-- ---\n").map(|(_, query)| query);
    after.unwrap_or(file).trim()
}

fn changed(added: usize, removed: usize) -> String {
    let new = match added {
        0 => "no line is new".to_owned(),
        1 => "1 line is new".to_owned(),
        more => format!("{} lines are new", count(more)),
    };
    let gone = match removed {
        0 => "none is gone".to_owned(),
        1 => "1 is gone".to_owned(),
        more => format!("{} are gone", count(more)),
    };
    format!("The query changed: {new} and {gone}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_begins_after_its_front_matter() {
        let file = "-- ---\n-- id = \"x\"\n-- ---\nselect 1\n";
        assert_eq!(query(file), "select 1");
        assert_eq!(query("select 1"), "select 1");
    }

    #[test]
    fn lines_that_came_and_went_are_counted_in_words() {
        assert_eq!(
            changed(1, 0),
            "The query changed: 1 line is new and none is gone."
        );
        assert_eq!(
            changed(0, 1_250),
            "The query changed: no line is new and 1,250 are gone."
        );
    }
}
