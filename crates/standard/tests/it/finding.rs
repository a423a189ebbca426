use hub_standard::{
    Finding, Place, Severity,
    finding::{FOUND_CHARS_MAX, MORE_PLACES_MAX, mask, shorten},
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_mask_shows_two_characters_at_most(text in "\\PC{0,60}") {
        let visible = |c: &char| !c.is_whitespace() && !c.is_ascii_punctuation() && *c != '•';
        prop_assert!(mask(&text).chars().filter(visible).count() <= 2);
        prop_assert_eq!(mask(&text).chars().count(), text.trim().chars().count());
    }

    #[test]
    fn what_is_shown_is_short(text in "\\PC{0,200}") {
        prop_assert!(shorten(&text).chars().count() <= FOUND_CHARS_MAX);
    }

    #[test]
    fn a_finding_reads_back_what_it_writes(row in 1_u32..100_000, found in "\\PC{0,60}") {
        let finding = Finding::of("date_impossible", Place::column("C", "referral_date").in_row(row)).found(&found);
        let json = serde_json::to_string(&finding).unwrap();
        prop_assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
    }
}

#[test]
fn identities_are_masked() {
    assert_eq!(mask("943 476 5919"), "94• ••• ••••");
    assert_eq!(mask(" LS1 4AP "), "LS• •••");
    assert_eq!(mask("14/02/1953"), "14/••/••••");
    assert_eq!(mask("jo@example.org"), "jo@•••••••.•••");
    let finding = Finding::of("nhs_number_wrong", Place::row(7)).found_masked("943 476 5918");
    assert!(!format!("{finding:?}").contains("476"));
}

#[test]
fn a_message_says_where_what_and_how() {
    let place = Place::column("C", "referral_date")
        .in_row(14)
        .on_sheet("Referrals");
    let finding = Finding::of("date_impossible", place).found("31/04/2026");
    assert_eq!(
        finding.message,
        "Sheet \"Referrals\", row 14, column C (referral_date): we found \"31/04/2026\". This date does not exist. \
         Enter a real date like 30/04/2026."
    );
    assert_eq!(finding.severity, Severity::Record);
    let note = Finding::of("total_row_ignored", Place::row(66));
    assert_eq!(
        note.message,
        "Row 66: we ignored a row because it is a total."
    );
    let file = Finding::of("file_empty", Place::file());
    assert_eq!(
        file.message,
        "The selected file is empty. Check that you saved it, then select it again."
    );
    assert_eq!(file.said("Own words.").message, "Own words.");
    let abbreviation = Finding::of("nhs_number_wrong", Place::row(3));
    assert!(
        abbreviation
            .message
            .starts_with("Row 3: this is not an NHS number.")
    );
}

#[test]
fn many_places_are_counted_and_the_first_are_listed() {
    let mut finding = Finding::of("not_recorded", Place::row(1));
    (2..=100).for_each(|row| finding.also(Place::row(row)));
    assert_eq!(finding.count, 100);
    assert_eq!(finding.more_places.len(), MORE_PLACES_MAX);
    assert_eq!(finding.more_places.first(), Some(&Place::row(2)));
}

#[test]
fn each_place_has_its_own_value() {
    let at = |row: u32, found: &str| {
        let finding = Finding::of("number_not_a_number", Place::row(row));
        finding.expected("a number").found(found)
    };
    let mut finding = at(2, "seventy");
    finding.also_all(at(3, "62 yrs"));
    finding.also(Place::row(4));
    finding.also_all(at(5, "seventy"));
    let found: Vec<(Option<u32>, Option<&str>)> = finding
        .places()
        .map(|at| (at.place.row, at.found))
        .collect();
    assert_eq!(
        found,
        [
            (Some(2), Some("seventy")),
            (Some(3), Some("62 yrs")),
            (Some(4), Some("seventy")),
            (Some(5), Some("seventy")),
        ]
    );
    assert_eq!((finding.count, finding.more_values.len()), (4, 1));
    finding.hide_values();
    assert!(finding.places().all(|at| at.found.is_none()));
    assert!(!finding.message.contains("seventy"), "{}", finding.message);
}
