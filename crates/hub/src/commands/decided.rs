//! Changes that are decided on the state they are written on.

use std::fmt::Display;

use anyhow::{Result, bail};
use hub_store::{Event, Refusal, State, StoreError};

use crate::data_dir::DataDir;

/// Writes what was decided, or ends with why it cannot be.
pub(super) async fn write<E: Display>(
    data: &DataDir,
    decide: impl Fn(&State) -> Result<Vec<Event>, E> + Send + 'static,
) -> Result<()> {
    let append =
        move |state: &State| decide(state).map_err(|error| Refusal::because(error.to_string()));
    match data.store.journal().append(append).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refusal)) => bail!("{refusal}"),
        Err(error) => Err(error.into()),
    }
}
