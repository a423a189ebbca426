//! Tests of the engine, in one binary since each one links DataFusion.

mod catalogue;
mod functions;
mod measures;
mod slt;
