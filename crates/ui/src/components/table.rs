//! Tables with caption, column and row heads.

use maud::{Markup, html};

use super::{classes, scroll_region, scrolls_sideways};

/// With so many columns a table is wider than a small screen.
const COLUMNS_WIDE: usize = 4;

/// Head of a column.
pub(crate) struct Head {
    text: String,
    numeric: bool,
}

impl Head {
    /// A column of words.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            numeric: false,
        }
    }

    /// A column of numbers, set to the right.
    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            numeric: true,
        }
    }
}

/// A table. The first cell of a row is its head.
pub(crate) struct Table<'a> {
    /// Caption.
    pub(crate) caption: &'a str,
    /// Further classes of the caption. It is always read out, even where it is not seen.
    pub(super) caption_classes: &'a str,
    /// Heads.
    pub(crate) heads: Vec<Head>,
    /// Rows.
    pub(crate) rows: Vec<Vec<Markup>>,
    /// Further classes.
    pub(super) classes: &'a str,
    /// Whether it is wider than a small screen, which is said above it.
    pub(super) is_wide: bool,
    /// Whether each row becomes a block of named lines where the screen is narrow.
    pub(super) stacks: bool,
}

impl<'a> Table<'a> {
    /// A table with a caption that is seen.
    pub(crate) fn new(caption: &'a str, heads: Vec<Head>, rows: Vec<Vec<Markup>>) -> Self {
        Self {
            caption,
            caption_classes: "nhsuk-table__caption--s",
            is_wide: heads.len() >= COLUMNS_WIDE,
            heads,
            rows,
            classes: "",
            stacks: false,
        }
    }

    /// A table that is wider than a small screen although its columns are few: of long names with intervals.
    pub(crate) fn wide(self) -> Self {
        Self {
            is_wide: true,
            ..self
        }
    }

    /// A table of words more than of numbers: on narrow screens its rows become blocks of named lines.
    pub(crate) fn stacking(self) -> Self {
        Self {
            stacks: true,
            classes: "hub-table--stacks",
            ..self
        }
    }

    /// A table whose caption is only read out, because a heading above says the same.
    pub(crate) fn with_quiet_caption(
        caption: &'a str,
        heads: Vec<Head>,
        rows: Vec<Vec<Markup>>,
    ) -> Self {
        Self {
            caption_classes: "nhsuk-u-visually-hidden",
            ..Self::new(caption, heads, rows)
        }
    }

    /// The table in a region that scrolls.
    pub(crate) fn render(&self) -> Markup {
        html! {
            @if !self.stacks && self.is_wide { (scrolls_sideways()) }
            (scroll_region(self.caption, &self.element()))
        }
    }

    /// The table alone.
    pub(super) fn element(&self) -> Markup {
        html! {
            table class=(classes("nhsuk-table hub-table", self.classes)) {
                caption class=(classes("nhsuk-table__caption", self.caption_classes)) { (self.caption) }
                thead class="nhsuk-table__head" {
                    tr class="nhsuk-table__row" {
                        @for head in &self.heads {
                            th class=(class("nhsuk-table__header", head.numeric)) scope="col" { (head.text) }
                        }
                    }
                }
                tbody class="nhsuk-table__body" {
                    @for row in &self.rows { tr class="nhsuk-table__row" { (self.cells(row)) } }
                }
            }
        }
    }

    fn cells(&self, row: &[Markup]) -> Markup {
        html! {
            @for (position, cell) in row.iter().enumerate() {
                @let head = self.heads.get(position);
                @let numeric = head.is_some_and(|head| head.numeric);
                @let name = head.filter(|_| self.stacks).map(|head| &head.text);
                @if position == 0 {
                    th class=(class("nhsuk-table__header", numeric)) scope="row" data-label=[name] { (cell) }
                } @else {
                    td class=(class("nhsuk-table__cell", numeric)) data-label=[name] { (cell) }
                }
            }
        }
    }
}

fn class(base: &str, numeric: bool) -> String {
    if numeric {
        format!("{base} {base}--numeric")
    } else {
        base.to_owned()
    }
}
