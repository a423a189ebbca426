//! Cells of one month of England: every table of the first fact, counted and made noisy.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

use criterion::{Criterion, criterion_group, criterion_main};
use hub_disclosure::{Counting, Dimension, NodeUnit, NoiseKey, Policy, Table};
use hub_engine::Catalogue;

const ROWS: u32 = 120_000;
const UNITS: u32 = 46;

/// A fixed sequence that looks random enough to defeat branch prediction.
fn scramble(n: u32) -> u32 {
    n.wrapping_mul(2_654_435_761) >> 7
}

fn national_month(c: &mut Criterion) {
    let catalogue = Catalogue::embedded().unwrap();
    let fact = &catalogue
        .facts
        .iter()
        .find(|file| file.fact.id == "referrals")
        .unwrap()
        .fact;
    let unit: Vec<_> = (0..ROWS).map(|row| scramble(row) % UNITS).collect();
    let person: Vec<_> = (0..ROWS)
        .map(|row| scramble(row + 7) % (ROWS * 9 / 10))
        .collect();
    let codes: Vec<Vec<Vec<u16>>> = fact
        .dimensions
        .iter()
        .enumerate()
        .map(|(index, dimension)| {
            let list = u32::try_from(dimension.codes.len()).unwrap();
            let column = |n: usize| {
                let salt = u32::try_from(index * 31 + n * 1_000).unwrap();
                (0..ROWS)
                    .map(|row| u16::try_from(scramble(row + salt) % list).unwrap())
                    .collect()
            };
            (0..dimension.columns().len()).map(column).collect()
        })
        .collect();
    let table = Table::new(&unit, &person, UNITS).unwrap();
    let policy = Policy::sdc_1();
    let key = NoiseKey::from_bytes([1; 32]);
    let counting = [Counting::Persons, Counting::Rows { clip: 2 }];

    let count = |set: &[usize]| {
        let columns: Vec<Vec<&[u16]>> = set
            .iter()
            .map(|index| codes[*index].iter().map(Vec::as_slice).collect())
            .collect();
        let dimensions: Vec<_> = set
            .iter()
            .zip(&columns)
            .map(|(index, columns)| Dimension {
                codes: u16::try_from(fact.dimensions[*index].codes.len()).unwrap(),
                columns,
            })
            .collect();
        table.count(&dimensions, &counting).unwrap()
    };

    let mut group = c.benchmark_group("national month");
    group.sample_size(10);
    group.bench_function("order rows", |b| {
        b.iter(|| Table::new(&unit, &person, UNITS).unwrap())
    });
    group.bench_function("count every table", |b| {
        b.iter(|| {
            fact.dimension_sets()
                .iter()
                .map(|set| count(set).people.len())
                .sum::<usize>()
        });
    });
    let cells: Vec<_> = fact
        .dimension_sets()
        .iter()
        .map(|set| count(set).cells_per_unit)
        .collect();
    let names: Vec<_> = (0..*cells.iter().max().unwrap())
        .map(|cell| format!("age_band=c{cell};need=n{cell}"))
        .collect();
    group.bench_function("draw every noise", |b| {
        let noise = policy.noise(2).unwrap().unwrap();
        b.iter(|| {
            let mut sum = 0;
            for unit in 0..UNITS {
                for measure in ["persons", "referrals"] {
                    let unit = NodeUnit {
                        measure,
                        unit: &format!("Q{unit}"),
                        month: "2026-04",
                        version: 1,
                    };
                    let drawn = key.unit(&unit).unwrap();
                    for cells in &cells {
                        sum += names[..*cells]
                            .iter()
                            .map(|name| noise.draw(drawn.uniform(name)))
                            .sum::<i64>();
                    }
                }
            }
            sum
        });
    });
    group.finish();
}

criterion_group!(benches, national_month);
criterion_main!(benches);
