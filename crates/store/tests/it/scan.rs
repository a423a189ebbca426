//! The control of the proof: the scan finds a key wherever and in whatever form it is put.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use hub_store::{Path, Store};
use hub_testkit::fixtures::person;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file with this column beside one of numbers.
fn parquet(column: ArrayRef, statistics: EnabledStatistics) -> Bytes {
    let n_rows = i64::try_from(column.len()).unwrap();
    let numbers: ArrayRef = Arc::new((0..n_rows).collect::<Int64Array>());
    let batch = RecordBatch::try_from_iter([("number", numbers), ("value", column)]).unwrap();
    let properties = WriterProperties::builder().set_statistics_enabled(statistics);
    write(&batch, properties)
}

fn write(batch: &RecordBatch, properties: WriterPropertiesBuilder) -> Bytes {
    let properties = properties.set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap().into()
}

async fn is_found(content: Bytes) -> bool {
    let store = Store::memory();
    let path = Path::from("planted/object.parquet");
    let text = Path::from("planted/object");
    let is_parquet = content.starts_with(b"PAR1");
    let path = if is_parquet { path } else { text };
    store.create(&path, content).await.unwrap();
    let scan = store.scan(&person("SVC001", "P1")).await.unwrap();
    assert_eq!(scan.objects, 1);
    !scan.found.is_empty()
}

#[tokio::test]
async fn key_is_found_in_bytes_and_in_hex() {
    let key = person("SVC001", "P1");
    let raw = key.as_bytes();
    for planted in [
        raw.to_vec(),
        hex(raw).into_bytes(),
        hex(raw).to_uppercase().into_bytes(),
    ] {
        let content = [b"before ", planted.as_slice(), b" after"].concat();
        assert!(is_found(content.into()).await);
    }
    let half = raw.split_at(16).0.to_vec();
    assert!(!is_found(half.into()).await);
    let other = person("SVC001", "P2");
    assert!(!is_found(other.as_bytes().to_vec().into()).await);
}

#[tokio::test]
async fn key_is_found_in_columns_and_statistics() {
    let key = person("SVC001", "P1");
    let text = hex(key.as_bytes());
    let binary: ArrayRef = Arc::new(BinaryArray::from_vec(vec![key.as_bytes(); 3]));
    let strings: ArrayRef = Arc::new(StringArray::from(vec![text.as_str(); 3]));
    for column in [binary, strings] {
        for statistics in [EnabledStatistics::None, EnabledStatistics::Page] {
            assert!(is_found(parquet(Arc::clone(&column), statistics)).await);
        }
    }
    let nothing: ArrayRef = Arc::new(StringArray::from(vec!["nothing"; 3]));
    assert!(!is_found(parquet(nothing, EnabledStatistics::Page)).await);
}

#[tokio::test]
async fn key_is_found_where_only_decoding_shows_it() {
    let key = person("SVC001", "P1");
    let text = hex(key.as_bytes());
    let almost = format!("{}!!!!", text.split_at(60).0);
    let column: ArrayRef = Arc::new(StringArray::from(vec![almost.as_str(), text.as_str()]));
    let batch = RecordBatch::try_from_iter([("value", column)]).unwrap();
    // Each value is written as what it does not share with the one before.
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BYTE_ARRAY)
        .set_statistics_enabled(EnabledStatistics::None);
    let content = write(&batch, properties);
    let is_in_bytes = content
        .windows(text.len())
        .any(|window| window == text.as_bytes());

    assert!(!is_in_bytes);
    assert!(is_found(content).await);
}
