//! A defect as data: a file, what is said of it, and what mends it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use hub_standard::finding::{Finding, Severity};
use hub_standard::ids::Month;
use hub_standard::rule;

use super::doors::{File, Sending, Told, by_every_door};
use super::hub::{Hub, service_of};
use super::table::month;

/// So many cases of a section are tried at a time.
const AT_A_TIME: usize = 4;

/// A finding that must be there.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// Name or code of its rule.
    rule: &'static str,
    severity: Severity,
    sheet: Option<&'static str>,
    row: Option<u32>,
    column: Option<&'static str>,
    count: Option<u32>,
    says: Vec<String>,
    offers: Vec<String>,
}

/// The whole file cannot be used.
pub(crate) fn file(rule: &'static str) -> Expected {
    Expected::new(rule, Severity::File)
}

/// A row is left out.
pub(crate) fn record(rule: &'static str) -> Expected {
    Expected::new(rule, Severity::Record)
}

/// It counts, once the sender has looked.
pub(crate) fn warning(rule: &'static str) -> Expected {
    Expected::new(rule, Severity::Warning)
}

/// What was changed or ignored.
pub(crate) fn note(rule: &'static str) -> Expected {
    Expected::new(rule, Severity::Note)
}

impl Expected {
    fn new(rule: &'static str, severity: Severity) -> Self {
        Self {
            rule,
            severity,
            sheet: None,
            row: None,
            column: None,
            count: None,
            says: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// On the sheet that most workbooks here have.
    pub(crate) fn on_sheet(self) -> Self {
        self.sheet("Referrals")
    }

    pub(crate) fn sheet(mut self, name: &'static str) -> Self {
        self.sheet = Some(name);
        self
    }

    pub(crate) fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn column(mut self, letter: &'static str) -> Self {
        self.column = Some(letter);
        self
    }

    /// So many times.
    pub(crate) fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// Its message has these words.
    pub(crate) fn says(mut self, words: impl Into<String>) -> Self {
        self.says.push(words.into());
        self
    }

    /// What it expects instead has these words.
    pub(crate) fn offers(mut self, words: impl Into<String>) -> Self {
        self.offers.push(words.into());
        self
    }

    fn code(&self) -> &'static str {
        let found = rule::get(self.rule).or_else(|| rule::named(self.rule));
        let rule = found.unwrap_or_else(|| panic!("no rule is called {}", self.rule));
        &rule.code
    }

    fn is(&self, finding: &Finding) -> bool {
        let place = &finding.place;
        finding.code == self.code()
            && finding.severity == self.severity
            && place.sheet.as_deref() == self.sheet
            && place.row == self.row
            && place.column.as_deref() == self.column
            && self.count.is_none_or(|count| finding.count == count)
            && self
                .says
                .iter()
                .all(|words| finding.message.contains(words.as_str()))
            && self.offers.iter().all(|words| {
                let expected = finding.expected.as_deref().unwrap_or_default();
                expected.contains(words.as_str())
            })
    }
}

/// A file sent again with its sender's answer.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    parameter: &'static str,
    value: String,
    expect: Vec<Expected>,
    rows: [u32; 3],
}

/// One defect.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Its number in the list of defects, like `D42`.
    pub(crate) id: &'static str,
    file: File,
    expect: Vec<Expected>,
    /// Counted, left out, ignored. None for files that cannot be read.
    rows: Option<[u32; 3]>,
    answered: Option<Answered>,
    corrected: Option<File>,
    /// What no door may say.
    secret: Vec<&'static str>,
}

impl Case {
    pub(crate) fn new(id: &'static str, file: File) -> Self {
        Self {
            id,
            file,
            expect: Vec::new(),
            rows: None,
            answered: None,
            corrected: None,
            secret: Vec::new(),
        }
    }

    /// These findings and, besides notes, no others.
    pub(crate) fn finds(mut self, expect: impl IntoIterator<Item = Expected>) -> Self {
        self.expect.extend(expect);
        self
    }

    /// So many rows count, are left out and are ignored.
    pub(crate) fn rows(mut self, counted: u32, left_out: u32, ignored: u32) -> Self {
        self.rows = Some([counted, left_out, ignored]);
        self
    }

