//! What only all rows together tell, found before any of them is checked.

use ahash::RandomState;

use super::columns::{Headings, slot_of};
use super::context::{Context, Whose};
use super::duplicates::References;
use super::ignored::{RowKind, kind_of};
use super::month::Dates;
use super::place::Places;
use super::rows::FieldCounts;
use super::screen::Screen;
use super::slots;
use crate::anonymise::Identities;
use crate::choices::Choices;
use crate::clock::Clock;
use crate::read::Refusal;
use crate::read::text::{self, How};
use crate::sheet::Row;
use crate::table::{Part, Table};
use crate::upload::{Limits, Upload};

/// Looks through rows, one part of the sheet after another.
pub(crate) struct Surveyor<'a> {
    pub(crate) upload: &'a Upload,
    pub(crate) headings: &'a Headings,
    pub(crate) places: &'a Places<'a>,
    pub(crate) context: Context<'a>,
    pub(crate) from_1904: bool,
    /// One seed for all parts, so that equal rows have equal hashes.
    pub(crate) seed: &'a RandomState,
    pub(crate) identities: Identities,
    pub(crate) clock: Clock,
}

impl std::fmt::Debug for Surveyor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surveyor").finish_non_exhaustive()
    }
}

/// What was seen of the rows so far.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) layout: RowsSeen,
    pub(crate) screen: Screen,
    pub(crate) whose: Whose,
    pub(crate) dates: Dates,
    pub(crate) references: References,
    pub(crate) fields: FieldCounts,
    pub(crate) how: How,
}

/// Which rows there are.
#[derive(Debug, Default)]
pub(crate) struct RowsSeen {
    /// Rows above the headings, and rows below them, with something in them.
    pub(crate) n_titles: u32,
    pub(crate) n_below: u32,
    pub(crate) last_row: u32,
    /// The rows that are no referrals, in order.
    pub(crate) kinds: Vec<(u32, RowKind)>,
    /// The first row of each kind that is no referral, and what it says.
    pub(crate) texts: Vec<(RowKind, Option<String>)>,
    /// Rows below the headings that are hidden.
    pub(crate) hidden: Vec<u32>,
    /// Cells that lost spaces.
    pub(crate) tidied: u32,
    /// Cells, and bytes of their text.
    pub(crate) n_cells: usize,
    pub(crate) text_bytes: usize,
}

impl Surveyor<'_> {
    /// Looks through a part.
    pub(crate) fn look(&mut self, part: &Part<'_>) -> Survey {
        let mut survey = Survey::blank(self.places, self.upload, self.from_1904);
        if let Some(how) = part.how {
            // The sheet is the part's own.
            survey.how = how.clone();
            survey.layout.tidied = part.sheet.tidied;
            survey.layout.n_cells = part.sheet.n_cells();
            survey.layout.text_bytes = part.sheet.text_bytes();
        }
        for row in part.rows() {
            if self.clock.is_over() {
                break;
            }
            survey.layout.last_row = row.number();
            if row.number() <= self.headings.row {
                survey.layout.n_titles += u32::from(row.number() < self.headings.row);
                continue;
            }
            survey.layout.n_below += 1;
            let is_hidden = part.sheet.hidden_rows.binary_search(&row.number()).is_ok();
            if is_hidden {
                survey.layout.hidden.push(row.number());
            }
            match kind(&row, self.headings, &self.upload.choices, is_hidden) {
                RowKind::Referral => self.referral(&row, &mut survey),
                kind => survey.layout.other(&row, kind, self.headings),
            }
        }
        survey
    }

    fn referral(&mut self, row: &Row<'_>, survey: &mut Survey) {
        let number = row.number();
        for (index, value) in row.cells() {
            let column = self.headings.column_at(index);
            let slot = column.and_then(|column| slot_of(&column.role));
            survey.screen.look(number, index, slot, value);
            let Some(slot) = slot else { continue };
            survey.dates.look(number, slot, value);
            if slot == slots::REFERRAL_ID
                && let Ok(key) = self.identities.count_referral(value)
            {
                survey.references.add(row, key, self.seed);
            }
        }
        survey.whose.look(&self.context, row);
        survey.references.mark(row, &self.context);
        survey.fields.look(row);
    }
}

/// What a row below the headings is.
pub(crate) fn kind(
    row: &Row<'_>,
    headings: &Headings,
    choices: &Choices,
    is_hidden: bool,
) -> RowKind {
    match kind_of(row, headings) {
        RowKind::Referral if is_hidden && choices.hidden_rows_left_out => RowKind::Hidden,
        kind => kind,
    }
}

impl Survey {
    /// Nothing was seen yet.
    pub(crate) fn blank(places: &Places<'_>, upload: &Upload, from_1904: bool) -> Self {
        Self {
            layout: RowsSeen::default(),
            screen: Screen::default(),
            whose: Whose::default(),
            dates: Dates::new(places, upload, from_1904),
            references: References::default(),
            fields: FieldCounts::default(),
            how: How::default(),
        }
    }

    /// Whether there is no more than the limits allow.
    pub(crate) fn within(&self, table: &Table<'_>, limits: &Limits) -> Result<(), Refusal> {
        let seen = &self.layout;
        text::cells_within(seen.n_cells, seen.text_bytes, limits)?;
        let n_rows = usize::try_from(seen.n_titles.saturating_add(seen.n_below));
        let name = table.head().name.as_deref();
        let within = text::rows_within(n_rows.unwrap_or(usize::MAX), name, limits);
        within.map_err(|refusal| table.with_all_rows(refusal))
    }

    /// Adds what was seen of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        self.layout.extend(later.layout);
        self.screen.extend(later.screen);
        self.whose.extend(later.whose);
        self.dates.extend(later.dates);
        self.references.extend(later.references);
        self.fields.extend(later.fields);
        self.how.add(&later.how);
    }
}

impl RowsSeen {
    fn other(&mut self, row: &Row<'_>, kind: RowKind, headings: &Headings) {
        self.kinds.push((row.number(), kind));
        if self.texts.iter().all(|(known, _)| *known != kind) {
            let text = super::notes::text_of_ignored(row, kind, headings);
            self.texts.push((kind, text));
        }
    }

    fn extend(&mut self, later: Self) {
        self.n_titles += later.n_titles;
        self.n_below += later.n_below;
        self.last_row = self.last_row.max(later.last_row);
        self.kinds.extend(later.kinds);
        for (kind, text) in later.texts {
            if self.texts.iter().all(|(known, _)| *known != kind) {
                self.texts.push((kind, text));
            }
        }
        self.hidden.extend(later.hidden);
        self.tidied = self.tidied.saturating_add(later.tidied);
        self.n_cells = self.n_cells.saturating_add(later.n_cells);
        self.text_bytes = self.text_bytes.saturating_add(later.text_bytes);
    }

    /// What the first row of a kind says.
    pub(crate) fn text_of(&self, kind: RowKind) -> Option<&str> {
        let mut texts = self.texts.iter();
        texts
            .find(|(known, _)| *known == kind)
            .and_then(|(_, text)| text.as_deref())
    }

    /// Rows that are no referrals: those above the headings, those that were told apart, and blank ones.
    pub(crate) fn n_blank(&self, heading_row: u32) -> u32 {
        self.last_row
            .saturating_sub(heading_row)
            .saturating_sub(self.n_below)
    }
}
