//! Questions in SQL from ordinary database clients: the Postgres wire and Flight SQL.
//!
//! Both read a question off the wire, put it before the same [`Asking`](hub_access::Asking) as HTTP does, and write the
//! answer. Nothing here knows how figures are protected, and nothing here can read one that was not.

mod door;
pub mod flight;
pub mod postgres;
mod tls;

pub use door::WireLimits;
pub use tls::{Certificate, Tls, TlsError};
