//! What real uploads look like: every defect of the list, D01 to D56, through the page, the interface for programs and the
//! command. Each says what the list says of it, with the same outcome, the same place and the same sum of rows at every
//! door, and a corrected copy passes.

mod book;
mod case;
mod codes;
mod dates;
mod doors;
mod files;
mod hub;
mod layout;
mod mixed;
mod page;
mod special;
mod table;
mod text;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use self::hub::Hub;
use self::special::Special;

#[test]
fn defects_of_files_and_containers_are_told_at_every_door() {
    case::run(&files::cases());
}

#[test]
fn defects_of_text_files_are_told_at_every_door() {
    case::run(&text::cases());
}

#[test]
fn defects_of_layout_are_told_at_every_door() {
    case::run(&layout::cases());
}

#[test]
fn defects_of_dates_are_told_at_every_door() {
    case::run(&dates::cases());
}

#[test]
fn defects_of_codes_and_words_are_told_at_every_door() {
    case::run(&codes::cases());
}

#[test]
fn what_is_refused_before_it_is_read_is_said_in_the_same_words() {
    run(&special::REFUSED);
}

#[test]
fn what_was_sent_before_is_compared_on_the_page_and_for_programs() {
    run(&special::SENT_BEFORE);
}

#[test]
fn many_defects_in_one_file_are_told_together() {
    case::run(&mixed::cases());
}

#[test]
fn the_same_file_twice_has_the_same_findings() {
    let hub = Hub::shared();
    let case = mixed::rows();
    let (first, second) = (case.told(&hub), case.told(&hub));
    assert!(first.findings.len() >= 5, "there is something to compare");
    assert_eq!(first.findings, second.findings);
    assert_eq!((first.rows, first.outcome), (second.rows, second.outcome));
}

#[test]
fn every_defect_of_the_list_has_a_test() {
    let sections = [
        files::cases(),
        text::cases(),
        layout::cases(),
        dates::cases(),
        codes::cases(),
    ];
    let of_cases = sections.iter().flatten().map(|case| case.id);
    let of_their_own = special::REFUSED
        .iter()
        .chain(&special::SENT_BEFORE)
        .map(|special| special.id);
    let found: BTreeSet<String> = of_cases.chain(of_their_own).map(str::to_owned).collect();
    let listed: BTreeSet<String> = (1..=56).map(|n| format!("D{n:02}")).collect();
    assert_eq!(found, listed);
}

/// Tries each, and then says which of them failed.
fn run(specials: &[Special]) {
    let hub = Hub::shared();
    let failed: Vec<&str> = specials
        .iter()
        .filter(|special| catch_unwind(AssertUnwindSafe(|| (special.run)(&hub))).is_err())
        .map(|special| special.id)
        .collect();
    assert!(
        failed.is_empty(),
        "{failed:?} failed; what each says is above"
    );
}
