//! What can be asked of in SQL.

use axum::Json;
use axum::extract::State;
use hub_release::{TableInfo, UnitKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::sql::kind;
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::Result;

/// The tables of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlTables {
    release: String,
    tables: Vec<SqlTable>,
}

/// A table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlTable {
    /// In the schema hub.
    name: String,
    /// protected: its rows are about people and can only be counted. open: it can be read as it is.
    kind: &'static str,
    /// What it holds.
    about: String,
    /// What one row is, of a protected table.
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<String>,
    /// So many of the columns with codes can be used at once, of a protected table.
    #[serde(skip_serializing_if = "Option::is_none")]
    columns_at_once: Option<u8>,
    /// The column of the single places that a protected table is of. A board sees its own places alone, and says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'static str>,
    /// Its rows, of an open table.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    columns: Vec<SqlTableColumn>,
}

/// A column of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlTableColumn {
    name: String,
    /// text, integer, number or boolean.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Every value there can be, of a column with codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    /// It can be used only without the other columns with codes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    alone: bool,
}

impl From<TableInfo> for SqlTable {
    fn from(table: TableInfo) -> Self {
        let fact = table.fact.as_deref();
        let place = fact.map(|fact| fact.of).filter(|of| of.is_place());
        let columns = table.schema.fields().iter().map(|field| {
            let dimensions = fact.into_iter().flat_map(|fact| &fact.dimensions);
            let dimension = dimensions
                .into_iter()
                .find(|dimension| dimension.name == *field.name());
            SqlTableColumn {
                name: field.name().clone(),
                kind: kind(field.data_type()),
                codes: dimension.map_or_else(Vec::new, |dimension| dimension.codes.clone()),
                alone: dimension.is_some_and(|dimension| dimension.alone),
            }
        });
        Self {
            kind: match fact {
                Some(_) => "protected",
                None => "open",
            },
            about: fact.map_or_else(String::new, |fact| fact.title.clone()),
            grain: fact.map(|fact| fact.grain.clone()),
            columns_at_once: fact.map(|fact| fact.depth),
            place: place.map(UnitKind::column),
            rows: table.rows,
            columns: columns.collect(),
            name: table.name,
        }
    }
}

/// `GET /sql/tables`
pub(crate) async fn list(State(hub): State<Hub>, params: Params) -> Result<Json<SqlTables>> {
    params.only(&["as_at"])?;
    let as_at = params.get("as_at")?;
    let release = hub.asking.release(as_at.as_ref()).await?;
    let tables = hub.asking.tables(Some(&release.id)).await?;
    Ok(Json(SqlTables {
        release: release.id.to_string(),
        tables: tables.into_iter().map(SqlTable::from).collect(),
    }))
}
