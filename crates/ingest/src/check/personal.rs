//! Personal details where none belong: told by their shape, and columns of them by their headings.

use hub_standard::{nhs_number, words};

/// A kind of personal detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Personal {
    NhsNumber,
    Email,
    Phone,
    Postcode,
}

impl Personal {
    /// In words, several of them.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NhsNumber => "NHS numbers",
            Self::Email => "e-mail addresses",
            Self::Phone => "phone numbers",
            Self::Postcode => "postcodes",
        }
    }
}

/// What a look at a text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing personal.
    Plain,
    /// Ten digits in a row that are no NHS number: a sign that others which are one may be by chance.
    TenDigits,
    /// Ten digits in a row that could be an NHS number, as one in eleven could by chance.
    Perhaps,
    /// Surely a personal detail.
    Surely(Personal),
}

/// No postcode, address or number is shorter, and most codes are.
const BYTES_MIN: usize = 5;

/// Looks at a text.
pub(crate) fn look(text: &str) -> Look {
    if text.len() < BYTES_MIN {
        return Look::Plain;
    }
    let Signs {
        n_digits,
        n_letters,
        has_at,
    } = Signs::of(text);
    if has_at && has_email(text) {
        return Look::Surely(Personal::Email);
    }
    let number = if n_digits >= 10 {
        number_in(text)
    } else {
        Look::Plain
    };
    // A postcode has a letter at its beginning and two at its end.
    if number == Look::Plain && n_digits >= 2 && n_letters >= 3 && has_postcode(text) {
        return Look::Surely(Personal::Postcode);
    }
    number
}

/// How many signs of each kind a text has.
struct Signs {
    n_digits: u32,
    n_letters: u32,
    has_at: bool,
}

/// What a sign adds to the count of its kind. Three counts share a number, ten bits each, because every cell is counted.
const ADDS: [u32; 256] = {
    let mut adds = [0; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        adds[byte as usize] = match byte {
            b'0'..=b'9' => 1,
            b'a'..=b'z' | b'A'..=b'Z' => 1 << 10,
            b'@' => 1 << 20,
            _ => 0,
        };
        byte += 1;
    }
    adds
};

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self {
            n_digits: 0,
            n_letters: 0,
            has_at: false,
        };
        // So many that none of the three counts runs into the next.
        for bytes in text.as_bytes().chunks(1_000) {
            let adds = bytes.iter().filter_map(|byte| ADDS.get(usize::from(*byte)));
            let sum = adds.sum::<u32>();
            signs.n_digits += sum & 0x3ff;
            signs.n_letters += (sum >> 10) & 0x3ff;
            signs.has_at |= sum >> 20 > 0;
        }
        signs
    }
}

/// The kind of personal detail that a text is or holds.
pub(crate) fn kind_of(text: &str) -> Option<Personal> {
    match look(text) {
        Look::Surely(kind) => Some(kind),
        Look::Perhaps => Some(Personal::NhsNumber),
        Look::Plain | Look::TenDigits => None,
    }
}

/// Looks at a number.
pub(crate) fn look_at_number(number: f64) -> Look {
    if !(1e9..1e10).contains(&number) || number.fract() != 0.0 {
        return Look::Plain;
    }
    if nhs_number::is_valid(&number.to_string()) {
        Look::Perhaps
    } else {
        Look::TenDigits
    }
}

fn has_email(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')'))
        .filter_map(|word| word.split_once('@'))
        .any(|(name, host)| {
            !name.is_empty()
                && host
                    .split_once('.')
                    .is_some_and(|(first, rest)| !first.is_empty() && rest.len() > 1)
        })
}

/// Looks at each run of digits with single signs between its groups; the surest is what counts.
fn number_in(text: &str) -> Look {
    let mut found = Look::Plain;
    let mut run = Run::default();
    let mut before = ' ';
    for c in text.chars().chain(['x']) {
        match c {
            '0'..='9' => {
                if run.digits.is_empty() {
                    run.after_plus = before == '+';
                    run.after_letter = before.is_alphabetic();
                }
                run.digit(c);
            }
            ' ' | '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}'
                if !run.digits.is_empty() && run.gap < 2 =>
            {
                run.gap += 1
            }
            _ => match std::mem::take(&mut run).look() {
                surely @ Look::Surely(_) => return surely,
                Look::Plain => {}
                look => found = if found == Look::Perhaps { found } else { look },
            },
        }
        before = c;
    }
    found
}

/// Digits in groups.
#[derive(Default)]
struct Run {
    digits: String,
    groups: Vec<usize>,
    gap: usize,
    after_plus: bool,
    after_letter: bool,
}

impl Run {
    fn digit(&mut self, c: char) {
        self.digits.push(c);
        match self.groups.last_mut() {
            Some(group) if self.gap == 0 => *group += 1,
            _ => self.groups.push(1),
        }
        self.gap = 0;
    }

    fn look(&self) -> Look {
        let digits = self.digits.as_str();
        match (self.groups.as_slice(), nhs_number::is_valid(digits)) {
            ([3, 3, 4], true) => return Look::Surely(Personal::NhsNumber),
            ([10], true) => return Look::Perhaps,
            ([10], false) => return Look::TenDigits,
            _ => {}
        }
        let international = digits
            .strip_prefix("0044")
            .or_else(|| digits.strip_prefix("44").filter(|_| self.after_plus));
        let national = match international {
            Some(rest) => Some(rest.strip_prefix('0').unwrap_or(rest)),
            None => digits.strip_prefix('0'),
        };
        let is_phone =
            national.is_some_and(|rest| rest.len() == 10 && rest.starts_with(['1', '2', '3', '7']));
        if is_phone && !self.after_letter {
            Look::Surely(Personal::Phone)
        } else {
            Look::Plain
        }
    }
}

