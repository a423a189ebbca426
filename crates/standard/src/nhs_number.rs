//! NHS numbers: ten digits, the last of which checks the others (modulus 11).

/// Takes spaces and hyphens out; the ten digits, or nothing when there are not ten digits and nothing else.
///
/// The check digit is not looked at: see [`is_valid`].
pub fn normalise(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect();
    (digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Numbers that check and that people type where they have none.
const MADE_UP: [&str; 2] = ["0123456789", "9876543210"];

/// Whether these ten digits carry the right check digit. Ten equal digits do not count, nor does a count up or down: nobody
/// has such a number.
pub fn is_valid(digits: &str) -> bool {
    if MADE_UP.contains(&digits) {
        return false;
    }
    let (Some(first), 10) = (digits.chars().next(), digits.len()) else {
        return false;
    };
    let nine = digits.get(..9).and_then(check_digit);
    let last = digits.get(9..).and_then(|last| last.parse::<u8>().ok());
    nine.is_some() && nine == last && !digits.chars().all(|c| c == first)
}

/// Whether the number is in the range kept for testing, which belongs to nobody.
pub fn is_test(digits: &str) -> bool {
    digits.starts_with("999")
}

/// The check digit of nine digits; none when there is no such digit (one case in eleven) or they are not nine digits.
pub fn check_digit(nine: &str) -> Option<u8> {
    if nine.len() != 9 || !nine.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = nine
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}
