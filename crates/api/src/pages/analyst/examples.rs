//! Queries to begin with, made from what a table is.

use hub_engine::{CountableKind, UnitKind};
use hub_release::TableInfo;
use hub_standard::ids::Month;
use hub_ui::view::ExampleQuery;

use super::address;

/// Three queries that are answered.
pub(super) fn of(table: &TableInfo, months: &[Month]) -> Vec<ExampleQuery> {
    let queries = match &table.fact {
        Some(fact) => {
            let has_rows = fact
                .countables
                .iter()
                .any(|count| matches!(count.kind, CountableKind::Rows { .. }));
            let mut coded = fact.dimensions.iter().filter(|of| !of.alone);
            let first = coded.next().map(|of| of.name.as_str());
            let second = coded.next().map(|of| of.name.as_str());
            let latest = months.last().map(ToString::to_string);
            if fact.of.is_place() && has_rows {
                of_places(&table.name, fact.of, first.filter(|_| fact.depth > 0))
            } else if has_rows {
                of_rows(&table.name, first, second.filter(|_| fact.depth > 1))
            } else {
                of_people(&table.name, first, latest.as_deref().unwrap_or_default())
            }
        }
        None => match (table.name.as_str(), months.last()) {
            ("measure_values", Some(latest)) => of_values(&latest.to_string()),
            ("noise", Some(latest)) => of_noise(&latest.to_string()),
            _ => of_open(table),
        },
    };
    let example = |(title, sql): (&str, String)| ExampleQuery {
        title: title.to_owned(),
        href: address("/analyst/sql", &[("q", sql.as_str()), ("run", "1")]),
        sql,
    };
    queries.into_iter().map(example).collect()
}

