//! The month that a file seems to be for, where that is not the month that it was sent for.

use hub_ingest::CheckedReturn;
use hub_standard::ids::Month;
use hub_standard::rule;
use hub_ui::view::{Link, OtherMonth};

use crate::drafts::Draft;
use crate::pages::service::upload_href;

/// Rules that tell another month's file, the surest first.
const RULES: [&str; 3] = ["same_file_other_month", "wrong_month", "later_file"];

/// That month, if a finding names one.
pub(super) fn of(draft: &Draft, check: &CheckedReturn) -> Option<OtherMonth> {
    RULES.iter().find_map(|name| {
        let rule = rule::named(name)?;
        let finding = check
            .findings
            .iter()
            .find(|found| found.code == rule.code)?;
        let question = finding.question.as_ref()?;
        let answer = question.answers.first()?;
        let month: Month = answer.value.parse().ok()?;
        Some(OtherMonth {
            month: month.words(),
            link: Link::new(&answer.label, upload_href(&draft.service, month)),
        })
    })
}
