//! The rows that leave the door, and the only way to make them.

use std::fmt;
use std::sync::Arc;
use std::thread;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, Int8Builder, Int16Builder, RecordBatch,
    StringBuilder,
};
use arrow::compute::{filter_record_batch, interleave};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use hub_standard::ids::{Month, ServiceCode};
use hub_standard::stored::{Record, StoredKind};
use jiff::civil::Date;

use super::keys::StoredKey;
use super::place::Residence;

/// Rows of one return from which every identity has been taken.
///
/// Only the anonymiser makes one: there is no public constructor and no public field, so that what is stored has been
/// through it. The order of the rows says nothing about the order in the file.
#[derive(Clone)]
pub struct Anonymised {
    record: Record,
    service: ServiceCode,
    month: Month,
    batch: RecordBatch,
    /// For each row the key that its person would have without an NHS number. Never stored: whoever objected under the
    /// service's own reference is known by it.
    local_keys: Vec<Option<StoredKey>>,
}

impl Anonymised {
    /// For the anonymiser alone.
    pub(super) fn of(
        record: Record,
        service: &ServiceCode,
        month: Month,
        batch: RecordBatch,
        local_keys: Vec<Option<StoredKey>>,
    ) -> Self {
        Self {
            record,
            service: service.clone(),
            month,
            batch,
            local_keys,
        }
    }

    /// What one row is.
    #[must_use]
    pub fn record(&self) -> Record {
        self.record
    }

    /// The rows, with the columns of [`schema_of`] their kind.
    #[must_use]
    pub fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// The service whose return this is.
    #[must_use]
    pub fn service(&self) -> &ServiceCode {
        &self.service
    }

    /// The month of the return.
    #[must_use]
    pub fn month(&self) -> Month {
        self.month
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The rows but those of the people, by any of their keys, whom `is_left_out` names. None if they have other columns
    /// than this version makes.
    pub(crate) fn without(&self, mut is_left_out: impl FnMut(&[&[u8]]) -> bool) -> Option<Self> {
        let people = self.batch.column_by_name("person_key")?;
        let people = people.as_binary_opt::<i32>()?;
        if people.len() != self.local_keys.len() || people.null_count() > 0 {
            return None;
        }
        let kept: Vec<bool> = people
            .iter()
            .flatten()
            .zip(&self.local_keys)
            .map(|(person, local)| match local {
                Some(local) => !is_left_out(&[person, local]),
                None => !is_left_out(&[person]),
            })
            .collect();
        let local_keys = self.local_keys.iter().zip(&kept);
        Some(Self {
            record: self.record,
            service: self.service.clone(),
            month: self.month,
            local_keys: local_keys
                .filter(|(_, kept)| **kept)
                .map(|(key, _)| *key)
                .collect(),
            batch: filter_record_batch(&self.batch, &BooleanArray::from(kept)).ok()?,
        })
    }
}

impl fmt::Debug for Anonymised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Anonymised")
            .field("record", &self.record)
            .field("service", &self.service)
            .field("month", &self.month)
            .field("rows", &self.rows())
            .finish_non_exhaustive()
    }
}

/// The columns of anonymised referrals, as [`hub_standard::stored::REFERRALS`] names them.
#[must_use]
pub fn stored_schema() -> SchemaRef {
    schema_of(Record::Referrals)
}

