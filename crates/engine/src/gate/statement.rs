//! One query and nothing else.

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{ExplainFormat, ExplainOption, LogicalPlan, LogicalPlanBuilder};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::clauses;
use super::readings::{READINGS_MAX, UNFOLDED_MAX, readings, unfolded};
use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// Reads a text that is one query, or `explain` and one. Answers the query, and whether it is to be explained.
pub(super) fn one_query(
    state: &SessionState,
    sql: &str,
    bytes_max: usize,
) -> Result<(Statement, bool)> {
    if sql.len() > bytes_max {
        return Err(refused(Refusal::new(
            Code::Limit,
            format_args!("a query can have at most {bytes_max} bytes"),
        )));
    }
    short_enough(sql).map_err(refused)?;
    let dialect = state.config_options().sql_parser.dialect;
    let read = state.sql_to_statement(sql, &dialect);
    let read = read.map_err(|error| match error {
        DataFusionError::NotImplemented(_) => several(),
        error => error,
    });
    let (statement, is_explained) = match read? {
        Statement::Explain(explain) if !explain.options.analyze && !explain.options.verbose => {
            (*explain.statement, true)
        }
        statement => (statement, false),
    };
    match statement {
        Statement::Statement(query) if matches!(*query, Sql::Query(_)) => {
            clauses::check(&query).map_err(refused)?;
            Ok((Statement::Statement(query), is_explained))
        }
        _ => Err(not_one()),
    }
}

/// So many signs and words a query may have.
const TOKENS_MAX: usize = 5_000;
/// So many of them may join two parts into one: each is a step deeper for whoever walks through the query.
const JOINS_MAX: usize = 400;

/// Refuses a query that is too long to be read safely, before anything of it is: whatever reads a chain of thousands of
/// terms goes as deep as the chain is long, and a join of hundreds of tables is planned in far more memory than it is
/// answered in.
pub(super) fn short_enough(sql: &str) -> std::result::Result<(), Refusal> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize();
    let Ok(mut tokens) = tokens else {
        // The parser says what is wrong.
        return Ok(());
    };
    tokens.retain(|token| !matches!(token, Token::Whitespace(_)));
    if readings(&tokens) > READINGS_MAX {
        return Err(Refusal::new(
            Code::Limit,
            "this query has too many brackets inside brackets. Ask it in parts",
        ));
    }
    let Some(unfolded) = unfolded(&tokens) else {
        return Err(Refusal::new(
            Code::Statement,
            "two common tables of this query have the same name. Give each a name of its own",
        ));
    };
    if unfolded > UNFOLDED_MAX {
        return Err(Refusal::new(
            Code::Limit,
            "this query is too large, with what it names put in the place of the names. Ask it in parts",
        ));
    }
    clauses::check_tokens(&tokens)?;
    let (mut n, mut joins, mut after_comma) = (0_usize, 0_usize, false);
    for token in tokens {
        let is_join = match &token {
            Token::Word(word) => after_comma || JOINING.contains(&word.keyword),
            Token::LParen => after_comma,
            Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::RParen
            | Token::Comma
            | Token::Period
            | Token::SemiColon
            | Token::EOF => false,
            _ => true,
        };
        n += 1;
        joins += usize::from(is_join);
        after_comma = token == Token::Comma;
    }
    if n > TOKENS_MAX || joins > JOINS_MAX {
        return Err(Refusal::new(
            Code::Limit,
            format_args!(
                "a query can have at most {TOKENS_MAX} words and signs, and {JOINS_MAX} that join two parts. Ask it in parts"
            ),
        ));
    }
    Ok(())
}

/// Words that join two parts into one.
const JOINING: [Keyword; 23] = [
    Keyword::AND,
    Keyword::OR,
    Keyword::NOT,
    Keyword::UNION,
    Keyword::INTERSECT,
    Keyword::EXCEPT,
    Keyword::JOIN,
    Keyword::IS,
    Keyword::IN,
    Keyword::LIKE,
    Keyword::BETWEEN,
    Keyword::COLLATE,
    Keyword::AT,
    Keyword::WHEN,
    Keyword::XOR,
    Keyword::OVERLAPS,
    Keyword::RLIKE,
    Keyword::REGEXP,
    Keyword::SIMILAR,
    Keyword::MEMBER,
    Keyword::ILIKE,
    Keyword::DIV,
    Keyword::OPERATOR,
];

/// The engine reads several and takes one.
fn several() -> DataFusionError {
    refused(Refusal::new(
        Code::Statement,
        "this is more than one query. Send them one after the other",
    ))
}

fn not_one() -> DataFusionError {
    refused(Refusal::new(
        Code::Statement,
        "only one query can be sent: select, with or values; or explain with one of them, without analyze or verbose",
    ))
}

/// How a query over cells would be worked out.
pub(super) fn explained(plan: LogicalPlan) -> Result<LogicalPlan> {
    let option = ExplainOption::default().with_format(ExplainFormat::Indent);
    LogicalPlanBuilder::from(plan)
        .explain_option_format(option)?
        .build()
}
