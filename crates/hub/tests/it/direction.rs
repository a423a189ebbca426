//! Arrows between the crates point one way, as ARCHITECTURE.md draws them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

/// Each crate and the hub crates that it may depend on outside its tests.
const ALLOWED: &[(&str, &[&str])] = &[
    ("hub-standard", &[]),
    ("hub-methods", &[]),
    ("hub-disclosure", &[]),
    ("hub-identity", &[]),
    ("hub-reference", &["hub-standard"]),
    ("hub-synth", &["hub-standard", "hub-reference"]),
    ("hub-ui", &["hub-standard"]),
    ("hub-ingest", &["hub-standard", "hub-reference"]),
    ("hub-store", &["hub-standard", "hub-ingest"]),
    (
        "hub-testkit",
        &["hub-standard", "hub-reference", "hub-ingest", "hub-store"],
    ),
    (
        "hub-engine",
        &[
            "hub-standard",
            "hub-reference",
            "hub-ingest",
            "hub-store",
            "hub-methods",
            "hub-disclosure",
        ],
    ),
    (
        "hub-release",
        &[
            "hub-standard",
            "hub-reference",
            "hub-store",
            "hub-engine",
            "hub-methods",
            "hub-disclosure",
        ],
    ),
    (
        "hub-access",
        &["hub-standard", "hub-reference", "hub-store", "hub-release"],
    ),
    ("hub-wire", &["hub-standard", "hub-release", "hub-access"]),
    (
        "hub-api",
        &[
            "hub-standard",
            "hub-reference",
            "hub-ingest",
            "hub-store",
            "hub-engine",
            "hub-methods",
            "hub-disclosure",
            "hub-release",
            "hub-access",
            "hub-identity",
            "hub-ui",
        ],
    ),
    (
        "hub",
        &[
            "hub-standard",
            "hub-reference",
            "hub-ingest",
            "hub-store",
            "hub-engine",
            "hub-disclosure",
            "hub-release",
            "hub-access",
            "hub-identity",
            "hub-api",
            "hub-wire",
            "hub-synth",
        ],
    ),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`; nothing for a normal dependency.
    kind: Option<String>,
}

impl Package {
    /// Names of what the crate needs outside its tests.
    fn needs(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(|dependency| dependency.kind.is_none())
            .map(|dependency| dependency.name.as_str())
    }
}

fn members() -> BTreeMap<String, Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg("../../Cargo.toml")
        .output()
        .expect("cargo runs");
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).expect("cargo describes the workspace");
    metadata
        .packages
        .into_iter()
        .map(|package| (package.name.clone(), package))
        .collect()
}

#[test]
fn crates_depend_only_on_those_before_them() {
    let members = members();
    let allowed: BTreeMap<_, BTreeSet<_>> = ALLOWED
        .iter()
        .map(|(name, on)| (*name, on.iter().copied().collect()))
        .collect();
    assert_eq!(
        members.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        allowed.keys().copied().collect::<BTreeSet<_>>(),
        "a new crate states here what it may depend on"
    );
    for (name, package) in &members {
        for dependency in package
            .needs()
            .filter(|dependency| members.contains_key(*dependency))
        {
            assert!(
                allowed[name.as_str()].contains(dependency),
                "{name} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    let rooms: &[(&str, &[&str])] = &[
        // The wire has a session of its own for what Postgres clients ask of the catalogue, with tables that have no rows.
        ("datafusion", &["hub-engine", "hub-wire"]),
        ("pgwire", &["hub-wire"]),
        ("arrow-flight", &["hub-wire"]),
        ("tonic", &["hub-wire"]),
        ("axum", &["hub-api", "hub"]),
        // Issuers are asked by connections of their own.
        ("hyper", &["hub", "hub-identity"]),
        ("openidconnect", &["hub-identity"]),
        ("clap", &["hub"]),
        ("calamine", &["hub-ingest"]),
        // Identities of people in returns, and a sign-in that waits in a browser.
        ("aes-siv", &["hub-ingest", "hub-identity"]),
        ("maud", &["hub-ui", "hub-api"]),
    ];
    for (name, package) in members() {
        for (library, may) in rooms {
            let uses = package.needs().any(|dependency| dependency == *library);
            assert!(
                !uses || may.contains(&name.as_str()),
                "{name} must not depend on {library}"
            );
        }
    }
}
