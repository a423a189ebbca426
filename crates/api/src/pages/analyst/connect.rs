//! A4: how other programs connect.

use axum::http::HeaderMap;
use hub_ui::view::{Connect, Link, Wire};

use super::super::Page;
use super::super::reached::{base, host};
use super::super::reader::Reader;
use super::snippets::{self, Earlier, Place};
use crate::problem::Result;

/// `GET /analyst/connect`
pub(crate) async fn page(reader: Reader, headers: HeaderMap) -> Result<Page> {
    reader.params.only(&[])?;
    let host = host(&headers);
    let base = base(&reader, &headers);
    let wire = &reader.hub.config.wire;
    let user = &reader.principal().name;
    let newest = reader.hub.releases.list().await?;
    let newest = newest.last().map(|release| release.id.to_string());
    let earlier = newest.as_deref().map(|release| Earlier { release });
    let view = Connect {
        wires: vec![
            Wire {
                title: "Files over HTTP".to_owned(),
                text: "For spreadsheets, scripts and whatever reads CSV, Parquet, Arrow, Excel or JSON from an address.".to_owned(),
                facts: vec![
                    fact("Address", format!("{base}/api/v1/sql")),
                    fact("Header", "Authorization: Bearer, and your token"),
                    fact("Earlier release", "The parameter as_at, with the id of a release"),
                ],
                snippets: snippets::http(&base, earlier),
            },
            postgres(wire.postgres.as_deref(), wire.tls, (&host, user), earlier),
            flight(wire.flight.as_deref(), wire.tls, (&host, user), earlier),
        ],
        limits: limits(),
    };
    let frame = reader.frame(vec![Link::new("Start", "/")]).await;
    Ok(Page(hub_ui::pages::a4_connect(&frame, &view)))
}

fn postgres(
    address: Option<&str>,
    tls: bool,
    (host, user): (&str, &str),
    earlier: Option<Earlier<'_>>,
) -> Wire {
    let title = "Postgres".to_owned();
    let Some((own, port)) = address.and_then(|address| split(address, host)) else {
        return off(title);
    };
    let place = Place {
        host: own,
        port,
        user,
        tls,
    };
    Wire {
        title,
        text: "For psql and whatever has a driver for PostgreSQL. It is read only.".to_owned(),
        facts: vec![
            fact("Host", own),
            fact("Port", port),
            fact("Database", "hub"),
            fact("User", user),
            fact("Password", "Your token"),
            fact(
                "Earlier release",
                "Send set hub.as_at = '...' first, with the id of a release",
            ),
            fact(
                "TLS",
                if tls {
                    "Needed"
                } else {
                    "None: this hub is reached on this computer only"
                },
            ),
        ],
        snippets: snippets::postgres(&place, earlier),
    }
}

fn flight(
    address: Option<&str>,
    tls: bool,
    (host, user): (&str, &str),
    earlier: Option<Earlier<'_>>,
) -> Wire {
    let title = "Flight SQL".to_owned();
    let Some((own, port)) = address.and_then(|address| split(address, host)) else {
        return off(title);
    };
    let place = Place {
        host: own,
        port,
        user,
        tls,
    };
    Wire {
        title,
        text: "For large results: columns arrive as Arrow, without being turned into text."
            .to_owned(),
        facts: vec![
            fact("Host", own),
            fact("Port", port),
            fact(
                "Earlier release",
                "The header hub-as-at, with the id of a release",
            ),
            fact(
                "TLS",
                if tls {
                    "Needed"
                } else {
                    "None: this hub is reached on this computer only"
                },
            ),
        ],
        snippets: snippets::flight(&place, earlier),
    }
}

fn off(title: String) -> Wire {
    Wire {
        title,
        text: "It is not switched on here.".to_owned(),
        ..Wire::default()
    }
}

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn limits() -> Vec<(String, String)> {
    [
        (
            "Writing: insert, update, delete, create",
            "Releases are read only. Keep tables of your own in a database of your own.",
        ),
        (
            "Temporary tables",
            "Write a part of a query as with name as (select ...).",
        ),
        (
            "Cursors with hold",
            "Read the whole answer: it has a limit that fits into memory.",
        ),
        ("COPY", "Download the result of a query as CSV or Parquet."),
        (
            "LISTEN and NOTIFY",
            "Ask for the list of releases at /api/v1/releases.",
        ),
        (
            "More than one statement at a time",
            "Send them one after the other.",
        ),
        (
            "More than two coded columns of a table about people at once",
            "Ask twice, each with two of them.",
        ),
        (
            "Another name of the database than hub, such as that of a release",
            "Connect to hub and choose the release as is said above.",
        ),
    ]
    .map(|(what, instead)| (what.to_owned(), instead.to_owned()))
    .to_vec()
}

/// Host and port of a wire. One that listens everywhere is reached by the name of the page.
fn split<'a>(address: &'a str, page_host: &'a str) -> Option<(&'a str, &'a str)> {
    let (host, port) = address.rsplit_once(':')?;
    let host = match host {
        "0.0.0.0" | "[::]" | "" => without_port(page_host),
        own => own,
    };
    Some((host, port))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_wire_that_listens_everywhere_has_the_name_of_the_page() {
        let all = [
            ("0.0.0.0:5433", ("hub.example", "5433")),
            ("127.0.0.1:5433", ("127.0.0.1", "5433")),
            ("[::]:50051", ("hub.example", "50051")),
        ];
        for (address, expected) in all {
            assert_eq!(split(address, "hub.example:8080"), Some(expected));
        }
        assert_eq!(split("5433", "hub.example"), None);
    }
}
