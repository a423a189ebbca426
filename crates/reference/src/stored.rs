//! A reference as Parquet files, and back: what an import keeps.
//!
//! These tables are for this program to read again without loss; those for SQL are in [`crate::tables`].

mod editions;

use std::collections::BTreeMap;

use arrow::{
    datatypes::{DataType, Field, FieldRef},
    record_batch::RecordBatch,
};
use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    error::ReferenceError,
    model::Succession,
    parquet_file::{parquet_bytes, read_parquet_bytes},
    reference::{Parts, Reference},
};
use editions::{atom_rows, later_atoms, later_icbs, nth};

/// Names of the tables that not every stored reference has.
const OUTLINES: &str = "outlines";
const ICBS_LATER: &str = "icbs_later";
const ATOMS_LATER: &str = "atoms_later";

/// One table of a stored reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTable {
    /// Name.
    pub name: &'static str,
    /// The Parquet file. The same rows give the same bytes.
    pub bytes: Bytes,
    /// Rows.
    pub rows: usize,
}

/// What is said of the whole.
#[derive(Serialize, Deserialize)]
struct About {
    /// `label` or `note`.
    kind: String,
    text: String,
}

/// The columns of each table: name and kind; `?` marks what may be unknown.
mod columns {
    pub(super) const ABOUT: &str = "kind:text text:text";
    pub(super) const REGIONS: &str = "code:text ons:text name:text";
    pub(super) const ICBS: &str = "code:text ons:text name:text short:text region:text valid_from:text valid_to:text? tile:step_list";
    pub(super) const ICBS_LATER: &str = "begins:text code:text ons:text name:text short:text region:text valid_from:text valid_to:text? tile:step_list";
    pub(super) const ATOMS_LATER: &str = "begins:text atom:text icb:text";
    pub(super) const SUCCESSIONS: &str = "predecessor:text successor:text date:text kind:text";
    pub(super) const OUTLINES: &str =
        "board:text valid_from:text valid_to:text? path:text place:count_list room:count";
    pub(super) const ATOMS: &str = "id:text before:text now:text region:text";
    pub(super) const PCNS: &str = "code:text name:text atom:text";
    pub(super) const PRACTICES: &str = "code:text name:text pcn:text? sub_icb:text? atom:text district:text? \
        registered:number rural:flag? opened:text? closed:text? successor:text? imd_score:number?";
    pub(super) const SMALL_AREAS: &str = "code:text sub_icb:text district:text atom:text imd2025_decile:step \
        imd2025_rank:count imd2019_decile:step? rural:flag residents:count by_ethnic5:count_list";
    pub(super) const CHANGES: &str = "lsoa11:text lsoa21:text change:letter";
    pub(super) const POPULATIONS: &str =
        "atom:text basis:text breakdown:text category:text people:number";
    pub(super) const WORKFORCE: &str = "month:text pcn:text atom:text fte:number rows:count";
    pub(super) const PUBLISHED: &str =
        "icb_ons:text icb_name:text share_most_deprived_decile:number";
}

impl Reference {
    /// Every table, ready to be stored.
    ///
    /// # Errors
    /// [`ReferenceError`] if a table cannot be written, which would be a fault of this program.
    pub fn to_stored(&self) -> Result<Vec<StoredTable>, ReferenceError> {
        let parts = &self.parts;
        let mut about = vec![About {
            kind: "label".to_owned(),
            text: parts.label.clone(),
        }];
        about.extend(parts.notes.iter().map(|note| About {
            kind: "note".to_owned(),
            text: note.clone(),
        }));
        let mut tables = vec![
            write("about", columns::ABOUT, &about)?,
            write("regions", columns::REGIONS, &parts.regions)?,
            write("icbs_before_2026", columns::ICBS, nth(&parts.editions, 0))?,
            write("icbs_from_2026", columns::ICBS, nth(&parts.editions, 1))?,
            write("successions", columns::SUCCESSIONS, &parts.successions)?,
            write("atoms", columns::ATOMS, &atom_rows(&parts.atoms))?,
            write("pcns", columns::PCNS, &parts.pcns)?,
            write("practices", columns::PRACTICES, &parts.practices)?,
            write("small_areas", columns::SMALL_AREAS, &parts.small_areas)?,
            write("small_area_changes", columns::CHANGES, &parts.changes)?,
            write("populations", columns::POPULATIONS, &parts.populations)?,
            write("workforce", columns::WORKFORCE, &parts.workforce)?,
            write(
                "published_deprivation",
                columns::PUBLISHED,
                &parts.published,
            )?,
        ];
        // Tables that would be empty are left out, so that a reference that needs none of them is stored as it was before
        // there were any.
        let later = later_icbs(&parts.editions);
        if !later.is_empty() {
            tables.push(write(ICBS_LATER, columns::ICBS_LATER, &later)?);
            let atoms = later_atoms(&parts.atoms);
            tables.push(write(ATOMS_LATER, columns::ATOMS_LATER, &atoms)?);
        }
        if !parts.outlines.is_empty() {
            tables.push(write(OUTLINES, columns::OUTLINES, &parts.outlines)?);
        }
        Ok(tables)
    }

