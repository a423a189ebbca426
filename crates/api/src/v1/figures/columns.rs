//! The columns of a table of figures. They stand here once, for the files and for what describes these.

use crate::format::Column;

/// A column.
#[derive(Debug)]
pub(crate) struct FigureColumn {
    pub(crate) name: &'static str,
    /// Name for people.
    pub(crate) title: &'static str,
    /// What its cells say.
    pub(crate) what: &'static str,
    pub(crate) holds: Holds,
    /// Whether no row is without it.
    pub(crate) is_required: bool,
    /// Whether it is a part of a figure's name.
    pub(crate) is_key: bool,
    /// The property in a public vocabulary that says the same.
    pub(crate) property: Option<&'static str>,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    /// One of these words, which a stroke parts.
    OneOf(&'static str),
    Month,
    Number,
    /// A number from 0 to 1.
    Share,
}

/// What the words in `value_status` mean.
pub(crate) const STATUS_WORDS: &str = "Empty: the value as it is. rounded: adjusted and rounded to protect people. hidden: none or too few to show. x: no return for this period. \
    z: does not apply. p: provisional. r: revised. u: not calculated.";

/// All columns, in their order.
pub(crate) const COLUMNS: &[FigureColumn] = &[
    key("measure", "Measure", "Id of the measure.", Holds::Text),
    key(
        "area_type",
        "Kind of area",
        "England, a region of NHS England, or an integrated care board.",
        Holds::OneOf("england|region|icb"),
    ),
    FigureColumn {
        property: Some("http://purl.org/linked-data/sdmx/2009/dimension#refArea"),
        ..key(
            "area_code",
            "Area",
            "Code of the area, as the list of areas has it.",
            Holds::Text,
        )
    },
    always("area_name", "Name of the area", "Name of the area."),
    key(
        "geography",
        "Geography",
        "as_now: areas as they are today. as_was: areas as they were in the month.",
        Holds::OneOf("as_now|as_was"),
    ),
    FigureColumn {
        property: Some("http://purl.org/linked-data/sdmx/2009/dimension#refPeriod"),
        ..key("month", "Month", "Month of the returns.", Holds::Month)
    },
    key(
        "breakdown",
        "Breakdown",
        "What the measure is broken down by; all for the total.",
        Holds::Text,
    ),
    key(
        "category",
        "Category",
        "The group of the breakdown; all for the total.",
        Holds::Text,
    ),
    number("numerator", "Numerator", "What is counted."),
    number("denominator", "Denominator", "What it is set against."),
    FigureColumn {
        property: Some("http://purl.org/linked-data/sdmx/2009/measure#obsValue"),
        ..number("value", "Value", "The value.")
    },
    number(
        "lower95",
        "Lower 95% limit",
        "Lower limit of the 95% interval.",
    ),
    number(
        "upper95",
        "Upper 95% limit",
        "Upper limit of the 95% interval.",
    ),
    FigureColumn {
        holds: Holds::Share,
        ..number(
            "completeness",
            "Completeness",
            "Share of the expected returns that the figure rests on, 0 to 1.",
        )
    },
    FigureColumn {
        name: "value_status",
        title: "Status of the value",
        what: STATUS_WORDS,
        holds: Holds::OneOf("rounded|hidden|x|z|p|r|u"),
        is_required: false,
        is_key: false,
        property: Some("http://purl.org/linked-data/sdmx/2009/attribute#obsStatus"),
    },
    always("release", "Release", "The release that the figure is of."),
    always("policy", "Policy", "Name of the disclosure policy."),
];

const fn key(
    name: &'static str,
    title: &'static str,
    what: &'static str,
    holds: Holds,
) -> FigureColumn {
    FigureColumn {
        name,
        title,
        what,
        holds,
        is_required: true,
        is_key: true,
        property: None,
    }
}

const fn always(name: &'static str, title: &'static str, what: &'static str) -> FigureColumn {
    FigureColumn {
        is_key: false,
        ..key(name, title, what, Holds::Text)
    }
}

const fn number(name: &'static str, title: &'static str, what: &'static str) -> FigureColumn {
    FigureColumn {
        is_required: false,
        is_key: false,
        ..key(name, title, what, Holds::Number)
    }
}

impl FigureColumn {
    /// The column of a file.
    pub(crate) fn of_table(&self) -> Column {
        match self.holds {
            Holds::Text | Holds::OneOf(_) | Holds::Month => Column::text(self.name),
            Holds::Number | Holds::Share => Column::number(self.name),
        }
    }
}
