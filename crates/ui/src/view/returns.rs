use super::area::Choice;
use super::frame::Link;
use super::preview::Preview;
use super::questions::{OtherMonth, Questions};

/// A message in the error summary, tied to a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormError {
    /// Id of the field it belongs to: `file`, `declaration`, `reason`, `ok-<code>`, `token`.
    pub field: String,
    /// The message, as GOV.UK has them: "Select a file".
    pub message: String,
}

/// Where a return stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskStatus {
    /// Nothing sent yet.
    #[default]
    NotStarted,
    /// The file is being checked.
    Checking,
    /// So many problems of the file as a whole to fix.
    NeedsFixing(u32),
    /// So many rows left out until they are fixed.
    NeedsFixingRows(u32),
    /// Warnings to look at.
    CheckWarnings,
    /// Checked, not yet sent.
    Ready,
    /// Sent.
    Submitted,
    /// Sent, with so many rows left out.
    SubmittedWithout(u32),
    /// Nothing to report.
    Nil,
    /// Due date gone, not sent.
    Late,
    /// Sent and withdrawn: nothing counts.
    Withdrawn,
    /// No more changes for this month.
    Closed,
}

/// One month in the list of S1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReturnTask {
    /// Month in words: "October 2026".
    pub month: String,
    /// Due date in words: "13 November 2026".
    pub due: String,
    /// Where its window stands: "Open: 9 days left". Empty: not said.
    pub window: String,
    /// Where it stands.
    pub status: TaskStatus,
    /// What can be done: "Upload a file", "See what you sent".
    pub action: Option<Link>,
    /// What else can be done: "Send a corrected file". The page adds the month.
    pub more: Vec<Link>,
    /// The day on which what was sent was withdrawn: "1 December 2026". Empty: it was not, or something counts.
    pub withdrawn: String,
    /// Where a newer file stands that was checked for a month that is in already; none: no such file.
    pub waiting: Option<TaskStatus>,
}

/// S1, home of a service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceHome {
    /// Name of the service.
    pub service: String,
    /// Code of the service.
    pub code: String,
    /// Months, newest first.
    pub tasks: Vec<ReturnTask>,
    /// The most urgent thing: "Send October 2026", or the file that was checked and waits to be submitted.
    pub primary: Option<Link>,
    /// A line on the deadline: "October 2026 is due in 9 days, on 13 November 2026." Empty: nothing is due.
    pub deadline: String,
    /// A notice, for example that a checked file waits, or that the template changed.
    pub notice: Option<String>,
    /// Whether nothing was ever sent: shows the three steps.
    pub first_time: bool,
    /// Template, help, figures, people.
    pub links: Vec<Link>,
}

/// S4, upload. The form is `multipart/form-data` with `csrf` first, then `file`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UploadForm {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Where the form posts to.
    pub action: String,
    /// Largest file in words: "20MB".
    pub max_size: String,
    /// What went wrong with the last try.
    pub errors: Vec<FormError>,
    /// Further help on the error: what it looks like, how to mend it.
    pub help: Vec<String>,
    /// Set if what is sent now is late or a correction: what that means.
    pub late: Option<String>,
    /// Set if a return for the month is already in: "You sent a return for October 2026 on 3 November 2026 (reference ...). A new file replaces it after you confirm."
    pub replaces: Option<String>,
    /// Where the other ways to send are offered; empty: nowhere.
    pub other_ways_href: String,
    /// Address of the template.
    pub template_href: String,
    /// Back to the home of the service.
    pub back_href: String,
}

/// Rows of a file. `read` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows read.
    pub read: u32,
    /// Rows that will count.
    pub counted: u32,
    /// Rows left out.
    pub left_out: u32,
    /// Blank, title, total and example rows.
    pub ignored: u32,
    /// Referrals that closed before the month, which are no part of its return.
    pub closed: u32,
}

/// What the check says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CheckVerdict {
    /// Green.
    #[default]
    Ready,
    /// Yellow: warnings to look at before sending.
    Warnings,
    /// Red: problems; rows are left out unless fixed.
    Problems,
    /// Red: the file cannot be used at all.
    Unreadable,
    /// The file counts already.
    SameFile,
    /// Red: personal data where none may be; nothing is kept.
    PersonalData,
}

