//! How far a check has come, as whoever waits for it sees it.

use hub_ingest::{CheckStage, DoorOptions, Limits, Watch};

use crate::support::{Table, door_with, upload};

/// The stage and the rows that the check of a file ends at.
fn end_of(text: impl Into<String>) -> (CheckStage, u32) {
    let watch = Watch::default();
    let door = door_with(Limits::default(), DoorOptions::default());
    let sent = upload(text.into());
    let watched = door.check_watched(&sent, &watch);
    let unwatched = door.check(&sent);
    assert_eq!(watched.findings, unwatched.findings);
    assert_eq!(watched.counts, unwatched.counts);
    (watch.stage(), watch.rows())
}

#[test]
fn a_watch_ends_at_rows_checked_with_the_number_of_rows() {
    let whole = Table::good(40).csv();
    assert_eq!(end_of(whole), (CheckStage::RowsChecked, 40));
    // A row that is left out was checked too.
    let spoilt = Table::good(5).set(2, "referral_date", "2026-02-30");
    assert_eq!(end_of(spoilt.csv()), (CheckStage::RowsChecked, 5));
}

#[test]
fn a_watch_stays_where_the_check_stopped() {
    assert_eq!(end_of("%PDF-1.7"), (CheckStage::Received, 0));
    let no_table = "just some words\nwithout a table\n";
    assert_eq!(end_of(no_table), (CheckStage::Opened, 0));
}
