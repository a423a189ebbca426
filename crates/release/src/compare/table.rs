//! A comparison as text for a terminal.

use std::fmt::Write;

use hub_engine::UnitKind;

use super::{Comparison, FigureChange, UnitChange};

/// Stands for what one of the two releases does not have.
const NONE: &str = "-";

impl Comparison {
    /// The comparison as aligned lines.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{} -> {}\n", self.old, self.new);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "areas and months of an unchanged version: {}; of their cells differ: {}",
            self.kept, self.kept_cells_that_differ
        );
        let _ = writeln!(
            text,
            "cells of networks, practices and services of an unchanged version that differ: {}",
            self.kept_place_cells_that_differ
        );
        if self.units.is_empty() {
            text.push_str("no area and month has another version\n");
        } else {
            text.push('\n');
            let head = ["month", "area", "version", "cells", "changed"];
            text.push_str(&aligned(&head, self.units.iter().map(unit)));
            more(&mut text, self.more_units, "areas and months");
        }
        if !self.places.is_empty() {
            text.push('\n');
            let head = ["month", "place", "version", "cells", "changed"];
            text.push_str(&aligned(&head, self.places.iter().map(unit)));
            more(&mut text, self.more_places, "places and months");
        }
        if self.figures.is_empty() {
            text.push_str("no figure is displayed in another way\n");
        } else {
            text.push('\n');
            let head = [
                "measure",
                "month",
                "area",
                "geography",
                "breakdown",
                "category",
                "old",
                "new",
                "by",
            ];
            text.push_str(&aligned(&head, self.figures.iter().map(figure)));
            more(&mut text, self.more_figures, "figures");
        }
        text
    }
}

fn unit(change: &UnitChange) -> [String; 5] {
    let version = |version: Option<u32>| version.map_or(NONE.to_owned(), |v| v.to_string());
    [
        change.month.to_string(),
        match change.of {
            UnitKind::Area => change.atom.clone(),
            kind => format!("{} {}", kind.column(), change.atom),
        },
        format!(
            "{} -> {}",
            version(change.old_version),
            version(change.new_version)
        ),
        change.cells.to_string(),
        change.changed_cells.to_string(),
    ]
}

fn figure(change: &FigureChange) -> [String; 9] {
    let or_none = |display: &Option<String>| display.clone().unwrap_or_else(|| NONE.to_owned());
    [
        change.measure.clone(),
        change.month.to_string(),
        change.area_code.to_string(),
        change.geography.to_string(),
        change.breakdown.clone(),
        change.category.clone(),
        or_none(&change.old),
        or_none(&change.new),
        or_none(&change.by),
    ]
}

fn more(text: &mut String, n: u64, what: &str) {
    if n > 0 {
        let _ = writeln!(text, "and {n} more {what}");
    }
}

/// Columns two spaces apart, each as wide as its longest word.
fn aligned<const N: usize>(head: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows);
    let mut widths = [0; N];
    for line in &lines {
        for (width, word) in widths.iter_mut().zip(line) {
            *width = (*width).max(word.chars().count());
        }
    }
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (word, width) in line.iter().zip(widths) {
            let _ = write!(row, "{word:<width$}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}