/// A place in the sender's spreadsheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Sheet.
    pub sheet: String,
    /// Row, as seen in the spreadsheet.
    pub row: Option<u32>,
    /// Column letter.
    pub column: String,
    /// Heading of the column, as in the file.
    pub header: String,
    /// What was found, masked where it may be personal.
    pub found: String,
    /// What is expected, with an example.
    pub expected: String,
}

/// One kind of problem or warning and where it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProblemGroup {
    /// Rule code: "R014".
    pub code: String,
    /// Title with the number: "12 dates are not real dates".
    pub title: String,
    /// What was found, in full sentences, where that says more than the title and the places.
    pub said: Vec<String>,
    /// Why it matters, in one sentence.
    pub why: String,
    /// How to fix it in Excel, in one or two sentences.
    pub fix: String,
    /// In how many places.
    pub count: u32,
    /// How many rows it leaves out (0 for warnings).
    pub rows_left_out: u32,
    /// Places that are known, in order of row. The first ten are shown, the others on demand; places beyond these are in the download.
    pub places: Vec<Place>,
    /// For warnings: whether the sender ticked that they are right.
    pub ticked: bool,
}

/// A value before and after.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChangeExample {
    /// As it was in the file, masked where it may be personal.
    pub before: String,
    /// As it was read.
    pub after: String,
}

/// Something that was changed or not used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// Title: "Dates in text". Empty: the detail says it all.
    pub title: String,
    /// What was done, in one sentence: "40 cells read as day/month/year".
    pub detail: String,
    /// In how many places. Shown where it is more than 1 and the detail does not say it.
    pub count: u32,
    /// Examples; empty for things not used.
    pub examples: Vec<ChangeExample>,
}

/// What a file would do that its sender hardly means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grave {
    /// "This file would take away 777 rows that you sent before".
    pub title: String,
    /// More about it, as sentences.
    pub said: Vec<String>,
}

/// S7, result of the check.
///
/// Warnings are ticked in a GET form to `confirm_href` with one field `ok=<code>` each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckResult {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Name of the file, as the sender's browser gave it.
    pub file_name: String,
    /// Sheet used; empty for CSV.
    pub sheet: String,
    /// Kind in words: "Excel workbook", "CSV file".
    pub kind: String,
    /// What the check says.
    pub verdict: CheckVerdict,
    /// Set if it seems to be the file of another month: said before everything else.
    pub other_month: Option<OtherMonth>,
    /// Set if what it replaces would lose much: said before everything else but another month.
    pub grave: Option<Grave>,
    /// Rows.
    pub counts: RowCounts,
    /// One sentence on the main cause, when there are many: "One cause explains 4,812 of these: column C holds codes, not dates".
    pub top_cause: Option<String>,
    /// Problems, most rows first. For an unreadable file: the reasons.
    pub fix: Vec<ProblemGroup>,
    /// Of a file that cannot be used: what is wrong in its rows besides.
    pub also: Vec<ProblemGroup>,
    /// Warnings.
    pub check: Vec<ProblemGroup>,
    /// Whether values were typed on the page in place of those of the file.
    pub has_typed_values: bool,
    /// What was changed.
    pub changed: Vec<Change>,
    /// What was not used.
    pub not_used: Vec<Change>,
    /// Messages of the form: warnings that were not ticked.
    pub errors: Vec<FormError>,
    /// Where to upload a corrected file.
    pub upload_href: String,
    /// Where it can be typed in again, if it was typed: no file is spoken of then.
    pub typed_href: Option<String>,
    /// Where the form posts to that throws it away; empty: it cannot be.
    pub discard_href: String,
    /// Where the problems can be put right one by one (S8); `None` where they cannot be, or are too many.
    pub fix_href: Option<String>,
    /// Where to go on (S9); `None` if nothing can be sent.
    pub confirm_href: Option<String>,
    /// Download of the problems.
    pub problems_href: Option<String>,
    /// How long this result is kept: "for 30 minutes, until 16:40". Empty: not said.
    pub kept_until: String,
    /// Set if a return for this month is already in: what this one changes.
    pub replaces: Option<String>,
    /// The return that the same file became before.
    pub same: Option<Link>,
    /// What the sender may answer instead of changing the file.
    pub questions: Questions,
}

