//! A fact: what one row inside the barrier is, and which counts of it may be made.

use serde::{Deserialize, Serialize};

use super::{front_matter, same_name};
use crate::error::{EngineError, Result};

/// A file of `sql/facts/`.
#[derive(Debug, Clone)]
pub struct FactFile {
    /// The declared dimensions, countables and depth.
    pub fact: Fact,
    /// The query over the staging views. It yields the column of [`Fact::of`], `month`, `person`, then every
    /// dimension's columns, then every countable's column.
    pub sql: String,
    /// The whole file, for the release's hash.
    pub text: String,
}

/// What a unit of cells is, beside its month.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// An area atom: the figures are for everyone.
    #[default]
    Area,
    /// A primary care network.
    Pcn,
    /// A general practice.
    Practice,
    /// A link-worker service.
    Service,
}

impl UnitKind {
    /// Column of the fact that names the unit; that of a place has the same name in SQL.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Area => "atom",
            Self::Pcn => "pcn",
            Self::Practice => "practice",
            Self::Service => "service",
        }
    }

    /// Whether it is a single place, whose figures are seen by its own board and by those who see every board.
    #[must_use]
    pub fn is_place(self) -> bool {
        self != Self::Area
    }

    /// Whether its cells begin when a month awaits no more returns, so that provisional months are not in its tables.
    #[must_use]
    pub fn is_of_final_months(self) -> bool {
        matches!(self, Self::Pcn | Self::Practice)
    }

    /// Several of them, in words.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Area => "areas",
            Self::Pcn => "primary care networks",
            Self::Practice => "practices",
            Self::Service => "services",
        }
    }

    /// Most dimensions that a cell of such a unit may have: the fewer people are in a unit, the fewer are in a cell.
    fn depth_max(self) -> u8 {
        match self {
            Self::Area => 2,
            Self::Pcn => 1,
            Self::Practice | Self::Service => 0,
        }
    }
}

/// What a fact file declares.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Name of the file without its ending; also the name of the cells made from it.
    pub id: String,
    /// One line.
    pub title: String,
    /// What one row is.
    pub grain: String,
    /// What its cells are of.
    #[serde(default)]
    pub of: UnitKind,
    /// Most dimensions that a cell may have.
    pub depth: u8,
    /// Most dimensions of a cell that is made only when a project asks for it; 0 where none are.
    #[serde(default)]
    pub opened_depth: u8,
    /// Whether its cells are for measures alone: no table of SQL shows them, since what they hold means nothing by itself.
    #[serde(default)]
    pub measures_only: bool,
    /// The fact of the same rows whose cells without a dimension stand for this one's too: a count has one draw of noise,
    /// however many tables it could be in.
    #[serde(default)]
    pub total_of: Option<String>,
    /// Prefix of the node ids of this fact's countables; empty for the first fact, whose countables keep the
    /// names of the published mechanism.
    #[serde(default)]
    pub node_prefix: String,
    /// The closed code lists by which cells are made.
    #[serde(rename = "dimension", default)]
    pub dimensions: Vec<Dimension>,
    /// What is counted in each cell.
    #[serde(rename = "countable")]
    pub countables: Vec<Countable>,
}

/// A closed code list by which cells are made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Name in SQL and in node ids.
    pub name: String,
    /// Columns of the fact that hold it, where they are not one column of its name: a person with several needs
    /// has several columns, and an empty one counts for nothing.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Every code, `unknown` among them.
    pub codes: Vec<String>,
    /// Only in cells of this one dimension (a decile, where its fifth may be combined).
    #[serde(default)]
    pub alone: bool,
    /// How many of its codes one person can hold in a unit and month, where rows of their own make that more than its
    /// columns do; the ledger counts with it.
    #[serde(default)]
    pub most: Option<u32>,
    /// What somebody would least want known of themselves: few of the finer tables may have it.
    #[serde(default)]
    pub sensitive: bool,
}

impl Dimension {
    /// How many of its codes the ledger takes one person to hold at most.
    #[must_use]
    pub fn codes_held(&self) -> u32 {
        let columns = u32::try_from(self.columns().len()).unwrap_or(u32::MAX);
        self.most.map_or(columns, |most| most.max(columns))
    }

    /// Columns of the fact that hold this dimension.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        if self.columns.is_empty() {
            vec![&self.name]
        } else {
            self.columns.iter().map(String::as_str).collect()
        }
    }
}

