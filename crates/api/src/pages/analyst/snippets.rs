//! Pieces of code that connect clients: each is run by a script of the repository as it stands on the page.

use hub_ui::view::Snippet;

use super::address;

/// What every piece asks.
pub(super) const SQL: &str =
    "select icb, count(*) as referrals from hub.referrals group by icb order by icb";

/// Where to connect, as whom.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) host: &'a str,
    pub(super) port: &'a str,
    pub(super) user: &'a str,
    pub(super) tls: bool,
}

fn snippet(id: &str, title: &str, needs: &str, code: String) -> Snippet {
    Snippet {
        id: id.to_owned(),
        title: title.to_owned(),
        needs: needs.to_owned(),
        code,
    }
}

/// Clients that read files from an address. `base` is the address of the hub, without a slash at its end.
pub(super) fn http(base: &str) -> Vec<Snippet> {
    let asks = |format: &str| {
        let path = address("/api/v1/sql", &[("q", SQL), ("format", format)]);
        // Where an address names a file, a star may be taken for many files.
        format!("{base}{}", path.replace('*', "%2A"))
    };
    let (csv, parquet) = (asks("csv"), asks("parquet"));
    vec![
        snippet(
            "curl",
            "curl",
            "",
            format!(
                "curl --silent --fail --get \\\n  --header \"Authorization: Bearer $HUB_TOKEN\" \\\n  \
                 --data-urlencode \"q={SQL}\" \\\n  --data format=csv \\\n  {base}/api/v1/sql"
            ),
        ),
        snippet(
            "duckdb",
            "DuckDB, from Python",
            "Needs duckdb with its extension httpfs.",
            format!(
                "import os\nimport duckdb\n\nhub = duckdb.connect()\nhub.execute(\"install httpfs\")\nhub.execute(\"load httpfs\")\n\
                 hub.execute(f\"create secret (type http, bearer_token '{{os.environ['HUB_TOKEN']}}')\")\n\
                 print(hub.sql(\"select * from read_parquet('{parquet}')\"))\n\
                 print(hub.sql(\"select * from read_csv('{csv}')\"))"
            ),
        ),
        snippet(
            "power_query",
            "Excel and Power BI",
            "Get Data, Blank Query, Advanced Editor. Put your token in place of HUB_TOKEN and choose Anonymous when asked how to \
             sign in. Do not share the workbook with the token in it.",
            format!(
                "let\n    Token = \"HUB_TOKEN\",\n    Answer = Web.Contents(\n        \"{base}\",\n        [\n            \
                 RelativePath = \"api/v1/sql\",\n            Query = [q = \"{SQL}\", format = \"csv\"],\n            \
                 Headers = [Authorization = \"Bearer \" & Token]\n        ]\n    ),\n    \
                 Lines = Csv.Document(Answer, [Delimiter = \",\", Encoding = 65001]),\n    \
                 Figures = Table.PromoteHeaders(Lines, [PromoteAllScalars = true])\nin\n    Figures"
            ),
        ),
    ]
}

