//! How much of an answer's bound its rows take.

use arrow::array::Array as _;
use arrow::record_batch::RecordBatch;

/// Bytes of the rows of a batch. A batch can be a few rows of a large table, whose memory it shares: only its own count.
pub(super) fn of(batch: &RecordBatch) -> usize {
    let columns = batch.columns().iter();
    let bytes = columns.map(|column| {
        let own = column.to_data().get_slice_memory_size();
        own.unwrap_or_else(|_| column.get_array_memory_size())
    });
    bytes.fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, StringArray};

    use super::*;

    #[test]
    fn a_few_rows_of_a_large_table_are_few_bytes() {
        let texts = std::iter::repeat_n("a text of some length", 10_000);
        let columns: [(&str, ArrayRef); 2] = [
            ("n", Arc::new(Int64Array::from_iter_values(0..10_000))),
            ("text", Arc::new(StringArray::from_iter_values(texts))),
        ];
        let all = RecordBatch::try_from_iter(columns).unwrap();
        assert!(of(&all) > 290_000, "{}", of(&all));
        let few = of(&all.slice(5_000, 3));
        assert!((87..200).contains(&few), "{few}");
    }
}
