//! Builders of small returns, and what tests ask of an answer.

use std::sync::{Arc, LazyLock};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Int8Type, Int16Type};
use bytes::Bytes;
use hub_ingest::{CheckedReturn, Door, DoorOptions, IdentityKeys, Limits, Upload};
use hub_reference::Reference;
use hub_standard::finding::Finding;
use hub_standard::rule;
use jiff::civil::{Date, date};

pub(crate) static REFERENCE: LazyLock<Arc<Reference>> =
    LazyLock::new(|| Arc::new(Reference::builtin()));

static DOOR: LazyLock<Door> =
    LazyLock::new(|| door_with(Limits::default(), DoorOptions::default()));

pub(crate) const TODAY: Date = date(2026, 11, 3);

pub(crate) fn door_with(limits: Limits, options: DoorOptions) -> Door {
    let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
    Door::new(keys, Arc::clone(&REFERENCE), limits, options)
}

pub(crate) fn upload(bytes: impl Into<Bytes>) -> Upload {
    Upload {
        bytes: bytes.into(),
        file_name: None,
        service: "YA001".parse().unwrap(),
        month: "2026-10".parse().unwrap(),
        today: TODAY,
        choices: hub_ingest::Choices::default(),
        earlier: None,
    }
}

/// Checks a file with the usual door, and that its rows add up.
pub(crate) fn check(bytes: impl Into<Bytes>) -> CheckedReturn {
    check_by(&DOOR, &upload(bytes))
}

pub(crate) fn check_by(door: &Door, upload: &Upload) -> CheckedReturn {
    let checked = door.check(upload);
    let counts = checked.counts;
    assert_eq!(
        counts.read,
        counts.counted + counts.left_out + counts.ignored,
        "rows read = counted + left out + ignored"
    );
    if let Some(rows) = &checked.rows {
        assert_eq!(rows.rows(), usize::try_from(counts.counted).unwrap());
    }
    for item in &checked.items {
        let sum = item.valid + item.other + item.default + item.invalid + item.missing;
        assert_eq!(
            sum,
            counts.counted + counts.left_out,
            "classes of {}",
            item.item
        );
    }
    checked
}

/// An open practice of the generated England.
pub(crate) fn practice() -> &'static str {
    let practices = REFERENCE.practices();
    let open = practices.iter().find(|practice| practice.closed.is_none());
    open.unwrap().code.as_str()
}

/// A postcode of the generated England with the deprivation decile of its area.
pub(crate) fn postcode() -> (String, i8) {
    let area = &REFERENCE.small_areas()[7];
    let postcode = REFERENCE.postcodes_of(&area.code).remove(0);
    (postcode, i8::try_from(area.imd2025_decile).unwrap())
}

pub(crate) const HEADINGS: [&str; 14] = [
    "local_referral_id",
    "local_person_id",
    "referral_date",
    "age",
    "sex",
    "ethnic_category",
    "gp_practice",
    "referral_source",
    "need_1",
    "first_contact_date",
    "lsoa",
    "contacts_this_month",
    "closed_date",
    "closure_reason",
];

/// The values of a row that has nothing the matter.
pub(crate) fn good_row(n: usize) -> Vec<String> {
    vec![
        format!("R-{n:04}"),
        format!("P-{n:04}"),
        "2026-10-05".to_owned(),
        "44".to_owned(),
        "2".to_owned(),
        "A".to_owned(),
        practice().to_owned(),
        "A1".to_owned(),
        "loneliness".to_owned(),
        "2026-10-12".to_owned(),
        REFERENCE.small_areas()[7].code.clone(),
        "1".to_owned(),
        String::new(),
        String::new(),
    ]
}

