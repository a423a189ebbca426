//! Clauses that the engine reads and passes over, or reads otherwise than SQL means them: an answer to another question
//! than was asked.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    GroupByExpr, Query, Select, Statement, TableFactor, Visit, Visitor,
};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::Token;

use super::refusal::{Code, Refusal};

/// Refuses a statement with a clause that the engine takes no notice of.
pub(super) fn check(statement: &Statement) -> Result<(), Refusal> {
    match statement.visit(&mut PassedOver) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(clause) => Err(Refusal::new(
            Code::Statement,
            format_args!("{clause} is not offered. Leave that out"),
        )),
    }
}

struct PassedOver;

impl Visitor for PassedOver {
    type Break = &'static str;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        first([
            (!query.locks.is_empty(), "for update or for share"),
            (
                query.for_clause.is_some(),
                "for xml, for json or for browse",
            ),
            (query.settings.is_some(), "settings"),
            (query.format_clause.is_some(), "format"),
        ])
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        let by = match &select.group_by {
            GroupByExpr::All(modifiers) | GroupByExpr::Expressions(_, modifiers) => modifiers,
        };
        first([
            (select.prewhere.is_some(), "prewhere"),
            (!select.connect_by.is_empty(), "connect by or start with"),
            (!select.distribute_by.is_empty(), "distribute by"),
            (select.value_table_mode.is_some(), "as struct or as value"),
            (select.into.is_some(), "into"),
            (!by.is_empty(), "with rollup, with cube or with totals"),
        ])
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<Self::Break> {
        match table {
            TableFactor::Table {
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_hints,
                ..
            } => first([
                (!with_hints.is_empty(), "with (...) after a table"),
                (version.is_some(), "a version of a table"),
                (*with_ordinality, "with ordinality"),
                (!partitions.is_empty(), "partition (...) after a table"),
                (json_path.is_some(), "a path after a table"),
                (sample.is_some(), "tablesample"),
                (!index_hints.is_empty(), "an index after a table"),
            ]),
            TableFactor::Derived { sample, .. } => first([(sample.is_some(), "tablesample")]),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn first<const N: usize>(clauses: [(bool, &'static str); N]) -> ControlFlow<&'static str> {
    match clauses.into_iter().find(|(is_there, _)| *is_there) {
        Some((_, clause)) => ControlFlow::Break(clause),
        None => ControlFlow::Continue(()),
    }
}

/// Words that end whatever stands on the right of `is distinct from`.
const ENDING: [Keyword; 15] = [
    Keyword::WHERE,
    Keyword::GROUP,
    Keyword::HAVING,
    Keyword::ORDER,
    Keyword::LIMIT,
    Keyword::UNION,
    Keyword::INTERSECT,
    Keyword::EXCEPT,
    Keyword::JOIN,
    Keyword::ON,
    Keyword::AS,
    Keyword::WHEN,
    Keyword::THEN,
    Keyword::ELSE,
    Keyword::END,
];

/// Refuses `a is distinct from b and c` without brackets: the parser takes all that follows for the right side, where SQL
/// ends it at `and`.
pub(super) fn check_tokens(tokens: &[Token]) -> Result<(), Refusal> {
    let (mut depth, mut open) = (0_usize, Vec::new());
    let mut before = [Keyword::NoKeyword; 2];
    for token in tokens {
        let word = match token {
            Token::Word(word) => word.keyword,
            _ => Keyword::NoKeyword,
        };
        match token {
            Token::LParen => depth = depth.saturating_add(1),
            Token::RParen => {
                depth = depth.saturating_sub(1);
                open.retain(|at| *at <= depth);
            }
            Token::Comma => open.retain(|at| *at != depth),
            _ => {}
        }
        match word {
            Keyword::FROM
                if before[1] == Keyword::DISTINCT
                    && matches!(before[0], Keyword::IS | Keyword::NOT) =>
            {
                open.push(depth);
            }
            Keyword::AND | Keyword::OR | Keyword::XOR if open.contains(&depth) => {
                return Err(Refusal::new(
                    Code::Statement,
                    "is distinct from stands in brackets here, beside and or or: (a is distinct from b) and c",
                ));
            }
            _ if ENDING.contains(&word) => {
                open.retain(|at| *at != depth);
            }
            _ => {}
        }
        before = [before[1], word];
    }
    Ok(())
}
