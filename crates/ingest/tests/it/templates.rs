//! Templates of other versions of the return than this one.

use hub_ingest::Outcome;
use hub_standard::definition::ReturnDefinition;
use hub_standard::template::{version_mark, workbook};

use crate::support::{Table, check, finding, names};

/// The return as a hub of this version defines it.
fn definition(version: u16) -> ReturnDefinition {
    let mut definition = ReturnDefinition::v1().clone();
    definition.version = version;
    definition
}

fn template(version: u16) -> Vec<u8> {
    let (service, month) = ("YA001".parse().unwrap(), "2026-10".parse().unwrap());
    workbook(&definition(version), &service, "Sunnyside", month).unwrap()
}

/// A good return under the mark of a version.
fn marked(version: u16) -> String {
    let mark = version_mark(&definition(version));
    format!("\"{mark}\"\r\n{}", Table::good(3).csv())
}

#[test]
fn a_template_of_a_later_version_is_not_read_by_guess() {
    let now = ReturnDefinition::v1().version;
    // The last digit of eleven is that of one.
    for version in [now + 1, now + 10] {
        for checked in [check(template(version)), check(marked(version))] {
            let found = finding(&checked, "version_unknown");
            let said = &found.message;
            assert!(
                said.contains(&format!("the template of version {version} of the return"))
                    && said.contains("Download the template again"),
                "{said}"
            );
            assert_eq!(checked.outcome, Outcome::Unreadable);
            assert!(checked.rows.is_none());
            let names = names(&checked);
            assert!(!names.iter().any(|name| name.starts_with("old_template")));
        }
    }
}

#[test]
fn an_earlier_template_is_read_and_the_one_of_now_is_not_mentioned() {
    let now = ReturnDefinition::v1().version;
    let earlier = check(marked(now - 1));
    assert!(names(&earlier).contains(&"old_template_fits"));
    assert_eq!(
        (earlier.counts.counted, earlier.outcome),
        (3, Outcome::Ready)
    );
    for checked in [check(template(now)), check(marked(now))] {
        let names = names(&checked);
        let is_of_version = |name: &&str| name.contains("template") || name.contains("version");
        assert!(!names.iter().any(is_of_version), "{names:?}");
    }
}
