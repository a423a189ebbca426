//! The boards of one edition, and which edition is in force when.

use hub_standard::{AreaCode, Month};
use jiff::civil::Date;

use crate::{
    edition::{Edition, Geography},
    model::{Icb, Succession},
    reference::Reference,
};

/// The ICBs of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Boards {
    pub(crate) edition: Edition,
    pub(crate) icbs: Vec<Icb>,
}

impl Boards {
    /// The first two editions. The first begins with its first ICB, the other on the day of the first successions.
    pub(crate) fn first_two(
        before: Vec<Icb>,
        next: Vec<Icb>,
        successions: &[Succession],
    ) -> Vec<Self> {
        let first_day = before.iter().map(|icb| icb.valid_from).min();
        let changed = successions.iter().map(|step| step.date).min();
        let next_day = changed.or_else(|| next.iter().map(|icb| icb.valid_from).max());
        [(first_day, before), (next_day, next)]
            .into_iter()
            .map(|(day, icbs)| Self {
                edition: Edition::beginning(day.unwrap_or(Date::MIN)),
                icbs,
            })
            .collect()
    }

    /// The newest edition that has begun on a day; before all of them the first.
    pub(crate) fn on(all: &[Self], day: Date) -> Edition {
        let begun = all
            .iter()
            .rev()
            .find(|boards| boards.edition.first_day() <= day);
        begun
            .or_else(|| all.first())
            .map_or(Edition::beginning(Date::MIN), |boards| boards.edition)
    }
}

impl Reference {
    /// The editions of the ICBs that are known, oldest first, with those that are yet to begin.
    pub fn editions(&self) -> Vec<Edition> {
        let all = self.parts.editions.iter();
        all.map(|boards| boards.edition).collect()
    }

    /// The edition that areas "as they are now" are of: the newest, or of [`Reference::on`] the newest on that day.
    pub fn now(&self) -> Edition {
        self.now
    }

    /// The first edition.
    pub fn first_edition(&self) -> Edition {
        Boards::on(&self.parts.editions, Date::MIN)
    }

    /// The newest edition that is known, which may be yet to begin.
    pub fn newest_edition(&self) -> Edition {
        Boards::on(&self.parts.editions, Date::MAX)
    }

    /// The edition in force in a month.
    pub fn edition_at(&self, month: Month) -> Edition {
        Boards::on(&self.parts.editions, month.first_day())
    }

    /// The edition that a geography uses for a month.
    pub fn edition_of(&self, geography: Geography, month: Month) -> Edition {
        match geography {
            Geography::AsNow => self.now,
            Geography::AsWas => self.edition_at(month),
        }
    }

    /// The ICB of now that has all of an ICB's area: itself, or the one that it became part of. None for an ICB whose area
    /// is in several now, and for one that is not known or is yet to begin.
    pub fn board_now(&self, code: &str) -> Option<&AreaCode> {
        if let Some(own) = self.icb_in(self.now, code) {
            return Some(&own.code);
        }
        let begun = self.editions().into_iter().rev();
        let last = begun
            .filter(|edition| *edition < self.now)
            .find(|edition| self.icb_in(*edition, code).is_some())?;
        let mut boards = self
            .atoms()
            .iter()
            .filter(|atom| atom.icb(last).as_str() == code)
            .map(|atom| &atom.now);
        let only = boards.next()?;
        boards.all(|board| board == only).then_some(only)
    }
}
