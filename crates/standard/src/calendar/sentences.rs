//! What people are told about deadlines. Pages, API and commands all take their words from here.

use jiff::civil::Date;

use super::bank_holidays::Basis;
use super::figures::Figures;
use super::month_windows::{MonthWindows, Stage};
use super::window::Window;
use crate::ids::Month;

/// A day in words: "4 March 2026".
pub fn date_words(day: Date) -> String {
    format!("{} {}", day.day(), Month::of(day).words())
}

impl MonthWindows {
    /// Where the month stands, in brief: "Open: 9 days left".
    pub fn standing(&self, today: Date) -> String {
        match self.stage(today) {
            Stage::NotYetOpen => format!("Opens on {}", date_words(self.primary.opens)),
            Stage::Open => match self.primary.days_left(today) {
                0 => "Open: last day today".to_owned(),
                1 => "Open: 1 day left".to_owned(),
                n => format!("Open: {n} days left"),
            },
            Stage::Provisional => {
                let until = date_words(self.refresh.closes);
                format!("Provisional: can still be sent again until {until}")
            }
            Stage::Final => format!("Final since {}", date_words(self.refresh.closes)),
        }
    }

    /// What is due, for a month that nothing has come for: "October 2026 is due in 9 days, on 13 November 2026."
    pub fn deadline(&self, today: Date) -> String {
        let name = self.month.words();
        let due = date_words(self.primary.closes);
        let was_due = format!("{name} was due on {due}. You can still send it.");
        let sentence = match self.stage(today) {
            Stage::NotYetOpen => {
                let opens = date_words(self.primary.opens);
                format!("{name} can be sent from {opens} and is due on {due}.")
            }
            Stage::Open => match self.primary.days_left(today) {
                0 => format!("{name} is due today, {due}, by the end of the day."),
                1 => format!("{name} is due tomorrow, {due}."),
                n => format!("{name} is due in {n} days, on {due}."),
            },
            Stage::Provisional => format!(
                "{was_due} It is late for the provisional figures, and counts for the final ones if you submit it by {}.",
                date_words(self.refresh.closes)
            ),
            Stage::Final => format!(
                "{was_due} Its figures are final since {}, so that it counts as a correction.",
                date_words(self.refresh.closes)
            ),
        };
        self.with_caution(sentence, today)
    }

    /// What a return that is sent on a day counts for: "The provisional figures, which close at the end of 13 November
    /// 2026".
    pub fn counts_for(&self, sent: Date) -> String {
        let close = |window: &Window| date_words(window.closes);
        match self.figures(sent) {
            Figures::Provisional => format!(
                "The provisional figures, which close at the end of {}",
                close(&self.primary)
            ),
            Figures::Final => format!(
                "The final figures, which close at the end of {}",
                close(&self.refresh)
            ),
            Figures::Correction => format!(
                "A correction: the figures are final since {}",
                close(&self.refresh)
            ),
        }
    }

    /// What it means that a return is late, and what to do; none for a return in time.
    pub fn lateness(&self, sent: Date, was_in_at_first_close: bool) -> Option<String> {
        if !self.is_late(sent, was_in_at_first_close) {
            return None;
        }
        let name = self.month.words();
        let sentence = match self.figures(sent) {
            Figures::Correction => format!(
                "The figures for {name} are final since {}. A return that comes after that is kept as a correction and takes \
                 the place of any earlier one. Figures that are published stay as they are; a later release changes them only \
                 where the returns of enough people changed. If the figures must be put right at once, tell the operator of \
                 this hub.",
                date_words(self.refresh.closes)
            ),
            Figures::Provisional | Figures::Final => format!(
                "{name} was due on {}, so that this return is late for the provisional figures. It counts for the final \
                 figures, which close on {}. Being late changes nothing else.",
                date_words(self.primary.closes),
                date_words(self.refresh.closes)
            ),
        };
        Some(sentence)
    }

    /// What becomes of a return that was submitted on a day, as sentences: which one counts at the close, and until when it
    /// can be sent again.
    pub fn what_happens_next(&self, sent: Date, today: Date) -> Vec<String> {
        let last_wins = |window: &Window, figures: &str| {
            format!(
                "What counts for the {figures} figures is the last return that you submit by the end of {}. What is \
                 checked and not submitted changes nothing.",
                date_words(window.closes)
            )
        };
        let mut sentences = Vec::new();
        match self.stage(today) {
            Stage::NotYetOpen | Stage::Open => {
                sentences.push(last_wins(&self.primary, "provisional"));
                sentences.push(format!(
                    "After that you can send it again until {}, for the final figures.",
                    date_words(self.refresh.closes)
                ));
            }
            Stage::Provisional => sentences.push(last_wins(&self.refresh, "final")),
            Stage::Final if self.figures(sent) != Figures::Correction => sentences.push(format!(
                "The figures for {} are final since {}.",
                self.month.words(),
                date_words(self.refresh.closes)
            )),
            // Its lateness says it.
            Stage::Final => {}
        }
        sentences
    }

    /// Why no return can be sent for the month yet, and what to do.
    pub fn not_yet_open(&self, today: Date) -> String {
        let now = Window::taking(today);
        let name = self.month.words();
        let opens = date_words(self.primary.opens);
        format!(
            "Returns for {name} can be sent from {opens}. The window that is open now takes {} and {}: choose one of them, or keep \
             this file until then.",
            now.primary.words(),
            now.refresh.words()
        )
    }

    /// Why a return can no longer be withdrawn, and what to do instead.
    pub fn no_withdrawal(&self) -> String {
        format!(
            "The figures for {} are final since {}, so that its return can no longer be withdrawn. If it is wrong, send a \
             corrected file, or say that there is nothing to report: it takes the place of this one.",
            self.month.words(),
            date_words(self.refresh.closes)
        )
    }

    /// Adds that a date may move, where it rests on bank holidays that were not announced.
    fn with_caution(&self, sentence: String, today: Date) -> String {
        let is_past = self.stage(today) == Stage::Final;
        if is_past || self.basis() == Basis::Announced {
            return sentence;
        }
        format!(
            "{sentence} The date is expected and may move by a day: this hub does not know the bank holidays of that year yet."
        )
    }
}
