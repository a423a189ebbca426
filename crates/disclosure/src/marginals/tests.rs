//! The counting held against a slow version made of hash sets.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
struct Row {
    unit: u32,
    person: u32,
    sex: Code,
    needs: [Code; 3],
    value: i32,
}

const SEXES: Code = 3;
const NEEDS: Code = 4;
const UNITS: u32 = 3;

fn row() -> impl Strategy<Value = Row> {
    let need = prop_oneof![2 => 0..NEEDS, 1 => Just(NO_CODE)];
    let value = prop_oneof![4 => 0_i32..40, 1 => Just(NO_VALUE)];
    (
        0..UNITS,
        0_u32..12,
        0..SEXES,
        [need.clone(), need.clone(), need],
        value,
    )
        .prop_map(|(unit, person, sex, needs, value)| Row {
            unit,
            person,
            sex,
            needs,
            value,
        })
}

fn codes_of(row: &Row, dimension: usize) -> HashSet<Code> {
    if dimension == 0 {
        [row.sex].into()
    } else {
        row.needs
            .into_iter()
            .filter(|code| *code != NO_CODE)
            .collect()
    }
}

/// One cell after the other, one person after the other.
fn naive(rows: &[Row], set: &[usize]) -> (Vec<u32>, Vec<Vec<i64>>) {
    let sizes: Vec<Code> = set.iter().map(|d| [SEXES, NEEDS][*d]).collect();
    let mut cells = vec![vec![]];
    for size in &sizes {
        cells = cells
            .iter()
            .flat_map(|c: &Vec<Code>| (0..*size).map(|code| [c.as_slice(), &[code]].concat()))
            .collect();
    }
    let (mut people, mut counts) = (Vec::new(), vec![Vec::new(); 4]);
    for unit in 0..UNITS {
        for cell in &cells {
            let mut by_person: BTreeMap<u32, Vec<&Row>> = BTreeMap::new();
            for row in rows {
                let here = set
                    .iter()
                    .zip(cell)
                    .all(|(d, code)| codes_of(row, *d).contains(code));
                if row.unit == unit && here {
                    by_person.entry(row.person).or_default().push(row);
                }
            }
            people.push(u32::try_from(by_person.len()).unwrap());
            let values = |rows: &[&Row]| -> Vec<i64> {
                rows.iter()
                    .map(|row| row.value)
                    .filter(|value| *value != NO_VALUE)
                    .map(i64::from)
                    .collect()
            };
            let total =
                |of: &dyn Fn(&[&Row]) -> i64| by_person.values().map(|rows| of(rows)).sum::<i64>();
            counts[0].push(total(&|_| 1));
            counts[1].push(total(&|rows| i64::try_from(rows.len().min(2)).unwrap()));
            counts[2].push(total(&|rows| values(rows).iter().sum::<i64>().min(50)));
            counts[3].push(total(&|rows| {
                i64::from(values(rows).iter().any(|v| (5..=9).contains(v)))
            }));
        }
    }
    (people, counts)
}

fn counted(rows: &[Row], set: &[usize]) -> Marginal {
    let unit: Vec<_> = rows.iter().map(|row| row.unit).collect();
    let person: Vec<_> = rows.iter().map(|row| row.person).collect();
    let sex: Vec<_> = rows.iter().map(|row| row.sex).collect();
    let needs: Vec<Vec<_>> = (0..3)
        .map(|i| rows.iter().map(|row| row.needs[i]).collect())
        .collect();
    let values: Vec<_> = rows.iter().map(|row| row.value).collect();
    let sex_columns = [sex.as_slice()];
    let need_columns: Vec<_> = needs.iter().map(Vec::as_slice).collect();
    let all = [
        Dimension {
            codes: SEXES,
            columns: &sex_columns,
        },
        Dimension {
            codes: NEEDS,
            columns: &need_columns,
        },
    ];
    let dimensions: Vec<_> = set.iter().map(|d| all[*d]).collect();
    let counting = [
        Counting::Persons,
        Counting::Rows { clip: 2 },
        Counting::Sum {
            values: &values,
            clip: 50,
        },
        Counting::Band {
            values: &values,
            from: 5,
            to: 9,
        },
    ];
    Table::new(&unit, &person, UNITS)
        .unwrap()
        .count(&dimensions, &counting)
        .unwrap()
}

