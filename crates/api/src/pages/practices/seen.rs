//! Referrals of single practices: the question that a page asks in the reader's name, by the same gate as all others.

use std::collections::HashMap;

use hub_access::{Question, Transport};
use hub_release::{Release, ScalarValue, UnitKind};
use hub_standard::ids::{AreaCode, Month};
use serde_json::Value;

use crate::hub::Hub;
use crate::identity::{Principal, Role};
use crate::problem::Result;
use crate::v1::sql::value;

/// Referrals received of people of each practice of a board, as displayed. What is hidden is left out.
const SQL: &str = "select practice, count(*) as referrals from hub.referrals_by_practice \
    where icb = $1 and month >= $2 and month <= $3 group by practice";

/// A stretch of months, all of which have figures of practices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: Month,
    pub(crate) last: Month,
    /// How many they are.
    pub(crate) months: usize,
}

impl Stretch {
    /// "September 2025 to August 2026"
    pub(crate) fn words(self) -> String {
        if self.first == self.last {
            self.last.words()
        } else {
            format!("{} to {}", self.first.words(), self.last.words())
        }
    }
}

/// Whether somebody may see figures of single practices of a board.
pub(crate) fn may_see(hub: &Hub, principal: &Principal, board: &AreaCode) -> bool {
    let of_board = match &principal.role {
        Role::Icb(own) => own == board,
        Role::Analyst | Role::Officer => true,
        Role::Public | Role::Service(_) | Role::Operator => false,
    };
    of_board && hub.asking.limits().answers
}

/// The newest months up to one, without a gap, that have figures of practices; so many at most.
pub(crate) fn stretch(release: &Release, to: Month, months_max: usize) -> Option<Stretch> {
    let made = release.manifest.places.get(&UnitKind::Practice)?;
    let last = made.keys().rfind(|month| **month <= to).copied()?;
    let mut stretch = Stretch {
        first: last,
        last,
        months: 1,
    };
    while stretch.months < months_max && made.contains_key(&stretch.first.plus(-1)) {
        stretch.first = stretch.first.plus(-1);
        stretch.months += 1;
    }
    Some(stretch)
}

/// The referrals that are shown, by practice.
pub(crate) async fn referrals(
    hub: &Hub,
    principal: &Principal,
    release: &Release,
    board: &AreaCode,
    stretch: Stretch,
) -> Result<HashMap<String, f64>> {
    let span = (stretch.first, stretch.last);
    counted(hub, principal, release, SQL, board, span).await
}

/// The counts that a question has of a board over months, by what it groups them by. Hidden ones are left out.
pub(crate) async fn counted(
    hub: &Hub,
    principal: &Principal,
    release: &Release,
    sql: &str,
    board: &AreaCode,
    (first, last): (Month, Month),
) -> Result<HashMap<String, f64>> {
    let text = |text: String| ScalarValue::Utf8(Some(text));
    let question = Question {
        sql,
        values: vec![
            text(board.to_string()),
            text(first.to_string()),
            text(last.to_string()),
        ],
        as_at: Some(&release.id),
        transport: Transport::Page,
    };
    let answered = hub.asking.answer(principal, question).await?;
    let mut counted = HashMap::new();
    for batch in &answered.answer.batches {
        let [groups, counts] = batch.columns() else {
            continue;
        };
        for row in 0..batch.num_rows() {
            let (group, count) = (value(groups, row)?, value(counts, row)?);
            if let (Value::String(group), Some(count)) = (group, count.as_f64()) {
                counted.insert(group, count);
            }
        }
    }
    Ok(counted)
}
