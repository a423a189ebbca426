//! Workbooks that were damaged on their way, two thousand of them.

use hub_ingest::CheckedReturn;

use crate::books::workbook;
use crate::support::check;

const MUTATIONS: u64 = 2_000;

/// A generator of numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

/// One thing that goes wrong with a file on its way.
fn damage(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = chance.below(bytes.len());
    let end = (at + 1 + chance.below(64)).min(bytes.len());
    match chance.below(6) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
        2 => bytes[at..end].fill(0),
        3 => bytes.truncate(at),
        4 => drop(bytes.drain(at..end)),
        _ => {
            let part = bytes[at..end].to_vec();
            let to = chance.below(bytes.len());
            bytes.splice(to..to, part);
        }
    }
    bytes
}

/// What was made of the rows, if anything was.
fn figures(checked: &CheckedReturn) -> Option<&arrow::array::RecordBatch> {
    checked.rows.as_ref().map(hub_ingest::Anonymised::batch)
}

#[test]
fn a_damaged_workbook_never_gives_other_figures_without_a_word() {
    let whole = workbook(|_| {});
    let expected = check(whole.clone());
    let mut chance = Chance(0x0005_eed0_fda3_a6ed);
    let mut accepted = 0;
    for n in 0..MUTATIONS {
        let checked = check(damage(&whole, &mut chance));
        if checked.findings.is_empty() {
            accepted += 1;
            assert_eq!(
                figures(&checked),
                figures(&expected),
                "mutation {n} changed figures without a finding"
            );
        }
    }
    println!("{accepted} of {MUTATIONS} were read as if whole; all others have a finding");
    assert!(accepted < MUTATIONS, "nothing was damaged");
}