/// The columns of anonymised rows of a kind, as [`Record::columns`] names them.
#[must_use]
pub fn schema_of(record: Record) -> SchemaRef {
    let fields: Vec<Field> = record
        .columns()
        .iter()
        .map(|column| {
            let data_type = match column.kind {
                StoredKind::Text => DataType::Utf8,
                StoredKind::Key => DataType::Binary,
                StoredKind::Int16 => DataType::Int16,
                StoredKind::Int8 => DataType::Int8,
                StoredKind::Float64 => DataType::Float64,
            };
            Field::new(column.name, data_type, column.nullable)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// One row as it will be stored. Its texts are codes of lists and reference data: none comes from the file.
#[derive(Debug, Clone)]
pub(crate) struct StoredRow<'a> {
    pub(crate) referral_key: StoredKey,
    pub(crate) person_key: StoredKey,
    /// The key by the service's own reference, where the person has another one. Not stored.
    pub(crate) local_key: Option<StoredKey>,
    /// The day of the referral. Not stored: rows of the other sheets count their days from it.
    pub(crate) referred: Date,
    pub(crate) practice: &'a str,
    pub(crate) residence: Residence<'a>,
    pub(crate) sex: &'a str,
    pub(crate) age_band: &'static str,
    pub(crate) ethnic_category: &'a str,
    pub(crate) month_received: Month,
    pub(crate) source: &'a str,
    pub(crate) referrer_organisation: &'a str,
    pub(crate) method: &'a str,
    pub(crate) needs: [&'a str; 5],
    pub(crate) conditions: [&'a str; 5],
    pub(crate) carer: &'a str,
    pub(crate) declined: &'a str,
    pub(crate) month_first_contact: Option<Month>,
    pub(crate) wait_days: Option<i16>,
    pub(crate) contacts: Option<i16>,
    pub(crate) month_closed: Option<Month>,
    pub(crate) days_open: Option<i16>,
    pub(crate) closure_reason: &'a str,
}

/// Rows of a part of a return, in the order of their keys.
#[derive(Debug)]
pub(crate) struct SealedPart {
    batch: RecordBatch,
    local_keys: Vec<Option<StoredKey>>,
}

/// Makes the batch of a return: rows in the order of their keys, which is no order that the file had.
///
/// None if the columns made here are not the columns that the definition names, which a test guards.
pub(crate) fn seal(
    service: &ServiceCode,
    month: Month,
    parts: Vec<SealedPart>,
    max_threads: usize,
) -> Option<Anonymised> {
    let SealedPart { batch, local_keys } = join(parts, max_threads)?;
    Some(Anonymised::of(
        Record::Referrals,
        service,
        month,
        batch,
        local_keys,
    ))
}

/// Makes one part of several.
fn join(mut parts: Vec<SealedPart>, max_threads: usize) -> Option<SealedPart> {
    if parts.len() <= 1 {
        return parts.pop();
    }
    let mut order = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let keys = part.batch.column_by_name("referral_key")?;
        let keys = keys.as_binary_opt::<i32>()?;
        order.extend((0..keys.len()).map(|row| (keys.value(row), (number, row))));
    }
    order.sort_unstable();
    let order: Vec<(usize, usize)> = order.into_iter().map(|(_, place)| place).collect();
    let schema = stored_schema();
    let columns = in_threads(schema.fields().len(), max_threads, |column| {
        let arrays = parts.iter().map(|part| part.batch.column(column).as_ref());
        let arrays: Vec<&dyn Array> = arrays.collect();
        interleave(&arrays, &order).ok()
    });
    let columns = columns.into_iter().collect::<Option<Vec<_>>>()?;
    let local_keys = order.iter().map(|(number, row)| {
        let part = parts.get(*number);
        part.and_then(|part| part.local_keys.get(*row).copied().flatten())
    });
    let local_keys = local_keys.collect();
    let batch = RecordBatch::try_new(schema, columns).ok()?;
    Some(SealedPart { batch, local_keys })
}

/// Makes each of so many things, some in other threads; in the order of their numbers.
fn in_threads<T: Send>(n: usize, max_threads: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = n.div_ceil(cores.min(max_threads).max(1));
    thread::scope(|scope| {
        let make = &make;
        let threads: Vec<_> = (0..n)
            .step_by(share.max(1))
            .map(|from| {
                let numbers = from..(from + share).min(n);
                scope.spawn(move || numbers.map(make).collect::<Vec<T>>())
            })
            .collect();
        // A thread that did not end well is missing from the columns, which is then seen.
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    })
}

/// Makes the batch of some rows of a return.
///
/// None if the columns made here are not the columns that the definition names, which a test guards.
pub(crate) fn seal_part(
    service: &ServiceCode,
    month: Month,
    rows: &[StoredRow<'_>],
) -> Option<SealedPart> {
    let mut rows: Vec<&StoredRow<'_>> = rows.iter().collect();
    rows.sort_unstable_by_key(|row| row.referral_key);
    let service_text = service.to_string();
    let month_text = month.to_string();
    let columns: Vec<ArrayRef> = vec![
        text(&rows, |_| service_text.as_str()),
        text(&rows, |_| month_text.as_str()),
        keys(&rows, |row| &row.referral_key),
        keys(&rows, |row| &row.person_key),
        text(&rows, |row| row.practice),
        int8(&rows, |row| row.residence.imd_decile),
        text(&rows, |row| row.residence.imd_edition),
        text(&rows, |row| row.residence.rural),
        text(&rows, |row| row.residence.sub_icb),
        text(&rows, |row| row.residence.district),
        text(&rows, |row| row.sex),
        text(&rows, |row| row.age_band),
        text(&rows, |row| row.ethnic_category),
        months(&rows, |row| Some(row.month_received)),
        text(&rows, |row| row.source),
        text(&rows, |row| row.referrer_organisation),
        text(&rows, |row| row.method),
        text(&rows, |row| row.needs[0]),
        text(&rows, |row| row.needs[1]),
        text(&rows, |row| row.needs[2]),
        text(&rows, |row| row.needs[3]),
        text(&rows, |row| row.needs[4]),
        text(&rows, |row| row.conditions[0]),
        text(&rows, |row| row.conditions[1]),
        text(&rows, |row| row.conditions[2]),
        text(&rows, |row| row.conditions[3]),
        text(&rows, |row| row.conditions[4]),
        text(&rows, |row| row.carer),
        text(&rows, |row| row.declined),
        months(&rows, |row| row.month_first_contact),
        int16(&rows, |row| row.wait_days),
        int16(&rows, |row| row.contacts),
        months(&rows, |row| row.month_closed),
        int16(&rows, |row| row.days_open),
        text(&rows, |row| row.closure_reason),
    ];
    let batch = RecordBatch::try_new(stored_schema(), columns).ok()?;
    let local_keys = rows.iter().map(|row| row.local_key).collect();
    Some(SealedPart { batch, local_keys })
}

fn text<'r, 'a>(
    rows: &[&'r StoredRow<'a>],
    value: impl Fn(&'r StoredRow<'a>) -> &'r str,
) -> ArrayRef {
    let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 8);
    for row in rows {
        builder.append_value(value(row));
    }
    Arc::new(builder.finish())
}

fn months(rows: &[&StoredRow<'_>], value: impl Fn(&StoredRow<'_>) -> Option<Month>) -> ArrayRef {
    let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 7);
    // Most rows have the month of the row before.
    let mut last: Option<(Month, String)> = None;
    for row in rows {
        let Some(month) = value(row) else {
            builder.append_value("");
            continue;
        };
        let known = last.take().filter(|(known, _)| *known == month);
        let (_, text) = last.insert(known.unwrap_or_else(|| (month, month.to_string())));
        builder.append_value(text);
    }
    Arc::new(builder.finish())
}

fn keys<'r, 'a>(
    rows: &[&'r StoredRow<'a>],
    value: impl Fn(&'r StoredRow<'a>) -> &'r StoredKey,
) -> ArrayRef {
    let mut builder = BinaryBuilder::with_capacity(rows.len(), rows.len() * 32);
    for row in rows {
        builder.append_value(value(row));
    }
    Arc::new(builder.finish())
}

fn int8(rows: &[&StoredRow<'_>], value: impl Fn(&StoredRow<'_>) -> Option<i8>) -> ArrayRef {
    let mut builder = Int8Builder::with_capacity(rows.len());
    for row in rows {
        builder.append_option(value(row));
    }
    Arc::new(builder.finish())
}

fn int16(rows: &[&StoredRow<'_>], value: impl Fn(&StoredRow<'_>) -> Option<i16>) -> ArrayRef {
    let mut builder = Int16Builder::with_capacity(rows.len());
    for row in rows {
        builder.append_option(value(row));
    }
    Arc::new(builder.finish())
}
