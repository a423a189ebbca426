//! A return as the fuzzer asks for it: good rows under real headings, then one change after another.
//!
//! Every change is a few bytes, so that taking one away or repeating it gives another return that makes sense.

use std::collections::HashSet;
use std::sync::LazyLock;

use hub_ingest::Choices;
use hub_standard::definition::{Item, ReturnDefinition, Sheet};

use crate::REFERENCE;

const ROWS_MAX: usize = 40;
const COLUMNS_MAX: usize = 40;
const CHANGES_MAX: usize = 400;
const FREE_BYTES_MAX: u8 = 40;

/// Values that returns hold, and values that break things.
const VALUES: &[&str] = &[
    "",
    " ",
    "n/a",
    "-",
    "unknown",
    "not stated",
    "A",
    "Z",
    "2",
    "99",
    "0",
    "-1",
    "44",
    "121",
    "1e3",
    "1.2E+12",
    "loneliness",
    "Housing; debt",
    "04/10/2026",
    "10/04/2026",
    "13/10/2026",
    "10/13/2026",
    "31/04/2026",
    "2026-10-05",
    "2026-10-05T12:30:00Z",
    "2026-11-04",
    "2027-01-01",
    "1900-01-01",
    "05-Oct-26",
    "5 October 2026",
    "46300",
    "46300.5",
    "1462",
    "2958466",
    "-5",
    "20261005",
    "05.10.26",
    "R-1",
    "R-2",
    "P-1",
    "00123",
    "943 476 5919",
    "9434765919",
    "9434765918",
    "999 000 0018",
    "14/02/1953",
    "1953-02-14",
    "LS1 4AP",
    "ZZ99 3WZ",
    "E01000001",
    "A81001",
    "V81999",
    "Y01234",
    "jo@example.org",
    "Jo Smith",
    "07700 900123",
    "#REF!",
    "#N/A",
    "<5",
    "Total",
    "Grand total",
    "EXAMPLE",
    "Note: as sent",
    "\"",
    "a,b",
    "a\nb",
    "a\r\nb",
    "a;b",
    "a|b",
    "a\tb",
    "Oct-26",
    "2026-10",
    "October 2026",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "£",
    "é",
    "𝟗𝟒𝟑",
    "٤٤",
    "=1+1",
    "+44",
    "@x",
    "YA001",
    "YB002",
    "yes",
    "no",
    "Y",
    "true",
    "male",
    "Female",
    "White British",
    "self",
    "GP",
    "sep=;",
    "local_referral_id",
    "sex",
];

/// Headings that are no item's.
const OTHER_HEADINGS: &[&str] = &[
    "",
    "Notes",
    "Comments",
    "Name",
    "Surname",
    "Address",
    "Email",
    "Phone",
    "Ward",
    "date",
    "First contact",
    "id",
];

/// The return that is asked for.
pub struct Grid {
    /// The text file.
    pub text: String,
    /// Values by row; the first are the headings. Every row has as many.
    pub rows: Vec<Vec<String>>,
    /// What the sender says of the file.
    pub choices: Choices,
    /// Values made here to tell somebody, by their mark.
    pub marked: HashSet<String>,
}

struct Asked<'b>(&'b [u8]);

impl Asked<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound.max(1)
    }

    fn free(&mut self) -> String {
        let wanted = usize::from(self.byte() % FREE_BYTES_MAX);
        let (text, rest) = self.0.split_at(wanted.min(self.0.len()));
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

/// The sheet of referrals.
pub fn referrals() -> &'static Sheet {
    ReturnDefinition::v1()
        .referrals()
        .expect("the return has a sheet")
}

/// Every heading that means something, canonical ones first.
static HEADINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let definition = ReturnDefinition::v1();
    let mut headings: Vec<String> = referrals().columns().map(|(heading, _)| heading).collect();
    headings.extend(definition.context.iter().map(|item| item.id.clone()));
    headings.extend(OTHER_HEADINGS.iter().map(|heading| (*heading).to_owned()));
    for item in referrals().items.iter().chain(&definition.context) {
        headings.extend(
            item.other_headings()
                .into_iter()
                .map(|(heading, _)| heading),
        );
    }
    headings
});

/// What a row holds under a heading when nothing is the matter with it.
fn good(heading: &str, row: usize) -> String {
    let area = &REFERENCE.small_areas()[7];
    match heading {
        "local_referral_id" => format!("R-{row:04}"),
        "local_person_id" => format!("P-{row:04}"),
        "referral_date" => "2026-10-05".to_owned(),
        "age" => "44".to_owned(),
        "sex" => "2".to_owned(),
        "ethnic_category" => "A".to_owned(),
        "gp_practice" => {
            let open = REFERENCE
                .practices()
                .iter()
                .find(|practice| practice.closed.is_none());
            open.expect("a practice").code.to_string()
        }
        "referral_source" => "A1".to_owned(),
        "need_1" => "loneliness".to_owned(),
        "first_contact_date" => "2026-10-12".to_owned(),
        "lsoa" => area.code.to_string(),
        "contacts_this_month" => "1".to_owned(),
        _ => String::new(),
    }
}

