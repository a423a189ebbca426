//! What is said of a sheet as a whole.

use hub_standard::finding::{Finding, Place};
use hub_standard::stored::Record;

use super::ignored::Unchecked;
use super::{Checker, DetailSheet};
use crate::check::columns::slot_of;
use crate::check::notes::{of_rows, rows_in_words};
use crate::check::screen;
use crate::choices::Choices;

/// Says that a sheet has not every column that its rows need.
pub(super) fn not_read(sheet: &DetailSheet<'_>, place: Place) -> Finding {
    let missing = sheet.missing.join(", ");
    let said = format!(
        "We could not use {}, which looks like the sheet {} of the return: it has no column for {missing}. Add it and select the \
         file again, or go on without these rows.",
        named(sheet),
        sheet.record.sheet_name(),
    );
    Finding::of("details_not_read", place)
        .expected(missing)
        .said(said)
}

/// Says that there are two sheets of one kind, of which the first is used.
pub(crate) fn second_sheet(sheet: &DetailSheet<'_>) -> Finding {
    let place = Place {
        sheet: sheet.sheet.name.as_deref().map(screen::shown_name),
        ..Place::file()
    };
    let said = format!(
        "We did not use {}: another sheet has the {} too. Put all their rows in one sheet and select the file again.",
        named(sheet),
        sheet.record.sheet_name(),
    );
    Finding::of("details_not_read", place).said(said)
}

/// The sheet in words.
pub(super) fn named(sheet: &DetailSheet<'_>) -> String {
    let name = sheet.sheet.name.as_deref().map(screen::shown_name);
    format!("the sheet \"{}\"", name.unwrap_or_default())
}

/// So many of something.
pub(super) fn words(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

impl Checker<'_> {
    /// What is said when all rows were checked.
    pub(super) fn finish(
        &mut self,
        sheet: &DetailSheet<'_>,
        unchecked: &Unchecked,
        choices: &Choices,
    ) {
        // One finding for each sheet, since another has other columns.
        for finding in self.extra_fields.all() {
            self.findings.push(finding.clone());
        }
        if !choices.hidden_rows_left_out {
            unchecked.say_hidden(sheet, &self.places, self.findings);
        }
        if self.record == Record::Contacts {
            self.compare_contacts();
        }
        let said = format!(
            "We also read {} as {}: {} counted, {} left out.",
            named(sheet),
            sheet.record.sheet_name(),
            words(self.counts.counted, "row"),
            self.counts.left_out,
        );
        let place = self.places.sheet();
        self.findings
            .push(Finding::of("details_read", place).said(said));
        self.say_month_first(sheet);
        self.say_ignored(sheet);
        unchecked.say(sheet, &self.places, self.findings);
        self.say_unused(sheet);
    }

    /// Lists the rows that have nothing the matter and are not for this return.
    fn say_ignored(&mut self, sheet: &DetailSheet<'_>) {
        let earlier = of_rows("earlier_contacts_ignored", &self.places, &self.earlier);
        if let Some(finding) = earlier {
            let said = format!(
                "We did not count {} of earlier months in {}: they were for the returns of their months.",
                words(finding.count, "contact"),
                named(sheet)
            );
            self.findings.push(finding.said(said));
        }
        let over = of_rows("closed_before_month", &self.places, &self.over);
        if let Some(finding) = over {
            let said = format!(
                "We ignored {} of {}: the referral closed before the month.",
                rows_in_words(&self.over),
                named(sheet)
            );
            self.findings.push(finding.said(said));
        }
    }

    /// Says which columns were not used.
    fn say_unused(&mut self, sheet: &DetailSheet<'_>) {
        let unused = sheet.headings.columns.iter();
        let unused: Vec<String> = unused
            .filter(|column| slot_of(&column.role).is_none())
            .map(|column| format!("{} (\"{}\")", column.letter, column.heading))
            .collect();
        if unused.is_empty() {
            return;
        }
        let said = format!(
            "We did not use these columns of {}: {}.",
            named(sheet),
            unused.join(", ")
        );
        let place = self.places.sheet();
        self.findings
            .push(Finding::of("columns_not_used", place).said(said));
    }
}
