//! What was typed, as the sheet that it stands for: the columns of Referrals, and a row for each referral.

use std::sync::LazyLock;

use hub_standard::definition::{Item, Kind, Requirement, ReturnDefinition};
use hub_standard::finding::Place;
use hub_standard::ids::Month;
use hub_ui::view::{FormError, TypedField, TypedReferral};

use crate::params::Params;
use crate::problem::{Problem, Result};

/// Who has more referrals has them in a file.
pub(crate) const REFERRALS_MAX: usize = 20;
/// Longer values are no values of a return.
const VALUE_CHARS_MAX: usize = 200;
/// Items of which everybody may have something to say; the others are folded away unless a return asks for them.
const ALWAYS_SHOWN: [&str; 5] = [
    "nhs_number",
    "local_person_id",
    "date_of_birth",
    "age",
    "postcode",
];
/// The item of which few know the codes by heart.
const PRACTICE: &str = "gp_practice";
/// The field with the id of what was checked before.
pub(super) const CHECKED: &str = "checked";
/// So many columns of an item that repeats are shown with it.
const REPEATS_SHOWN: usize = 3;

/// A column of the sheet.
struct Column {
    /// Its heading, and the second part of the names of its fields.
    heading: String,
    item: &'static Item,
    /// Its place among the columns of its item, from 1.
    position: usize,
    label: String,
}

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let sheet = ReturnDefinition::v1().referrals();
    let mut columns: Vec<Column> = Vec::new();
    for (heading, item) in sheet.into_iter().flat_map(|sheet| sheet.columns()) {
        let before = columns.iter().filter(|column| column.item.id == item.id);
        let position = before.count() + 1;
        columns.push(Column {
            label: match item.repeat {
                0 | 1 => item.title.clone(),
                _ => format!("{} {position}", item.title),
            },
            position,
            heading,
            item,
        });
    }
    columns
});

impl Column {
    fn is_prominent(&self) -> bool {
        let is_asked = matches!(
            self.item.requirement,
            Requirement::Mandatory | Requirement::Required
        );
        let is_shown = is_asked || ALWAYS_SHOWN.contains(&self.item.id.as_str());
        is_shown && self.position <= REPEATS_SHOWN
    }

    /// The item of which this one can take the place, where one of the two must be there.
    fn alternative(&self) -> Option<&'static str> {
        let sheet = ReturnDefinition::v1().referrals()?;
        let mut sets = sheet.one_of.iter();
        let set = sets.find(|set| {
            set.requirement == Requirement::Mandatory && set.items.contains(&self.item.id)
        })?;
        let mut others = set.items.iter();
        let other = others.find(|id| **id != self.item.id)?;
        sheet.item(other).map(|item| item.title.as_str())
    }

    /// An example: of a day that something happened on, one in the month.
    fn example(&self, month: Month) -> String {
        let example = &self.item.example;
        let day = match self.item.kind {
            Kind::Date if self.item.id != "date_of_birth" => example.split('/').next(),
            _ => None,
        };
        let last = month.last_day().day();
        match day.and_then(|day| day.parse::<i8>().ok()) {
            Some(day) => format!("{:02}/{:02}/{}", day.min(last), month.month(), month.year()),
            None => example.clone(),
        }
    }

    fn field(&self, row: usize, value: &str, month: Month) -> TypedField {
        let options = self.item.code_list().map(|list| {
            let valid = list.entries.iter().filter(|code| code.is_valid_in(month));
            valid
                .map(|code| (code.code.clone(), code.label.clone()))
                .collect::<Vec<_>>()
        });
        let meaning = &self.item.meaning;
        let hint = match &options {
            // Its codes are chosen by their labels.
            Some(_) => String::new(),
            None if self.position > 1 => String::new(),
            None if self.item.id == PRACTICE => format!(
                "{meaning} For example, {}. If you do not know it, ask the practice, or look it up by the practice's name in \
                 the search of the NHS Organisation Data Service.",
                self.example(month)
            ),
            None => format!("{meaning} For example, {}", self.example(month)),
        };
        TypedField {
            name: name(row, &self.heading),
            label: match self.item.requirement {
                Requirement::Mandatory => format!("{} (must be there)", self.label),
                _ => match self.alternative() {
                    Some(other) => {
                        format!(
                            "{} (one of these two must be there: this or {other})",
                            self.label
                        )
                    }
                    None => self.label.clone(),
                },
            },
            hint,
            value: value.to_owned(),
            options: options.unwrap_or_default(),
        }
    }
}

/// The name of a field: the referral from 1, and the heading of the column.
fn name(row: usize, heading: &str) -> String {
    format!("{}.{heading}", row + 1)
}

/// The first field of a referral, from 0.
pub(super) fn first_field(row: usize) -> String {
    COLUMNS
        .first()
        .map_or_else(String::new, |column| name(row, &column.heading))
}

