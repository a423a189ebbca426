//! The name of a cell: the text that, with the key, fixes its noise for ever.

use std::fmt::Write;

/// Name of the mechanism at the head of every node id.
pub const MECHANISM: &str = "sdc-1";

/// What the cells of one countable in one area and month share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeUnit<'a> {
    /// Name of the countable.
    pub measure: &'a str,
    /// Area atom (or a finer place of its own).
    pub unit: &'a str,
    /// Month, `2026-04`.
    pub month: &'a str,
    /// Version of the unit, from 1.
    pub version: u32,
}

/// A part of a node id that would make two cells share a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// A separator inside a name, or an empty name.
    #[error("{0:?} cannot be part of a node id: it is empty or holds one of | ; =")]
    Separator(String),
    /// The same dimension twice.
    #[error("dimension {0} is named twice in one node id")]
    Repeated(String),
}

impl NodeUnit<'_> {
    /// `sdc-1|<measure>|<unit>|<month>|v<version>|`: what comes before the values.
    ///
    /// # Errors
    /// [`NodeError::Separator`] where a name is empty or holds a separator.
    pub fn prefix(&self) -> Result<String, NodeError> {
        for part in [self.measure, self.unit, self.month] {
            check(part)?;
        }
        Ok(format!(
            "{MECHANISM}|{}|{}|{}|v{}|",
            self.measure, self.unit, self.month, self.version
        ))
    }

    /// The full id of one cell; the order in which the values come does not matter.
    ///
    /// # Errors
    /// [`NodeError`] where two different cells could get this id.
    pub fn id(&self, values: &[(&str, &str)]) -> Result<String, NodeError> {
        let mut id = self.prefix()?;
        write_values(&mut id, values)?;
        Ok(id)
    }
}

/// Appends `<dim=value;dim=value>`, sorted by the dimension's name.
///
/// # Errors
/// [`NodeError`] as in [`NodeUnit::id`]; `out` then holds an unfinished id.
pub fn write_values(out: &mut String, values: &[(&str, &str)]) -> Result<(), NodeError> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut previous = None;
    for (dimension, value) in sorted {
        check(dimension)?;
        check(value)?;
        if previous == Some(dimension) {
            return Err(NodeError::Repeated(dimension.to_owned()));
        }
        let separator = if previous.is_some() { ";" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{separator}{dimension}={value}");
        previous = Some(dimension);
    }
    Ok(())
}

fn check(part: &str) -> Result<(), NodeError> {
    if part.is_empty() || part.contains(['|', ';', '=']) {
        return Err(NodeError::Separator(part.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: NodeUnit<'_> = NodeUnit {
        measure: "persons",
        unit: "QE1",
        month: "2026-04",
        version: 1,
    };

    #[test]
    fn the_canonical_form_sorts_dimensions_by_name() {
        let id = UNIT.id(&[("need", "debt"), ("age_band", "25-34")]).unwrap();
        assert_eq!(id, "sdc-1|persons|QE1|2026-04|v1|age_band=25-34;need=debt");
        assert_eq!(UNIT.id(&[]).unwrap(), "sdc-1|persons|QE1|2026-04|v1|");
    }

    #[test]
    fn names_that_could_collide_are_refused() {
        assert!(matches!(
            UNIT.id(&[("need", "a;sex=1")]),
            Err(NodeError::Separator(_))
        ));
        assert!(matches!(
            UNIT.id(&[("need", "")]),
            Err(NodeError::Separator(_))
        ));
        assert!(matches!(
            UNIT.id(&[("sex", "1"), ("sex", "2")]),
            Err(NodeError::Repeated(_))
        ));
        assert!(matches!(
            NodeUnit {
                unit: "Q|E",
                ..UNIT
            }
            .id(&[]),
            Err(NodeError::Separator(_))
        ));
    }
}
