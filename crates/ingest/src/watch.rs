//! How far a check has come, for whoever waits for its answer.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// What a check has done of a file, in the order in which it does it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckStage {
    /// The file is here: it waits for its turn, or is being opened.
    #[default]
    Received,
    /// Its cells were read.
    Opened,
    /// Its headings were found, and so what each column holds.
    ColumnsFound,
    /// Each of its rows was checked.
    RowsChecked,
}

impl CheckStage {
    fn number(self) -> u8 {
        match self {
            Self::Received => 0,
            Self::Opened => 1,
            Self::ColumnsFound => 2,
            Self::RowsChecked => 3,
        }
    }

    fn of(number: u8) -> Self {
        match number {
            0 => Self::Received,
            1 => Self::Opened,
            2 => Self::ColumnsFound,
            _ => Self::RowsChecked,
        }
    }
}

/// Where one check stands. The door writes it while it checks, and others may read it at any time.
///
/// It knows a stage and a number of rows: nothing of what is in the file, and nothing of what was found. A check that stops
/// early leaves it where it stopped.
#[derive(Debug, Default)]
pub struct Watch {
    stage: AtomicU8,
    rows: AtomicU32,
}

impl Watch {
    /// The last stage that was reached.
    #[must_use]
    pub fn stage(&self) -> CheckStage {
        CheckStage::of(self.stage.load(Ordering::Acquire))
    }

    /// How many rows under the headings of all sheets of the return were checked so far.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows.load(Ordering::Relaxed)
    }

    /// A stage is reached. Whoever reads it then reads all rows that were checked before.
    pub(crate) fn reach(&self, stage: CheckStage) {
        self.stage.store(stage.number(), Ordering::Release);
    }

    /// One more row was checked.
    pub(crate) fn row(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_reads_back_and_none_is_before_the_one_that_it_follows() {
        let watch = Watch::default();
        assert_eq!((watch.stage(), watch.rows()), (CheckStage::Received, 0));
        let stages = [
            CheckStage::Received,
            CheckStage::Opened,
            CheckStage::ColumnsFound,
            CheckStage::RowsChecked,
        ];
        assert!(stages.is_sorted());
        for stage in stages {
            watch.reach(stage);
            assert_eq!(watch.stage(), stage);
        }
    }
}
