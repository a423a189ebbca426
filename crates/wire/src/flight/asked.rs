//! What tickets and prepared statements hold: the query itself. Whoever brings one may ask what it says anyway, so there
//! is nothing to sign; and any hub with the same release can answer it.

use arrow_flight::FlightData;
use bytes::Bytes;
use hub_standard::ids::ReleaseId;
use prost::Message;
use tonic::Status;

use super::status::broken;

/// Bytes of the values of one query.
pub(super) const VALUES_BYTES_MAX: usize = 64 << 10;
/// What a handle has beside the query and its values.
const BYTES_BESIDE: usize = 1 << 10;

/// A query, the release that it reads, and what stands for `$1`, `$2` and so on.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Asked {
    #[prost(string, tag = "1")]
    pub(super) sql: String,
    /// Empty: the newest.
    #[prost(string, tag = "2")]
    as_at: String,
    /// A schema and one row, as they came.
    #[prost(message, repeated, tag = "3")]
    pub(super) values: Vec<FlightData>,
}

/// The longest handle of a query of so many bytes.
pub(super) const fn bytes_max(sql_bytes_max: usize) -> usize {
    sql_bytes_max
        .saturating_add(VALUES_BYTES_MAX)
        .saturating_add(BYTES_BESIDE)
}

impl Asked {
    pub(super) fn new(sql: String, as_at: Option<&ReleaseId>) -> Self {
        Self {
            sql,
            as_at: as_at.map(ToString::to_string).unwrap_or_default(),
            values: Vec::new(),
        }
    }

    /// Reads a handle.
    pub(super) fn read(handle: &Bytes, sql_bytes_max: usize) -> Result<Self, Status> {
        if handle.len() > bytes_max(sql_bytes_max) {
            return Err(broken());
        }
        let asked = Self::decode(handle.clone()).map_err(|_| broken())?;
        if asked.sql.is_empty() {
            return Err(broken());
        }
        asked.release()?;
        Ok(asked)
    }

    /// The release that it reads; the newest without one.
    pub(super) fn release(&self) -> Result<Option<ReleaseId>, Status> {
        match self.as_at.as_str() {
            "" => Ok(None),
            name => name.parse().map(Some).map_err(|_| broken()),
        }
    }

    /// The same of that release.
    pub(super) fn of(self, release: &ReleaseId) -> Self {
        Self {
            as_at: release.to_string(),
            ..self
        }
    }

    pub(super) fn handle(&self) -> Bytes {
        self.encode_to_vec().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_says_what_was_asked() {
        let release: ReleaseId = "2026-11-02.1".parse().unwrap();
        let asked = Asked::new("select 1".to_owned(), None).of(&release);
        let read = Asked::read(&asked.handle(), 100).unwrap();
        assert_eq!(read, asked);
        assert_eq!(read.release().unwrap(), Some(release));
    }

    #[test]
    fn a_handle_that_says_nothing_or_too_much_is_broken() {
        let long = "x".repeat(bytes_max(100));
        for handle in [
            Bytes::new(),
            Bytes::from_static(b"not a handle"),
            Asked::new(String::new(), None).handle(),
            Asked::new(long, None).handle(),
        ] {
            let status = Asked::read(&handle, 100).unwrap_err();
            assert_eq!(status.code(), tonic::Code::InvalidArgument);
        }
    }
}
