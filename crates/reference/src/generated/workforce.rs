//! Generated censuses of link workers: growing, and some networks without any.

use hub_standard::Month;

use super::arithmetic::{Use, draw};
use crate::model::{Pcn, WorkforceCount};

/// First and last quarter.
const QUARTERS: [(i16, u8); 2] = [(2024, 3), (2026, 9)];
/// Of a hundred networks, this many never have a link worker, and as many again as the second number start late.
const NEVER: u32 = 12;
const LATE: u32 = 10;

pub(super) fn generate(pcns: &[Pcn]) -> Vec<WorkforceCount> {
    let [first, last] = QUARTERS.map(|(year, month)| Month::new(year, month));
    let (Ok(first), Ok(last)) = (first, last) else {
        return Vec::new();
    };
    let mut counts = Vec::new();
    for (number, pcn) in (0_u32..).zip(pcns) {
        let luck = draw(Use::Start, number, 100);
        if luck < NEVER {
            continue;
        }
        let start = if luck < NEVER + LATE {
            luck - NEVER + 1
        } else {
            0
        };
        let hundredths = 120 + draw(Use::Workforce, number, 200);
        for (quarter, month) in (0_u32..).zip(Month::range(first, last).step_by(3)) {
            if quarter < start {
                continue;
            }
            let fte = hundredths * (100 + 3 * (quarter - start)) / 100;
            counts.push(WorkforceCount {
                month,
                pcn: pcn.code.clone(),
                atom: pcn.atom.clone(),
                fte: f64::from(fte) / 100.0,
                rows: fte.div_ceil(100),
            });
        }
    }
    counts
}
