//! The cells of one table, the same for every unit and month: their codes, names and columns.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use hub_disclosure::node::write_values;
use hub_disclosure::{Geometric, NoiseError, Policy};
use hub_engine::{Dimension, Fact};

use crate::error::Result;

/// What the cells of a table are.
pub(crate) struct Shape {
    /// The dimensions of the table, in the fact's order.
    pub(crate) dimensions: Vec<Dimension>,
    /// For each dimension, the code of every cell of a unit.
    pub(crate) codes: Vec<Vec<String>>,
    /// The canonical values of every cell of a unit, for its node id.
    pub(crate) canonical: Vec<String>,
    /// What is counted: its name in node ids, its column, its noise.
    pub(crate) counts: Vec<Count>,
    /// Columns say which area each place belongs to, and which rows its cells are made from: no manifest names places.
    pub(crate) is_of_places: bool,
    pub(crate) schema: SchemaRef,
}

/// One countable of the table.
pub(crate) struct Count {
    pub(crate) node_measure: String,
    pub(crate) column: String,
    pub(crate) noise: Option<Geometric>,
}

impl Shape {
    pub(crate) fn of(fact: &Fact, set: &[usize], policy: &Policy) -> Result<Self> {
        let dimensions: Vec<_> = set
            .iter()
            .filter_map(|index| fact.dimensions.get(*index))
            .cloned()
            .collect();
        let cells = cross_product(&dimensions);
        let canonical = cells
            .iter()
            .map(|cell| canonical(&dimensions, cell))
            .collect::<Result<_>>()?;
        let codes = (0..dimensions.len())
            .map(|index| {
                cells
                    .iter()
                    .filter_map(|cell| cell.get(index))
                    .map(|code| (*code).to_owned())
                    .collect()
            })
            .collect();
        let counts = fact.countables.iter().map(|countable| {
            Ok(Count {
                node_measure: fact.node_measure(countable),
                column: countable.name.clone(),
                noise: policy.noise(countable.kind.clip())?,
            })
        });
        let counts: Vec<_> = counts.collect::<Result<_>>()?;
        let is_of_places = fact.of.is_place();
        let schema = schema(&dimensions, &counts, is_of_places);
        Ok(Self {
            codes,
            canonical,
            counts,
            is_of_places,
            schema,
            dimensions,
        })
    }

    /// Cells of one unit.
    pub(crate) fn cells(&self) -> usize {
        self.canonical.len()
    }
}

/// Every combination of codes; the last dimension runs fastest, as in the marginal.
fn cross_product(dimensions: &[Dimension]) -> Vec<Vec<&str>> {
    dimensions
        .iter()
        .fold(vec![Vec::new()], |cells, dimension| {
            cells
                .iter()
                .flat_map(|cell| {
                    dimension
                        .codes
                        .iter()
                        .map(|code| [cell.as_slice(), &[code.as_str()]].concat())
                })
                .collect()
        })
}

fn canonical(dimensions: &[Dimension], cell: &[&str]) -> Result<String> {
    let values: Vec<_> = dimensions
        .iter()
        .map(|dimension| dimension.name.as_str())
        .zip(cell.iter().copied())
        .collect();
    let mut text = String::new();
    write_values(&mut text, &values).map_err(NoiseError::from)?;
    Ok(text)
}

fn schema(dimensions: &[Dimension], counts: &[Count], is_of_places: bool) -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    // The code of a place is called `atom` too: whoever reads cells finds their unit by that name.
    let mut fields = vec![text("atom")];
    fields.extend(is_of_places.then(|| text("area")));
    fields.push(text("month"));
    fields.extend(dimensions.iter().map(|dimension| text(&dimension.name)));
    fields.extend(
        counts
            .iter()
            .map(|count| Field::new(&count.column, DataType::Int64, false)),
    );
    fields.push(Field::new("floor_met", DataType::Boolean, false));
    fields.push(Field::new("version", DataType::Int32, false));
    fields.extend(is_of_places.then(|| Field::new("basis", DataType::Int32, false)));
    Arc::new(Schema::new(fields))
}
