//! What waits: files for their check, checked returns for their senders, questions for their turn.

use hub_ui::view::{HealthItem, Standing};

use super::super::super::words;
use super::{amiss, item};
use crate::body;
use crate::hub::{Hub, MEMORY_UNIT_BYTES};

pub(super) fn file_checks(hub: &Hub) -> HealthItem {
    let what = "Checks of files";
    let all = hub.config.checks_running_max.max(1);
    let running = all.saturating_sub(hub.checks.available_permits());
    let waiting = hub.drafts.unchecked().saturating_sub(running);
    match (running, waiting) {
        (0, 0) => item(
            what,
            Standing::Good,
            "No file is being checked, and none waits.",
        ),
        (running, 0) => item(
            what,
            Standing::Good,
            format!("{}, and none waits.", are(running, "file", "being checked")),
        ),
        (running, waiting) => amiss(
            what,
            Standing::Look,
            format!(
                "{}, and {}: at most {all} are checked at the same time.",
                are(running, "file", "being checked"),
                are(waiting, "file", "waiting")
            ),
            "Nothing, if it is the day of a close and the number falls. Otherwise see how busy the machine is.",
        ),
    }
}

pub(super) fn broken_checks(hub: &Hub) -> HealthItem {
    let what = "Checks that broke";
    match hub.metrics.counts().checks_broken {
        0 => item(
            what,
            Standing::Good,
            "Every check since this process began ended with a result.",
        ),
        n => amiss(
            what,
            Standing::Look,
            format!(
                "{} since this process began. Their senders were told that it was our fault.",
                ended(n, "check")
            ),
            "Look for \"a check broke\" in the log of the hub, and report it.",
        ),
    }
}

/// Whether the largest file would still be taken. How much room is left would tell how large the files are that are here.
pub(super) fn room(hub: &Hub) -> HealthItem {
    let what = "Room for files";
    let largest = hub.config.upload_bytes_max.div_ceil(MEMORY_UNIT_BYTES);
    let limit = body::size_words(hub.config.upload_bytes_max);
    if hub.upload_memory.available_permits() >= largest {
        let says = format!("There is room for another file of the largest size, {limit}.");
        return item(what, Standing::Good, says);
    }
    let says =
        "There is none for a file of the largest size. Its sender would be asked to try again.";
    let to_do = "Nothing, if it passes within a minute. Otherwise see how busy the machine is.";
    amiss(what, Standing::Look, says, to_do)
}

pub(super) fn drafts(hub: &Hub) -> HealthItem {
    let what = "Checked returns that wait for their sender";
    let most = hub.drafts.limits().count_max;
    let n = hub
        .drafts
        .usage()
        .count
        .saturating_sub(hub.drafts.unchecked());
    let says = match n {
        0 => "None waits.".to_owned(),
        n => format!("{} of at most {}.", number(n), number(most)),
    };
    if n.saturating_mul(10) >= most.saturating_mul(9) {
        let to_do =
            "When it is full, no file is taken until some are submitted or their time is over.";
        return amiss(what, Standing::Look, says, to_do);
    }
    item(what, Standing::Good, says)
}

pub(super) fn questions(hub: &Hub) -> HealthItem {
    let what = "Questions in SQL";
    let limits = hub.asking.limits();
    if !limits.answers {
        return item(what, Standing::Good, "They are not answered by this hub.");
    }
    let load = hub.asking.load();
    match (load.running, load.waiting) {
        (0, 0) => item(
            what,
            Standing::Good,
            "None is being answered, and none waits.",
        ),
        (running, 0) => item(
            what,
            Standing::Good,
            format!(
                "{}, and none waits.",
                are(running, "question", "being answered")
            ),
        ),
        (running, waiting) => amiss(
            what,
            Standing::Look,
            format!(
                "{}, and {}. Who waits longer than {} seconds is asked to try again.",
                are(running, "question", "being answered"),
                are(waiting, "question", "waiting"),
                limits.wait.as_secs()
            ),
            "The audit log says who asks.",
        ),
    }
}

/// "1 file is being checked", "3 files are being checked"
fn are(n: usize, noun: &str, doing: &str) -> String {
    match n {
        1 => format!("1 {noun} is {doing}"),
        n => format!("{} {noun}s are {doing}", number(n)),
    }
}

/// "1 check", "3 checks"
fn ended(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{} {noun}s", words::thousands(n)),
    }
}

fn number(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{are, ended};

    #[test]
    fn numbers_are_told_with_their_nouns() {
        assert_eq!(are(1, "file", "waiting"), "1 file is waiting");
        assert_eq!(are(1_200, "file", "waiting"), "1,200 files are waiting");
        assert_eq!(ended(1, "check"), "1 check");
    }
}
