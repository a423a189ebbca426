//! What only the sender knows of a file, as questions of its result.

use hub_ingest::CheckedReturn;
use hub_standard::finding::Finding;
use hub_ui::view::{Choice, Link, Questions, Select};

use crate::answers;
use crate::drafts::Draft;
use crate::pages::service::upload_href;
use crate::pages::type_in::plain_names;

/// The questions of the findings, each once. No answer is chosen beforehand: which one is right only the sender knows.
pub(super) fn questions(draft: &Draft, check: &CheckedReturn) -> Questions {
    let mut questions = Questions {
        answered: answers::given(draft, check),
        lost: lost(check),
        ..Questions::default()
    };
    let answer = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: false,
    };
    for finding in &check.findings {
        let Some(question) = &finding.question else {
            continue;
        };
        if question.parameter == "month" {
            let month = question.answers.first();
            questions.other_month = month.and_then(|answer| {
                let href = upload_href(&draft.service, answer.value.parse().ok()?);
                Some(Link::new(&answer.label, href))
            });
            continue;
        }
        let mut choices = vec![answer("", "Leave it as it is")];
        choices.extend(
            question
                .answers
                .iter()
                .map(|given| answer(&given.value, &plain_names(&given.label))),
        );
        let select = Select {
            name: question.parameter.clone(),
            label: finding.title.clone() + &plain_names(&about(finding)),
            choices,
        };
        if !questions.asked.contains(&select) {
            questions.asked.push(select);
        }
    }
    questions
}

/// What a question is about, where it is one column.
fn about(finding: &Finding) -> String {
    match (&finding.place.column, &finding.place.header) {
        (Some(column), Some(header)) => format!(": column {column} ({header})"),
        (Some(column), None) => format!(": column {column}"),
        (None, Some(header)) => format!(": {header}"),
        (None, None) => String::new(),
    }
}

/// The cells whose corrections may tell who somebody is: they do not go with the answers, since they are not kept.
fn lost(check: &CheckedReturn) -> Vec<String> {
    let made = check.corrections.iter();
    made.filter(|made| made.value.is_none())
        .map(|made| made.cell.to_string())
        .collect()
}