/// One thing that is counted in each cell.
#[derive(Debug, Clone, Deserialize)]
pub struct Countable {
    /// Name of the column of protected values.
    pub name: String,
    /// How it is counted.
    #[serde(flatten)]
    pub kind: CountableKind,
}

/// How a countable is made, with the bound on what one person can add to one cell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CountableKind {
    /// Distinct people: one person adds one.
    Persons {},
    /// Rows: one person adds at most `clip`.
    Rows {
        /// The bound.
        clip: u32,
    },
    /// People with a row whose `column` lies in `from..=to`: one person adds at most one.
    Band {
        /// A whole-number column of the fact.
        column: String,
        /// First value of the band.
        from: i32,
        /// Last value of the band; open above where absent.
        to: Option<i32>,
    },
    /// Sum of `column`, each person's sum cut at `clip`.
    Sum {
        /// A whole-number column of the fact, never negative.
        column: String,
        /// The bound.
        clip: u32,
    },
    /// Sum of `column`, which may be below 0, each person's sum cut at `clip` on both sides.
    Signed {
        /// A whole-number column of the fact.
        column: String,
        /// The bound.
        clip: u32,
    },
}

impl CountableKind {
    /// The most that one person can add to one cell.
    #[must_use]
    pub fn clip(&self) -> u32 {
        match self {
            Self::Persons {} | Self::Band { .. } => 1,
            Self::Rows { clip } | Self::Sum { clip, .. } | Self::Signed { clip, .. } => *clip,
        }
    }

    /// The kind with its column and bounds, for [`FactFile::definition`].
    fn definition(&self) -> String {
        match self {
            Self::Persons {} => "persons".to_owned(),
            Self::Rows { clip } => format!("rows\t{clip}"),
            Self::Band { column, from, to } => {
                let to = to.map_or_else(|| "open".to_owned(), |to| to.to_string());
                format!("band\t{column}\t{from}\t{to}")
            }
            Self::Sum { column, clip } => format!("sum\t{column}\t{clip}"),
            Self::Signed { column, clip } => format!("signed\t{column}\t{clip}"),
        }
    }

    /// The fact's column that is read, if any.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Persons {} | Self::Rows { .. } => None,
            Self::Band { column, .. } | Self::Sum { column, .. } | Self::Signed { column, .. } => {
                Some(column)
            }
        }
    }
}

impl Fact {
    /// Every set of dimensions that cells are made for, as indexes into [`Fact::dimensions`], the empty set first; without
    /// it where the total is another fact's.
    #[must_use]
    pub fn dimension_sets(&self) -> Vec<Vec<usize>> {
        let mut sets = self.sets_up_to(self.depth);
        sets.retain(|set| !set.is_empty() || self.total_of.is_none());
        sets
    }

    /// Whether each release has cells for a set, whichever fact they are made of.
    #[must_use]
    pub fn has_cells_for(&self, set: &[usize]) -> bool {
        set.is_empty() || self.dimension_sets().iter().any(|made| made == set)
    }

    /// The sets that cells are made for only when a project asks.
    #[must_use]
    pub fn opened_sets(&self) -> Vec<Vec<usize>> {
        let mut sets = self.sets_up_to(self.opened_depth);
        sets.retain(|set| set.len() > usize::from(self.depth));
        sets
    }

    /// The set of these dimensions, in the order of the fact; none where one is not among them, or is there twice.
    #[must_use]
    pub fn set_of(&self, names: &[&str]) -> Option<Vec<usize>> {
        let place = |name: &&str| self.dimensions.iter().position(|d| d.name == **name);
        let mut set: Vec<usize> = names.iter().map(place).collect::<Option<_>>()?;
        set.sort_unstable();
        set.dedup();
        (set.len() == names.len()).then_some(set)
    }

    /// Whether one of the dimensions of a set is sensitive.
    #[must_use]
    pub fn is_sensitive(&self, set: &[usize]) -> bool {
        let mut dimensions = set.iter().filter_map(|index| self.dimensions.get(*index));
        dimensions.any(|dimension| dimension.sensitive)
    }