    /// With this answer the file is read in the way that the sender says: these findings, so many rows that count, are left
    /// out and are ignored.
    pub(crate) fn answered(
        mut self,
        parameter: &'static str,
        value: impl Into<String>,
        expect: impl IntoIterator<Item = Expected>,
        rows: [u32; 3],
    ) -> Self {
        self.answered = Some(Answered {
            parameter,
            value: value.into(),
            expect: expect.into_iter().collect(),
            rows,
        });
        self
    }

    /// The copy that passes.
    pub(crate) fn corrected(mut self, file: File) -> Self {
        self.corrected = Some(file);
        self
    }

    /// A text that no door may repeat.
    pub(crate) fn secret(mut self, text: &'static str) -> Self {
        self.secret.push(text);
        self
    }

    /// What every door says of the file as it was sent.
    pub(crate) fn told(&self, hub: &Hub) -> Told {
        self.ask(hub, month(), &self.file, &[])
    }

    pub(crate) fn run(&self, hub: &Hub) {
        let told = self.told(hub);
        must_say(&told, &self.expect, self.rows, "as it was sent");
        for secret in &self.secret {
            assert!(!told.text.contains(secret), "a personal value is repeated");
        }
        if let Some(answered) = &self.answered {
            self.ask_answered(hub, &told, answered);
        }
        if let Some(corrected) = &self.corrected {
            let told = self.ask(hub, month(), corrected, &[]);
            let left: Vec<&str> = told
                .problems()
                .map(|finding| finding.message.as_str())
                .collect();
            assert!(
                left.is_empty(),
                "the corrected copy does not pass: {left:#?}"
            );
            for expected in &self.expect {
                let code = expected.code();
                let is_left = told.findings.iter().any(|finding| finding.code == code);
                assert!(!is_left, "the corrected copy still has {}", expected.rule);
            }
            assert_eq!(
                (told.rows[2], told.rows[1] > 0),
                (0, true),
                "{:?}",
                told.rows
            );
        }
    }

    fn ask_answered(&self, hub: &Hub, told: &Told, answered: &Answered) {
        let is_offered = told
            .findings
            .iter()
            .filter_map(|finding| finding.question.as_ref())
            .filter(|question| question.parameter == answered.parameter)
            .flat_map(|question| &question.answers)
            .any(|answer| answer.value == answered.value);
        assert!(
            is_offered,
            "{}={} is not offered",
            answered.parameter, answered.value
        );
        let told = if answered.parameter == "month" {
            let month = answered.value.parse().expect("a month");
            self.ask(hub, month, &self.file, &[])
        } else {
            let answers = [(answered.parameter, answered.value.clone())];
            self.ask(hub, month(), &self.file, &answers)
        };
        must_say(&told, &answered.expect, Some(answered.rows), "as answered");
    }

    fn ask(
        &self,
        hub: &Hub,
        month: Month,
        file: &File,
        answers: &[(&'static str, String)],
    ) -> Told {
        let sending = Sending {
            service: &service_of(self.id),
            month,
            file,
            answers,
        };
        by_every_door(hub, sending)
    }
}

/// Makes sure that what was expected was said, and besides notes nothing else.
#[track_caller]
pub(crate) fn must_say(told: &Told, expect: &[Expected], rows: Option<[u32; 3]>, when: &str) {
    for expected in expect {
        assert!(
            told.findings.iter().any(|finding| expected.is(finding)),
            "{when}: {expected:#?} is not among {:#?}",
            told.findings
        );
    }
    for finding in told.problems() {
        assert!(
            expect.iter().any(|expected| expected.is(finding)),
            "{when}: was not expected: {finding:#?}"
        );
    }
    if let Some(rows) = rows {
        assert_eq!(
            told.rows[1..],
            rows,
            "{when}: rows that count, are left out, are ignored"
        );
    }
}

/// Tries every case, and then says which of them failed.
pub(crate) fn run(cases: &[Case]) {
    let shared = Hub::shared();
    let hub = &*shared;
    let mut failed = Vec::new();
    for some in cases.chunks(AT_A_TIME) {
        thread::scope(|scope| {
            let tries: Vec<_> = some
                .iter()
                .map(|case| {
                    let attempt = move || catch_unwind(AssertUnwindSafe(|| case.run(hub))).is_ok();
                    (case.id, scope.spawn(attempt))
                })
                .collect();
            for (id, attempt) in tries {
                if !attempt.join().unwrap_or(false) {
                    failed.push(id);
                }
            }
        });
    }
    assert!(
        failed.is_empty(),
        "{failed:?} failed; what each says is above"
    );
}
