//! Forms of pages: read only after their secret was checked.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;

use super::reader::Reader;
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// A form that came from a page of this reader's session.
pub(crate) struct SignedForm {
    pub(crate) reader: Reader,
    pub(crate) fields: Params,
}

impl FromRequest<Hub> for SignedForm {
    type Rejection = Problem;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self> {
        let (mut parts, body) = request.into_parts();
        let reader = Reader::from_request_parts(&mut parts, hub).await?;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), hub)
            .await
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::plain(Kind::TooLarge),
                _ => Problem::plain(Kind::InvalidRequest),
            })?;
        let fields = Params::of(&bytes);
        reader.visitor.check_form(hub, fields.text("csrf"))?;
        Ok(Self { reader, fields })
    }
}
