//! How much of an answer's bound its rows take.

use arrow::array::{Array as _, ArrayRef};
use arrow::record_batch::RecordBatch;

/// So many bytes a cell counts at least: a column of nothing has none here, and each of its cells becomes one of the answer.
const CELL_BYTES: usize = 16;

/// Bytes of the rows of a batch, as they count towards an answer.
pub(super) fn of(batch: &RecordBatch) -> usize {
    let least = batch.num_rows().saturating_mul(CELL_BYTES);
    total(batch, |column| in_memory(column).max(least))
}

/// Bytes of the rows of a batch, as they lie in memory.
pub(super) fn held(batch: &RecordBatch) -> usize {
    total(batch, in_memory)
}

fn total(batch: &RecordBatch, bytes: impl Fn(&ArrayRef) -> usize) -> usize {
    let columns = batch.columns().iter();
    columns.map(bytes).fold(0, usize::saturating_add)
}

/// A batch can be a few rows of a large table, whose memory it shares: only its own count.
fn in_memory(column: &ArrayRef) -> usize {
    let own = column.to_data().get_slice_memory_size();
    own.unwrap_or_else(|_| column.get_array_memory_size())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, NullArray, StringArray};

    use super::*;

    #[test]
    fn a_few_rows_of_a_large_table_are_few_bytes() {
        let texts = std::iter::repeat_n("a text of some length", 10_000);
        let columns: [(&str, ArrayRef); 2] = [
            ("n", Arc::new(Int64Array::from_iter_values(0..10_000))),
            ("text", Arc::new(StringArray::from_iter_values(texts))),
        ];
        let all = RecordBatch::try_from_iter(columns).unwrap();
        assert!(of(&all) > 370_000, "{}", of(&all));
        let few = of(&all.slice(5_000, 3));
        assert!((111..200).contains(&few), "{few}");
    }

    #[test]
    fn cells_of_nothing_count() {
        let nothing: ArrayRef = Arc::new(NullArray::new(1_000));
        let batch = RecordBatch::try_from_iter([("a", Arc::clone(&nothing)), ("b", nothing)]);
        assert_eq!(of(&batch.unwrap()), 2 * 1_000 * CELL_BYTES);
    }
}