impl Grid {
    /// Reads what is asked for. Any bytes are a return.
    pub fn of(bytes: &[u8]) -> Self {
        let mut asked = Asked(bytes);
        let n_rows = asked.below(8) + 1;
        let n_columns = (asked.below(COLUMNS_MAX) + 2).min(COLUMNS_MAX);
        let headings = HEADINGS.iter().take(n_columns).cloned();
        let mut rows: Vec<Vec<String>> = vec![headings.collect()];
        for row in 1..=n_rows {
            rows.push(rows[0].iter().map(|heading| good(heading, row)).collect());
        }
        let mut grid = Self {
            text: String::new(),
            rows,
            choices: Choices::default(),
            marked: HashSet::new(),
        };
        for _ in 0..CHANGES_MAX {
            if asked.0.is_empty() {
                break;
            }
            grid.change(&mut asked);
        }
        grid.text = grid.rows.iter().map(|row| line(row)).collect();
        grid
    }

    fn change(&mut self, asked: &mut Asked<'_>) {
        match asked.byte() % 16 {
            0..=6 => {
                let (row, column) = (
                    asked.below(self.rows.len() - 1) + 1,
                    asked.below(self.rows[0].len()),
                );
                self.rows[row][column] = self.value(asked, column);
            }
            7 | 8 => {
                let column = asked.below(self.rows[0].len());
                for row in 1..self.rows.len() {
                    self.rows[row][column] = self.value(asked, column);
                }
            }
            9 => {
                let column = asked.below(self.rows[0].len());
                let value = self.value(asked, column);
                self.rows[1..]
                    .iter_mut()
                    .for_each(|row| row[column].clone_from(&value));
            }
            10 => {
                let column = asked.below(self.rows[0].len());
                let at = asked.below(256) * 256 + asked.below(256);
                self.rows[0][column] = match HEADINGS.get(at % (HEADINGS.len() + 40)) {
                    Some(heading) => heading.clone(),
                    None => asked.free(),
                };
            }
            11 if self.rows.len() < ROWS_MAX => {
                let row = asked.below(self.rows.len());
                self.rows.push(self.rows[row].clone());
            }
            12 if self.rows.len() < ROWS_MAX => {
                let at = asked.below(self.rows.len()) + 1;
                self.rows.insert(
                    at.min(self.rows.len()),
                    vec![String::new(); self.rows[0].len()],
                );
            }
            13 => {
                let column = asked.below(self.rows[0].len());
                let from = asked.below(self.rows[0].len());
                self.rows.iter_mut().for_each(|row| row.swap(column, from));
            }
            14 => self.answer(asked),
            _ => {
                let (one, other) = (asked.below(self.rows.len()), asked.below(self.rows.len()));
                self.rows[1..].sort_unstable_by_key(|row| row.get(one).cloned());
                if other > 0 {
                    self.rows[other].iter_mut().skip(1).for_each(String::clear);
                }
            }
        }
    }

    fn value(&mut self, asked: &mut Asked<'_>, column: usize) -> String {
        let heading = self.rows[0][column].as_str();
        match asked.byte() {
            kind @ 0..100 => item_values(heading, kind),
            kind @ 100..220 => VALUES[usize::from(kind - 100) % VALUES.len()].to_owned(),
            220..235 => {
                let marked = format!("Zq{:03}kv{:03}", asked.byte(), asked.byte());
                self.marked.insert(marked.clone());
                marked
            }
            _ => asked.free(),
        }
    }

    fn answer(&mut self, asked: &mut Asked<'_>) {
        let parameter = Choices::PARAMETERS[asked.below(Choices::PARAMETERS.len())];
        let letter = char::from(b'A' + asked.byte() % 26);
        let value = match parameter {
            "column" => {
                let heading = &HEADINGS[asked.below(HEADINGS.len())];
                format!("{letter}:{heading}")
            }
            "hidden_rows" => "leave_out".to_owned(),
            _ => letter.to_string(),
        };
        // What is no answer is refused, which is right too.
        let _ = self.choices.answer(parameter, &value);
    }

    /// Whether every value is one field, under whatever separator, of one line.
    pub fn is_plain(&self) -> bool {
        let signs = [',', ';', '\t', '|', '"', '\n', '\r'];
        !self
            .rows
            .iter()
            .flatten()
            .any(|value| value.contains(signs))
            && !self.text.starts_with("sep=")
    }
}

/// A value of the item's list, or its example.
fn item_values(heading: &str, kind: u8) -> String {
    let item: Option<&Item> = referrals()
        .find_header(heading)
        .map(|found| found.item)
        .or_else(|| ReturnDefinition::v1().find_context(heading));
    let Some(item) = item else {
        return String::new();
    };
    let mut values = vec![item.example.clone()];
    if let Some(list) = item.code_list() {
        for code in &list.entries {
            values.push(code.code.clone());
            values.extend(code.words().map(str::to_owned));
        }
    }
    values.swap_remove(usize::from(kind) % values.len())
}

fn line(values: &[String]) -> String {
    let fields = values.iter().map(|value| {
        if value.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.clone()
        }
    });
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}
