//! The letters that spreadsheets name columns by.

/// The letters of a column: A, B ... Z, AA ...
pub(crate) fn letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut left = u32::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column with these letters, from 0. No sheet has columns of more than three.
pub(crate) fn column_of(letters: &str) -> Option<u16> {
    if letters.len() > 3 {
        return None;
    }
    let mut column = 0_u16;
    for byte in letters.bytes() {
        let digit = byte.checked_sub(b'A').filter(|digit| *digit < 26)?;
        column = column * 26 + u16::from(digit) + 1;
    }
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters).to_vec();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn every_column_is_found_by_its_letters() {
        assert!((0..=16_383).all(|column| column_of(&letters(column)) == Some(column)));
        for text in ["", "a", "A1", "AAAA", "Ä", "@", "["] {
            assert_eq!(column_of(text), None, "{text}");
        }
    }
}
