//! The finer tables of a release: made one by one when a project asks, and counted.

use axum::Json;
use axum::extract::{Path, State};
use hub_release::{Metering, openings_left};
use hub_standard::ids::ReleaseId;
use hub_store::OpenedTable;
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// A table by more columns at once than everyone sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FinerTable {
    /// What it counts and by which columns.
    table: String,
    /// The project that asked for it. Whoever may ask in SQL may read it.
    project: String,
    /// When it was made.
    at: String,
    /// Whether one of its columns is sensitive.
    sensitive: bool,
    /// SHA-256 of its file.
    sha256: String,
}

impl From<&OpenedTable> for FinerTable {
    fn from(opened: &OpenedTable) -> Self {
        Self {
            table: opened.table.clone(),
            project: opened.project.clone(),
            at: opened.at.to_string(),
            sensitive: opened.is_sensitive,
            sha256: opened.object.sha256.clone(),
        }
    }
}

/// A bound on finer tables, and how many may still be made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FinerBound {
    max: usize,
    left: usize,
}

/// The finer tables of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FinerTables {
    release: String,
    tables: Vec<FinerTable>,
    /// Tables of the whole hub, each counted once however many releases have it.
    all: FinerBound,
    /// Those with a sensitive column.
    with_sensitive: FinerBound,
    /// New tables that one project may ask for in one release.
    of_project_max: usize,
}

/// `GET /releases/{id}/finer-tables`
pub(crate) async fn list(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<FinerTables>> {
    params.only(&[])?;
    let id: ReleaseId = id.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
    let state = hub.state().await?;
    if !state.releases.iter().any(|known| known.release == id) {
        return Err(Problem::plain(Kind::NotFound));
    }
    let (bounds, left) = (Metering::sdc_1(), openings_left(&state));
    Ok(Json(FinerTables {
        release: id.to_string(),
        tables: state
            .opened_of(&id)
            .map(|opened| FinerTable::from(&**opened))
            .collect(),
        all: FinerBound {
            max: bounds.tables_max,
            left: left.tables,
        },
        with_sensitive: FinerBound {
            max: bounds.sensitive_max,
            left: left.sensitive,
        },
        of_project_max: bounds.of_project_max,
    }))
}