proptest! {
    #[test]
    fn every_cell_is_what_the_slow_count_says(rows in prop::collection::vec(row(), 0..60)) {
        for set in [&[][..], &[0], &[1], &[0, 1], &[1, 0]] {
            let found = counted(&rows, set);
            let (people, counts) = naive(&rows, set);
            prop_assert_eq!(&found.people, &people, "{:?}", set);
            prop_assert_eq!(&found.counts, &counts, "{:?}", set);
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing(rows in prop::collection::vec(row(), 0..40).prop_shuffle()) {
        let mut sorted = rows.clone();
        sorted.sort_by_key(|row| (row.person, row.unit, row.value, row.sex, row.needs));
        prop_assert_eq!(counted(&rows, &[0, 1]), counted(&sorted, &[0, 1]));
    }

    #[test]
    fn parts_of_a_partition_sum_to_the_whole(
        cells in prop::collection::vec(-50_i64..5_000, 1..60),
        cut in prop::collection::vec(0_usize..7, 60),
    ) {
        // Areas and quarters are sums of the same protected cells, so any way to part them gives one total.
        let mut parts = [0_i64; 7];
        for (cell, part) in cells.iter().zip(&cut) {
            parts[*part] += cell;
        }
        prop_assert_eq!(parts.iter().sum::<i64>(), cells.iter().sum::<i64>());
    }
}

#[test]
fn rows_of_one_code_each_add_up_over_the_dimension() {
    let rows: Vec<_> = (0..30_u8)
        .map(|i| Row {
            unit: 0,
            person: i.into(),
            sex: i % SEXES,
            needs: [i % NEEDS, NO_CODE, NO_CODE],
            value: 1,
        })
        .collect();
    let total = counted(&rows, &[]);
    let by_sex = counted(&rows, &[0]);
    assert_eq!(total.people, [30, 0, 0]);
    assert_eq!(by_sex.people, [10, 10, 10, 0, 0, 0, 0, 0, 0]);
    assert_eq!(by_sex.cells_per_unit, 3);
}

#[test]
fn a_signed_sum_is_cut_on_both_sides_for_each_person() {
    // Two people of one unit: one gains 25 in three rows, of which one has no value; the other loses 14 in two.
    let (unit, person) = ([0; 5], [1, 1, 1, 2, 2]);
    let values = [20, 5, NO_VALUE, -9, -5];
    let table = Table::new(&unit, &person, 1).unwrap();
    let sums = |clip| {
        let counting = [Counting::Signed {
            values: &values,
            clip,
        }];
        table.count(&[], &counting).unwrap().counts
    };
    assert_eq!(sums(100), [[11]]);
    assert_eq!(sums(20), [[6]]);
    assert_eq!(sums(10), [[0]]);
    // A sum that cannot be below 0 takes nothing of the second.
    let counting = [Counting::Sum {
        values: &values,
        clip: 10,
    }];
    assert_eq!(table.count(&[], &counting).unwrap().counts, [[10]]);
}

#[test]
fn bad_input_is_refused_without_repeating_it() {
    assert_eq!(
        Table::new(&[0, 1], &[1], 2).unwrap_err(),
        MarginalError::Length {
            expected: 2,
            found: 1
        }
    );
    assert_eq!(
        Table::new(&[0, 2], &[1, 1], 2).unwrap_err(),
        MarginalError::OutOfList {
            what: "unit",
            row: 1
        }
    );
    let table = Table::new(&[0, 1], &[1, 1], 2).unwrap();
    let one = |column: &[Code]| {
        table
            .count(
                &[Dimension {
                    codes: 2,
                    columns: &[column],
                }],
                &[],
            )
            .map(|_| ())
    };
    assert_eq!(one(&[0, 1]), Ok(()));
    assert_eq!(
        one(&[0, 2]),
        Err(MarginalError::OutOfList {
            what: "code",
            row: 1
        })
    );
    assert_eq!(
        one(&[NO_CODE, 0]),
        Err(MarginalError::OutOfList {
            what: "code",
            row: 0
        })
    );
    assert_eq!(
        one(&[0]),
        Err(MarginalError::Length {
            expected: 2,
            found: 1
        })
    );
    let wide: &[Code] = &[0, 0];
    let columns = [wide];
    let dimension = Dimension {
        codes: Code::MAX,
        columns: &columns,
    };
    assert_eq!(
        table.count(&[dimension; 4], &[]).map(|_| ()),
        Err(MarginalError::TooMany("cells"))
    );
}
