//! One query and nothing else.

use std::collections::{HashMap, HashSet};

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{ExplainFormat, ExplainOption, LogicalPlan, LogicalPlanBuilder};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

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
    match state.sql_to_statement(sql, &dialect)? {
        Statement::Statement(statement) if matches!(*statement, Sql::Query(_)) => {
            Ok((Statement::Statement(statement), false))
        }
        Statement::Explain(explain) if !explain.options.analyze && !explain.options.verbose => {
            match *explain.statement {
                Statement::Statement(statement) if matches!(*statement, Sql::Query(_)) => {
                    Ok((Statement::Statement(statement), true))
                }
                _ => Err(not_one()),
            }
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
    if unfolded(&tokens) > UNFOLDED_MAX {
        return Err(Refusal::new(
            Code::Limit,
            "this query is too large, with what it names put in the place of the names. Ask it in parts",
        ));
    }
    let (mut n, mut joins, mut after_comma) = (0_usize, 0_usize, false);
    let mut before = Keyword::NoKeyword;
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
        let word = match &token {
            Token::Word(word) => word.keyword,
            _ => Keyword::NoKeyword,
        };
        if is_passed_over(before, word) {
            return Err(Refusal::new(
                Code::Statement,
                "tablesample, for update, for share, with rollup, with cube and with totals are not offered. Leave that out",
            ));
        }
        before = word;
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

/// So many words and signs may be read, each as often as the parser may come back to it.
const READINGS_MAX: u64 = 100_000;
/// Words whose bracket the parser reads once; after any other it may try one reading and then another.
const READ_ONCE: [Keyword; 7] = [
    Keyword::FROM,
    Keyword::JOIN,
    Keyword::IN,
    Keyword::AS,
    Keyword::EXISTS,
    Keyword::VALUES,
    Keyword::BY,
];

/// How many words and signs the parser could read at most: twice as many in each further bracket that follows a word, since
/// it reads the inside of `floor(` or `cast(` once in each of two ways, and so on within.
fn readings(tokens: &[Token]) -> u64 {
    let (mut all, mut times) = (0_u64, 1_u64);
    let mut open = Vec::new();
    let mut before: Option<&Token> = None;
    for token in tokens {
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                open.push(times);
                let is_tried =
                    matches!(before, Some(Token::Word(word)) if !READ_ONCE.contains(&word.keyword));
                times = times.saturating_mul(if is_tried { 2 } else { 1 });
            }
            Token::RParen | Token::RBracket | Token::RBrace => times = open.pop().unwrap_or(1),
            _ => {}
        }
        all = all.saturating_add(times);
        before = Some(token);
    }
    all
}

/// So often may common tables be read, those that read others counted as often as they are read themselves.
const UNFOLDED_MAX: u64 = 1_000;

/// How often common tables could be read at most, if each that is read more than once were read by the next that is: the
/// engine puts each in its place wherever it is read, before anything else can be measured.
fn unfolded(tokens: &[Token]) -> u64 {
    let word = |token: Option<&Token>| match token {
        Some(Token::Word(word)) => word.value.to_lowercase(),
        _ => String::new(),
    };
    let mut reads: HashMap<String, u64> = HashMap::new();
    // Where names stand that are given, which is no reading of them.
    let mut given = HashSet::new();
    for at in 1..tokens.len() {
        // Or: as materialized (...), as not materialized (...).
        let is_defined = tokens.get(at + 1) == Some(&Token::LParen)
            || matches!(word(tokens.get(at + 1)).as_str(), "materialized" | "not");
        if word(tokens.get(at)) != "as" || !is_defined {
            continue;
        }
        // Columns may be named before it: with a (x, y) as (...).
        let before = match tokens.get(at - 1) {
            Some(Token::RParen) => {
                let open = tokens.get(..at).unwrap_or_default();
                let open = open.iter().rposition(|token| *token == Token::LParen);
                open.and_then(|open| open.checked_sub(1))
            }
            _ => Some(at - 1),
        };
        let name = before.map(|before| word(tokens.get(before)));
        reads.entry(name.unwrap_or_default()).or_default();
        given.extend(before);
    }
    reads.remove("");
    for (at, (before, token)) in tokens.iter().zip(tokens.iter().skip(1)).enumerate() {
        if given.contains(&(at + 1)) {
            continue;
        }
        let is_table = matches!(before, Token::Comma | Token::LParen)
            || matches!(
                word(Some(before)).as_str(),
                "from" | "join" | "lateral" | "table"
            );
        if is_table && let Some(n) = reads.get_mut(&word(Some(token))) {
            *n += 1;
        }
    }
    reads
        .into_values()
        .fold(1, |all, n| all.saturating_mul(n.max(1)))
}

/// What the engine reads and takes no notice of: an answer to another question than was asked.
fn is_passed_over(before: Keyword, word: Keyword) -> bool {
    matches!(
        (before, word),
        (_, Keyword::TABLESAMPLE)
            | (Keyword::FOR, Keyword::UPDATE | Keyword::SHARE)
            | (
                Keyword::WITH,
                Keyword::ROLLUP | Keyword::CUBE | Keyword::TOTALS
            )
    )
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
