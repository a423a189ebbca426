//! The services that sign people in.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use hub_identity::{Direct, Issuers, Machine, SignInParts, SignIns, WebLimits};
use jiff::Timestamp;

use crate::data_dir::DataDir;

/// Those of a file. None of them is asked before somebody signs in, so that the hub starts without them.
pub(super) async fn sign_ins(data: &DataDir, path: &Path) -> Result<Arc<SignIns>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the issuers in {shown}"))?;
    let issuers = Issuers::parse(&text, &Machine)
        .with_context(|| format!("the issuers in {shown} cannot be used"))?;
    let web = Direct::new(issuers.authorities.as_deref(), WebLimits::default())
        .context("the certificates that issuers are known by cannot be used")?;
    Ok(Arc::new(SignIns::new(SignInParts {
        issuers,
        web: Arc::new(web),
        clock: Arc::new(Timestamp::now),
        session_key: data.session_key()?,
        people_key: data.people_key().await?,
    })))
}
