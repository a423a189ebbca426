use hub_standard::finding::{Finding, Place as FoundAt, Severity};
use hub_standard::rule;

use super::returns::{Change, Place, ProblemGroup};

/// Names of the rules whose notes tell of something that was not used. All other notes tell of something that was changed.
const NOT_USED: &[&str] = &[
    "blank_columns_ignored",
    "blank_rows_ignored",
    "closed_before_month",
    "columns_not_used",
    "example_row_ignored",
    "macros_ignored",
    "note_row_ignored",
    "repeated_headings_ignored",
    "title_rows_skipped",
    "total_row_ignored",
];

/// The findings of a check in the sections of S7.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sections {
    /// Problems: of the file first, then of rows, most places first.
    pub fix: Vec<ProblemGroup>,
    /// Warnings, most places first.
    pub check: Vec<ProblemGroup>,
    /// What was changed.
    pub changed: Vec<Change>,
    /// What was not used.
    pub not_used: Vec<Change>,
}

impl Sections {
    /// Sorts findings into sections, one group for each rule.
    ///
    /// A finding knows what stood at its first place only; its further places have no "found".
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut sections = Self::default();
        for severity in [Severity::File, Severity::Record] {
            let of_severity = findings
                .iter()
                .filter(|finding| finding.severity == severity);
            sections
                .fix
                .extend(grouped(of_severity, severity == Severity::Record));
        }
        sections.check = grouped(
            findings
                .iter()
                .filter(|finding| finding.severity == Severity::Warning),
            false,
        );
        for note in findings
            .iter()
            .filter(|finding| finding.severity == Severity::Note)
        {
            let is_unused =
                rule::get(&note.code).is_some_and(|rule| NOT_USED.contains(&rule.name.as_str()));
            let section = if is_unused {
                &mut sections.not_used
            } else {
                &mut sections.changed
            };
            section.push(change(note));
        }
        sections
    }
}

fn grouped<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    leaves_rows_out: bool,
) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    for finding in findings {
        let position = groups.iter().position(|group| group.code == finding.code);
        let group = match position.and_then(|position| groups.get_mut(position)) {
            Some(group) => group,
            None => groups.push_mut(ProblemGroup {
                code: finding.code.clone(),
                title: finding.title.clone(),
                why: finding.why.clone(),
                fix: finding.fix.clone(),
                ..ProblemGroup::default()
            }),
        };
        group.count = group.count.saturating_add(finding.count);
        group.places.extend(places(finding));
    }
    for group in &mut groups {
        group.places.sort_by_key(|place| place.row);
        if leaves_rows_out {
            group.rows_left_out = rows_left_out(group);
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

/// Rows of a group, if all its places are known; otherwise 0, and the page does not say a number.
fn rows_left_out(group: &ProblemGroup) -> u32 {
    if u32::try_from(group.places.len()) != Ok(group.count) {
        return 0;
    }
    let mut rows: Vec<_> = group
        .places
        .iter()
        .map(|place| (place.sheet.as_str(), place.row))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

fn places(finding: &Finding) -> impl Iterator<Item = Place> {
    let expected = finding.expected.clone().unwrap_or_default();
    let first = place(
        &finding.place,
        finding.found.clone().unwrap_or_default(),
        expected.clone(),
    );
    let more = finding
        .more_places
        .iter()
        .map(move |at| place(at, String::new(), expected.clone()));
    // A finding about the file as a whole has no place to point at.
    std::iter::once(first)
        .chain(more)
        .filter(|place| *place != Place::default())
}

fn place(at: &FoundAt, found: String, expected: String) -> Place {
    Place {
        sheet: at.sheet.clone().unwrap_or_default(),
        row: at.row,
        column: at.column.clone().unwrap_or_default(),
        header: at.header.clone().unwrap_or_default(),
        found,
        expected,
    }
}

/// The message says it all; the title is left out where the message repeats it.
fn change(note: &Finding) -> Change {
    let repeats = note
        .message
        .to_lowercase()
        .contains(&note.title.to_lowercase());
    Change {
        title: if repeats {
            String::new()
        } else {
            note.title.clone()
        },
        detail: note.message.clone(),
        count: if note.count > 1 { note.count } else { 0 },
        examples: Vec::new(),
    }
}
