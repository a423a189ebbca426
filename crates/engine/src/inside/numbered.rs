//! The number of each row within its person.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use arrow::array::{ArrayRef, Scalar, UInt64Array};
use arrow::compute::kernels::cmp::not_distinct;
use arrow::compute::partition;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{Stream, StreamExt};

/// Adds a column that counts the rows of each group from 1; its input has the rows of a group one after another.
#[derive(Debug, Clone)]
pub(super) struct NumberedExec {
    input: Arc<dyn ExecutionPlan>,
    /// What a group is.
    by: Vec<Arc<dyn PhysicalExpr>>,
    /// Those of the window that this stands for, with its schema.
    properties: Arc<PlanProperties>,
}

impl NumberedExec {
    /// In the place of `window`, which numbers the rows of `input` and does nothing else.
    pub(super) fn new(
        window: &dyn ExecutionPlan,
        input: Arc<dyn ExecutionPlan>,
        by: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Self {
        Self {
            input,
            by,
            properties: Arc::clone(window.properties()),
        }
    }
}

impl DisplayAs for NumberedExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberedExec")
    }
}

impl ExecutionPlan for NumberedExec {
    fn name(&self) -> &'static str {
        "NumberedExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for key in &self.by {
            if f(key)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.into_iter().next();
        let none = || DataFusionError::Internal("a step has no input".to_owned());
        Ok(Arc::new(Self {
            input: input.ok_or_else(none)?,
            ..Self::clone(&self)
        }))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        Ok(Box::pin(Numbered {
            input: self.input.execute(partition, context)?,
            by: self.by.clone(),
            schema: self.schema(),
            last: None,
        }))
    }
}

struct Numbered {
    input: SendableRecordBatchStream,
    by: Vec<Arc<dyn PhysicalExpr>>,
    schema: SchemaRef,
    /// The group and the number of the last row so far: the next batch may go on with it.
    last: Option<(Vec<ArrayRef>, u64)>,
}

impl Numbered {
    fn number(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rows = batch.num_rows();
        let groups = self
            .by
            .iter()
            .map(|key| key.evaluate(batch)?.into_array(rows))
            .collect::<Result<Vec<_>>>()?;
        let mut numbers = Vec::with_capacity(rows);
        for range in partition(&groups)?.ranges() {
            let before = match &self.last {
                Some((group, number)) if range.start == 0 && is_same(group, &row(&groups, 0))? => {
                    *number
                }
                _ => 0,
            };
            numbers.extend((before + 1..).take(range.len()));
        }
        if let (Some(row_before), Some(number)) = (rows.checked_sub(1), numbers.last()) {
            self.last = Some((row(&groups, row_before), *number));
        }
        let mut columns = batch.columns().to_vec();
        columns.push(Arc::new(UInt64Array::from(numbers)));
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

fn row(groups: &[ArrayRef], at: usize) -> Vec<ArrayRef> {
    groups.iter().map(|column| column.slice(at, 1)).collect()
}

fn is_same(one: &[ArrayRef], other: &[ArrayRef]) -> Result<bool> {
    for (one, other) in one.iter().zip(other) {
        let same = not_distinct(
            &Scalar::new(Arc::clone(one)),
            &Scalar::new(Arc::clone(other)),
        )?;
        if same.false_count() > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Stream for Numbered {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let batch = ready!(self.input.poll_next_unpin(context));
        Poll::Ready(batch.map(|batch| self.number(&batch?)))
    }
}

impl RecordBatchStream for Numbered {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Int64Array};
    use arrow::datatypes::{DataType, Field, Int64Type, Schema, UInt64Type};
    use datafusion::physical_expr::expressions::Column;
    use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
    use futures::{TryStreamExt, stream};

    use super::*;

    #[tokio::test]
    async fn rows_of_one_group_are_counted_across_batches() {
        let given = [
            vec![Some(1), Some(1), Some(2)],
            vec![],
            vec![Some(2), Some(2)],
            vec![Some(3)],
            vec![Some(4), None],
            vec![None],
        ];
        let input = Arc::new(Schema::new(vec![Field::new(
            "group",
            DataType::Int64,
            true,
        )]));
        let batches: Vec<_> = given
            .into_iter()
            .map(|groups| {
                let column: ArrayRef = Arc::new(Int64Array::from(groups));
                Ok(RecordBatch::try_new(Arc::clone(&input), vec![column])?)
            })
            .collect();
        let numbered = Numbered {
            input: Box::pin(RecordBatchStreamAdapter::new(
                Arc::clone(&input),
                stream::iter(batches),
            )),
            by: vec![Arc::new(Column::new("group", 0))],
            schema: Arc::new(Schema::new(vec![
                Field::new("group", DataType::Int64, true),
                Field::new("number", DataType::UInt64, false),
            ])),
            last: None,
        };

        let answer: Vec<_> = numbered.try_collect().await.unwrap();

        let rows: Vec<_> = answer
            .iter()
            .flat_map(|batch| {
                let groups = batch.column(0).as_primitive::<Int64Type>();
                let numbers = batch.column(1).as_primitive::<UInt64Type>();
                groups.iter().zip(numbers.values().iter().copied())
            })
            .collect();
        let expected = [
            (Some(1), 1),
            (Some(1), 2),
            (Some(2), 1),
            (Some(2), 2),
            (Some(2), 3),
            (Some(3), 1),
            (Some(4), 1),
            (None, 1),
            (None, 2),
        ];
        assert_eq!(rows, expected);
    }
}
