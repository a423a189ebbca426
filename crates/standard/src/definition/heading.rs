//! Which item a heading means.

use std::collections::HashMap;

use super::Item;
use crate::codes::{Pairs, normalise};

const NEAREST_MAX: usize = 3;
/// Headings that share fewer of their pairs of letters, of 100, only look alike by chance.
const CLOSE_ENOUGH: u32 = 45;

/// The item that a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderMatch<'a> {
    /// The item.
    pub item: &'a Item,
    /// Which of its columns, from 1; always 1 for an item that has only one.
    pub position: u8,
    /// Whether the heading is the canonical one (in whatever case and spacing), so that nothing need be said about it.
    pub is_canonical: bool,
}

/// Small letters and digits only, so that "Date of  Referral*", "date_of_referral" and "DateOfReferral" are equal.
pub fn normalise_header(header: &str) -> String {
    normalise(header)
}

/// Every normalised heading of some items, with the item's place among them and the column's position.
#[derive(Debug, Clone, Default)]
pub(super) struct Headings(HashMap<String, Heading>);

#[derive(Debug, Clone, Copy)]
struct Heading {
    item_idx: usize,
    position: u8,
    is_canonical: bool,
}

impl Headings {
    /// Collects the headings. The first item that has a heading keeps it; that no two items share one is tested.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut headings = HashMap::new();
        for (item_idx, item) in items.iter().enumerate() {
            for (canonical, position) in item.columns().zip(1..) {
                let heading = Heading {
                    item_idx,
                    position,
                    is_canonical: true,
                };
                headings
                    .entry(normalise_header(&canonical))
                    .or_insert(heading);
            }
        }
        for (item_idx, item) in items.iter().enumerate() {
            for (words, position) in item.other_headings() {
                let heading = Heading {
                    item_idx,
                    position,
                    is_canonical: false,
                };
                headings.entry(normalise_header(&words)).or_insert(heading);
            }
        }
        headings.remove("");
        Self(headings)
    }

    /// The item among `items` that a heading means.
    pub(super) fn find<'a>(&self, items: &'a [Item], header: &str) -> Option<HeaderMatch<'a>> {
        // Remarks in brackets, as in "Referral date (dd/mm/yyyy)", are left out only when the whole means nothing.
        let whole = self.0.get(&normalise_header(header));
        let found = whole.or_else(|| self.0.get(&normalise_header(&without_brackets(header))))?;
        let Heading {
            item_idx,
            position,
            is_canonical,
        } = *found;
        items.get(item_idx).map(|item| HeaderMatch {
            item,
            position,
            is_canonical,
        })
    }
}

impl Item {
    /// Headings that mean the item besides the canonical ones, with the position of the column from 1.
    pub fn other_headings(&self) -> Vec<(String, u8)> {
        let mut headings = Vec::new();
        for words in self.synonyms.iter().chain([&self.id, &self.title]) {
            headings.push((words.clone(), 1));
            if self.repeat > 1 {
                headings.extend((1..=self.repeat).map(|n| (format!("{words} {n}"), n)));
            }
        }
        for (words, position) in self.numbered_synonyms.iter().zip(1..) {
            headings.extend(words.iter().map(|words| (words.clone(), position)));
        }
        headings
    }
}

pub(super) fn nearest<'h>(item: &Item, given: &[&'h str]) -> Vec<&'h str> {
    let words: Vec<Pairs> = item
        .other_headings()
        .iter()
        .map(|(words, _)| Pairs::of(words))
        .collect();
    let mut scored: Vec<(u32, &str)> = given
        .iter()
        .map(|header| {
            let header_pairs = Pairs::of(header);
            (
                words
                    .iter()
                    .map(|word| word.closeness(&header_pairs))
                    .max()
                    .unwrap_or(0),
                *header,
            )
        })
        .filter(|(score, _)| *score >= CLOSE_ENOUGH)
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored
        .into_iter()
        .take(NEAREST_MAX)
        .map(|(_, header)| header)
        .collect()
}

fn without_brackets(header: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in header.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
