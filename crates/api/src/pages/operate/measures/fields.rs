//! The fields of a definition, and those in which two differ.

use std::borrow::Cow;

use hub_release::MeasureInfo;
use hub_ui::view::FieldChange;

use super::super::super::measures::polarity;

/// Longest text of a field that is told whole.
const CHARS_MAX: usize = 400;
/// Of a longer one so much is told before the first difference.
const CHARS_BEFORE: usize = 60;

/// Whether two releases have the same definition: the same file, and the same said of it.
pub(super) fn is_same(one: &MeasureInfo, other: &MeasureInfo) -> bool {
    one.sql_sha256 == other.sql_sha256 && fields(one) == fields(other)
}

/// The fields that say something else than before, in the order in which people read a definition.
pub(super) fn changes(before: &MeasureInfo, after: &MeasureInfo) -> Vec<FieldChange> {
    fields(before)
        .into_iter()
        .zip(fields(after))
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| {
            let (before, after) = cut(&before, &after);
            FieldChange {
                field: field.to_owned(),
                before,
                after,
            }
        })
        .collect()
}

/// The front matter by the names that pages give its fields.
fn fields(info: &MeasureInfo) -> [(&'static str, Cow<'_, str>); 18] {
    [
        ("Title", Cow::from(&info.title)),
        ("Topic", Cow::from(&info.topic)),
        ("Why it matters", Cow::from(&info.why)),
        ("Numerator", Cow::from(&info.numerator)),
        ("Denominator", Cow::from(&info.denominator)),
        ("Unit", Cow::from(&info.unit)),
        ("Multiplied by", Cow::from(info.per.to_string())),
        ("Decimals shown", Cow::from(info.decimals.to_string())),
        ("Which way is good", Cow::from(polarity(info.polarity))),
        ("Method", Cow::from(&info.method)),
        (
            "Can be broken down by",
            Cow::from(info.breakdowns.join(", ")),
        ),
        ("Made from", Cow::from(info.cells.join(", "))),
        ("What it cannot say", Cow::from(info.limits.join(" "))),
        ("Source", Cow::from(&info.source)),
        ("Worked example", Cow::from(&info.example)),
        ("Reviewed by", Cow::from(&info.reviewed_by)),
        ("Reviewed on", Cow::from(&info.reviewed_on)),
        ("Next review", Cow::from(&info.next_review)),
    ]
}

/// Both texts; long ones from a little before their first difference.
fn cut(before: &str, after: &str) -> (String, String) {
    let longest = before.chars().count().max(after.chars().count());
    let begin = if longest > CHARS_MAX {
        let pairs = before.chars().zip(after.chars());
        let same = pairs.take_while(|(one, other)| one == other).count();
        same.saturating_sub(CHARS_BEFORE)
    } else {
        0
    };
    (window(before, begin), window(after, begin))
}

fn window(text: &str, begin: usize) -> String {
    let kept: String = text.chars().skip(begin).take(CHARS_MAX).collect();
    let before = if begin > 0 { "... " } else { "" };
    let is_longer = text.chars().count() > begin + CHARS_MAX;
    let after = if is_longer { " ..." } else { "" };
    format!("{before}{kept}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn a_change_names_its_field_and_what_it_said() {
        let before = samples::info();
        let after = MeasureInfo {
            title: "Another".to_owned(),
            decimals: 2,
            limits: vec!["One.".to_owned(), "Two.".to_owned()],
            ..samples::info()
        };
        let found: Vec<(String, String, String)> = changes(&before, &after)
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect();
        let change = |field: &str, before: &str, after: &str| {
            (field.to_owned(), before.to_owned(), after.to_owned())
        };
        assert_eq!(
            found,
            [
                change("Title", "A sample", "Another"),
                change("Decimals shown", "1", "2"),
                change("What it cannot say", "", "One. Two."),
            ]
        );
        assert!(!is_same(&before, &after) && is_same(&before, &before.clone()));
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn another_file_is_another_definition_even_where_it_says_the_same() {
        let before = samples::info();
        let after = MeasureInfo {
            sql_sha256: "1".to_owned(),
            ..samples::info()
        };
        assert!(!is_same(&before, &after));
    }

    #[test]
    fn long_texts_are_told_from_where_they_differ() {
        let long = |end: &str| format!("{}{end}", "é".repeat(500));
        let (before, after) = cut(&long("old"), &long("new"));
        let told = |end: &str| format!("... {}{end}", "é".repeat(CHARS_BEFORE));
        assert_eq!((before, after), (told("old"), told("new")));
        let (before, after) = cut("", &"x".repeat(500));
        assert_eq!(before, "");
        assert_eq!(after, format!("{} ...", "x".repeat(CHARS_MAX)));
    }
}
