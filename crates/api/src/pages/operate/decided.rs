//! Changes that are decided on the state they are written on.

use hub_store::{Event, Refusal, State, StoreError};

use crate::hub::Hub;
use crate::problem::{Kind, Problem, Result};

/// Writes what was decided, or says why it stands no more. It is decided again on whatever state it is written on.
pub(super) async fn write<F, E>(hub: &Hub, decide: F) -> Result<Result<(), E>>
where
    F: Fn(&State) -> Result<Vec<Event>, E> + Clone + Send + 'static,
    E: ToString,
{
    let tried = decide.clone();
    let append =
        move |state: &State| tried(state).map_err(|error| Refusal::because(error.to_string()));
    match hub.store.journal().append(append).await {
        Ok(_) => Ok(Ok(())),
        Err(StoreError::Refused(_)) => {
            let state = hub.state().await?;
            match decide(&state) {
                Err(error) => Ok(Err(error)),
                // It stood in the way for a moment only.
                Ok(_) => Err(Problem::plain(Kind::Unavailable)),
            }
        }
        Err(error) => Err(error.into()),
    }
}
