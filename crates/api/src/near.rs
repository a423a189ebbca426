//! Names near to one that is not there.

use hub_release::TableInfo;
use strsim::levenshtein;

/// Most names that are offered.
const NAMES_MAX: usize = 3;
/// A shorter name is part of too many others.
const PART_CHARS_MIN: usize = 3;
/// Longer ones are no name of ours.
const NAME_CHARS_MAX: usize = 60;

/// What the engine says it does not know.
#[derive(Debug, PartialEq, Eq)]
enum Unknown<'a> {
    Column(&'a str),
    Table(&'a str),
}

/// "Did you mean month or months?"; none where nothing is near.
pub(crate) fn question(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("Did you mean {}?", names.join(" or ")))
}

/// The names that may have been meant, where a refusal is about an unknown one.
pub(crate) fn names(words: &str, sql: &str, tables: &[TableInfo]) -> Vec<String> {
    match unknown(words) {
        None => Vec::new(),
        Some(Unknown::Table(name)) => {
            let known = tables.iter().map(|table| table.name.as_str());
            let near = nearest(name, known);
            near.iter().map(|name| format!("hub.{name}")).collect()
        }
        Some(Unknown::Column(name)) => {
            let named = |table: &&TableInfo| sql.contains(table.name.as_str());
            // Columns of the tables that the query names come first; without any, all may be meant.
            let is_any_named = tables.iter().any(|table| named(&table));
            let columns = tables
                .iter()
                .filter(|table| !is_any_named || named(table))
                .flat_map(|table| table.schema.fields().iter())
                .map(|field| field.name().as_str());
            let near = nearest(name, columns);
            near.into_iter().map(str::to_owned).collect()
        }
    }
}

fn unknown(words: &str) -> Option<Unknown<'_>> {
    if let Some((_, rest)) = words.split_once("No field named ") {
        let name = rest.split_whitespace().next()?;
        return Some(Unknown::Column(last_part(name.trim_end_matches('.'))));
    }
    let (_, rest) = words.split_once("table '")?;
    let (name, _) = rest.split_once("' not found")?;
    Some(Unknown::Table(last_part(name)))
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim_matches('"')
}

fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let n_chars = wanted.chars().count();
    if n_chars > NAME_CHARS_MAX {
        return Vec::new();
    }
    let far = (n_chars / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = known
        .filter_map(|name| {
            let is_part = (n_chars >= PART_CHARS_MIN && name.contains(&wanted))
                || (name.len() >= PART_CHARS_MIN && wanted.contains(name));
            let steps = levenshtein(&wanted, name);
            (is_part || steps <= far).then_some((steps, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(NAMES_MAX);
    near.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{Unknown, nearest, unknown};

    #[test]
    fn near_names_come_first_and_far_ones_not_at_all() {
        let known = ["icb", "icb_as_was", "month", "sex", "age_band"];
        let near = |wanted: &str| nearest(wanted, known.into_iter());
        assert_eq!(near("icbs"), ["icb"]);
        assert_eq!(near("ICB"), ["icb", "icb_as_was"]);
        assert_eq!(near("referral_month"), ["month"]);
        assert_eq!(near("age"), ["age_band"]);
        assert!(near("postcode").is_empty());
        assert!(nearest("a", ["bb", "b", "c", "d", "e"].into_iter()).len() <= 3);
    }

    #[test]
    fn the_unknown_name_is_read_from_the_words_of_the_engine() {
        let cases = [
            ("No field named icbs.", Some(Unknown::Column("icbs"))),
            (
                "No field named r.\"Sexx\". Valid fields are r.sex.",
                Some(Unknown::Column("Sexx")),
            ),
            (
                "table 'hub.referals' not found",
                Some(Unknown::Table("referals")),
            ),
            ("rows about people cannot be read", None),
        ];
        for (words, expected) in cases {
            assert_eq!(unknown(words), expected, "{words}");
        }
    }
}