/// The letters of the columns that hold days.
pub(super) fn day_columns() -> impl Iterator<Item = String> {
    let days = COLUMNS
        .iter()
        .enumerate()
        .filter(|(_, column)| column.item.kind == Kind::Date);
    days.map(|(at, _)| letters(at))
}

/// The column with these letters.
fn column_at(letters: &str) -> Option<&'static Column> {
    let mut columns = COLUMNS.iter().enumerate();
    let found = columns.find(|(at, _)| self::letters(*at) == letters);
    found.map(|(_, column)| column)
}

/// The name for people of the column with these letters.
pub(super) fn label_at(letters: &str) -> Option<&'static str> {
    column_at(letters).map(|column| column.label.as_str())
}

/// The heading of the column with these letters.
pub(super) fn heading_at(letters: &str) -> Option<&'static str> {
    column_at(letters).map(|column| column.heading.as_str())
}

/// The name for people of a column by its heading, or of the columns of an item by its id.
pub(super) fn label_of(name: &str) -> Option<&'static str> {
    let by_heading = COLUMNS.iter().find(|column| column.heading == name);
    let by_item = || COLUMNS.iter().find(|column| column.item.id == name);
    let of_other_sheet = || {
        let sheets = ReturnDefinition::v1().sheets.iter();
        let mut items = sheets.flat_map(|sheet| &sheet.items);
        items.find(|item| item.id == name)
    };
    match by_heading {
        Some(column) => Some(column.label.as_str()),
        None => by_item()
            .map(|column| column.item)
            .or_else(of_other_sheet)
            .map(|item| item.title.as_str()),
    }
}

/// The letters of a column as a spreadsheet shows them; there are fewer than 702 columns.
fn letters(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
    match at / 26 {
        0 => letter(at).to_string(),
        first => [letter(first - 1), letter(at)].iter().collect(),
    }
}

/// The values of each referral, in the order of the columns. They may be personal: there is no `Debug`.
pub(super) struct Typed(Vec<Vec<String>>);

impl Typed {
    /// One referral of which nothing is known yet.
    pub(super) fn blank() -> Self {
        Self(vec![Self::blank_row()])
    }

    fn blank_row() -> Vec<String> {
        vec![String::new(); COLUMNS.len()]
    }

    /// Reads the fields of the form.
    ///
    /// # Errors
    /// A field that the form does not have, or a value that is too long for one cell.
    pub(super) fn of(fields: &Params) -> Result<Self> {
        let mut rows = Vec::new();
        for (field, value) in fields.pairs() {
            if ["csrf", "do", CHECKED].contains(&field.as_str()) {
                continue;
            }
            let unknown = || Problem::parameter("field", "one of those of the form");
            let (row, column) = place(field).ok_or_else(unknown)?;
            if value.chars().count() > VALUE_CHARS_MAX {
                return Err(Problem::parameter(field, "at most 200 characters long"));
            }
            while rows.len() <= row {
                rows.push(Self::blank_row());
            }
            if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                value.trim().clone_into(cell);
            }
        }
        if rows.is_empty() {
            return Ok(Self::blank());
        }
        Ok(Self(rows))
    }

    /// Room for one more, where there is any.
    pub(super) fn add(&mut self) {
        if self.0.len() < REFERRALS_MAX {
            self.0.push(Self::blank_row());
        }
    }

    /// Without a referral; the last one stays, blank.
    pub(super) fn remove(&mut self, at: usize) {
        if at < self.0.len() {
            self.0.remove(at);
        }
        if self.0.is_empty() {
            self.0.push(Self::blank_row());
        }
    }

    /// Whether nothing was typed at all.
    pub(super) fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }

    /// Referrals of which something was typed, with their places in the form.
    fn filled(&self) -> impl Iterator<Item = (usize, &Vec<String>)> {
        let has_value = |row: &&Vec<String>| row.iter().any(|value| !value.is_empty());
        self.0
            .iter()
            .enumerate()
            .filter(move |(_, row)| has_value(row))
    }

    /// The file that was typed: headings, then a row for each referral.
    pub(super) fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS.iter().map(|column| &column.heading))?;
        for (_, row) in self.filled() {
            writer.write_record(row)?;
        }
        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }

    /// The field that a place of that file came from. What is of a whole row is said at its first field.
    pub(super) fn field_of(&self, place: &Place) -> String {
        let row = self.referral_of(place).unwrap_or_default();
        match place.column.as_deref().and_then(column_at) {
            Some(column) => name(row, &column.heading),
            None => first_field(row),
        }
    }

    /// The referral and the field of a place, in the words of the form: `Referral 2, Postcode`. None for the return as a
    /// whole.
    pub(super) fn words_of(&self, place: &Place) -> Option<String> {
        let referral = self
            .referral_of(place)
            .map(|at| format!("Referral {}", at + 1));
        let label = place.column.as_deref().and_then(column_at);
        let parts: Vec<String> = referral
            .into_iter()
            .chain(label.map(|column| column.label.clone()))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Where in the form the referral of a place is, from 0.
    fn referral_of(&self, place: &Place) -> Option<usize> {
        // Headings are in row 1.
        let nth = usize::try_from(place.row?).ok()?.checked_sub(2)?;
        self.filled().nth(nth).map(|(at, _)| at)
    }

    /// The form as it stands.
    pub(super) fn view(&self, month: Month, said: &[&FormError]) -> Vec<TypedReferral> {
        let referral = |(at, values): (usize, &Vec<String>)| {
            let mut referral = TypedReferral {
                number: at + 1,
                ..TypedReferral::default()
            };
            for (column, value) in COLUMNS.iter().zip(values) {
                let field = column.field(at, value, month);
                if column.is_prominent() {
                    referral.fields.push(field);
                    continue;
                }
                let is_said = said.iter().any(|said| said.field == field.name);
                referral.is_open |= is_said || !value.is_empty();
                referral.more.push(field);
            }
            referral
        };
        self.0.iter().enumerate().map(referral).collect()
    }
}

