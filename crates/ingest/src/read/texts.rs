//! The texts that the cells of a binary workbook share.

use super::Refusal;
use super::text::cut;
use crate::sheet::is_blank;
use crate::upload::Limits;

/// Texts by number, in one buffer: a hostile file may have millions of them.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds the next text.
    pub(super) fn push(&mut self, text: &str, limits: &Limits) -> Result<(), Refusal> {
        // A text without a sign in it is kept as none, so that a cell that shows it costs nothing to pass over.
        if !is_blank(text) {
            self.text.push_str(cut(text, limits.max_cell_chars));
        }
        if self.ends.len() >= limits.max_cells || self.text.len() > limits.max_text_bytes {
            return Err(Refusal::TooManyCells);
        }
        let end = u32::try_from(self.text.len());
        self.ends.push(end.map_err(|_| Refusal::TooManyCells)?);
        Ok(())
    }

    /// The text with this number, from 0.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let start = usize::try_from(start).ok()?;
        self.text.get(start..usize::try_from(end).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_number_and_bounded() {
        let limits = Limits {
            max_cells: 3,
            max_text_bytes: 5,
            max_cell_chars: 2,
            ..Limits::default()
        };
        let mut texts = Texts::default();
        for text in ["ab", "", "cdef"] {
            texts.push(text, &limits).unwrap();
        }
        assert_eq!(
            [0, 1, 2].map(|n| texts.get(n)),
            [Some("ab"), Some(""), Some("cd")]
        );
        assert_eq!(texts.get(3), None);
        assert_eq!(texts.push("", &limits), Err(Refusal::TooManyCells));
        let mut texts = Texts::default();
        texts.push("aé", &limits).unwrap();
        assert_eq!(texts.push("é!", &limits), Err(Refusal::TooManyCells));
    }
}
