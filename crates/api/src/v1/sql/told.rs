//! What is said beside an answer.

use hub_release::{Answer, Release};

use crate::months::told;
use crate::v1::figures::ADJUSTED;

/// What is said of sums that have figures in them.
const LEFT_OUT: &str = "A sum or mean that a query makes of figures leaves out those that are not shown, and is too small for it.";

/// What is said of the log of questions.
const NEWEST: &str =
    "From the newest records of the log of questions: at most 100,000, two for each question.";

pub(super) fn note(answer: &Answer) -> &'static str {
    match answer.reads.iter().any(|read| read.starts_with("audit.")) {
        true => NEWEST,
        false => ADJUSTED,
    }
}

/// What a sum of figures leaves out; empty where no figure of people was read.
pub(crate) fn sums(answer: &Answer) -> &'static str {
    let is_of_people = |read: &String| read.starts_with("cells.") || read == "hub.measure_values";
    match answer.reads.iter().any(is_of_people) {
        true => LEFT_OUT,
        false => "",
    }
}

/// What is to be known of an answer: values that are no code of their column first, then how complete the newest months are.
pub(super) fn notes(release: &Release, answer: &Answer) -> Vec<String> {
    let mut notes = codes(answer);
    notes.extend(months(release, answer));
    notes
}

/// Values of a query that are no code of their column, each in a sentence.
pub(crate) fn codes(answer: &Answer) -> Vec<String> {
    let notes = answer.notes.iter();
    notes.map(|note| format!("{note}.")).collect()
}

/// The months of the release and how complete the newest are; none where no figure of people was read.
pub(crate) fn months(release: &Release, answer: &Answer) -> Option<String> {
    (!sums(answer).is_empty()).then(|| told(release))
}
