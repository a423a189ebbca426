//! What texts have been read as: most columns hold a few short texts again and again.

use std::fmt;

use ahash::AHashMap;

/// A text of so many bytes is short: a code is, and most words for one are not.
const SHORT: usize = 8;
/// So many longer texts are known at once.
const LONG_MAX: usize = 10_000;

/// Remembers what texts were read as. It is never wrong and may forget.
pub(crate) struct Memo<T> {
    short: Vec<Option<(u64, T)>>,
    long: AHashMap<Box<str>, T>,
}

// The texts are values from the file.
impl<T> fmt::Debug for Memo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo")
            .field("long", &self.long.len())
            .finish_non_exhaustive()
    }
}

impl<T: Copy> Memo<T> {
    /// With at least so many places for short texts. One may take the place of another, which is then read again.
    pub(crate) fn with_places(places: usize) -> Self {
        Self {
            short: vec![None; places.next_power_of_two()],
            long: AHashMap::new(),
        }
    }

    /// What a text was read as.
    pub(crate) fn get(&self, text: &str) -> Option<T> {
        match packed(text) {
            Some(packed) => match self.short.get(self.place(packed)) {
                Some(Some((known, read))) if *known == packed => Some(*read),
                _ => None,
            },
            None => self.long.get(text).copied(),
        }
    }

    /// Remembers what a text was read as.
    pub(crate) fn put(&mut self, text: &str, read: T) {
        match packed(text) {
            Some(packed) => {
                let place = self.place(packed);
                if let Some(place) = self.short.get_mut(place) {
                    *place = Some((packed, read));
                }
            }
            None if self.long.len() < LONG_MAX => {
                self.long.insert(text.into(), read);
            }
            None => {}
        }
    }

    /// The place of a short text: the high half of a product spreads well.
    fn place(&self, packed: u64) -> usize {
        let spread = packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        usize::try_from(spread).unwrap_or_default() & (self.short.len() - 1)
    }
}

/// A short text as one number. A text with a zero byte is none: without one no two texts have the same number.
fn packed(text: &str) -> Option<u64> {
    if text.len() > SHORT {
        return None;
    }
    let mut packed = 0_u64;
    for byte in text.bytes() {
        if byte == 0 {
            return None;
        }
        packed = (packed << 8) | u64::from(byte);
    }
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_as_what_it_was_read_as_or_not_at_all() {
        let mut memo = Memo::with_places(200);
        let texts: Vec<String> = (0..5_000_u32)
            .map(|n| format!("{n}"))
            .chain((0..50).map(|n| format!("a longer text {n}")))
            .chain([String::new(), "\0".to_owned(), "\0\0".to_owned()])
            .collect();
        for (n, text) in texts.iter().enumerate() {
            memo.put(text, n);
            assert_eq!(memo.get(text), Some(n), "{text}");
        }
        let known = texts.iter().enumerate().filter(|(n, text)| {
            let known = memo.get(text);
            assert!(known.is_none_or(|known| known == *n), "{text}");
            known.is_some()
        });
        assert!(known.count() >= 128 + 50);
    }
}
