//! One query and nothing else.

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{ExplainFormat, ExplainOption, LogicalPlan, LogicalPlanBuilder};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Sql;

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
