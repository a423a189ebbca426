use std::collections::HashSet;

use hub_standard::rule::Category;
use hub_standard::{ReturnDefinition, Severity, rule};

#[test]
fn codes_and_names_are_unique_and_found() {
    let mut seen = HashSet::new();
    for given in rule::all() {
        assert!(
            seen.insert(&given.code) && seen.insert(&given.name),
            "{} {}",
            given.code,
            given.name
        );
        assert_eq!(rule::get(&given.code), Some(given));
        assert_eq!(rule::named(&given.name), Some(given));
    }
    assert!(rule::all().len() > 100);
    assert_eq!(rule::get("R999"), None);
    assert_eq!(rule::named("nothing"), None);
}

#[test]
fn the_first_digit_of_a_code_is_its_severity() {
    for rule in rule::all() {
        let expected = match &rule.code[..2] {
            "R0" => Severity::File,
            "R1" => Severity::Record,
            "R2" => Severity::Warning,
            "R3" => Severity::Note,
            other => panic!("{other}"),
        };
        assert_eq!(rule.severity, expected, "{}", rule.name);
        assert_eq!(rule.code.len(), 4);
    }
    assert!(rule::all().is_sorted_by(|one, two| one.code < two.code));
}

/// A code that was published stays: this list grows and never changes.
#[test]
fn codes_are_for_ever() {
    let codes: Vec<String> = rule::all()
        .iter()
        .map(|rule| format!("{} {}", rule.code, rule.name))
        .collect();
    insta::assert_snapshot!(codes.join("\n"));
}

#[test]
fn rules_speak_plainly() {
    const JARGON: [&str; 22] = [
        "null",
        "parse",
        "utf",
        "regex",
        "schema",
        "invalid",
        "please",
        "error code",
        "string",
        "integer",
        "boolean",
        "delimiter",
        "encoding",
        "byte",
        "field",
        "validate",
        "validation",
        "malformed",
        "exception",
        "sorry",
        "oops",
        "payload",
    ];
    for rule in rule::all() {
        for words in [&rule.title, &rule.why, &rule.fix] {
            let small = words.to_lowercase();
            for jargon in JARGON {
                assert!(
                    !small.contains(jargon),
                    "{}: \"{jargon}\" in {words:?}",
                    rule.name
                );
            }
            assert!(
                words
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_uppercase() || c == '"'),
                "{}: {words:?}",
                rule.name
            );
        }
        assert!(!rule.title.ends_with('.'), "{}", rule.name);
        assert!(
            rule.why.ends_with('.') && rule.fix.ends_with('.'),
            "{}",
            rule.name
        );
        assert!(rule.since >= 1 && rule.since <= ReturnDefinition::v1().version);
    }
}

#[test]
fn what_is_a_problem_has_a_category_and_a_note_has_none() {
    for rule in rule::all() {
        let is_problem = rule.severity != Severity::Note;
        assert_eq!(rule.category.is_some(), is_problem, "{}", rule.code);
        let is_file = rule.severity == Severity::File;
        assert!(
            !is_file || rule.category == Some(Category::BadFile),
            "{}",
            rule.code
        );
    }
}
