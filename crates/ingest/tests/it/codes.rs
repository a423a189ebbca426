//! Codes, words and numbers.

use hub_ingest::Outcome;

use crate::support::{REFERENCE, Table, finding, numbers, practice, problems, text};

fn with(heading: &'static str, value: &str) -> Table {
    Table::good(1).column_of(heading, |_| value.to_owned())
}

#[test]
fn words_are_read_as_codes() {
    for (heading, value, column, code) in [
        ("sex", "Female", "sex", "2"),
        ("sex", "m", "sex", "1"),
        ("ethnic_category", "White British", "ethnic_category", "A"),
        ("ethnic_category", "a", "ethnic_category", "A"),
        ("ethnic_category", "99", "ethnic_category", "99"),
        (
            "ethnic_category",
            "prefer not to say",
            "ethnic_category",
            "Z",
        ),
        ("referral_source", "self", "source", "B1"),
        ("need_1", "Loneliness or isolation", "need_1", "loneliness"),
        ("carer", "Y", "carer", "yes"),
        ("referral_method", "E-referral", "method", "e_referral"),
    ] {
        let checked = with(heading, value).check();
        assert_eq!(text(&checked, column), code, "{value}");
    }
}

#[test]
fn words_for_not_recorded_are_missing_values() {
    for value in ["n/a", "-", "?", "TBC", "", "not recorded"] {
        let checked = with("referral_source", value).check();
        assert_eq!(text(&checked, "source"), "", "{value}");
        let item = checked
            .items
            .iter()
            .find(|item| item.item == "referral_source")
            .unwrap();
        assert_eq!((item.missing, item.valid), (1, 0), "{value}");
    }
    let checked = Table::good(12).set(3, "referral_source", "n/a").check();
    assert_eq!(checked.outcome, Outcome::Ready);
    finding(&checked, "read_as_not_recorded");
}

#[test]
fn a_value_that_many_rows_lack_is_a_warning() {
    let checked = Table::good(12)
        .column_of("referral_source", |n| {
            if n < 2 {
                String::new()
            } else {
                "A1".to_owned()
            }
        })
        .check();
    let found = finding(&checked, "not_recorded");
    assert_eq!(found.count, 2);
    let rows: Vec<Option<u32>> = found.more_places.iter().map(|place| place.row).collect();
    assert_eq!(rows, [Some(2), Some(3)]);
    assert!(
        found
            .message
            .contains("referral_source is not recorded in 2 of 12 rows"),
        "{}",
        found.message
    );
}

#[test]
fn unknown_and_ambiguous_values_leave_the_row_out_with_an_offer() {
    let checked = with("ethnic_category", "Asian").check();
    let found = finding(&checked, "code_ambiguous");
    assert_eq!(found.found.as_deref(), Some("Asian"));
    assert!(
        found.message.contains("Choose one, like \"Asian"),
        "{}",
        found.message
    );
    let checked = with("need_1", "lonelyness").check();
    assert!(
        finding(&checked, "code_unknown")
            .message
            .contains("Loneliness")
    );
}

#[test]
fn a_name_in_a_column_of_codes_is_masked() {
    let checked = Table::good(2)
        .set(0, "referral_source", "Doctor Zhivago Bloggs")
        .check();
    let found = finding(&checked, "code_unknown");
    assert!(!found.message.contains("Bloggs"), "{}", found.message);
    assert!(
        found.found.as_deref().unwrap().starts_with("Do••"),
        "{:?}",
        found.found
    );
}

#[test]
fn needs_are_distinct_and_packed() {
    let checked = with("need_2", "")
        .column_of("need_3", |_| "money".to_owned())
        .column_of("need_4", |_| "Loneliness or isolation".to_owned())
        .check();
    assert_eq!(
        (
            text(&checked, "need_1"),
            text(&checked, "need_2"),
            text(&checked, "need_3")
        ),
        ("loneliness".into(), "money".into(), "".into())
    );
    finding(&checked, "repeat_removed");
}

#[test]
fn several_needs_in_one_cell_are_read_apart() {
    let checked = with("need_1", "loneliness; money").check();
    assert_eq!(
        (text(&checked, "need_1"), text(&checked, "need_2")),
        ("loneliness".into(), "money".into())
    );
    finding(&checked, "values_split");
}

#[test]
fn practices_are_found_by_code_tidied_code_and_name() {
    let code = practice();
    assert_eq!(
        text(
            &with("gp_practice", &code.to_lowercase()).check(),
            "practice"
        ),
        code
    );
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(
        text(&with("gp_practice", &spaced).check(), "practice"),
        code
    );
    if code[1..].contains('0') {
        let lettered = format!("{}{}", &code[..1], code[1..].replace('0', "O"));
        let checked = with("gp_practice", &lettered).check();
        assert_eq!(text(&checked, "practice"), code);
        finding(&checked, "practice_matched");
    }
    let named = REFERENCE.practices().iter().find(|candidate| {
        REFERENCE
            .practices()
            .iter()
            .filter(|other| other.name == candidate.name)
            .count()
            == 1
            && candidate.closed.is_none()
    });
    if let Some(named) = named {
        let checked = with("gp_practice", &format!("\"{}\"", named.name)).check();
        assert_eq!(text(&checked, "practice"), named.code.as_str());
        assert_eq!(problems(&checked), ["practice_matched"]);
    }
}

