//! What comes to the door: the file as sent, and the bounds that it must keep.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use hub_standard::ids::{Month, ServiceCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::choices::Choices;
use crate::earlier::Earlier;
use crate::opt_out::OptOutPolicy;

/// One file as a service sent it.
#[derive(Clone)]
pub struct Upload {
    /// The file's content, byte for byte.
    pub bytes: Bytes,
    /// The name that the sender's computer gave it. Looked at for its ending and for personal data, never kept.
    pub file_name: Option<String>,
    /// The service that the sender is signed in for.
    pub service: ServiceCode,
    /// The month that the return is for.
    pub month: Month,
    /// The day of the check, by which dates in the future are known.
    pub today: Date,
    /// What the sender says of a file that can be read in more than one way.
    pub choices: Choices,
    /// What the service sent before; none where that is not at hand.
    pub earlier: Option<Arc<Earlier>>,
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("bytes", &self.bytes.len())
            .field("file_name", &self.file_name.as_ref().map(|_| "<redacted>"))
            .field("service", &self.service)
            .field("month", &self.month)
            .field("today", &self.today)
            .finish()
    }
}

/// The most that the door takes from one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of the file as sent.
    pub max_bytes: usize,
    /// Bytes of all parts of a workbook once unpacked.
    pub max_unpacked_bytes: u64,
    /// Unpacked bytes for each packed byte of one part, for parts that unpack to more than a megabyte.
    pub max_ratio: u64,
    /// Rows under the headings.
    pub max_rows: u32,
    /// Columns with something in them.
    pub max_columns: u16,
    /// Cells of all sheets.
    pub max_cells: usize,
    /// Bytes of the text of all cells of all sheets: a workbook may show one long text in many cells.
    pub max_text_bytes: usize,
    /// Characters of one cell.
    pub max_cell_chars: usize,
    /// Sheets of a workbook.
    pub max_sheets: usize,
    /// Seconds that one check may take.
    pub max_check_s: u32,
    /// Bytes of a text file that are read at a time: a longer file is read in parts.
    pub text_part_bytes: usize,
    /// Bytes that the cells of such parts may take between the two times they are looked at.
    pub kept_bytes: usize,
    /// Threads that one check may use, for files of several parts.
    pub max_threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 20_000_000,
            max_unpacked_bytes: 200_000_000,
            max_ratio: 200,
            max_rows: 100_000,
            max_columns: 200,
            max_cells: 4_000_000,
            max_text_bytes: 64_000_000,
            max_cell_chars: 4_000,
            max_sheets: 50,
            max_check_s: 60,
            text_part_bytes: 256 * 1024,
            kept_bytes: 64_000_000,
            max_threads: 4,
        }
    }
}

/// What a deployment may choose about the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DoorOptions {
    /// Takes NHS numbers that begin with 999, which belong to nobody: for demonstrations and tests only.
    pub allow_test_numbers: bool,
    /// Refuses workbooks that contain macros instead of ignoring the macros.
    pub refuse_macros: bool,
    /// Which national opt-outs are honoured.
    pub opt_outs: OptOutPolicy,
}
