//! The interface for programs, version 1.

pub(crate) mod areas;
pub(crate) mod audit;
pub(crate) mod etag;
pub(crate) mod evaluations;
pub(crate) mod figures;
pub(crate) mod finer;
pub(crate) mod intruder;
pub(crate) mod live;
pub(crate) mod measures;
pub(crate) mod operations;
pub(crate) mod releases;
pub(crate) mod report;
pub(crate) mod returned;
pub(crate) mod returns;
pub(crate) mod sql;
pub(crate) mod tables;
pub(crate) mod window;
