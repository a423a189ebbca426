//! What a text can mean in a code list, for messages that offer a choice.

use super::{Code, CodeList, normalise};

/// What a text means in a code list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Exactly this.
    Found(&'a Code),
    /// One of these, and we do not guess which.
    Several(Vec<&'a Code>),
    /// Nothing we know; the values whose words are nearest, best first, may be empty.
    Unknown(Vec<&'a Code>),
}

const NEAREST_MAX: usize = 3;
const CLOSE_ENOUGH: u32 = 40;

impl CodeList {
    /// What a text means, with what to offer when that is not one value.
    pub fn lookup(&self, text: &str) -> Lookup<'_> {
        let key = normalise(text);
        if let Some(code) = self.find(text) {
            return Lookup::Found(code);
        }
        match self.ambiguous.get(&key) {
            Some(several) => Lookup::Several(
                several
                    .iter()
                    .filter_map(|index| self.entries.get(*index))
                    .collect(),
            ),
            None => Lookup::Unknown(self.nearest(text)),
        }
    }

    /// Whether a text means one of several values, which is told without looking for what is near.
    pub fn is_ambiguous(&self, text: &str) -> bool {
        self.ambiguous.contains_key(&normalise(text))
    }

    fn nearest(&self, text: &str) -> Vec<&Code> {
        let text = Pairs::of(text);
        let mut scored: Vec<(u32, &Code)> = self
            .entries
            .iter()
            .zip(&self.pairs)
            .map(|(code, words)| {
                (
                    words
                        .iter()
                        .map(|word| text.closeness(word))
                        .max()
                        .unwrap_or(0),
                    code,
                )
            })
            .filter(|(score, _)| *score >= CLOSE_ENOUGH)
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored
            .into_iter()
            .take(NEAREST_MAX)
            .map(|(_, code)| code)
            .collect()
    }
}

/// The pairs of neighbouring letters of a text, sorted, each once.
#[derive(Debug, Clone)]
pub(crate) struct Pairs(Vec<(char, char)>);

impl Pairs {
    /// Only the beginning of a text counts, so that a hostile cell costs little.
    pub(crate) fn of(text: &str) -> Self {
        let letters: Vec<char> = normalise(text).chars().take(80).collect();
        let mut pairs: Vec<(char, char)> = letters
            .iter()
            .copied()
            .zip(letters.iter().copied().skip(1))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// How alike two texts are, 0 to 100: the share of pairs that they have in common (Dice).
    pub(crate) fn closeness(&self, other: &Self) -> u32 {
        let total = self.0.len() + other.0.len();
        let common = self
            .0
            .iter()
            .filter(|pair| other.0.binary_search(pair).is_ok())
            .count();
        (200 * common)
            .checked_div(total)
            .and_then(|score| u32::try_from(score).ok())
            .unwrap_or(0)
    }
}
