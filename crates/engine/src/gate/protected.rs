//! What an analyst's session has in place of rows about people: a table with columns and no way to read it.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::places::PLACES;
use super::refusal::Refusal;
use super::rewrite::refused;
use crate::catalogue::{CountableKind, Fact};

/// The column that stands for whoever a row is about: good only for `count(distinct person)`.
pub(super) const PERSON: &str = "person";
/// The month of the return.
pub(super) const MONTH: &str = "month";

/// A column of text.
pub(super) fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

/// The columns of when and where: the month, the areas, and the place where cells are of one.
pub(super) fn located(fact: &Fact) -> Vec<Field> {
    let mut fields = vec![text(MONTH)];
    fields.extend(PLACES.iter().map(|place| text(place.column)));
    fields.extend(fact.of.is_place().then(|| text(fact.of.column())));
    fields
}

/// A table about people. Only the gate can put cells in its place; whatever it misses ends at [`Self::scan`].
#[derive(Debug)]
pub(super) struct ProtectedTable {
    pub(super) fact: Arc<Fact>,
    schema: SchemaRef,
}

impl ProtectedTable {
    pub(super) fn new(fact: Arc<Fact>) -> Self {
        let mut fields = located(&fact);
        fields.extend(
            fact.dimensions
                .iter()
                .map(|dimension| text(&dimension.name)),
        );
        fields.push(text(PERSON));
        fields.extend(
            fact.countables
                .iter()
                .filter(|countable| matches!(countable.kind, CountableKind::Sum { .. }))
                .map(|countable| Field::new(&countable.name, DataType::Int64, true)),
        );
        Self {
            fact,
            schema: Arc::new(Schema::new(fields)),
        }
    }
}

#[async_trait]
impl TableProvider for ProtectedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        _projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(refused(Refusal::row_level(&self.fact)))
    }
}
