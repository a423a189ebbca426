//! The messages of one rule. Those that differ only by the column are one, which names all of them.

use hub_standard::finding::Finding;

/// The most messages of one rule.
const SAID_MAX: usize = 5;

/// What the findings of a rule say beyond its own words, and beyond what to do, which stands under its own heading.
pub(super) fn of<'f>(findings: impl Iterator<Item = &'f Finding>, fix: &str) -> Vec<String> {
    let mut messages: Vec<Message<'f>> = Vec::new();
    for message in findings.filter_map(|finding| Message::of(finding, fix)) {
        match messages.iter_mut().find(|other| other.is_like(&message)) {
            Some(other) => other.columns.extend(message.columns),
            None => messages.push(message),
        }
    }
    let said = messages.iter().take(SAID_MAX);
    said.map(Message::words).collect()
}

/// A message, in parts where it names a column that is not there.
struct Message<'f> {
    before: &'f str,
    columns: Vec<&'f str>,
    after: &'f str,
}

impl<'f> Message<'f> {
    /// The message of a finding that is about more than one place: of a cell, place and value stand in the table.
    fn of(finding: &'f Finding, fix: &str) -> Option<Self> {
        let (message, place) = (finding.message.as_str(), &finding.place);
        let is_of_cell = place.row.is_some() && message.starts_with(&place.to_string());
        let is_plain = message == Finding::of_code(&finding.code, place.clone())?.message;
        if is_of_cell || is_plain {
            return None;
        }
        let text = message.strip_suffix(fix).unwrap_or(message).trim_end();
        if text.is_empty() {
            return None;
        }
        let missing = place.header.as_deref().filter(|_| place.column.is_none());
        let parts = missing.and_then(|name| Some((name, text.split_once(name)?)));
        Some(match parts {
            // Between quotation marks stands one name and not several.
            Some((name, (before, after))) if !before.ends_with('"') => Self {
                before,
                columns: vec![name],
                after,
            },
            _ => Self {
                before: text,
                columns: Vec::new(),
                after: "",
            },
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        !self.columns.is_empty()
            && !other.columns.is_empty()
            && (self.before, self.after) == (other.before, other.after)
    }

    fn words(&self) -> String {
        let columns = match self.columns.as_slice() {
            [columns @ .., last] if !columns.is_empty() => {
                format!("{} and {last}", columns.join(", "))
            }
            columns => columns.concat(),
        };
        format!("{}{columns}{}", self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use hub_standard::finding::{Finding, Place};

    fn missing(column: &str) -> Finding {
        let place = Place {
            header: Some(column.to_owned()),
            ..Place::default()
        };
        let finding = Finding::of("column_missing", place);
        let said = format!("We could not find a column for {column}. {}", finding.fix);
        finding.said(said)
    }

    #[test]
    fn messages_that_differ_by_the_column_are_one_which_names_all_of_them() {
        let columns = [
            "sex",
            "age",
            "carer",
            "closed_date",
            "rural",
            "need",
            "lsoa",
        ];
        let findings = columns.map(missing);
        assert_eq!(
            super::of(findings.iter(), &findings[0].fix),
            ["We could not find a column for sex, age, carer, closed_date, rural, need and lsoa."]
        );
        assert_eq!(
            super::of(findings.iter().take(1), &findings[0].fix),
            ["We could not find a column for sex."]
        );
    }

    #[test]
    fn a_message_with_more_to_say_stays_its_own() {
        let near = Finding::of("column_missing", Place::column("C", "Sxe"))
            .said("We could not find a column for sex. The nearest heading is \"Sxe\" (column C).");
        let findings = [missing("age"), near, missing("lsoa")];
        assert_eq!(
            super::of(findings.iter(), &findings[0].fix),
            [
                "We could not find a column for age and lsoa.",
                "We could not find a column for sex. The nearest heading is \"Sxe\" (column C)."
            ]
        );
    }

    #[test]
    fn a_rules_own_words_are_not_said_twice() {
        let plain = Finding::of("column_missing", Place::file());
        assert!(super::of([&plain].into_iter(), &plain.fix).is_empty());
    }
}