/// A small return as rows of text, to be changed and then written as CSV.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn good(n_rows: usize) -> Self {
        Self {
            headings: HEADINGS
                .iter()
                .map(|heading| (*heading).to_owned())
                .collect(),
            rows: (1..=n_rows).map(good_row).collect(),
        }
    }

    /// Sets one value; rows count from 0.
    pub(crate) fn set(mut self, row: usize, heading: &str, value: &str) -> Self {
        let column = self.column(heading);
        self.rows[row][column] = value.to_owned();
        self
    }

    /// Sets a whole column, adding it if it is not there.
    pub(crate) fn column_of(mut self, heading: &str, value: impl Fn(usize) -> String) -> Self {
        let column = self.column(heading);
        for (n, row) in self.rows.iter_mut().enumerate() {
            row[column] = value(n);
        }
        self
    }

    pub(crate) fn rename(mut self, heading: &str, other: &str) -> Self {
        let column = self.column(heading);
        self.headings[column] = other.to_owned();
        self
    }

    pub(crate) fn without(mut self, heading: &str) -> Self {
        let column = self.column(heading);
        self.headings.remove(column);
        for row in &mut self.rows {
            row.remove(column);
        }
        self
    }

    fn column(&mut self, heading: &str) -> usize {
        if let Some(column) = self.headings.iter().position(|other| other == heading) {
            return column;
        }
        self.headings.push(heading.to_owned());
        for row in &mut self.rows {
            row.push(String::new());
        }
        self.headings.len() - 1
    }

    pub(crate) fn csv(&self) -> String {
        self.separated(",")
    }

    pub(crate) fn separated(&self, separator: &str) -> String {
        let line = |values: &[String]| values.join(separator) + "\r\n";
        self.rows
            .iter()
            .fold(line(&self.headings), |text, row| text + &line(row))
    }

    pub(crate) fn check(&self) -> CheckedReturn {
        check(self.csv())
    }
}

/// The finding of a rule, by its name.
#[track_caller]
pub(crate) fn finding<'c>(checked: &'c CheckedReturn, name: &str) -> &'c Finding {
    let code = &rule::named(name).unwrap().code;
    let found = checked
        .findings
        .iter()
        .find(|finding| finding.code == *code);
    found.unwrap_or_else(|| panic!("no {name} among {:#?}", names(checked)))
}

/// The names of the rules that were found, in order.
pub(crate) fn names(checked: &CheckedReturn) -> Vec<&'static str> {
    checked
        .findings
        .iter()
        .map(|finding| rule::get(&finding.code).unwrap().name.as_str())
        .collect()
}

/// The names of the rules that were found, without notes of what was changed.
pub(crate) fn problems(checked: &CheckedReturn) -> Vec<&'static str> {
    names(checked)
        .into_iter()
        .filter(|name| !rule::named(name).unwrap().code.starts_with("R3"))
        .collect()
}

/// A text column of the rows that count, in the order of the rows' keys.
pub(crate) fn texts(checked: &CheckedReturn, column: &str) -> Vec<String> {
    let batch = checked.rows.as_ref().expect("rows").batch();
    let values = batch.column_by_name(column).unwrap().as_string::<i32>();
    values
        .iter()
        .map(|value| value.unwrap().to_owned())
        .collect()
}

/// The only value of a text column.
#[track_caller]
pub(crate) fn text(checked: &CheckedReturn, column: &str) -> String {
    let values = texts(checked, column);
    assert_eq!(values.len(), 1, "{:#?}", checked.findings);
    values.into_iter().next().unwrap()
}

/// The values of a number column.
pub(crate) fn numbers(checked: &CheckedReturn, column: &str) -> Vec<Option<i16>> {
    let batch = checked.rows.as_ref().expect("rows").batch();
    let values = batch.column_by_name(column).unwrap();
    if let Some(values) = values.as_primitive_opt::<Int8Type>() {
        return values.iter().map(|value| value.map(i16::from)).collect();
    }
    values.as_primitive::<Int16Type>().iter().collect()
}

/// The values of a key column.
pub(crate) fn keys(checked: &CheckedReturn, column: &str) -> Vec<Vec<u8>> {
    let batch = checked.rows.as_ref().expect("rows").batch();
    let values = batch.column_by_name(column).unwrap();
    assert!(!values.is_empty());
    values
        .as_binary::<i32>()
        .iter()
        .map(|value| value.unwrap().to_vec())
        .collect()
}
