//! A2: a query, and what came of it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hub_access::{AskError, AskLimits, Question, Transport};
use hub_release::{Code, Refusal, Release, TableInfo};
use hub_standard::ids::ReleaseId;
use hub_ui::view::{Choice, EmptyNote, FormError, Link, SqlPage};

use super::super::Page;
use super::super::reader::Reader;
use super::super::signed_out::capitalised;
use super::tables::board_codes;
use super::{CHARACTERS_MAX, closed, queries, result};
use crate::gate::comes_from_elsewhere;
use crate::near;
use crate::problem::{Kind, Problem, Result};

/// Stands before the name of a table that was named without a schema, and was typed by nobody.
const DEFAULT_SCHEMA: &str = "datafusion.public.";
/// Most releases to choose from.
const RELEASES_MAX: usize = 50;

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Nothing,
    Run,
    Explain,
}

impl Pressed {
    fn of(reader: &Reader) -> Result<Self> {
        match reader.params.text("run") {
            None => Ok(Self::Nothing),
            Some("1") => Ok(Self::Run),
            Some("explain") => Ok(Self::Explain),
            Some(_) => Err(Problem::parameter("run", "1 or explain")),
        }
    }
}

/// `GET /analyst/sql`
pub(crate) async fn page(headers: HeaderMap, reader: Reader) -> Result<Response> {
    reader.params.only(&["q", "as_at", "run"])?;
    let pressed = Pressed::of(&reader)?;
    // A link of another site may write a query into the field, but not ask it in the reader's name.
    let is_led_here = pressed != Pressed::Nothing && comes_from_elsewhere(&headers);
    let pressed = if is_led_here {
        Pressed::Nothing
    } else {
        pressed
    };
    let typed = reader.params.text("q").unwrap_or_default();
    let as_at: Option<ReleaseId> = reader.params.get("as_at")?;
    let asking = &reader.hub.asking;
    let limits = asking.limits();
    let release = match asking.release(as_at.as_ref()).await {
        Ok(release) => Some(release),
        Err(AskError::NoRelease) => None,
        Err(error) => return Err(error.into()),
    };
    let tables = match &release {
        Some(release) => asking.tables(Some(&release.id)).await?,
        None => Vec::new(),
    };
    let mut view = SqlPage {
        sql: typed.to_owned(),
        characters_max: CHARACTERS_MAX,
        releases: releases(&reader, as_at.as_ref()).await?,
        tables: tables.iter().map(link).collect(),
        code_links: release.iter().map(|release| board_codes(release)).collect(),
        limits: words(&limits),
        is_open: limits.answers && release.is_some(),
        ..SqlPage::default()
    };
    let mut status = StatusCode::OK;
    match &release {
        _ if !limits.answers => view.notice = Some(closed()),
        None => view.notice = Some(no_release()),
        Some(release) if pressed != Pressed::Nothing => match unfit(typed) {
            Some(message) => {
                view.errors.push(of_field(message));
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            None => {
                let sql = asked(typed, pressed);
                status = ask(&reader, release, &tables, &sql, &mut view).await?;
                match &mut view.result {
                    Some(result) if pressed == Pressed::Run => {
                        result.save = Some(queries::form(typed, &release.id));
                    }
                    // What stands on paper is what was typed.
                    Some(result) => {
                        typed.clone_into(&mut result.sql);
                        result.summary =
                            format!("how the query would be worked out, {}", result.summary);
                    }
                    None => {}
                }
            }
        },
        Some(_) if is_led_here => view.notice = Some(led_here()),
        Some(_) => {}
    }
    let breadcrumbs = vec![Link::new("Start", "/")];
    let mut frame = match &release {
        Some(release) => reader.frame_with(release, breadcrumbs).await,
        None => reader.frame(breadcrumbs).await,
    };
    // What is printed leads to the same figures, whatever is released later.
    if let Some(result) = &view.result {
        frame.address.clone_from(&result.href);
    }
    Ok((status, Page(hub_ui::pages::a2_sql(&frame, &view))).into_response())
}

/// Asks, and puts what came of it on the page.
async fn ask(
    reader: &Reader,
    release: &Release,
    tables: &[TableInfo],
    sql: &str,
    view: &mut SqlPage,
) -> Result<StatusCode> {
    let question = Question {
        sql,
        values: Vec::new(),
        as_at: Some(&release.id),
        transport: Transport::Page,
    };
    match reader.hub.asking.answer(reader.principal(), question).await {
        Ok(answered) => {
            view.result = Some(result::of(&answered, sql, tables)?);
            Ok(StatusCode::OK)
        }
        Err(AskError::Refused(refusal)) => {
            let names = near::names(&refusal.words, sql, tables);
            let said = match &reader.hub.config.site.contact {
                // Who that officer is, whoever runs the hub can tell.
                Some(contact) if refusal.code == Code::Ledger => {
                    format!("{} Who runs this hub: {contact}.", refused(&refusal))
                }
                _ => refused(&refusal),
            };
            view.errors.push(of_field(match near::question(&names) {
                Some(meant) => format!("{said} {meant}"),
                None => said,
            }));
            Ok(Kind::QueryRefused.status())
        }
        Err(AskError::Busy) => {
            view.notice = Some(EmptyNote {
                title: Kind::TooManyQueries.title().to_owned(),
                text: "Try again in a few seconds. Your query is below as you wrote it.".to_owned(),
                link: None,
            });
            Ok(Kind::TooManyQueries.status())
        }
        Err(error) => Err(error.into()),
    }
}

/// Why a query is not answered, with the code of a rule that it is against. A query that is no SQL is against none.
pub(super) fn refused(refusal: &Refusal) -> String {
    let words = refusal.words.replace(DEFAULT_SCHEMA, "");
    let end = if words.ends_with('.') { "" } else { "." };
    match refusal.code {
        Code::Sql => format!("{}{end}", capitalised(&words)),
        code => format!("{}: {words}{end}", code.name()),
    }
}

/// What is wrong with a text before anybody reads it as a query.
fn unfit(typed: &str) -> Option<String> {
    if typed.trim().is_empty() {
        return Some("Enter a query".to_owned());
    }
    (typed.chars().count() > CHARACTERS_MAX).then(|| {
        format!(
            "The query must be {} characters or fewer. Send longer ones to POST /api/v1/sql.",
            result::thousands(CHARACTERS_MAX)
        )
    })
}

/// The query as it is asked: for the other button, how it would be worked out.
fn asked(typed: &str, pressed: Pressed) -> String {
    let first = typed.split_whitespace().next().unwrap_or_default();
    if pressed == Pressed::Explain && !first.eq_ignore_ascii_case("explain") {
        format!("explain {typed}")
    } else {
        typed.to_owned()
    }
}

fn of_field(message: String) -> FormError {
    FormError {
        field: "q".to_owned(),
        message,
    }
}

fn link(table: &TableInfo) -> Link {
    Link::new(
        format!("hub.{}", table.name),
        format!("/analyst/tables/{}", table.name),
    )
}

/// The releases to choose from, the one in use among them.
async fn releases(reader: &Reader, as_at: Option<&ReleaseId>) -> Result<Vec<Choice>> {
    let all = reader.hub.releases.list().await?;
    let newest = all
        .last()
        .map_or_else(|| "none yet".to_owned(), |release| release.id.to_string());
    let mut choices = vec![Choice {
        value: String::new(),
        label: format!("Newest ({newest})"),
        selected: as_at.is_none(),
    }];
    let choice = |id: &ReleaseId| Choice {
        value: id.to_string(),
        label: id.to_string(),
        selected: as_at == Some(id),
    };
    let offered = all.iter().rev().take(RELEASES_MAX);
    choices.extend(offered.map(|release| choice(&release.id)));
    if let Some(id) = as_at
        && !choices.iter().any(|choice| choice.selected)
    {
        choices.push(choice(id));
    }
    Ok(choices)
}

/// What a query may take, in a sentence.
fn words(limits: &AskLimits) -> String {
    let query = &limits.query;
    format!(
        "One query at a time, up to {} seconds, {} MB of memory, {} rows and {} MB of answer.",
        query.time.as_secs(),
        query.memory_bytes >> 20,
        result::thousands(query.rows),
        query.answer_bytes >> 20
    )
}

fn led_here() -> EmptyNote {
    EmptyNote {
        title: "This query came from another site".to_owned(),
        text: "Nothing was asked yet. Read the query, then press Run to ask it in your name."
            .to_owned(),
        link: None,
    }
}

fn no_release() -> EmptyNote {
    EmptyNote {
        title: Kind::NoRelease.title().to_owned(),
        text: Kind::NoRelease.words().to_owned(),
        link: None,
    }
}

#[cfg(test)]
mod tests {
    use hub_release::{Code, Refusal};

    use super::{CHARACTERS_MAX, Pressed, asked, refused, unfit};

    #[test]
    fn what_is_no_sql_is_said_without_codes_and_names_that_nobody_typed() {
        let refusal = |code, words: &str| Refusal {
            code,
            words: words.to_owned(),
        };
        let unknown = "table 'datafusion.public.measure_values' not found";
        assert_eq!(
            refused(&refusal(Code::Sql, unknown)),
            "Table 'measure_values' not found."
        );
        assert_eq!(
            refused(&refusal(Code::RowLevel, "Count them.")),
            "SDC_ROW_LEVEL: Count them."
        );
    }

    #[test]
    fn the_other_button_explains_once() {
        assert_eq!(asked("select 1", Pressed::Run), "select 1");
        assert_eq!(asked("select 1", Pressed::Explain), "explain select 1");
        assert_eq!(
            asked(" Explain select 1", Pressed::Explain),
            " Explain select 1"
        );
    }

    #[test]
    fn a_text_that_is_too_long_or_empty_is_no_query() {
        assert!(unfit(" \n").is_some());
        assert!(unfit(&"x".repeat(CHARACTERS_MAX)).is_none());
        assert!(unfit(&"x".repeat(CHARACTERS_MAX + 1)).is_some());
    }
}
