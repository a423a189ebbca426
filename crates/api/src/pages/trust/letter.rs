//! The services to remind as a letter that can be sent as it is.

use hub_ui::view::{ChaseLetter, ChaseRow};
use jiff::civil::Date;
use url::form_urlencoded::byte_serialize;

use crate::pages::words;

/// Longer addresses are cut off by some mail programs.
const MAILTO_CHARS_MAX: usize = 1_800;

/// None where nobody is to be reminded.
pub(super) fn letter(area: &str, today: Date, rows: &[ChaseRow]) -> Option<ChaseLetter> {
    if rows.is_empty() {
        return None;
    }
    let subject = format!("Social prescribing returns that have not come: {area}");
    let mut text = format!(
        "As at {}, these monthly returns of link-worker services have not come:\n\n",
        words::date(today)
    );
    for row in rows {
        text.push_str(&format!("- {}: {}\n", row.service, row.months));
    }
    text.push_str(
        "\nPlease send them as soon as you can. A month without a referral needs a return too: choose \"Nothing to report\". \
         A late return still counts from the next release on.\n",
    );
    let mailto = format!(
        "mailto:?subject={}&body={}",
        encoded(&subject),
        encoded(&text)
    );
    Some(ChaseLetter {
        mailto: if mailto.len() > MAILTO_CHARS_MAX {
            String::new()
        } else {
            mailto
        },
        subject,
        text,
    })
}

/// Text for an address of mail: there a space is no plus, and a line ends with two characters.
fn encoded(text: &str) -> String {
    let lines = text.replace('\n', "\r\n");
    byte_serialize(lines.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: &str) -> ChaseRow {
        ChaseRow {
            service: service.to_owned(),
            months: "September 2026, October 2026".to_owned(),
        }
    }

    fn day() -> Date {
        "2026-11-16".parse().unwrap()
    }

    #[test]
    fn a_letter_names_each_service_with_its_months_and_opens_in_a_mail_program() {
        let letter = letter("NHS A & B", day(), &[row("Sun+Moon"), row("Hill")]).unwrap();
        assert!(letter.text.starts_with("As at 16 November 2026,"));
        assert!(
            letter
                .text
                .contains("- Hill: September 2026, October 2026\n")
        );
        assert!(
            letter
                .mailto
                .starts_with("mailto:?subject=Social%20prescribing%20returns%20"),
            "{}",
            letter.mailto
        );
        assert!(letter.mailto.contains("NHS%20A%20%26%20B&body="));
        assert!(letter.mailto.contains("Sun%2BMoon%3A%20September"));
        assert!(letter.mailto.contains("%0D%0A"));
    }

    #[test]
    fn a_long_letter_is_text_alone_and_without_anybody_there_is_none() {
        let many = vec![row("A service with a name of its own"); 60];
        let long = letter("NHS A", day(), &many).unwrap();
        assert!(long.mailto.is_empty() && long.text.len() > MAILTO_CHARS_MAX);
        assert_eq!(letter("NHS A", day(), &[]), None);
    }
}
