//! The form with a zip file, as it was sent.

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;

use super::super::super::reader::Reader;
use crate::body;
use crate::hub::Hub;
use crate::intake::Room;
use crate::problem::{Kind, Problem, Result};
use crate::v1::returns::FORM_BYTES;

/// Bytes of a field that is no file.
const FIELD_BYTES_MAX: usize = 1024;
/// Fields of the form, the secret left out.
const FIELDS_MAX: usize = 6;
/// Characters of a file's name that are shown again.
const NAME_CHARS_MAX: usize = 100;

/// What came with the form.
#[derive(Default)]
pub(in crate::pages::operate) struct Sent {
    /// The file; empty: none was selected, or it is empty.
    pub(in crate::pages::operate) bytes: Bytes,
    /// Its name; empty: none was selected.
    pub(in crate::pages::operate) name: String,
    /// The edition that the sender saw in use; empty: none was.
    pub(in crate::pages::operate) in_use: String,
    /// Mark of what the sender previewed.
    pub(in crate::pages::operate) previewed: String,
    /// Whether the sender says to know what it does.
    pub(in crate::pages::operate) agreed: bool,
    /// Memory set aside for the file.
    pub(in crate::pages::operate) room: Option<Room>,
}

impl Sent {
    /// Reads the form. Its secret comes first and is checked before anything else is read.
    pub(in crate::pages::operate) async fn read(reader: &Reader, request: Request) -> Result<Self> {
        let hub: &Hub = &reader.hub;
        let max = hub.config.upload_bytes_max;
        let declared = body::declared_length(request.headers());
        if declared.is_some_and(|length| length > max + FORM_BYTES) {
            body::refuse(request.into_body()).await;
            return Err(too_large(max));
        }
        let mut sent = Self {
            room: Some(hub.room_for(declared.unwrap_or(max))?),
            ..Self::default()
        };
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Problem::plain(Kind::UnsupportedMediaType))?;
        let mut secret = form
            .next_field()
            .await
            .map_err(|_| unreadable())?
            .ok_or_else(unreadable)?;
        let csrf = match secret.name() {
            Some("csrf") => text(&mut secret).await?,
            _ => String::new(),
        };
        reader
            .visitor
            .check_form(hub, Some(csrf.as_str()).filter(|csrf| !csrf.is_empty()))?;
        drop(secret);
        for _ in 0..FIELDS_MAX {
            let Some(mut field) = form.next_field().await.map_err(|_| unreadable())? else {
                break;
            };
            sent.take(&mut field, max).await?;
        }
        Ok(sent)
    }

    async fn take(&mut self, field: &mut Field<'_>, max: usize) -> Result<()> {
        match field.name().map(str::to_owned).as_deref() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default();
                self.name = name.chars().take(NAME_CHARS_MAX).collect();
                let read = body::read_field(field, max).await;
                self.bytes = read.map_err(|problem| match problem.kind {
                    Kind::TooLarge => too_large(max),
                    _ => problem,
                })?;
            }
            Some("in_use") => self.in_use = text(field).await?,
            Some("previewed") => self.previewed = text(field).await?,
            Some("agree") => self.agreed = text(field).await? == "yes",
            _ => return Err(unreadable()),
        }
        Ok(())
    }

    /// What keeps the file from being looked at.
    pub(in crate::pages::operate) fn no_file(&self) -> Option<&'static str> {
        match (self.bytes.is_empty(), self.name.is_empty()) {
            (false, _) => None,
            (true, true) => Some("Select a file"),
            (true, false) => Some("The selected file is empty"),
        }
    }
}

async fn text(field: &mut Field<'_>) -> Result<String> {
    let read = body::read_field(field, FIELD_BYTES_MAX).await;
    let bytes = read.map_err(|_| unreadable())?;
    String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())
}

fn unreadable() -> Problem {
    Problem::plain(Kind::InvalidRequest)
}

fn too_large(max: usize) -> Problem {
    Problem::new(
        Kind::TooLarge,
        format!(
            "The selected file must be smaller than {}",
            body::size_words(max)
        ),
    )
}
