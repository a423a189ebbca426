//! The door, from outside: small files in, findings and rows out.

mod codes;
mod dates;
mod files;
mod layout;
mod leak;
mod people;
mod personal;
mod property;
mod service_and_month;
mod support;
mod workbook;
