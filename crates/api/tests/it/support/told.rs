//! Returns of which every figure about waits, outcomes and support can be made.

use std::fmt::Write;

use hub_standard::ids::Month;
use hub_testkit::fixtures::REFERENCE;
use jiff::Span;
use rust_xlsxwriter::{Workbook, Worksheet};

use super::line;

/// Referrals of each return.
const REFERRALS: usize = 600;
/// Of each so many, the first are seen: on the day, a day after, and so on.
const CYCLE: usize = 40;
const SEEN: usize = 29;

/// What a service sends for a month. Three of four people are seen within four weeks, and half of those close; two of five
/// of these are asked again and are better by about two points; half of the supports are not to be had yet.
pub(crate) fn told(month: Month) -> Vec<u8> {
    let closed: Vec<usize> = (0..REFERRALS).filter(|row| is_closed(*row)).collect();
    let mut book = Workbook::new();
    for (name, text) in [
        ("Referrals", referrals(month)),
        ("Support", support(month, &closed)),
        ("Outcomes", outcomes(month, &closed)),
    ] {
        fill(book.add_worksheet().set_name(name).unwrap(), &text);
    }
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, text: &str) {
    for (row, line) in (0..).zip(text.lines()) {
        for (column, value) in (0..).zip(line.split(',')) {
            sheet.write(row, column, value).unwrap();
        }
    }
}

fn is_seen(row: usize) -> bool {
    row % CYCLE < SEEN
}

fn is_closed(row: usize) -> bool {
    is_seen(row) && row.is_multiple_of(2)
}

fn referrals(month: Month) -> String {
    let atom = &REFERENCE.atoms()[0];
    let practices: Vec<_> = REFERENCE
        .practices()
        .iter()
        .filter(|practice| practice.atom == atom.id && practice.open_in(month))
        .collect();
    let areas: Vec<_> = REFERENCE
        .small_areas()
        .iter()
        .filter(|area| area.atom == atom.id)
        .collect();
    let (first, last) = (month.first_day(), month.last_day());
    let mut text = String::from(line());
    for row in 0..REFERRALS {
        let days = i64::try_from(row % CYCLE).unwrap();
        let (seen, contacts) = match is_seen(row) {
            true => (first.saturating_add(Span::new().days(days)).to_string(), 1),
            false => (String::new(), 0),
        };
        let (closed, reason) = match (is_closed(row), row % 3) {
            (false, _) => (String::new(), ""),
            (true, 0) => (last.to_string(), "disengaged"),
            (true, _) => (last.to_string(), "plan_completed"),
        };
        let ethnic = ["A", "B", "H", "N", "S"][row % 5];
        let need = ["loneliness", "money", "housing"][row % 3];
        writeln!(
            text,
            "R{month}-{row},P{row},{},{},{ethnic},{},{},{first},{seen},{need},A1,{contacts},{closed},{reason}",
            18 + row % 70,
            1 + row % 2,
            areas[(row * 31) % areas.len()].code,
            practices[row % practices.len()].code,
        )
        .unwrap();
    }
    text
}

fn support(month: Month, closed: &[usize]) -> String {
    let mut text = String::from("local_referral_id,support_type,provider_kind,support_status\n");
    for (place, row) in closed.iter().enumerate() {
        let kind = ["nature", "arts", "debt_advice"][place % 3];
        let status = ["started", "started", "waiting", "not_available"][place % 4];
        writeln!(text, "R{month}-{row},{kind},vcse,{status}").unwrap();
    }
    text
}

fn outcomes(month: Month, closed: &[usize]) -> String {
    let mut text = String::from("local_referral_id,instrument,phase,score\n");
    for (place, row) in closed.iter().enumerate() {
        let change: i32 = [4, 3, 2, 1, -1][place / 5 % 5];
        for (instrument, before, better) in [
            ("ons4_satisfaction", 4, 1),
            ("ons4_worthwhile", 4, 1),
            ("ons4_happiness", 4, 1),
            ("ons4_anxiety", 6, -1),
        ] {
            writeln!(text, "R{month}-{row},{instrument},before,{before}").unwrap();
            if place % 5 < 2 {
                let after = before + better * change;
                writeln!(text, "R{month}-{row},{instrument},closing,{after}").unwrap();
            }
        }
    }
    text
}