    /// The reference of stored tables. Its label names the edition.
    ///
    /// # Errors
    /// [`ReferenceError`] if a table is missing or is not what was written.
    pub fn from_stored(
        edition: &str,
        tables: &BTreeMap<String, Bytes>,
    ) -> Result<Self, ReferenceError> {
        let about: Vec<About> = read(tables, "about")?;
        let mut label = format!("edition {edition}");
        let mut notes = Vec::new();
        for About { kind, text } in about {
            if kind == "label" {
                label = format!("{text} (edition {edition})");
            } else {
                notes.push(text);
            }
        }
        let successions: Vec<Succession> = read(tables, "successions")?;
        let editions = editions::of_rows(
            read(tables, "icbs_before_2026")?,
            read(tables, "icbs_from_2026")?,
            read_if_there(tables, ICBS_LATER)?,
            &successions,
        );
        let atoms = editions::atoms_of_rows(
            read(tables, "atoms")?,
            read_if_there(tables, ATOMS_LATER)?,
            &editions,
        );
        Ok(Self::of(Parts {
            label,
            edition: Some(edition.to_owned()),
            regions: read(tables, "regions")?,
            editions,
            successions,
            outlines: read_if_there(tables, OUTLINES)?,
            atoms,
            pcns: read(tables, "pcns")?,
            practices: read(tables, "practices")?,
            small_areas: read(tables, "small_areas")?,
            changes: read(tables, "small_area_changes")?,
            populations: read(tables, "populations")?,
            workforce: read(tables, "workforce")?,
            published: read(tables, "published_deprivation")?,
            // The publishers' files hold no postcode directory.
            has_postcodes: false,
            notes,
        }))
    }
}

fn write<T: Serialize>(
    name: &'static str,
    columns: &str,
    rows: &[T],
) -> Result<StoredTable, ReferenceError> {
    let fields = fields(columns);
    let batch: RecordBatch = serde_arrow::to_record_batch(&fields, &rows)
        .map_err(|source| ReferenceError::stored(name, source))?;
    Ok(StoredTable {
        name,
        bytes: parquet_bytes(&batch)?,
        rows: rows.len(),
    })
}

fn read<T: DeserializeOwned>(
    tables: &BTreeMap<String, Bytes>,
    name: &'static str,
) -> Result<Vec<T>, ReferenceError> {
    let bytes = tables
        .get(name)
        .ok_or(ReferenceError::Missing { table: name })?;
    let batch = read_parquet_bytes(bytes.clone())?;
    serde_arrow::from_record_batch(&batch).map_err(|source| ReferenceError::stored(name, source))
}

/// The rows of a table, or none where it is not there.
fn read_if_there<T: DeserializeOwned>(
    tables: &BTreeMap<String, Bytes>,
    name: &'static str,
) -> Result<Vec<T>, ReferenceError> {
    if tables.contains_key(name) {
        read(tables, name)
    } else {
        Ok(Vec::new())
    }
}

fn fields(columns: &str) -> Vec<FieldRef> {
    columns
        .split_whitespace()
        .filter_map(|column| column.split_once(':'))
        .map(|(name, kind)| {
            let (kind, nullable) = match kind.strip_suffix('?') {
                Some(kind) => (kind, true),
                None => (kind, false),
            };
            Field::new(name, data_type(kind), nullable).into()
        })
        .collect()
}

fn data_type(kind: &str) -> DataType {
    let list = |item| DataType::List(Field::new("element", item, false).into());
    match kind {
        "number" => DataType::Float64,
        "count" => DataType::UInt32,
        "step" => DataType::UInt8,
        // As serde_arrow keeps one character.
        "letter" => DataType::UInt32,
        "flag" => DataType::Boolean,
        "count_list" => list(DataType::UInt32),
        "step_list" => list(DataType::UInt8),
        _ => DataType::Utf8,
    }
}
