//! What the door answers: findings, counts, and the rows that may go on.

use std::collections::BTreeMap;

use hub_standard::finding::Finding;
use hub_standard::stored::Record;
use serde::{Deserialize, Serialize};

use crate::anonymise::Anonymised;
use crate::corrections::{Corrected, FixableCell};

/// The answer to one upload.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedReturn {
    /// What the sender can do next.
    pub outcome: Outcome,
    /// The kind of file by its content; none if it is not a kind that we know.
    pub kind: Option<FileKind>,
    /// The sheet that was read, for workbooks.
    pub sheet: Option<String>,
    /// Everything found, in one pass: the file first, then rows that are left out, warnings, and what was changed.
    pub findings: Vec<Finding>,
    /// What became of each row of Referrals.
    pub counts: RowCounts,
    /// What the rows that count add up to.
    pub summary: Summary,
    /// How complete each item is, over the rows counted and left out.
    pub items: Vec<ItemQuality>,
    /// Hex of a keyed hash of the file's bytes and of what the sender said of them: the same file twice has the same tag,
    /// and nobody without the key can tell from the tag what the file was.
    pub content_tag: String,
    /// The same of the file's bytes alone, for corrections that are meant for no other file.
    #[serde(skip)]
    pub file_tag: String,
    /// The corrections that were made.
    #[serde(skip)]
    pub corrections: Vec<Corrected>,
    /// Cells whose problem a new value may end, and those whose corrections are not kept; in the order of the sheet. None
    /// where they would be more than [`crate::CORRECTIONS_MAX`] together with the corrections that were made.
    #[serde(skip)]
    pub fixable: Vec<FixableCell>,
    /// What the sender said that columns hold, by heading as compared: the item, or none for a column that is not used.
    #[serde(skip)]
    pub headings: BTreeMap<String, Option<String>>,
    /// How many digits each reference of a referral has, where all are digits, as many, and some begin with a zero.
    #[serde(skip)]
    pub reference_digits: Option<u8>,
    /// The rows that count, without identities. None if the file could not be read.
    #[serde(skip)]
    pub rows: Option<Anonymised>,
    /// The other sheets of the return, in the order of the definition; those that the file has.
    pub details: Vec<DetailRows>,
    /// How it differs from the return that it is to replace, as far as the two could be compared.
    #[serde(skip)]
    pub replaced: Option<RowChanges>,
}

/// How the rows of a file differ from those of the return that it is to replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowChanges {
    /// Referrals that are in both, changed or not; none where they could not be compared.
    pub matched: Option<u64>,
    /// Referrals that only the file has.
    pub added: u64,
    /// Referrals that only the earlier return has.
    pub removed: u64,
    /// Rows of other sheets that the file does not have.
    pub gone: u64,
}

impl CheckedReturn {
    /// What became of the rows of all sheets of the return together.
    #[must_use]
    pub fn all_counts(&self) -> RowCounts {
        let details = self.details.iter().map(|detail| detail.counts);
        details.fold(self.counts, |sum, counts| RowCounts {
            read: sum.read.saturating_add(counts.read),
            counted: sum.counted.saturating_add(counts.counted),
            left_out: sum.left_out.saturating_add(counts.left_out),
            ignored: sum.ignored.saturating_add(counts.ignored),
        })
    }
}

/// Another sheet of the return than Referrals.
#[derive(Debug, Clone, Serialize)]
pub struct DetailRows {
    /// What its rows are.
    pub record: Record,
    /// What became of each row.
    pub counts: RowCounts,
    /// The rows that count, without identities. None if the file cannot be used.
    #[serde(skip)]
    pub rows: Option<Anonymised>,
}

/// What the sender can do with a checked return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every row counts and nothing needs a look.
    Ready,
    /// Every row counts; the sender should look at something.
    Warnings,
    /// Some rows are left out; the others may be submitted.
    Problems,
    /// The file as a whole cannot be used, and nothing of it is kept.
    Unreadable,
}

/// A kind of file, told by its content and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileKind {
    /// Text with a separator between the values.
    Csv,
    /// A zip of such text files, and of nothing else.
    CsvZip,
    /// An Excel workbook, with or without macros.
    Xlsx,
    /// A binary Excel workbook (.xlsb).
    Xlsb,
    /// An Excel workbook of 2003 or before (.xls).
    Xls,
    /// An Excel workbook of 2003 in XML.
    XmlSpreadsheet,
    /// An OpenDocument spreadsheet (.ods).
    Ods,
    /// A workbook that needs a password to open.
    Encrypted,
    /// A web page.
    WebPage,
    /// A PDF.
    Pdf,
    /// A Word or rich text document.
    Document,
    /// A presentation.
    Presentation,
    /// A picture.
    Picture,
    /// A zip or another archive.
    Archive,
}

/// What became of the rows: `read` is always `counted + left_out + ignored`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows from the first title row to the last row with something in it, without the headings.
    pub read: u32,
    /// Rows that count.
    pub counted: u32,
    /// Rows that do not count until something is put right.
    pub left_out: u32,
    /// Blank, title, total, note and example rows.
    pub ignored: u32,
}

/// What the counted rows add up to, for the sender to compare with what they know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Referrals received in the month of the return.
    pub new_referrals: u32,
    /// Different people in the rows that count.
    pub people: u32,
    /// Contacts in the month.
    pub contacts: u32,
    /// Referrals whose first contact was in the month.
    pub first_contacts: u32,
    /// Referrals closed in the month.
    pub closed: u32,
    /// Referrals that the person declined.
    pub declined: u32,
}

/// The five classes of one item's values. They add up to the rows counted and left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemQuality {
    /// The item's id in the definition of the return.
    pub item: String,
    /// Values from the list, or well formed.
    pub valid: u32,
    /// Values that are allowed but say little, such as not stated.
    pub other: u32,
    /// Codes for not known or not applicable.
    pub default: u32,
    /// Values that could not be used.
    pub invalid: u32,
    /// Blank, or in words that say it is not recorded.
    pub missing: u32,
}
