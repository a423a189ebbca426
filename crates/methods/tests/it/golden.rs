//! Reference answers, read from a folder of CSV files.
//!
//! The folder is `GOLDEN_DIR` (a relative path counts from the workspace root), else `../shared/golden` beside the
//! workspace, else this crate's own selection. Groups and cases are discovered; a group without a reader is listed
//! as not covered.

mod bands;
mod comparison;
mod did;
mod funnel;
mod heat;
mod inequality;
mod intervals;
mod nhs_sql;
mod overdispersion;
mod paired;
mod payback;
mod quality;
mod service_use;
mod sroi;
mod standardised;
mod table;
mod tally;
mod trend;
mod xmr;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use table::Group;
use tally::Tally;

type Reader = fn(&Group, &mut Tally);

fn readers() -> BTreeMap<&'static str, Reader> {
    BTreeMap::from([
        ("benchmark", comparison::benchmark as Reader),
        ("capacity", quality::capacity),
        ("chi2_trend", trend::chi2_trend),
        ("did", did::did),
        ("dsr", standardised::dsr),
        ("dsr_nonindependent", standardised::dsr_nonindependent),
        ("funnel_curve", overdispersion::funnel_curve),
        (
            "funnel_overdispersion",
            overdispersion::funnel_overdispersion,
        ),
        ("funnel_poisson_limits", funnel::poisson),
        ("funnel_proportion_limits", funnel::proportion),
        ("funnel_significance", funnel::significant),
        ("heat", heat::heat),
        ("isr", standardised::isr),
        ("mean_t", standardised::mean_t),
        ("ons4_bands", quality::ons4_bands),
        ("paired_change", paired::paired_change),
        ("payback", payback::payback),
        ("percentile", bands::percentile),
        ("proportion_wilson", intervals::proportion_wilson),
        ("quantile_assign", comparison::quantile_assign),
        ("rate_byar", intervals::rate_byar),
        ("service_use_change", service_use::service_use_change),
        ("sii_rii", inequality::sii_rii),
        ("sroi", sroi::sroi),
        ("suppression_mhsds", quality::suppression_mhsds),
        ("swemwbs_metric", quality::swemwbs_metric),
        ("trend", trend::trend),
        ("vodim_ethnicity", quality::vodim_ethnicity),
        ("wait_banded", bands::wait_banded),
        ("wait_km", bands::wait_km),
        ("xmr", xmr::xmr),
        ("xmr_nhs_sql", nhs_sql::xmr_nhs_sql),
    ])
}

fn own_selection() -> PathBuf {
    PathBuf::from("tests/golden")
}

fn folder() -> PathBuf {
    let root = Path::new("../..");
    if let Some(given) = std::env::var_os("GOLDEN_DIR") {
        let folder = root.join(given);
        assert!(
            folder.is_dir(),
            "GOLDEN_DIR is not a folder: {}",
            folder.display()
        );
        return folder;
    }
    let beside = root.join("../shared/golden");
    if beside.is_dir() {
        beside
    } else {
        own_selection()
    }
}

/// The names of the groups in a folder: what stands before the first dot of each CSV file.
fn groups(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a readable name")
        })
        .filter(|name| name.ends_with(".csv"))
        .filter_map(|name| name.split('.').next().map(str::to_owned))
        .collect()
}

/// What the check of a folder found: one line for each group, and every difference.
struct Report {
    lines: Vec<String>,
    failures: Vec<String>,
}

fn check(folder: &Path) -> Report {
    let readers = readers();
    let mut lines = vec![
        format!("golden vectors in {}", folder.display()),
        format!(
            "{:<25} {:>6} {:>7}  worst relative difference",
            "group", "cases", "failed"
        ),
    ];
    let (mut failures, mut open, mut covered) = (Vec::new(), Vec::new(), 0);
    for name in groups(folder) {
        let Some(reader) = readers.get(name.as_str()) else {
            open.push(format!("{name:<25} not covered"));
            continue;
        };
        let mut tally = Tally::default();
        reader(&Group::new(folder, &name), &mut tally);
        covered += 1;
        lines.push(format!("{name:<25} {tally}"));
        if tally.cases() == 0 {
            failures.push(format!("{name}: no cases"));
        }
        failures.extend(tally.failures().map(|failure| format!("{name} {failure}")));
    }
    if covered == 0 {
        failures.push("no covered group in the folder".to_owned());
    }
    let summary = format!("{covered} groups covered, {} not covered", open.len());
    lines.append(&mut open);
    lines.push(summary);
    Report { lines, failures }
}

#[test]
fn golden_vectors_are_reproduced() {
    let Report { lines, failures } = check(&folder());
    println!("{}", lines.join("\n"));
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn golden_selection_of_the_crate_is_reproduced_and_complete() {
    let failures = check(&own_selection()).failures;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let present = groups(&own_selection());
    for name in readers().keys() {
        assert!(present.contains(*name), "the selection has no {name}");
    }
}
