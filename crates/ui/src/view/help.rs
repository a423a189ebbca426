use super::analyst::CodeLabel;
use super::frame::Link;

/// A column of the return, or several of the same kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HelpColumn {
    /// Its heading: "referral_date", or "need_1 to need_5".
    pub name: String,
    /// Name for people.
    pub title: String,
    /// What to enter.
    pub meaning: String,
    /// Whether it must be there, in words.
    pub requirement: String,
    /// What values it takes, in words; empty where the codes say it.
    pub values: String,
    /// The codes it takes now; empty for other values.
    pub codes: Vec<CodeLabel>,
    /// A value that would be accepted.
    pub example: String,
    /// Why it is asked.
    pub why: String,
    /// Other headings that are read as this one.
    pub headings: Vec<String>,
}

/// A sheet of the return.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HelpSheet {
    /// Id of its part of the page: letters, digits, hyphens.
    pub id: String,
    /// Name: "Referrals".
    pub name: String,
    /// What one row is.
    pub row_meaning: String,
    /// Which columns can stand for each other, and who needs the sheet: one sentence each.
    pub notes: Vec<String>,
    /// Columns, in the order of the template.
    pub columns: Vec<HelpColumn>,
    /// The headings as the first line of a CSV file.
    pub csv_href: String,
}

/// S3, template and help.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReturnHelp {
    /// Name and version of the return: "Social prescribing return, version 1".
    pub version: String,
    /// The template, for those who send returns.
    pub template: Option<Link>,
    /// Where others sign in to get it.
    pub sign_in_href: String,
    /// The sheets; the first is the one that every return has.
    pub sheets: Vec<HelpSheet>,
    /// Columns that say whose return it is.
    pub context: Vec<HelpColumn>,
    /// How many other headings are known, in words: "312".
    pub headings_known: String,
}
