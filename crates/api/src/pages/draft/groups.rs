//! Findings of one rule as one problem of the page.

use std::collections::BTreeSet;

use hub_standard::finding::{Finding, Severity};
use hub_ui::view::{Place, ProblemGroup};

use super::said;
use crate::pages::words;

/// Findings of one rule together, in the order of the findings.
pub(super) fn groups(findings: &[&Finding], ticked: &BTreeSet<String>) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    for finding in findings {
        let places = places(finding);
        let leaves_out = if finding.severity == Severity::Record {
            finding.count
        } else {
            0
        };
        if let Some(group) = groups.iter_mut().find(|group| group.code == finding.code) {
            group.count = group.count.saturating_add(finding.count);
            group.rows_left_out = group.rows_left_out.saturating_add(leaves_out);
            group.places.extend(places);
            continue;
        }
        groups.push(ProblemGroup {
            code: finding.code.clone(),
            title: finding.title.clone(),
            said: Vec::new(),
            why: finding.why.clone(),
            fix: finding.fix.clone(),
            count: finding.count,
            rows_left_out: leaves_out,
            places,
            ticked: ticked.contains(&finding.code),
        });
    }
    for group in &mut groups {
        let own = findings.iter().filter(|finding| finding.code == group.code);
        group.said = said::of(own.copied(), &group.fix);
        group
            .places
            .sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
        // One cell of a row has one finding, so within a rule places are rows unless a rule looks at many columns.
        let rows: BTreeSet<(&str, Option<u32>)> = group
            .places
            .iter()
            .map(|place| (place.sheet.as_str(), place.row))
            .collect();
        if group.rows_left_out > 0 && usize::try_from(group.count) == Ok(group.places.len()) {
            group.rows_left_out = u32::try_from(rows.len()).unwrap_or(group.count);
        }
    }
    groups
}

/// The place of a finding and those it was found at too, each with its own value.
pub(crate) fn places(finding: &Finding) -> Vec<Place> {
    // A column of which the cells are named is not named besides.
    let has_rows = finding.more_places.iter().any(|place| place.row.is_some());
    let named = finding
        .places()
        .filter(|at| at.place.row.is_some() || !has_rows);
    named
        .map(|at| Place {
            sheet: at.place.sheet.clone().unwrap_or_default(),
            row: at.place.row,
            column: at.place.column.clone().unwrap_or_default(),
            header: at.place.header.clone().unwrap_or_default(),
            found: at.found.unwrap_or_default().to_owned(),
            expected: at.expected.unwrap_or_default().to_owned(),
        })
        .collect()
}

/// "One cause explains most of these", when it does.
pub(super) fn top_cause(fix: &[ProblemGroup]) -> Option<String> {
    let total: u32 = fix
        .iter()
        .map(|group| group.count)
        .fold(0, u32::saturating_add);
    let first = fix.first().filter(|_| fix.len() > 1)?;
    (total >= 20 && first.count.saturating_mul(2) > total).then(|| {
        format!(
            "One cause explains {} of these {}: {}.",
            words::thousands(first.count.into()),
            words::thousands(total.into()),
            first.title
        )
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hub_standard::finding::{Finding, Place};

    /// So many impossible dates, one a row.
    fn impossible_dates(first_row: u32, rows: u32) -> Finding {
        let mut finding = Finding::of("date_impossible", Place::row(first_row));
        for row in first_row + 1..first_row + rows {
            finding.also(Place::row(row));
        }
        finding
    }

    #[test]
    fn findings_of_one_rule_leave_out_the_rows_of_all_of_them() {
        let (some, more) = (impossible_dates(2, 60), impossible_dates(100, 70));
        let groups = super::groups(&[&some, &more], &BTreeSet::new());
        assert_eq!(groups.len(), 1);
        assert_eq!((groups[0].count, groups[0].rows_left_out), (130, 130));
    }
}
