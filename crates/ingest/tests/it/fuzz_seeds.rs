//! The files that the fuzzers of `tests/fuzz` begin with, one of each kind and as small as they can be.

use std::fs;
use std::path::Path;

use hub_ingest::Outcome;

use crate::books::{fill, packed, parts, zip_of};
use crate::grids::{Grid, Put};
use crate::support::{Table, check};

/// All seeds together.
const BYTES_MAX: usize = 100_000;

/// The fuzzer, the name of the file, its content.
type Seed = (&'static str, String, Vec<u8>);

fn small_table() -> Table {
    let table = Table::good(2);
    let headings = ["closed_date", "closure_reason", "contacts_this_month"];
    headings.into_iter().fold(table, Table::without)
}

fn texts() -> Vec<Seed> {
    let table = Table::good(2);
    let plain = table.csv();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let quoted = table.clone().set(0, "need_1", "\"loneliness\"");
    let with_name = table
        .clone()
        .column_of("Caf\u{e9}", |_| "\u{e9}".to_owned());
    let older: Vec<u8> = with_name
        .csv()
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let files = [
        ("plain", plain.clone().into_bytes()),
        ("semicolons", table.separated(";").into_bytes()),
        ("tabs", table.separated("\t").into_bytes()),
        ("bars", table.separated("|").into_bytes()),
        (
            "declared",
            format!("sep=;\r\n{}", table.separated(";")).into_bytes(),
        ),
        (
            "titles",
            format!("Return of October\r\n\r\n{plain}Total,2\r\n").into_bytes(),
        ),
        ("quoted", quoted.csv().into_bytes()),
        ("marked", format!("\u{feff}{plain}").into_bytes()),
        ("wide", wide(&plain)),
        ("older", older),
    ];
    let named = |(name, bytes): (&str, Vec<u8>)| ("csv", format!("{name}.csv"), bytes);
    files.into_iter().map(named).collect()
}

fn workbooks() -> Vec<Seed> {
    let table = small_table();
    let columns = u16::try_from(table.headings.len()).unwrap();
    let mut varied = Grid::of("R", &table)
        .put(1, columns, Put::Number(1.5))
        .put(1, columns + 1, Put::Date(46_300.0))
        .put(1, columns + 2, Put::Bool(true))
        .put(2, columns, Put::Error("#REF!"))
        .put(2, columns + 1, Put::Formula("x"));
    varied.hidden_rows = vec![2];
    varied.hidden_column = Some(2);
    varied.merged = vec![(4, 5, 0, 1)];
    let mut from_1904 = Grid::of("R", &table).put(1, 2, Put::Date(46_300.0));
    from_1904.from_1904 = true;
    let mut seeds = Vec::new();
    for (name, grid) in [
        ("plain", Grid::of("R", &table)),
        ("varied", varied),
        ("1904", from_1904),
    ] {
        for (ending, bytes) in grid.files() {
            let bytes = match ending {
                "xlsx" => packed(needed(&bytes)),
                _ => bytes,
            };
            seeds.push(("workbook", format!("{name}.{ending}"), bytes));
        }
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "A list").unwrap();
    fill(book.add_worksheet(), 1, 1);
    let bytes = packed(needed(&book.save_to_buffer().unwrap()));
    seeds.push(("workbook", "two_sheets.xlsx".to_owned(), bytes));
    seeds
}

/// The parts of a workbook without those that nobody reads.
fn needed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = parts(bytes);
    parts.retain(|(name, _)| !name.starts_with("docProps/") && !name.starts_with("xl/theme/"));
    parts
}

fn zips() -> Vec<Seed> {
    let (csv, other) = (small_table().csv(), "code,name\r\nA,a\r\n");
    let contacts = "local_referral_id,contact_date,attendance\nR-0001,14/10/2026,5\n";
    let outcomes = "local_referral_id,instrument,phase,score\nR-0001,ucla3,before,7\n";
    let support = "local_referral_id,support_type\nR-0001,arts\n";
    let used = "local_referral_id,use_period,use_months\nR-0001,before,12\n";
    let sheets = [
        ("a.csv", csv.as_str()),
        ("contacts.csv", contacts),
        ("outcomes.csv", outcomes),
        ("support.csv", support),
        ("service use.csv", used),
    ];
    let files: [(&str, &[(&str, &str)]); 5] = [
        ("sheets", &sheets),
        ("one", &[("a.csv", &csv)]),
        (
            "two",
            &[("x/a.csv", &csv), ("x/b.txt", other), ("x/c.tsv", " \r\n")],
        ),
        (
            "mac",
            &[
                ("x/", ""),
                ("x/a.csv", &csv),
                ("__MACOSX/x/._a.csv", "\0"),
                ("x/.DS_Store", "\0"),
            ],
        ),
        ("same_stem", &[("a.csv", &csv), ("a.txt", other)]),
    ];
    let named =
        |(name, files): (&str, &[(&str, &str)])| ("zip", format!("{name}.zip"), zip_of(files));
    files.into_iter().map(named).collect()
}

#[test]
fn the_seeds_of_the_fuzzers_are_small_and_reach_the_rules() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-seeds");
    let seeds = [texts(), workbooks(), zips()].concat();
    let bytes: usize = seeds.iter().map(|(_, _, bytes)| bytes.len()).sum();
    assert!(bytes < BYTES_MAX, "{bytes} bytes");
    for (fuzzer, name, bytes) in seeds {
        let checked = check(bytes.clone());
        assert_ne!(
            checked.outcome,
            Outcome::Unreadable,
            "{name}: {:#?}",
            checked.findings
        );
        assert!(checked.counts.counted > 0, "{name}");
        let folder = folder.join(fuzzer);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    }
}
