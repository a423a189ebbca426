//! The rows of the other sheets as they leave the door.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryBuilder, Float64Builder, Int16Builder, RecordBatch, StringBuilder,
};
use hub_standard::ids::{Month, ServiceCode};
use hub_standard::stored::{Record, StoredColumn, StoredKind};

use super::keys::StoredKey;
use super::rows::{Anonymised, schema_of};

/// The columns that all rows begin with: service, month, and the keys of the referral and the person.
const KEY_COLUMNS: usize = 4;
/// The most columns that a sheet has beyond those.
pub(crate) const VALUES_MAX: usize = 7;

/// Whose a row is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) referral_key: StoredKey,
    pub(crate) person_key: StoredKey,
    /// The key by the service's own reference, where the person has another one. Not stored.
    pub(crate) local_key: Option<StoredKey>,
}

/// A value as it will be stored. Texts are codes of lists: none comes from the file.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum DetailValue {
    #[default]
    None,
    Code(&'static str),
    Month(Month),
    Whole(i16),
    Number(f64),
}

impl DetailValue {
    /// Something to sort by, which says nothing of the file.
    fn order(self) -> (u8, u64, &'static str) {
        match self {
            Self::None => (0, 0, ""),
            Self::Code(code) => (1, 0, code),
            Self::Month(month) => (2, u64::from(month.month()), ""),
            Self::Whole(number) => (3, u64::from(number.unsigned_abs()), ""),
            Self::Number(number) => (4, number.to_bits(), ""),
        }
    }
}

/// One row: its values are those of the record's columns after the keys, in their order.
#[derive(Debug, Clone)]
pub(crate) struct DetailRow {
    pub(crate) owner: Owner,
    pub(crate) values: [DetailValue; VALUES_MAX],
}

/// Makes the batch: rows in the order of their keys, which is no order that the file had.
///
/// None if the values are not of the kinds that the definition names, which a test guards.
pub(crate) fn seal_details(
    record: Record,
    service: &ServiceCode,
    month: Month,
    mut rows: Vec<DetailRow>,
) -> Option<Anonymised> {
    // Rows of one referral in the order of their values, since that of the file could tell something.
    rows.sort_unstable_by_key(|row| (row.owner.referral_key, row.values.map(DetailValue::order)));
    let service_text = service.to_string();
    let month_text = month.to_string();
    let n_rows = rows.len();
    let repeated = |text: &str| -> ArrayRef {
        let mut builder = StringBuilder::with_capacity(n_rows, n_rows * text.len());
        (0..n_rows).for_each(|_| builder.append_value(text));
        Arc::new(builder.finish())
    };
    let keys = |of: &dyn Fn(&Owner) -> StoredKey| -> ArrayRef {
        let mut builder = BinaryBuilder::with_capacity(n_rows, n_rows * 32);
        rows.iter()
            .for_each(|row| builder.append_value(of(&row.owner)));
        Arc::new(builder.finish())
    };
    let mut columns = vec![
        repeated(&service_text),
        repeated(&month_text),
        keys(&|owner| owner.referral_key),
        keys(&|owner| owner.person_key),
    ];
    let values = record.columns().iter().skip(KEY_COLUMNS);
    for (at, column) in values.enumerate() {
        columns.push(column_of(&rows, at, column)?);
    }
    let batch = RecordBatch::try_new(schema_of(record), columns).ok()?;
    let local_keys = rows.iter().map(|row| row.owner.local_key).collect();
    Some(Anonymised::of(record, service, month, batch, local_keys))
}

/// None where a value is not of the column's kind.
fn column_of(rows: &[DetailRow], at: usize, column: &StoredColumn) -> Option<ArrayRef> {
    let values = rows
        .iter()
        .map(|row| row.values.get(at).copied().unwrap_or_default());
    Some(match column.kind {
        StoredKind::Text => {
            let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 8);
            for value in values {
                match value {
                    DetailValue::Code(code) => builder.append_value(code),
                    DetailValue::Month(month) => builder.append_value(month.to_string()),
                    DetailValue::None => builder.append_value(""),
                    DetailValue::Whole(_) | DetailValue::Number(_) => return None,
                }
            }
            Arc::new(builder.finish())
        }
        StoredKind::Int16 => {
            let mut builder = Int16Builder::with_capacity(rows.len());
            for value in values {
                match value {
                    DetailValue::Whole(number) => builder.append_value(number),
                    DetailValue::None => builder.append_null(),
                    _ => return None,
                }
            }
            Arc::new(builder.finish())
        }
        StoredKind::Float64 => {
            let mut builder = Float64Builder::with_capacity(rows.len());
            for value in values {
                match value {
                    DetailValue::Number(number) => builder.append_value(number),
                    _ => return None,
                }
            }
            Arc::new(builder.finish())
        }
        StoredKind::Key | StoredKind::Int8 => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_room_for_its_values() {
        for record in Record::DETAILS {
            let columns = record.columns();
            let keys = columns.iter().take(KEY_COLUMNS).map(|column| column.name);
            assert!(keys.eq(["service", "month", "referral_key", "person_key"]));
            assert!(columns.len() - KEY_COLUMNS <= VALUES_MAX, "{record:?}");
        }
    }
}