/// A full postcode, alone without its space or anywhere with it.
fn has_postcode(text: &str) -> bool {
    let is_sign = |c: char| !c.is_ascii_alphanumeric();
    if !text.contains(is_sign) {
        let split = text.len().saturating_sub(3);
        return match (text.get(..split), text.get(split..)) {
            (Some(outward), Some(inward)) => is_outward(outward) && is_inward(inward),
            _ => false,
        };
    }
    let mut before = "";
    for word in text.split(is_sign).filter(|word| !word.is_empty()) {
        if is_inward(word) && is_outward(before) {
            return true;
        }
        before = word;
    }
    false
}

fn is_inward(text: &str) -> bool {
    // These letters are never used in this part.
    let is_letter =
        |byte: &u8| byte.is_ascii_alphabetic() && !b"CIKMOV".contains(&byte.to_ascii_uppercase());
    match text.as_bytes() {
        [digit, rest @ ..] => {
            digit.is_ascii_digit() && rest.len() == 2 && rest.iter().all(is_letter)
        }
        [] => false,
    }
}

fn is_outward(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letters = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let rest = bytes.get(letters..).unwrap_or_default();
    (1..=2).contains(&letters)
        && match rest {
            [digit] => digit.is_ascii_digit(),
            [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
            _ => false,
        }
}

/// The kind of personal detail that a column with this heading holds. Items of the return have been looked for before.
pub(crate) fn kind_of_heading(heading: &str) -> Option<&'static str> {
    if let Some(forbidden) = words::forbidden_heading(heading) {
        return Some(forbidden.what.as_str());
    }
    let mut of_person = false;
    let mut of_place = false;
    let mut name = false;
    for word in split_words(heading) {
        match word.as_str() {
            "surname" | "surnames" | "forename" | "forenames" | "firstname" | "lastname" => {
                return Some("people's names");
            }
            "telephone" | "mobile" | "phone" | "tel" => return Some("phone numbers"),
            "email" | "emails" => return Some("e-mail addresses"),
            "address" | "addresses" => return Some("addresses"),
            "notes" | "comments" | "comment" | "narrative" => return Some("notes about people"),
            "name" | "names" => name = true,
            "patient" | "client" | "person" | "first" | "last" | "full" | "middle" | "family"
            | "carer" | "kin" | "worker" | "contact" | "staff" => of_person = true,
            "practice" | "surgery" | "service" | "organisation" | "organization" | "pcn"
            | "icb" | "area" | "district" | "provider" | "charity" | "team" | "gp" | "sheet"
            | "file" | "ward" | "lsoa" | "project" | "group" => {
                of_place = true;
            }
            _ => {}
        }
    }
    (name && (of_person || !of_place)).then_some("people's names")
}

fn split_words(heading: &str) -> impl Iterator<Item = String> {
    heading
        .replace("e-mail", "email")
        .replace("E-mail", "email")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_details_are_known_by_their_shape() {
        for (text, kind) in [
            ("9434765919", Personal::NhsNumber),
            ("943 476 5919", Personal::NhsNumber),
            ("NHS no 943-476-5919, rang twice", Personal::NhsNumber),
            ("jo.smith@example.org", Personal::Email),
            ("mail <jo@example.org>", Personal::Email),
            ("07700 900123", Personal::Phone),
            ("+44 (0)20 7946 0018", Personal::Phone),
            ("LS1 4AP", Personal::Postcode),
            ("sw1a2aa", Personal::Postcode),
            ("lives at 3, XA1 1AA", Personal::Postcode),
        ] {
            assert_eq!(kind_of(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn personal_details_are_found_at_the_end_of_long_texts() {
        for n in [0, 989, 1_000, 5_000] {
            for before in ["x ", "1/", "@ ", ". "] {
                let text = format!("{}NHS 943 476 5919", before.repeat(n));
                assert_eq!(look(&text), Look::Surely(Personal::NhsNumber), "{before}");
                let text = format!("{}jo@example.org", before.repeat(n));
                assert_eq!(kind_of(&text), Some(Personal::Email), "{before}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn signs_are_counted_however_many_there_are(
            text in "[0-9]{0,1500}[a-zA-Z@é. -]{0,1500}@{0,1500}[0-9]{0,20}",
        ) {
            let signs = Signs::of(&text);
            let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
            assert_eq!(signs.n_digits as usize, count(|c| c.is_ascii_digit()));
            assert_eq!(signs.n_letters as usize, count(|c| c.is_ascii_alphabetic()));
            assert_eq!(signs.has_at, text.contains('@'));
        }
    }

    #[test]
    fn codes_dates_and_references_are_not_personal() {
        for text in [
            "A81001",
            "R-1042",
            "E01000001",
            "R07700900123",
            "04/10/2026",
            "2026-10-04 09:30",
            "9434765918",
            "SP2026-000123",
            "Q1 2026",
            "1 to 5",
            "V81999",
            "S1Y5D",
            "01/10/2026 to 31/10/2026",
            "need_1",
            "@home",
            "10th",
        ] {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }

    #[test]
    fn headings_of_personal_columns_are_known() {
        for heading in [
            "Name",
            "Client name",
            "E-mail (home)",
            "Next of kin name",
            "Worker notes",
            "Mobile tel.",
            "Surname ",
        ] {
            assert!(kind_of_heading(heading).is_some(), "{heading}");
        }
        for heading in [
            "Staff initials",
            "Internal ref",
            "PCN name",
            "Service name",
            "Team",
            "Week",
        ] {
            assert_eq!(kind_of_heading(heading), None, "{heading}");
        }
    }
}
