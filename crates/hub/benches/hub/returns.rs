//! Rows per second from a file to Parquet: read, checked, anonymised, stored.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput};
use hub_ingest::{Outcome, Upload};
use hub_reference::Reference;
use hub_standard::ids::SubmissionId;
use hub_store::Store;
use rust_xlsxwriter::Workbook;

use crate::england::door;

/// The largest returns of today, and the most that one file may hold.
const SIZES: [u32; 2] = [5_000, 50_000];

const HEADINGS: [&str; 15] = [
    "local_referral_id",
    "local_person_id",
    "date_of_birth",
    "sex",
    "ethnic_category",
    "lsoa",
    "gp_practice",
    "referral_date",
    "referral_source",
    "need_1",
    "need_2",
    "first_contact_date",
    "contacts_this_month",
    "closed_date",
    "closure_reason",
];

fn rows(reference: &Reference, n_rows: u32) -> Vec<[String; 15]> {
    let practices: Vec<&str> = reference
        .practices()
        .iter()
        .map(|practice| practice.code.as_str())
        .take(40)
        .collect();
    let areas: Vec<&str> = reference
        .small_areas()
        .iter()
        .map(|area| area.code.as_str())
        .take(300)
        .collect();
    let pick = |from: &[&str], n: u32| from[usize::try_from(n).unwrap() % from.len()].to_owned();
    (0..n_rows)
        .map(|n| {
            [
                format!("R-{n:06}"),
                format!("P-{:06}", n / 2),
                format!("{:02}/{:02}/{}", n % 28 + 1, n % 12 + 1, 1930 + n % 70),
                pick(&["1", "2", "Female", "M"], n),
                pick(&["A", "B", "White British", "H", "99"], n / 3),
                pick(&areas, n * 7),
                pick(&practices, n * 3),
                format!("{:02}/10/2026", n % 28 + 1),
                pick(&["A1", "B1", "GP", "G4"], n / 5),
                pick(&["loneliness", "money", "Housing", "food"], n),
                pick(&["", "caring", "bereavement"], n / 2),
                format!("{:02}/10/2026", n % 3 + 29),
                (n % 5).to_string(),
                String::new(),
                String::new(),
            ]
        })
        .collect()
}

fn csv(rows: &[[String; 15]]) -> Bytes {
    let mut text = HEADINGS.join(",") + "\r\n";
    for row in rows {
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text.into()
}

fn xlsx(rows: &[[String; 15]]) -> Bytes {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading).unwrap();
    }
    for (row, values) in (1..).zip(rows) {
        for (column, value) in (0..).zip(values) {
            sheet.write(row, column, value).unwrap();
        }
    }
    book.save_to_buffer().unwrap().into()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let reference = Arc::new(Reference::builtin());
    let door = door(&reference);
    let mut group = criterion.benchmark_group("return");
    group.sample_size(10);
    for n_rows in SIZES {
        let rows = rows(&reference, n_rows);
        group.throughput(Throughput::Elements(u64::from(n_rows)));
        for (kind, bytes) in [("csv", csv(&rows)), ("xlsx", xlsx(&rows))] {
            // For comparison with other programs on the same file.
            let kept =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("return-{n_rows}.{kind}"));
            std::fs::write(kept, &bytes).unwrap();
            let upload = Upload {
                bytes,
                file_name: None,
                service: "YA001".parse().unwrap(),
                month: "2026-10".parse().unwrap(),
                today: jiff::civil::date(2026, 11, 3),
                choices: hub_ingest::Choices::default(),
                earlier: None,
            };
            let through = || {
                let checked = door.check(black_box(&upload));
                assert_ne!(
                    checked.outcome,
                    Outcome::Unreadable,
                    "{:#?}",
                    checked.findings
                );
                let rows = checked.rows.unwrap();
                let id = SubmissionId::from_parts(1_790_000_000_000, [0; 10]);
                let object = runtime
                    .block_on(Store::memory().put_return(&id, &rows))
                    .unwrap();
                (object, rows.rows())
            };
            assert_eq!(u32::try_from(through().1), Ok(n_rows));
            group.bench_function(BenchmarkId::new(kind, n_rows), |bencher| {
                bencher.iter(through)
            });
        }
    }
    group.finish();
}