    fn sets_up_to(&self, depth: u8) -> Vec<Vec<usize>> {
        let mut sets = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..depth {
            let until = sets.len();
            for index in from..until {
                let Some(base) = sets.get(index).cloned() else {
                    continue;
                };
                for (next, dimension) in self.dimensions.iter().enumerate() {
                    let follows = base.last().is_none_or(|last| next > *last);
                    let combines = base.is_empty()
                        || (!dimension.alone
                            && base
                                .iter()
                                .all(|i| self.dimensions.get(*i).is_some_and(|d| !d.alone)));
                    if follows && combines {
                        sets.push(base.iter().copied().chain([next]).collect());
                    }
                }
            }
            from = until;
        }
        sets
    }

    /// Name of the table of cells for one of [`Fact::dimension_sets`] or [`Fact::opened_sets`], or for none, of which the
    /// table can be that of the fact in [`Fact::total_of`].
    #[must_use]
    pub fn cell_table(&self, set: &[usize]) -> String {
        let names: Vec<_> = set
            .iter()
            .filter_map(|i| self.dimensions.get(*i))
            .map(|d| d.name.as_str())
            .collect();
        if names.is_empty() {
            self.total_of.as_ref().unwrap_or(&self.id).clone()
        } else {
            format!("{}_by_{}", self.id, names.join("_"))
        }
    }

    /// Name of a countable in node ids.
    #[must_use]
    pub fn node_measure(&self, countable: &Countable) -> String {
        if self.node_prefix.is_empty() {
            countable.name.clone()
        } else {
            format!("{}.{}", self.node_prefix, countable.name)
        }
    }
}

/// The lines of a query that are neither empty nor comment.
pub(super) fn code(sql: &str) -> impl Iterator<Item = &str> {
    sql.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("--"))
}

impl FactFile {
    /// What the cells of this fact mean, as text: its name, kind of place, node names, dimensions, countables and query.
    ///
    /// Two files of one text make the same cells of the same rows. Title, grain, depths and lines of comment are left out:
    /// they change no cell.
    #[must_use]
    pub fn definition(&self) -> String {
        let fact = &self.fact;
        let mut lines = vec![format!("fact\t{}", fact.id)];
        // Nothing for areas: what a release says of a fact from before there were others must stay true.
        if fact.of.is_place() {
            lines.push(format!("of\t{}", fact.of.column()));
        }
        lines.extend(fact.total_of.iter().map(|of| format!("total_of\t{of}")));
        for dimension in &fact.dimensions {
            lines.push(format!("dimension\t{}", dimension.name));
            lines.push(format!("columns\t{}", dimension.columns().join("\t")));
            lines.push(format!("codes\t{}", dimension.codes.join("\t")));
        }
        for countable in &fact.countables {
            lines.push(format!(
                "countable\t{}\t{}\t{}",
                countable.name,
                fact.node_measure(countable),
                countable.kind.definition(),
            ));
        }
        lines.extend(code(&self.sql).map(str::to_owned));
        lines.join("\n")
    }

    /// Reads the file at `path` inside `sql/`, whose name without its ending is `stem`.
    ///
    /// # Errors
    /// [`EngineError::SqlFile`] says what of it no fact may be.
    pub fn read(path: &str, stem: &str, text: &str) -> Result<Self> {
        let (fact, sql): (Fact, _) = front_matter(path, text)?;
        same_name(path, stem, &fact.id)?;
        if fact.countables.first().map(|c| &c.kind) != Some(&CountableKind::Persons {}) {
            return Err(EngineError::file(
                path,
                "its first countable must be of kind persons: the floor needs it",
            ));
        }
        check_depths(path, &fact)?;
        if let Some(open) = fact
            .dimensions
            .iter()
            .find(|d| !d.codes.iter().any(|code| code == "unknown"))
        {
            return Err(EngineError::file(
                path,
                format!("dimension {} has no code `unknown`", open.name),
            ));
        }
        Ok(Self {
            fact,
            sql: sql.to_owned(),
            text: text.to_owned(),
        })
    }
}

fn check_depths(path: &str, fact: &Fact) -> Result<()> {
    let (most, of) = (fact.of.depth_max(), fact.of.plural());
    if fact.depth > most {
        return Err(EngineError::file(
            path,
            format!("cells of {of} that are made for each release have at most {most} dimensions"),
        ));
    }
    if fact.of.is_place() && fact.opened_depth > 0 {
        return Err(EngineError::file(
            path,
            format!("no finer cells of {of} are made when asked for: leave out opened_depth"),
        ));
    }
    if fact.opened_depth > 3 {
        return Err(EngineError::file(
            path,
            "cells that are made when asked for have at most three dimensions",
        ));
    }
    Ok(())
}
