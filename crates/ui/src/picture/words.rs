//! How wide words are. What draws a picture later may have another font, so these are widths of Arial, which most others
//! keep to, and rather too wide than too narrow.

/// Bold letters are so much wider.
pub(crate) const BOLD: f64 = 1.08;

/// Width of a text in pixels, at a size in pixels.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(of_letter).sum::<f64>()
}

/// Words on lines no wider than `room` pixels; a longer word has a line of its own.
pub(crate) fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(word, size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Width of a letter, as a part of the size.
fn of_letter(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' => 0.23,
        ' ' | '!' | ',' | '.' | '/' | ':' | ';' | 'I' | '[' | ']' | 'f' | 't' => 0.28,
        '(' | ')' | '-' | 'r' => 0.34,
        'J' | 'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 0.5,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 0.73,
        'G' | 'O' | 'Q' => 0.78,
        'm' | 'M' => 0.84,
        '%' | 'W' => 0.95,
        '@' | '\u{2014}' => 1.02,
        'A'..='Z' => 0.67,
        sign if sign.is_ascii() => 0.57,
        _ => 0.7,
    }
}

#[cfg(test)]
mod tests {
    use super::{lines, width};

    #[test]
    fn lines_are_no_wider_than_their_room() {
        let text = "Referrals per 1,000 registered people, NHS Greater Manchester, October 2026";
        let broken = lines(text, 15.0, 240.0);
        assert!(broken.len() > 1);
        assert!(broken.iter().all(|line| width(line, 15.0) <= 240.0));
        assert_eq!(broken.join(" "), text);
        assert_eq!(lines("Unbreakable", 15.0, 10.0), ["Unbreakable"]);
    }
}