/// One line of a summary list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SummaryRow {
    /// What it is.
    pub key: String,
    /// Its value in words.
    pub value: String,
    /// How to change it.
    pub change: Option<Link>,
}

impl SummaryRow {
    /// A line without a way to change it.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            change: None,
        }
    }
}

/// This return against earlier ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunComparison {
    /// What is counted: "New referrals".
    pub what: String,
    /// This return.
    pub this: String,
    /// Last month, or "No return".
    pub last_month: String,
    /// The same month of last year, or "No return".
    pub last_year: String,
    /// In plain words: "About the same as last month".
    pub words: String,
}

/// A change so large that it needs a reason, which is chosen (field `reason`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unusual {
    /// What is unusual: "New referrals are 4 times last month's".
    pub sentence: String,
    /// The reasons to choose from.
    pub reasons: Vec<Choice>,
}

/// What an earlier return loses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replaces {
    /// "This replaces the return sent on 3 November 2026 by A. Khan."
    pub sentence: String,
    /// Reference of the earlier return, sent back as the field `replaces`.
    pub reference: String,
    /// What must be seen before anything else: "This takes away 777 rows that you sent before: 376 of Contacts, ..."
    pub losses: Vec<String>,
    /// Lines of the difference: what, before, now.
    pub lines: Vec<(String, String, String)>,
}

/// A warning that the sender has looked at; sent on as a field `ok`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Acknowledgement {
    /// Rule code.
    pub code: String,
    /// Title of the warning.
    pub title: String,
}

/// S9, check before you submit. The form posts `csrf`, `ok`..., `replaces`, `reason`, `declaration=yes`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Confirm {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Month, service, the figures it counts for, rows, new referrals, people, contacts, closed, rows left out.
    pub summary: Vec<SummaryRow>,
    /// Against earlier returns; empty for a first one.
    pub against: Vec<RunComparison>,
    /// Set when a reason is needed.
    pub unusual: Option<Unusual>,
    /// Set when an earlier return is replaced.
    pub replaces: Option<Replaces>,
    /// The published figures that it goes into.
    pub preview: Preview,
    /// Set if the return is late or a correction: what that means.
    pub late: Option<String>,
    /// Rows left out.
    pub left_out: u32,
    /// Warnings that were looked at.
    pub acknowledged: Vec<Acknowledgement>,
    /// Messages of the form.
    pub errors: Vec<FormError>,
    /// Where the form posts to.
    pub action: String,
    /// Back to the result of the check.
    pub back_href: String,
    /// Where the form posts to that throws it away.
    pub discard_href: String,
    /// Whether this is a nil return.
    pub nil: bool,
}

/// S10, submitted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Submitted {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Reference of the return.
    pub reference: String,
    /// When, in words: "4 November 2026 at 14:32".
    pub at: String,
    /// By whom, in words.
    pub by: String,
    /// The receipt: rows read, counted, left out, ignored, and what was replaced.
    pub receipt: Vec<SummaryRow>,
    /// Set if the return came late or as a correction: what that means.
    pub late: Option<String>,
    /// What happens next, as sentences.
    pub next: Vec<String>,
    /// "See your figures".
    pub figures_href: Option<String>,
    /// "Send a corrected file"; `None` where none can be sent in place of this one.
    pub corrected_href: Option<String>,
    /// Where the return can be withdrawn; `None` if it cannot.
    pub withdraw_href: Option<String>,
    /// Set if the sender just sent a file that was in already: "You sent this same file on 3 November 2026 (reference
    /// ...). Nothing changed."
    pub same: Option<String>,
    /// "Send another month".
    pub home_href: String,
    /// Set if this version no longer counts: "It was replaced on 9 November 2026 by ...".
    pub superseded: Option<Link>,
    /// Whether this is a nil return.
    pub nil: bool,
}
