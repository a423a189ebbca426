use super::returns::{FormError, Place};

/// A cell with an input for its new value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FixCell {
    /// The cell, as the form sends it: "Referrals!C14".
    pub cell: String,
    /// Where it is, what was found there and what is expected.
    pub place: Place,
    /// What is the matter: "This date does not exist". Empty for a value that only has to be typed again.
    pub what: String,
    /// How to put it right, in one or two sentences.
    pub fix: String,
    /// Values and labels to choose from; empty: it is typed.
    pub options: Vec<(String, String)>,
    /// Headings and values of the rest of its row; nothing that tells who somebody is.
    pub others: Vec<(String, String)>,
    /// Whether the dates of its column are read with the month first.
    pub month_first: bool,
    /// What was typed so far.
    pub typed: String,
    /// Whether something was typed that is not shown again.
    pub is_hidden: bool,
    /// Whether its column must be there, so that the cell cannot be left blank.
    pub is_needed: bool,
    /// Whether the box is ticked that leaves the cell blank.
    pub is_blank: bool,
}

/// S8, fix here. The form is `multipart/form-data` with `csrf` first, then `given`, then `cell`, `value` and perhaps `blank` for
/// each cell, then `file`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FixHere {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Name of the file, as the sender's browser gave it.
    pub file_name: String,
    /// Largest file in words: "20MB".
    pub max_size: String,
    /// Cells with a problem.
    pub cells: Vec<FixCell>,
    /// Cells that were put right before by values that are not kept.
    pub again: Vec<FixCell>,
    /// Cells that were put right before by values that are kept: "Referrals!F9".
    pub kept: Vec<String>,
    /// Fields that are sent on: what was answered and typed before.
    pub given: Vec<(String, String)>,
    /// What went wrong with the last try: with the field `file`, or with `value-<n>`, the n-th box from 0, those to be typed
    /// again after the others.
    pub errors: Vec<FormError>,
    /// Where the form posts to.
    pub action: String,
    /// Back to the result of the check.
    pub back_href: String,
}