type Titled = (&'static str, String);

fn of_rows(table: &str, first: Option<&str>, second: Option<&str>) -> Vec<Titled> {
    let mut queries = vec![
        (
            "By integrated care board",
            format!("select icb, count(*) as n from hub.{table} group by icb order by icb"),
        ),
        (
            "Rows and people, month by month",
            format!(
                "select month, count(*) as n, count(distinct person) as people from hub.{table} group by month order by month"
            ),
        ),
    ];
    let columns: Vec<&str> = first.into_iter().chain(second).collect();
    if !columns.is_empty() {
        let columns = columns.join(", ");
        queries.push((
            "By what is known of people",
            format!(
                "select {columns}, count(*) as n from hub.{table} group by {columns} order by {columns}"
            ),
        ));
    }
    queries
}

/// There are many places, so that the first of a long answer are enough to begin with.
fn of_places(table: &str, of: UnitKind, first: Option<&str>) -> Vec<Titled> {
    let place = of.column();
    let mut queries = vec![
        (
            "Those with the highest figures",
            format!(
                "select {place}, count(*) as n from hub.{table} group by {place} order by n desc nulls last, {place} limit 20"
            ),
        ),
        (
            "Rows and people of a place in a month",
            format!(
                "select month, {place}, count(*) as n, count(distinct person) as people from hub.{table} group by month, {place} \
                 order by n desc nulls last, month, {place} limit 20"
            ),
        ),
        (
            "By integrated care board",
            format!("select icb, count(*) as n from hub.{table} group by icb order by icb"),
        ),
    ];
    if let Some(column) = first {
        queries.push((
            "By what is known of people",
            format!(
                "select {place}, {column}, count(*) as n from hub.{table} group by {place}, {column} \
                 order by n desc nulls last, {place}, {column} limit 20"
            ),
        ));
    }
    queries
}

/// People are counted within a month, so that each query has the month or one of them.
fn of_people(table: &str, first: Option<&str>, latest: &str) -> Vec<Titled> {
    let mut queries = vec![
        (
            "People, month by month",
            format!(
                "select month, count(distinct person) as people from hub.{table} group by month order by month"
            ),
        ),
        (
            "By integrated care board, in the last month",
            format!(
                "select icb, count(distinct person) as people from hub.{table} where month = '{latest}' group by icb order by icb"
            ),
        ),
    ];
    if let Some(column) = first {
        queries.push((
            "By what is known of people, in the last month",
            format!(
                "select {column}, count(distinct person) as people from hub.{table} where month = '{latest}' group by {column} \
                 order by {column}"
            ),
        ));
    }
    queries
}

/// Areas are there as they are now and as they were, so that each query chooses.
fn of_values(latest: &str) -> Vec<Titled> {
    let (columns, total) = (
        "display, value, lower95, upper95, status",
        "measure = 'referral_rate' and geography = 'as_now' and breakdown = 'all'",
    );
    vec![
        (
            "A measure by integrated care board, in the last month",
            format!(
                "select area_code, {columns} from hub.measure_values where {total} and area_type = 'icb' and month = '{latest}' \
                 order by area_code"
            ),
        ),
        (
            "A measure of England, month by month",
            format!(
                "select month, {columns} from hub.measure_values where {total} and area_type = 'england' order by month"
            ),
        ),
        (
            "Measures and what they are broken down by",
            "select measure, breakdown, count(*) as n from hub.measure_values where geography = 'as_now' \
             group by measure, breakdown order by measure, breakdown"
                .to_owned(),
        ),
    ]
}

/// What one cell's variance says of a count by board.
fn of_noise(latest: &str) -> Vec<Titled> {
    vec![
        (
            "Each count with how far the adjustment of one cell goes",
            "select fact, countable, clip, variance, sqrt(variance) as deviation from hub.noise order by fact, countable"
                .to_owned(),
        ),
        (
            "How many cells a board has in a month",
            format!(
                "select area_code as icb, count(*) as cells from hub.area_atoms where geography = 'as_now' and \
                 area_type = 'icb' and '{latest}' between from_month and to_month group by area_code order by area_code"
            ),
        ),
        (
            "Referrals by board in the last month, with both 95% intervals",
            with_limits(latest),
        ),
    ]
}

/// Referrals of a month by board with two intervals: of chance with the adjustment and the rounding, and of these alone.
pub(in crate::pages) fn with_limits(month: &str) -> String {
    format!(
        "with counts as (\n    select icb, count(*) as n from hub.referrals where month = '{month}' group by icb\n),\n\
         cells as (\n    select area_code as icb, count(*) as cells from hub.area_atoms\n    \
         where geography = 'as_now' and area_type = 'icb' and '{month}' between from_month and to_month\n    \
         group by area_code\n),\n\
         varied as (\n    select counts.icb, counts.n, cells.cells * noise.variance + 25.0 / 12.0 as variance\n    \
         from counts\n    join cells on cells.icb = counts.icb\n    \
         join hub.noise as noise on noise.fact = 'referrals' and noise.countable = 'referrals'\n)\n\
         select icb, n,\n    \
         cast(round(byar_lower(n, variance)) as bigint) as lower95,\n    \
         cast(round(byar_upper(n, variance)) as bigint) as upper95,\n    \
         cast(round(n - 1.96 * sqrt(variance)) as bigint) as adjusted_from,\n    \
         cast(round(n + 1.96 * sqrt(variance)) as bigint) as adjusted_to\n\
         from varied\norder by icb"
    )
}

fn of_open(table: &TableInfo) -> Vec<Titled> {
    let name = &table.name;
    let mut queries = vec![
        (
            "The first rows",
            format!("select * from hub.{name} limit 10"),
        ),
        (
            "How many rows",
            format!("select count(*) as n from hub.{name}"),
        ),
    ];
    if let Some(field) = table.schema.fields().first() {
        let column = field.name();
        queries.push((
            "Rows of each value of a column",
            format!(
                "select {column}, count(*) as n from hub.{name} group by {column} order by n desc, {column} limit 10"
            ),
        ));
    }
    queries
}
