//! What a check says of rows and columns, in the words of the form: referrals and fields.

use hub_ui::view::Place;

use super::sheet::{heading_at, label_at, label_of};

/// What findings say of files, and what that is of a form.
const OF_FILES: [(&str, &str); 3] = [
    ("the file is complete", "your list of referrals is complete"),
    (" in the file", " in the form"),
    (" in this file", " in the form"),
];

/// A sentence of a finding with the names of the form: `column H (postcode)` and `first_contact_date` are fields, and row 2 is
/// the first referral.
pub(in crate::pages) fn in_words(text: &str) -> String {
    let mut words = of_form(text);
    for (of_file, of_form) in OF_FILES {
        words = words.replace(of_file, of_form);
    }
    words
}

fn of_form(text: &str) -> String {
    reworded(text, |name, after| match name {
        "row" => row(after, "referral"),
        "Row" => row(after, "Referral"),
        "column" | "Column" => column(after),
        _ if name.contains('_') => label_of(name).map(|label| (quoted(label), after)),
        _ => None,
    })
}

/// A sentence of a finding with the plain names of the standard in place of those for programs. A heading that stands in
/// brackets behind its column is the sender's own and stays.
pub(in crate::pages) fn plain_names(text: &str) -> String {
    reworded(text, item)
}

/// A name for programs, by its name for people.
fn item<'t>(name: &str, after: &'t str) -> Option<(String, &'t str)> {
    let is_heading = after.starts_with(')') || after.starts_with('"');
    let label = label_of(name).filter(|_| name.contains('_') && !is_heading)?;
    Some((quoted(label), after))
}

/// A text with other words for some of its names. Each is given with what follows it, and leaves what it did not use.
fn reworded(
    text: &str,
    read: impl for<'t> Fn(&str, &'t str) -> Option<(String, &'t str)>,
) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        if end == 0 {
            words.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (said, after) = read(name, after).unwrap_or_else(|| (name.to_owned(), after));
        words.push_str(&said);
        rest = after;
    }
    words
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn quoted(label: &str) -> String {
    format!("\u{201c}{label}\u{201d}")
}

/// What follows `row`: its number, of which the headings are the first.
fn row<'t>(after: &'t str, word: &str) -> Option<(String, &'t str)> {
    let number = after.strip_prefix(' ')?;
    let end = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    let (digits, after) = number.split_at_checked(end)?;
    let referral = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((format!("{word} {referral}"), after))
}

/// What follows `column`: its letters, and perhaps its heading in brackets.
fn column(after: &str) -> Option<(String, &str)> {
    let letters = after.strip_prefix(' ')?;
    let end = letters.find(|c| !is_of_name(c)).unwrap_or(letters.len());
    let (letters, after) = letters.split_at_checked(end)?;
    let label = quoted(label_at(letters)?);
    let heading = format!(" ({})", heading_at(letters)?);
    Some((label, after.strip_prefix(heading.as_str()).unwrap_or(after)))
}

/// A place as the form names it.
pub(in crate::pages) fn place_in_words(place: &Place) -> Place {
    let referral = place.row.and_then(|row| row.checked_sub(1));
    let label = label_at(&place.column).map(str::to_owned);
    let parts: Vec<String> = referral
        .map(|number| format!("Referral {number}"))
        .into_iter()
        .chain(label)
        .collect();
    Place {
        header: match parts.is_empty() {
            true => "The return as a whole".to_owned(),
            false => parts.join(", "),
        },
        found: place.found.clone(),
        expected: in_words(&place.expected),
        ..Place::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_are_referrals_and_fields() {
        for (said, words) in [
            (
                "Row 2, column A (local_referral_id): this is wrong.",
                "Referral 1, \u{201c}Your reference for the referral\u{201d}: this is wrong.",
            ),
            (
                "Enter first_contact_date, or correct contacts_this_month.",
                "Enter \u{201c}First contact date\u{201d}, or correct \u{201c}Contacts this month\u{201d}.",
            ),
            (
                "We read dates (2 cells in column A, for example).",
                "We read dates (2 cells in \u{201c}Your reference for the referral\u{201d}, for example).",
            ),
            (
                "Check that the file is complete and holds no other month.",
                "Check that your list of referrals is complete and holds no other month.",
            ),
            (
                "2 rows in a column of no letters stay, and so does a postcode.",
                "2 rows in a column of no letters stay, and so does a postcode.",
            ),
        ] {
            assert_eq!(in_words(said), words);
        }
    }

    #[test]
    fn names_for_programs_are_said_in_plain_words_and_own_headings_stay() {
        for (said, words) in [
            (
                "Row 2, column H (referral_date): enter first_contact_date.",
                "Row 2, column H (referral_date): enter \u{201c}First contact date\u{201d}.",
            ),
            (
                "We could not find a column for gp_practice. The nearest heading is \"gp_code\" (column C).",
                "We could not find a column for \u{201c}GP practice\u{201d}. The nearest heading is \"gp_code\" (column C).",
            ),
            (
                "a column with the heading shoe_size",
                "a column with the heading shoe_size",
            ),
        ] {
            assert_eq!(plain_names(said), words);
        }
    }

    #[test]
    fn a_place_is_a_referral_and_a_field() {
        let place = Place {
            row: Some(3),
            column: "A".to_owned(),
            header: "local_referral_id".to_owned(),
            ..Place::default()
        };
        let named = place_in_words(&place);
        assert_eq!(named.header, "Referral 2, Your reference for the referral");
        assert_eq!((named.row, named.column.as_str()), (None, ""));
        assert_eq!(
            place_in_words(&Place::default()).header,
            "The return as a whole"
        );
    }
}
