//! Rows of the other sheets that are no rows of the return: each is listed with why.

use hub_standard::finding::Finding;

use super::DetailSheet;
use super::said::{named, words};
use crate::check::collect::Findings;
use crate::check::ignored::RowKind;
use crate::check::notes::{hidden_rows, of_rows, rows_in_words};
use crate::check::place::Places;

/// The kinds of rows that are ignored, in the order in which they are said.
const KINDS: [RowKind; 5] = [
    RowKind::Total,
    RowKind::Note,
    RowKind::Example,
    RowKind::Headings,
    RowKind::Hidden,
];

/// The rows of a sheet that are not checked.
#[derive(Debug, Default)]
pub(super) struct Unchecked {
    /// Rows under the headings that are something else, in order.
    kinds: Vec<(u32, RowKind)>,
    n_titles: u32,
    n_blank: u32,
    /// Rows under the headings that are hidden, whether or not they are checked.
    hidden: Vec<u32>,
}

impl Unchecked {
    pub(super) fn of(sheet: &DetailSheet<'_>, kinds: Vec<(u32, RowKind)>) -> Self {
        let heading_row = sheet.headings.row;
        let mut unchecked = Self {
            kinds,
            ..Self::default()
        };
        let (mut n_below, mut last_row) = (0_u32, heading_row);
        for row in sheet.sheet.rows() {
            let number = row.number();
            if number <= heading_row {
                unchecked.n_titles += u32::from(number < heading_row);
                continue;
            }
            n_below += 1;
            last_row = number;
            if sheet.sheet.hidden_rows.binary_search(&number).is_ok() {
                unchecked.hidden.push(number);
            }
        }
        // Rows with nothing in them are on no list.
        unchecked.n_blank = last_row.saturating_sub(heading_row).saturating_sub(n_below);
        unchecked
    }

    /// How many rows are ignored unseen.
    pub(super) fn n_rows(&self) -> u32 {
        let n_kinds = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        self.n_titles
            .saturating_add(n_kinds)
            .saturating_add(self.n_blank)
    }

    /// Lists them. What they say is not shown: it may be about people, and the sender has the file.
    pub(super) fn say(
        &self,
        sheet: &DetailSheet<'_>,
        places: &Places<'_>,
        findings: &mut Findings,
    ) {
        let (heading_row, name) = (sheet.headings.row, named(sheet));
        if heading_row > 1 {
            let said = format!("We used row {heading_row} of {name} as the column headings.");
            let finding = Finding::of("title_rows_skipped", places.row(heading_row));
            findings.push(finding.said(said));
        }
        for kind in KINDS {
            let of_kind = self.kinds.iter().filter(|(_, other)| *other == kind);
            let numbers: Vec<u32> = of_kind.map(|(number, _)| *number).collect();
            let finding = kind.rule().and_then(|rule| of_rows(rule, places, &numbers));
            let Some(finding) = finding else { continue };
            let said = format!("{}: {} of {name}.", finding.title, rows_in_words(&numbers));
            let finding = match kind {
                // The rule's own words name the columns of Referrals.
                RowKind::Total => finding.fix(
                    "Nothing is needed. If it is no total, begin the row with its local_referral_id.",
                ),
                _ => finding,
            };
            findings.push(finding.said(said));
        }
        if self.n_blank > 0 {
            let mut finding = Finding::of("blank_rows_ignored", places.sheet());
            finding.count = self.n_blank;
            let said = format!("We ignored {} of {name}.", words(self.n_blank, "blank row"));
            findings.push(finding.said(said));
        }
    }

    /// As [`Self::say`], of a sheet without a row of the return. One that has its headings alone is as the template has it.
    pub(super) fn say_of_no_rows(
        &self,
        sheet: &DetailSheet<'_>,
        places: &Places<'_>,
        findings: &mut Findings,
    ) {
        if !self.kinds.is_empty() {
            self.say(sheet, places, findings);
        }
    }

    /// Says which rows are hidden and counted, and asks whether that is right.
    pub(super) fn say_hidden(
        &self,
        sheet: &DetailSheet<'_>,
        places: &Places<'_>,
        findings: &mut Findings,
    ) {
        if let Some(finding) = hidden_rows(&named(sheet), places, &self.hidden) {
            findings.push(finding);
        }
    }
}