/// Clients of the Postgres wire.
pub(super) fn postgres(place: &Place<'_>) -> Vec<Snippet> {
    let Place {
        host, port, user, ..
    } = place;
    let ssl = if place.tls { "require" } else { "disable" };
    let (shell, text) = (in_shell(user), in_text(user));
    vec![
        snippet(
            "psql",
            "psql",
            "",
            format!(
                "PGPASSWORD=\"$HUB_TOKEN\" PGSSLMODE={ssl} psql --no-psqlrc --host={host} --port={port} \\\n  \
                 --username={shell} --dbname=hub \\\n  --command=\"{SQL}\""
            ),
        ),
        snippet(
            "psycopg",
            "Python with psycopg",
            "Needs psycopg 3.",
            format!(
                "import os\nimport psycopg\n\nwith psycopg.connect(\n    host=\"{host}\", port={port}, dbname=\"hub\",\n    \
                 user={text}, password=os.environ[\"HUB_TOKEN\"], sslmode=\"{ssl}\",\n) as hub:\n    \
                 for row in hub.execute(\"{SQL}\"):\n        print(row)"
            ),
        ),
        snippet(
            "sqlalchemy",
            "Python with SQLAlchemy",
            "Needs SQLAlchemy 2, psycopg 3 and pandas.",
            format!(
                "import os\nimport pandas\nimport sqlalchemy\n\naddress = sqlalchemy.URL.create(\n    \"postgresql+psycopg\", \
                 username={text}, password=os.environ[\"HUB_TOKEN\"],\n    host=\"{host}\", port={port}, database=\"hub\", \
                 query={{\"sslmode\": \"{ssl}\"}},\n)\nwith sqlalchemy.create_engine(address).connect() as hub:\n    \
                 print(pandas.read_sql(sqlalchemy.text(\"{SQL}\"), hub))"
            ),
        ),
        snippet(
            "r",
            "R with DBI",
            "Needs DBI and RPostgres.",
            format!(
                "library(DBI)\n\nhub <- dbConnect(\n  RPostgres::Postgres(),\n  host = \"{host}\", port = {port}, dbname = \"hub\",\n  \
                 user = {text}, password = Sys.getenv(\"HUB_TOKEN\"), sslmode = \"{ssl}\"\n)\n\
                 print(dbGetQuery(hub, \"{SQL}\"))\ndbDisconnect(hub)"
            ),
        ),
    ]
}

/// Clients of Flight SQL.
pub(super) fn flight(place: &Place<'_>) -> Vec<Snippet> {
    let scheme = if place.tls { "grpc+tls" } else { "grpc" };
    let uri = format!("{scheme}://{}:{}", place.host, place.port);
    let code = |imports: &str, fetch: &str| {
        format!(
            "import os\nimport adbc_driver_flightsql.dbapi\n{imports}\ntoken = os.environ[\"HUB_TOKEN\"]\n\
             options = {{\"adbc.flight.sql.authorization_header\": f\"Bearer {{token}}\"}}\n\
             with adbc_driver_flightsql.dbapi.connect(\"{uri}\", db_kwargs=options) as hub:\n    \
             with hub.cursor() as cursor:\n        cursor.execute(\"{SQL}\")\n        {fetch}"
        )
    };
    vec![
        snippet(
            "adbc_pandas",
            "Python with pandas",
            "Needs adbc-driver-flightsql, pyarrow and pandas.",
            code("", "print(cursor.fetch_arrow_table().to_pandas())"),
        ),
        snippet(
            "adbc_polars",
            "Python with polars",
            "Needs adbc-driver-flightsql, pyarrow and polars.",
            code(
                "import polars\n",
                "print(polars.from_arrow(cursor.fetch_arrow_table()))",
            ),
        ),
    ]
}

/// A word that a shell takes as it is.
fn in_shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Text in Python and R.
fn in_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{Place, flight, http, in_shell, in_text, postgres};

    #[test]
    fn names_of_people_cannot_leave_their_quotes() {
        assert_eq!(in_shell("A. O'Neil; ls"), r"'A. O'\''Neil; ls'");
        assert_eq!(in_text("A \"B\" \\ C"), r#""A \"B\" \\ C""#);
    }

    #[test]
    fn every_piece_has_a_name_of_its_own_and_no_token() {
        let place = Place {
            host: "hub.example",
            port: "5433",
            user: "A. Khan",
            tls: true,
        };
        let mut all = http("https://hub.example");
        all.extend(postgres(&place));
        all.extend(flight(&place));
        let mut ids: Vec<&str> = all.iter().map(|piece| piece.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len());
        for piece in &all {
            assert!(piece.code.contains("HUB_TOKEN"), "{}", piece.id);
            assert!(!piece.code.contains("{{"), "{}", piece.id);
        }
    }
}
