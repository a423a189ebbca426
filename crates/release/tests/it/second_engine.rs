//! A small synthetic England, written down for an engine that is not the hub's to compute again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::Catalogue;
use hub_standard::calendar;
use hub_standard::ids::Month;
use hub_store::Store;
use hub_synth::{Synth, SynthConfig};
use hub_testkit::fixtures::REFERENCE;
use jiff::Timestamp;
use parquet::arrow::ArrowWriter;
use serde_json::json;

use crate::support::england::{accept, returns_of};
use crate::support::{NOISE, builder, options};

/// Where to write; the script beside the second engine names it.
const FOLDER: &str = "SECOND_ENGINE_DIR";
const SERVICES: usize = 48;
/// A wait is followed over six months, so that with fewer no figure of those measures would be compared.
const MONTHS: usize = 7;
/// Decimals that a release of these tests keeps, in place of those that each measure shows.
const DECIMALS: u8 = 12;

/// Counts as they are: nobody counts as none, and whoever counts is shown.
fn exact() -> Policy {
    Policy {
        name: "exact".to_owned(),
        floor: 1,
        soft_floor: 1,
        round_to: 1,
        least_shown: 0,
        epsilon: None,
        shows_zero: false,
        percent_denominator_min: 1,
        percent_decimal_from: 1,
        mean_persons_min: 1,
        ..Policy::sdc_1()
    }
}

/// The embedded files, with figures that no writing rounds: neither to the decimals of a measure, nor as percentages of
/// people, which are known by their unit.
fn unrounded() -> Catalogue {
    let mut catalogue = Catalogue::embedded().unwrap();
    for measure in &mut catalogue.measures {
        measure.meta.decimals = DECIMALS;
        measure.meta.unit = format!("in {}", measure.meta.unit);
    }
    catalogue
}

fn write(path: &Path, rows: &RecordBatch) {
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), rows.schema(), None).unwrap();
    writer.write(rows).unwrap();
    writer.close().unwrap();
}

/// Writes two deployments that were sent the same returns, one of which protects nothing; the reference data; and what
/// the other engine must be told about them.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "tests/run/second_engine.sh runs it and reads what it writes"]
async fn writes_an_england_for_the_second_engine() {
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    let synth = Synth::new(
        &REFERENCE,
        SynthConfig {
            services: SERVICES,
            months: MONTHS,
            ..SynthConfig::default()
        },
    );
    let months: Vec<Month> = synth.month_range().collect();
    let sent = returns_of(&synth);

    let mut releases = serde_json::Map::new();
    for (name, policy) in [("exact", exact()), ("protected", Policy::sdc_1())] {
        let store = Store::local(&folder.join(name)).unwrap();
        accept(&store, &synth, &sent).await;
        let builder = builder(store, policy).with_catalogue(unrounded());
        let id = builder.build(&options(0, &[])).await.unwrap();
        releases.insert(name.to_owned(), json!(id.to_string()));
    }
    let reference = folder.join("reference");
    fs::create_dir_all(&reference).unwrap();
    for (name, rows) in REFERENCE.tables().unwrap() {
        write(&reference.join(format!("{name}.parquet")), &rows);
    }
    let services: Vec<_> = synth
        .services()
        .iter()
        .map(|service| json!({"service": service.code.to_string(), "atom": service.atom.to_string()}))
        .collect();
    let returns: Vec<_> = sent
        .iter()
        .filter_map(|sheets| sheets.first())
        .map(|rows| json!({"service": rows.service().to_string(), "month": rows.month().to_string()}))
        .collect();
    let closes: serde_json::Map<_, _> = months
        .iter()
        .map(|month| (month.to_string(), json!(calendar::due(*month).to_string())))
        .collect();
    let noise_key: String = NOISE.iter().map(|byte| format!("{byte:02x}")).collect();
    let told = json!({
        "releases": releases,
        "noise_key": noise_key,
        "released_on": calendar::day_of(options(0, &[]).at).to_string(),
        // As the fixtures have it.
        "accepted_on": calendar::day_of(Timestamp::UNIX_EPOCH).to_string(),
        "closes": closes,
        "months": months.iter().map(Month::to_string).collect::<Vec<_>>(),
        "services": services,
        "returns": returns,
    });
    let text = serde_json::to_vec_pretty(&told).unwrap();
    fs::write(folder.join("england.json"), text).unwrap();
}
