use std::collections::HashMap;

use hub_standard::{
    codes::{self, CodeQuality, Lookup, normalise},
    words,
};
use proptest::prelude::*;

fn found(list: &str, text: &str) -> Option<&'static str> {
    codes::list(list)
        .unwrap()
        .find(text)
        .map(|code| code.code.as_str())
}

#[test]
fn no_word_means_two_values_of_a_list() {
    for list in codes::all() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for code in &list.entries {
            for text in [&code.code, &code.label].into_iter().chain(&code.synonyms) {
                let before = seen.insert(normalise(text), &code.code);
                assert!(
                    before.is_none_or(|other| other == code.code),
                    "{}: {text:?} {before:?} {}",
                    list.id,
                    code.code
                );
                assert_eq!(list.find(text), Some(code), "{}: {text:?}", list.id);
            }
        }
    }
}

#[test]
fn lists_are_whole() {
    let sizes: Vec<(&str, usize)> = codes::all()
        .iter()
        .map(|list| (list.id.as_str(), list.entries.len()))
        .collect();
    assert_eq!(
        sizes,
        [
            ("sex", 4),
            ("ethnic_category", 18),
            ("referral_source", 40),
            ("referral_method", 7),
            ("need", 12),
            ("long_term_condition", 11),
            ("yes_no", 2),
            ("declined", 2),
            ("declined_reason", 5),
            ("closure_reason", 9),
            ("practice_default", 3),
            ("contact_mechanism", 12),
            ("attendance", 6),
            ("support_type", 21),
            ("provider_kind", 6),
            ("support_status", 4),
            ("instrument", 15),
            ("phase", 3),
            ("use_group", 2),
            ("use_period", 2),
        ]
    );
}

#[test]
fn words_are_read_as_codes() {
    assert_eq!(found("sex", " FEMALE "), Some("2"));
    assert_eq!(found("sex", "x"), Some("X"));
    assert_eq!(found("ethnic_category", "white - british"), Some("A"));
    assert_eq!(
        found("ethnic_category", "Asian or Asian British - Pakistani"),
        Some("J")
    );
    assert_eq!(
        found("ethnic_category", "a1"),
        Some("A"),
        "the second character is the sender's own"
    );
    assert_eq!(
        found("ethnic_category", "NA"),
        None,
        "not African with a local A"
    );
    assert_eq!(found("referral_source", "a 1"), Some("A1"));
    assert_eq!(found("referral_source", "G.P. surgery"), Some("A1"));
    assert_eq!(found("need", "Money / debt / benefits"), Some("money"));
    assert_eq!(found("need", "digital skills"), Some("other"));
    assert_eq!(found("closure_reason", "DNA"), Some("disengaged"));
    assert_eq!(found("yes_no", "Y"), Some("yes"));
    assert_eq!(found("declined", "Refused"), Some("yes"));
    assert_eq!(found("declined", "not declined"), Some("no"));
    assert_eq!(
        found("yes_no", "Refused"),
        None,
        "only where it is the answer"
    );
}

#[test]
fn what_could_be_several_is_never_guessed() {
    let ethnic = codes::list("ethnic_category").unwrap();
    let Lookup::Several(several) = ethnic.lookup("Asian") else {
        panic!("{:?}", ethnic.lookup("Asian"))
    };
    assert_eq!(
        several
            .iter()
            .map(|code| code.code.as_str())
            .collect::<String>(),
        "HJKL"
    );
    assert_eq!(ethnic.find("Asian"), None);
    assert!(ethnic.is_ambiguous("asian!") && !ethnic.is_ambiguous("Indian"));
    let needs = codes::list("need").unwrap();
    assert!(matches!(needs.lookup("Housing, debt"), Lookup::Several(_)));
}

#[test]
fn a_slip_of_the_finger_is_offered_what_is_near() {
    let needs = codes::list("need").unwrap();
    let Lookup::Unknown(near) = needs.lookup("lonelyness") else {
        panic!()
    };
    assert_eq!(
        near.first().map(|code| code.code.as_str()),
        Some("loneliness")
    );
    assert_eq!(needs.lookup("qqqq"), Lookup::Unknown(Vec::new()));
    assert_eq!(needs.lookup(""), Lookup::Unknown(Vec::new()));
}

#[test]
fn a_code_that_excel_shortened_is_found() {
    let mut list = codes::list("sex").unwrap().clone();
    assert_eq!(
        list.find("02").map(|code| code.code.as_str()),
        None,
        "only a lost zero is put back, none is taken"
    );
    list = codes::list("yes_no").unwrap().clone();
    assert_eq!(list.find("1").map(|code| code.code.as_str()), Some("yes"));
}

#[test]
fn not_stated_and_not_known_stay_apart() {
    let ethnic = codes::list("ethnic_category").unwrap();
    assert_eq!(
        ethnic.find("prefer not to say").map(|code| code.quality),
        Some(CodeQuality::Other)
    );
    assert_eq!(
        ethnic.find("not known").map(|code| code.quality),
        Some(CodeQuality::Default)
    );
    assert!(words::is_not_stated("Refused") && !words::is_not_recorded("Refused"));
    for text in [
        "",
        "  ",
        "n/a",
        "N/A",
        "#N/A",
        "-",
        "--",
        "?",
        "TBC",
        "not known",
        "NULL",
        "\u{a0}",
    ] {
        assert!(words::is_not_recorded(text), "{text:?}");
        assert!(!words::is_not_stated(text), "{text:?}");
    }
    assert!(!words::is_not_recorded("0"));
}

#[test]
fn totals_and_examples_are_known_by_their_first_word() {
    assert!(
        words::is_total("Total 64")
            && words::is_total(" GRAND TOTAL:")
            && !words::is_total("Totally Sorted Ltd")
    );
    assert!(
        words::is_example("EXAMPLE - delete or leave: it is ignored")
            && !words::is_example("Examples1042")
    );
}

#[test]
fn personal_headings_are_known() {
    for heading in [
        "First Name",
        "SURNAME",
        "Mobile No.",
        "E-mail",
        "Address line 1",
        "Notes",
        "Next of kin",
    ] {
        assert!(words::forbidden_heading(heading).is_some(), "{heading}");
    }
    for heading in [
        "Staff initials",
        "Internal ref",
        "Practice name",
        "Service name",
    ] {
        assert!(words::forbidden_heading(heading).is_none(), "{heading}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_looked_up(text in "\\PC{0,200}") {
        for list in codes::all() {
            let by_find = list.find(&text);
            let same = match list.lookup(&text) {
                Lookup::Found(code) => by_find == Some(code),
                Lookup::Several(_) | Lookup::Unknown(_) => by_find.is_none(),
            };
            prop_assert!(same);
        }
    }

    #[test]
    fn case_and_spacing_do_not_matter(list in 0_usize..20, entry in 0_usize..40, upper: bool) {
        let list = &codes::all()[list];
        let code = &list.entries[entry % list.entries.len()];
        let text = if upper { code.label.to_uppercase() } else { code.label.to_lowercase() };
        prop_assert_eq!(list.find(&format!("  {}. ", text.replace(' ', "\u{a0} "))), Some(code));
    }
}
