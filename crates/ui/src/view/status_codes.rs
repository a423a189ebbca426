/// A status of a figure, as each way to read it has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatusCode {
    /// In SQL and JSON, column `status`: "not_submitted".
    pub status: String,
    /// In files, column `value_status`: "x". In words where a file has none or several.
    pub file: String,
    /// On pages in place of a value: "[x]"; empty: the value stands there.
    pub sign: String,
    /// In a spreadsheet in place of a value; empty: the value stands there.
    pub sheet_sign: String,
    /// What it means, in a sentence.
    pub meaning: String,
}