#[test]
fn default_practices_are_kept_and_unknown_ones_left_out() {
    let checked = with("gp_practice", "V81999").check();
    assert_eq!(text(&checked, "practice"), "V81999");
    assert_eq!(problems(&checked), ["default_code_used"]);
    assert!(problems(&with("gp_practice", "Z99999").check()).contains(&"practice_unknown"));
    assert_eq!(text(&with("gp_practice", "").check(), "practice"), "");
}

#[test]
fn a_closed_practice_counts_with_a_warning() {
    let month: hub_standard::ids::Month = "2026-10".parse().unwrap();
    let closed = REFERENCE
        .practices()
        .iter()
        .find(|practice| practice.closed.is_some_and(|day| day < month.first_day()));
    let Some(closed) = closed else {
        panic!("the generated England has closed practices")
    };
    let checked = with("gp_practice", closed.code.as_str()).check();
    assert_eq!(text(&checked, "practice"), closed.code.as_str());
    assert_eq!(problems(&checked), ["practice_closed"]);
}

#[test]
fn counts_must_be_numbers() {
    for (value, rule) in [
        ("5 people", "number_not_a_number"),
        ("approx 20", "number_not_a_number"),
        ("<5", "count_hidden"),
        ("-1", "number_out_of_range"),
        ("900", "number_out_of_range"),
        ("#REF!", "formula_error"),
        ("1.23457E+12", "digits_lost"),
    ] {
        let checked = with("contacts_this_month", value).check();
        assert_eq!(problems(&checked), ["every_row_left_out", rule], "{value}");
    }
    let checked = with("contacts_this_month", "3.0").check();
    assert_eq!(numbers(&checked, "contacts"), [Some(3)]);
    assert_eq!(checked.summary.contacts, 3);
    assert_eq!(
        numbers(&with("contacts_this_month", "n/a").check(), "contacts"),
        [None]
    );
}

#[test]
fn contacts_without_a_first_contact_are_looked_at() {
    let checked = with("contacts_this_month", "2")
        .set(0, "first_contact_date", "")
        .check();
    assert_eq!(problems(&checked), ["contacts_without_first_contact"]);
}

#[test]
fn declining_and_closing_go_with_their_reasons() {
    let declined = |declined: &str, reason: &str| {
        with("declined", declined)
            .column_of("declined_reason", |_| reason.to_owned())
            .check()
    };
    assert_eq!(
        text(&declined("yes", "not_wanted"), "declined"),
        "not_wanted"
    );
    assert_eq!(text(&declined("no", ""), "declined"), "");
    let checked = declined("yes", "");
    assert_eq!(
        (
            text(&checked, "declined").as_str(),
            checked.summary.declined
        ),
        ("other", 1)
    );
    assert_eq!(problems(&checked), ["reason_missing"]);
    let expected = finding(&checked, "reason_missing").expected.as_deref();
    assert!(
        expected.is_some_and(|list| list.starts_with("one of \"") && list.contains("\", \"")),
        "{expected:?}"
    );
    let checked = declined("no", "not_wanted");
    assert_eq!(text(&checked, "declined"), "");
    assert_eq!(problems(&checked), ["reason_without_event"]);
    // One problem of two cells is said once.
    let checked = declined("qqx", "not_wanted");
    assert_eq!(problems(&checked), ["every_row_left_out", "code_unknown"]);
    let checked = with("closure_reason", "moved")
        .column_of("closed_date", |_| String::new())
        .check();
    assert_eq!(text(&checked, "closure_reason"), "");
    assert_eq!(problems(&checked), ["reason_without_event"]);
}

#[test]
fn the_word_declined_means_yes_in_its_own_column_only() {
    for value in ["Declined", "Refused", "patient declined", "yes"] {
        let checked = with("declined", value).check();
        assert_eq!(text(&checked, "declined"), "other", "{value}");
        assert_eq!(checked.summary.declined, 1, "{value}");
        assert_eq!(problems(&checked), [""; 0], "{value}");
    }
    let checked = with("declined", "not declined").check();
    assert_eq!(text(&checked, "declined"), "");
    let checked = with("carer", "Declined").check();
    assert_eq!(text(&checked, "carer"), "");
    assert_eq!(finding(&checked, "read_as_not_stated").count, 1);
}

#[test]
fn not_stated_is_no_blank_where_the_list_has_a_code_for_it() {
    let checked = with("ethnic_category", "refused").check();
    assert_eq!(text(&checked, "ethnic_category"), "Z");
    assert!(
        finding(&checked, "word_read_as_code")
            .message
            .contains("\"refused\" as Z")
    );
}

#[test]
fn not_stated_is_counted_where_the_list_has_no_code_for_it() {
    for (heading, column) in [
        ("sex", "sex"),
        ("referral_source", "source"),
        ("carer", "carer"),
        ("gp_practice", "practice"),
    ] {
        let checked = with(heading, "Prefer not to say").check();
        assert_eq!(text(&checked, column), "", "{heading}");
        let note = finding(&checked, "read_as_not_stated");
        assert_eq!(note.count, 1, "{heading}");
        assert!(
            note.message.contains("\"Prefer not to say\""),
            "{}",
            note.message
        );
    }
    for heading in ["contacts_this_month", "age", "sex"] {
        let checked = with(heading, "refused").check();
        finding(&checked, "read_as_not_stated");
        let item = checked.items.iter().find(|item| item.item == heading);
        assert_eq!(item.map(|item| item.other), Some(1), "{heading}");
        assert_eq!(checked.counts.counted, 1);
    }
}
