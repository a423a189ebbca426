//! A1: what can be asked of.

use axum::extract::Path;
use hub_access::{AskError, Question, Transport};
use hub_release::{Release, TableInfo};
use hub_ui::view::{ExampleQuery, Link, ResultTable, TableColumn, TableItem, TableList, TablePage};

use super::super::Page;
use super::super::reader::Reader;
use super::super::statuses;
use super::{address, closed, examples, meanings, parts, result, span};
use crate::months;
use crate::problem::{Kind, Problem, Result};
use crate::v1::sql::kind;

/// The open table of all figures.
const VALUES: &str = "measure_values";
/// The open table of how far adjustments go.
const NOISE: &str = "noise";
/// The open tables whose rows are of the months of the release.
const OF_MONTHS: [&str; 2] = [VALUES, "months"];
/// The boards of today.
const BOARDS: &str = "select code as icb, name, parent as region from hub.areas where area_type = 'icb' and edition in ('now', 'both') order by name";

/// `GET /analyst/tables`
pub(crate) async fn list(reader: Reader) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let asking = &reader.hub.asking;
    let tables = asking.tables(Some(&release.id)).await?;
    let view = TableList {
        release: release.id.to_string(),
        tables: tables.iter().map(|table| item(table, &release)).collect(),
        links: vec![
            Link::new("Definitions of all measures", "/measures"),
            board_codes(&release),
            Link::new("How figures are protected", "/protection"),
        ],
        notice: (!asking.limits().answers).then(closed),
    };
    let frame = reader
        .frame_with(&release, vec![Link::new("Start", "/")])
        .await;
    Ok(Page(hub_ui::pages::a1_tables(&frame, &view)))
}

/// `GET /analyst/tables/{name}`
pub(crate) async fn show(reader: Reader, Path(name): Path<String>) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let tables = reader.hub.asking.tables(Some(&release.id)).await?;
    let table = tables
        .iter()
        .find(|table| table.name == name)
        .ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let examples = examples::of(table, &months::of_table(table, &release));
    let sample = match examples.first() {
        Some(example) => sample(&reader, &release, example).await?,
        None => None,
    };
    let fact = table.fact.as_deref();
    let files = parts::of(table, &release, reader.hub.asking.limits().query.rows);
    let view = TablePage {
        table: item(table, &release),
        release: release.id.to_string(),
        figures: fact.map(meanings::figures).unwrap_or_default(),
        at_once: fact.map(meanings::at_once).unwrap_or_default(),
        seen_by: fact
            .map(|fact| meanings::seen_by(fact.of))
            .unwrap_or_default(),
        notes: match fact {
            Some(_) => Vec::new(),
            None => notes(&name),
        },
        links: links(table, &release),
        columns: columns(table),
        statuses: match name.as_str() {
            VALUES => statuses::codes(),
            _ => Vec::new(),
        },
        examples,
        sample,
        downloads: files.whole,
        parts: files.parts,
    };
    let breadcrumbs = vec![
        Link::new("Start", "/"),
        Link::new("Tables", "/analyst/tables"),
    ];
    let frame = reader.frame_with(&release, breadcrumbs).await;
    Ok(Page(hub_ui::pages::a1_table(&frame, &view)))
}

fn notes(table: &str) -> Vec<String> {
    let notes = meanings::notes(table).iter();
    notes.map(|note| (*note).to_owned()).collect()
}

/// Where more is said of a table.
fn links(table: &TableInfo, release: &Release) -> Vec<Link> {
    let mut links = Vec::new();
    if table.name.starts_with("measure") {
        links.push(Link::new("Definitions of all measures", "/measures"));
    }
    if table.fact.is_some() || table.name == VALUES {
        links.push(board_codes(release));
    }
    if table.fact.is_some() || table.name == NOISE {
        links.push(Link::new("How figures are protected", "/protection"));
    }
    links
}

/// The boards of today with their codes, as a query that is run.
pub(super) fn board_codes(release: &Release) -> Link {
    let release = release.id.to_string();
    let pairs = [("q", BOARDS), ("as_at", release.as_str()), ("run", "1")];
    Link::new("Codes of boards", address("/analyst/sql", &pairs))
}

/// What came of an example. The page is good without it, where it is refused or has to wait for too long.
async fn sample(
    reader: &Reader,
    release: &Release,
    example: &ExampleQuery,
) -> Result<Option<ResultTable>> {
    let question = Question {
        sql: &example.sql,
        values: Vec::new(),
        as_at: Some(&release.id),
        transport: Transport::Page,
    };
    match reader.hub.asking.answer(reader.principal(), question).await {
        Ok(answered) => Ok(Some(result::rows(&answered.answer, &example.title)?)),
        Err(AskError::Closed | AskError::Busy | AskError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn item(table: &TableInfo, release: &Release) -> TableItem {
    let fact = table.fact.as_deref();
    let (about, grain) = match fact {
        Some(fact) => (fact.title.as_str(), fact.grain.as_str()),
        None => meanings::open_table(&table.name),
    };
    let is_of_months = fact.is_some() || OF_MONTHS.contains(&table.name.as_str());
    TableItem {
        name: format!("hub.{}", table.name),
        href: format!("/analyst/tables/{}", table.name),
        about: about.to_owned(),
        // The page says "One row is" before it.
        grain: grain
            .strip_prefix("one row per ")
            .map_or_else(|| grain.to_owned(), |what| format!("one {what}")),
        is_protected: fact.is_some(),
        rows: table.rows.map(result::thousands).unwrap_or_default(),
        months: if is_of_months {
            span(&months::of_table(table, release))
        } else {
            String::new()
        },
    }
}

fn columns(table: &TableInfo) -> Vec<TableColumn> {
    let fact = table.fact.as_deref();
    let fields = table.schema.fields().iter().map(|field| {
        let name = field.name();
        let dimension = fact.and_then(|fact| fact.dimensions.iter().find(|of| of.name == *name));
        TableColumn {
            name: name.clone(),
            kind: kind(field.data_type()).to_owned(),
            meaning: fact
                .and_then(|fact| meanings::of_place(fact.of, name))
                .unwrap_or_else(|| meanings::column(&table.name, name))
                .to_owned(),
            codes: dimension.map_or_else(Vec::new, |of| meanings::labels(&of.name, &of.codes)),
        }
    });
    fields.collect()
}