/// The referral and the column, both from 0, of a field.
pub(super) fn place(field: &str) -> Option<(usize, usize)> {
    let (number, heading) = field.split_once('.')?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let row = number.parse::<usize>().ok()?.checked_sub(1)?;
    let column = COLUMNS
        .iter()
        .position(|column| column.heading == heading)?;
    (row < REFERRALS_MAX).then_some((row, column))
}

/// Where on the page a field stands: fields that are folded away come after the others of their referral.
pub(super) fn order(field: &str) -> Option<(usize, bool, usize)> {
    let (row, at) = place(field)?;
    let is_folded = COLUMNS.get(at).is_some_and(|column| !column.is_prominent());
    Some((row, is_folded, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_in_the_order_of_the_page() {
        let mut fields = ["2.sex", "1.closed_date", "1.carer", "1.sex", ""];
        fields.sort_by_key(|field| order(field));
        let at = |field: &str| fields.iter().position(|other| *other == field);
        assert!(at("1.sex") < at("1.carer") && at("1.carer") < at("2.sex"));
        assert_eq!(at(""), Some(0));
    }

    #[test]
    fn one_of_two_references_is_marked_as_that() {
        let label = |id: &str| {
            let at = COLUMNS.iter().find(|column| column.item.id == id);
            at.unwrap().field(0, "", "2026-11".parse().unwrap()).label
        };
        for id in ["nhs_number", "local_person_id"] {
            assert!(label(id).contains("one of these two must be there"), "{id}");
        }
        assert!(!label("age").contains("must be there"));
    }

    #[test]
    fn a_field_is_a_referral_and_a_column() {
        assert_eq!(place("1.local_referral_id"), Some((0, 0)));
        assert_eq!(place("20.local_referral_id"), Some((19, 0)));
        for unknown in [
            "0.local_referral_id",
            "21.local_referral_id",
            "1.shoe_size",
            "local_referral_id",
            "-1.sex",
            "+1.sex",
        ] {
            assert_eq!(place(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!(
            [0, 25, 26, 51, 52].map(letters),
            ["A", "Z", "AA", "AZ", "BA"]
        );
    }

    #[test]
    fn blank_referrals_are_no_rows_and_places_lead_back_past_them() {
        let fields = Params::of(b"1.sex=&2.sex=2&3.sex=1");
        let typed = Typed::of(&fields).unwrap();
        let text = String::from_utf8(typed.to_csv().unwrap()).unwrap();
        assert_eq!(text.lines().count(), 3);
        let at = COLUMNS.iter().position(|column| column.heading == "sex");
        let place = Place {
            row: Some(3),
            column: at.map(letters),
            ..Place::default()
        };
        assert_eq!(typed.field_of(&place), "3.sex");
        assert_eq!(typed.words_of(&place).as_deref(), Some("Referral 3, Sex"));
        assert_eq!(typed.words_of(&Place::file()), None);
        assert_eq!(typed.field_of(&Place::row(2)), first_field(1));
    }

    #[test]
    fn examples_of_days_lie_in_the_month() {
        let hint = |id: &str, month: &str| {
            let at = COLUMNS.iter().find(|column| column.item.id == id);
            at.unwrap().field(0, "", month.parse().unwrap()).hint
        };
        assert!(hint("referral_date", "2026-11").ends_with("04/11/2026"));
        assert!(hint("closed_date", "2026-02").ends_with("28/02/2026"));
        assert!(hint("date_of_birth", "2026-11").ends_with("14/02/1953"));
    }

    #[test]
    fn what_the_form_does_not_have_is_refused() {
        assert!(Typed::of(&Params::of(b"1.shoe_size=9")).is_err());
        let long = format!("1.sex={}", "x".repeat(VALUE_CHARS_MAX + 1));
        assert!(Typed::of(&Params::of(long.as_bytes())).is_err());
    }
}
