//! Pages of those who run the hub, and of those who answer for disclosure control.

pub(crate) mod audit;
mod decided;
pub(crate) mod health;
pub(crate) mod measures;
mod memory;
pub(crate) mod people;
pub(crate) mod reference;
pub(crate) mod returns;
pub(crate) mod services;

use hub_ui::view::{Link, Operate, OperateByCommand, OperatePage};

use super::Page;
use super::reader::Reader;
use crate::identity::Role;
use crate::problem::Result;

/// `GET /operate`
pub(crate) async fn start(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let view = Operate {
        pages: pages(&reader.principal().role),
        by_command: by_command(&reader.principal().role),
    };
    let frame = reader.frame(vec![Link::new("Start", "/?start=1")]).await;
    Ok(Page(hub_ui::pages::o0_operate(&frame, &view)))
}

/// The way down to these pages.
fn breadcrumbs() -> Vec<Link> {
    vec![
        Link::new("Start", "/?start=1"),
        Link::new("Operate", "/operate"),
    ]
}

fn pages(role: &Role) -> Vec<OperatePage> {
    let page = |label: &str, href: &str, what: &str| OperatePage {
        link: Link::new(label, href),
        what: what.to_owned(),
    };
    let mut pages = vec![
        page(
            "Returns overview",
            "/operate/returns",
            "Which services have sent which month, and which are missing, for the whole country.",
        ),
        page(
            "Health",
            "/operate/health",
            "Whether storage, checks, questions and releases are as they should be, in words.",
        ),
        page(
            "Measure definitions",
            "/operate/measures",
            "Which measures the newest release has and which were dropped, since when each is defined as it is, what its versions changed, and which files could not be used.",
        ),
    ];
    pages.push(page(
        "Releases",
        "/operate/releases",
        "When each release was made, which months it has, from which SQL files it comes, and what attacks on it found.",
    ));
    if *role == Role::Operator {
        pages.push(page(
            "Organisations and people",
            "/operate/people",
            "Who works for which service or board and who runs the hub, with their roles and tokens, and every change of that.",
        ));
        pages.push(page(
            "Services",
            "/operate/services",
            "Which services take part, from when to when returns are expected of them, who works for them, and every change of that.",
        ));
        pages.push(page(
            "Reference data",
            "/operate/reference",
            "Which editions of practices, networks, areas, deprivation, populations and link workers are in use, and what newer files would change.",
        ));
    }
    if *role == Role::Officer {
        pages.push(page(
            "Audit log",
            "/operate/audit",
            "Who asked what in SQL, when, and what came of it.",
        ));
    }
    pages.push(page(
        "Definitions of all measures",
        "/measures",
        "What each measure counts, how, and which SQL makes it. A measure is changed by its file and comes with the next release.",
    ));
    pages.push(page(
        "API reference",
        "/api-reference",
        "Every operation of the interface for programs, with an example of each.",
    ));
    pages
}

/// What is done by commands, too or only. Officers have no page of their own for people and for reference data.
fn by_command(role: &Role) -> Vec<OperateByCommand> {
    let (people, reference) = match role {
        Role::Operator => (
            "People and their roles can be changed by command too, with the same effect as on the page Organisations and people.",
            "The publishers' files can also be read from a folder. They are checked and kept as dated tables, as on the page Reference data;",
        ),
        _ => (
            "Operators change people and their roles by command, or on a page that only they have.",
            "Operators read the publishers' files from a folder, or send them to a page that only they have. They are checked and kept as \
             dated tables;",
        ),
    };
    let people = format!(
        "{people} A program that is nobody's in particular gets a token of its own. Each change is an entry of the journal."
    );
    let services = match role {
        Role::Operator => {
            "Services are registered, changed and ended by command too, one by one or as a list, with the same effect as on the page Services."
        }
        _ => {
            "Operators register services, change them and let them end by command, or on a page that only they have."
        }
    };
    let reference = format!("{reference} a running hub uses them from its next start.");
    let one = |title: &str, text: &str, commands: &[&str]| OperateByCommand {
        title: title.to_owned(),
        text: text.to_owned(),
        commands: commands.iter().map(|line| (*line).to_owned()).collect(),
    };
    vec![
        one(
            "People and their access",
            &people,
            &[
                "hub person add \"A. Khan\" --role analyst --data data",
                "hub person list --data data",
                "hub token create --person ID --days 90 --data data",
                "hub token create --name \"A. Khan\" --role analyst --days 90 --data data",
                "hub token list --data data",
                "hub token revoke ID --data data",
            ],
        ),
        one(
            "Services",
            services,
            &[
                "hub service add YA001 --name \"Sunnyside Community Hub\" --area A81001 --kind voluntary --from 2026-10 --data data",
                "hub service import services.csv --dry-run --data data",
                "hub service end YA001 --month 2027-04 --data data",
                "hub service list --data data",
            ],
        ),
        one(
            "Reference data",
            &reference,
            &[
                "hub reference import /srv/reference --data data",
                "hub reference show --data data",
            ],
        ),
        one(
            "Releases",
            "A release is built from the returns that count, held back where it would tell of few people, attacked as an intruder would, \
             and never changed after that.",
            &[
                "hub release build --data data",
                "hub release list --data data",
            ],
        ),
    ]
}
