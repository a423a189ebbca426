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

/// What the same question is asked of an earlier release with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earlier<'a> {
    /// A release that there is.
    pub(super) release: &'a str,
}

/// Clients that read files from an address. `base` is the address of the hub, without a slash at its end.
pub(super) fn http(base: &str, earlier: Option<Earlier<'_>>) -> Vec<Snippet> {
    let asks = |format: &str| {
        let path = address("/api/v1/sql", &[("q", SQL), ("format", format)]);
        // Where an address names a file, a star may be taken for many files.
        format!("{base}{}", path.replace('*', "%2A"))
    };
    let (csv, parquet) = (asks("csv"), asks("parquet"));
    let curl = |more: &str| {
        format!(
            "curl --silent --show-error --fail-with-body --get \\\n  --header \"Authorization: Bearer $HUB_TOKEN\" \\\n  \
             --data-urlencode \"q={SQL}\" \\\n  {more}--data format=csv \\\n  {base}/api/v1/sql"
        )
    };
    let mut snippets = vec![snippet(
        "curl",
        "curl",
        "Needs curl 7.76 or newer, which shows why a query is refused.",
        curl(""),
    )];
    if let Some(Earlier { release }) = earlier {
        snippets.push(snippet(
            "curl_as_at",
            "curl, of an earlier release",
            "The same question of the same release has the same answer for ever.",
            curl(&format!("--data as_at={release} \\\n  ")),
        ));
    }
    snippets.extend([
        snippet(
            "requests",
            "Python with pandas and requests",
            "Needs pandas and requests.",
            format!(
                "import io\nimport os\nimport pandas\nimport requests\n\nanswer = requests.get(\n    \"{base}/api/v1/sql\",\n    \
                 params={{\"q\": \"{SQL}\", \"format\": \"csv\"}},\n    \
                 headers={{\"Authorization\": f\"Bearer {{os.environ['HUB_TOKEN']}}\"}},\n)\n\
                 if not answer.ok:\n    raise SystemExit(answer.text)\n\
                 print(pandas.read_csv(io.StringIO(answer.text)))"
            ),
        ),
        snippet(
            "duckdb",
            "DuckDB, from Python",
            "Needs duckdb. The line with install fetches its extension httpfs from the internet: where there is none, install the \
             extension from a file first.",
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
    ]);
    snippets
}

/// Clients of the Postgres wire.
pub(super) fn postgres(place: &Place<'_>, earlier: Option<Earlier<'_>>) -> Vec<Snippet> {
    let Place {
        host, port, user, ..
    } = place;
    let ssl = if place.tls { "require" } else { "disable" };
    let (shell, text) = (in_shell(user), in_text(user));
    let psql = |before: &str| {
        format!(
            "PGPASSWORD=\"$HUB_TOKEN\" PGSSLMODE={ssl} psql --no-psqlrc --host={host} --port={port} \\\n  \
             --username={shell} --dbname=hub \\\n  {before}--command=\"{SQL}\""
        )
    };
    let mut snippets = vec![snippet("psql", "psql", "", psql(""))];
    if let Some(Earlier { release }) = earlier {
        snippets.push(snippet(
            "psql_as_at",
            "psql, of an earlier release",
            "Any client can send the first statement. It holds for the session; set hub.as_at = 'latest' goes back to the newest.",
            // Without it psql would go on to the question where there is no such release.
            psql(&format!(
                "-v ON_ERROR_STOP=1 --command=\"set hub.as_at = '{release}'\" \\\n  "
            )),
        ));
    }
    snippets.extend([
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
    ]);
    snippets
}

/// Clients of Flight SQL.
pub(super) fn flight(place: &Place<'_>, earlier: Option<Earlier<'_>>) -> Vec<Snippet> {
    let scheme = if place.tls { "grpc+tls" } else { "grpc" };
    let uri = format!("{scheme}://{}:{}", place.host, place.port);
    let code = |imports: &str, option: &str, fetch: &str| {
        format!(
            "import os\nimport adbc_driver_flightsql.dbapi\n{imports}\ntoken = os.environ[\"HUB_TOKEN\"]\n\
             options = {{\"adbc.flight.sql.authorization_header\": f\"Bearer {{token}}\"}}\n{option}\
             with adbc_driver_flightsql.dbapi.connect(\"{uri}\", db_kwargs=options) as hub:\n    \
             with hub.cursor() as cursor:\n        cursor.execute(\"{SQL}\")\n        {fetch}"
        )
    };
    let pandas = "print(cursor.fetch_arrow_table().to_pandas())";
    let mut snippets = vec![snippet(
        "adbc_pandas",
        "Python with pandas",
        "Needs adbc-driver-flightsql, pyarrow and pandas.",
        code("", "", pandas),
    )];
    if let Some(Earlier { release }) = earlier {
        let option =
            format!("options[\"adbc.flight.sql.rpc.call_header.hub-as-at\"] = \"{release}\"\n");
        snippets.push(snippet(
            "adbc_as_at",
            "Python with pandas, of an earlier release",
            "Any client can send the header hub-as-at.",
            code("", &option, pandas),
        ));
    }
    snippets.push(snippet(
        "adbc_polars",
        "Python with polars",
        "Needs adbc-driver-flightsql, pyarrow and polars.",
        code(
            "import polars\n",
            "",
            "print(polars.from_arrow(cursor.fetch_arrow_table()))",
        ),
    ));
    snippets
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
    use super::{Earlier, Place, flight, http, in_shell, in_text, postgres};

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
        let earlier = Some(Earlier {
            release: "2026-11-14.2",
        });
        let mut all = http("https://hub.example", earlier);
        all.extend(postgres(&place, earlier));
        all.extend(flight(&place, earlier));
        let mut ids: Vec<&str> = all.iter().map(|piece| piece.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len());
        for piece in &all {
            assert!(piece.code.contains("HUB_TOKEN"), "{}", piece.id);
            assert!(!piece.code.contains("{{"), "{}", piece.id);
            let is_earlier = piece.id.ends_with("_as_at");
            assert_eq!(
                piece.code.contains("2026-11-14.2"),
                is_earlier,
                "{}",
                piece.id
            );
        }
        let curl = all.iter().find(|piece| piece.id == "curl").unwrap();
        assert!(
            curl.code.contains("--show-error --fail-with-body"),
            "a refusal is shown: {}",
            curl.code
        );
    }
}
