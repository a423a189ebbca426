//! The door, from outside: small files in, findings and rows out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that meets the unexpected should stop"
)]

mod books;
mod bundles;
mod choices;
mod codes;
mod corrections;
mod dates;
mod details;
mod details_days;
mod details_rows;
mod details_sheets;
mod earlier;
mod files;
mod fuzz_seeds;
mod grids;
mod hostile;
mod hostile_kinds;
mod kind_quirks;
mod layout;
mod leak;
mod mutated;
mod notes;
mod objection;
mod parts;
mod people;
mod personal;
mod practices;
mod property;
mod quirks;
mod readers;
mod service_and_month;
mod spellings;
mod support;
mod templates;
mod usual;
mod values_shown;
mod watch;
mod workbook;
mod write_ods;
mod write_xls;
mod write_xlsb;
