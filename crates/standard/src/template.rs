//! The workbook that a service fills in, made from the definition.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format,
    FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use crate::{
    codes::{self, CodeList},
    definition::{Item, Kind, Requirement, ReturnDefinition, Sheet},
    dictionary,
    ids::{Month, ServiceCode},
};

/// What stands in the first cell of the example row. A row that begins so is ignored.
pub const EXAMPLE_MARK: &str = "EXAMPLE - delete or leave: it is ignored";

/// How many rows of the template have drop-downs and hints.
const ROWS_PREPARED: u32 = 5_000;
const LISTS: &str = "Lists";
const NHS_BLUE: Color = Color::RGB(0x00_5E_B8);
const PALE_BLUE: Color = Color::RGB(0xD8_E6_F4);
const PALE_GREY: Color = Color::RGB(0xE8_ED_EE);

/// The workbook could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The definition does not fit in a workbook.
    #[error("the template could not be written")]
    Workbook(#[from] XlsxError),
    /// The definition has no sheet.
    #[error("the definition of the return has no sheet")]
    NoSheet,
}

/// Makes the template of a service for a month as an Excel workbook: instructions, the sheets to fill in with their
/// drop-downs (the required one with an example row), and the lists.
///
/// # Errors
/// When the definition does not fit in a workbook; the embedded one does.
pub fn workbook(
    definition: &ReturnDefinition,
    service: &ServiceCode,
    service_name: &str,
    month: Month,
) -> Result<Vec<u8>, TemplateError> {
    let referrals = definition.referrals().ok_or(TemplateError::NoSheet)?;
    let mut workbook = Workbook::new();
    let mark = version_mark(definition);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&definition.title)
            .set_subject(&mark),
    );
    let instructions = workbook.add_worksheet().set_name("Instructions")?;
    write_instructions(
        instructions,
        definition,
        referrals,
        &format!("{service} {service_name}"),
        month,
    )?;
    for sheet in &definition.sheets {
        write_table(
            workbook.add_worksheet().set_name(&sheet.name)?,
            sheet,
            month,
            std::ptr::eq(sheet, referrals),
        )?;
    }
    write_lists(workbook.add_worksheet().set_name(LISTS)?)?;
    Ok(workbook.save_to_buffer()?)
}

/// The headings of the required sheet as the first line of a CSV file.
pub fn csv_header(definition: &ReturnDefinition) -> String {
    let columns = definition
        .referrals()
        .map(|sheet| sheet.columns().map(|(name, _)| name).collect::<Vec<_>>());
    columns.unwrap_or_default().join(",")
}

/// What tells which version of the return a template is for: on its first sheet and in its properties.
pub fn version_mark(definition: &ReturnDefinition) -> String {
    format!("{}, version {}", definition.title, definition.version)
}

fn write_instructions(
    page: &mut Worksheet,
    definition: &ReturnDefinition,
    referrals: &Sheet,
    service: &str,
    month: Month,
) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(18);
    let bold = Format::new().set_bold();
    let heading = Format::new()
        .set_bold()
        .set_background_color(NHS_BLUE)
        .set_font_color(Color::White);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, width) in [26.0, 30.0, 60.0, 20.0, 24.0, 60.0].into_iter().enumerate() {
        page.set_column_width(u16::try_from(column).unwrap_or(0), width)?;
    }
    page.write_string_with_format(0, 0, &definition.title, &title)?;
    page.write_string(1, 0, version_mark(definition))?;
    page.write_string_with_format(2, 0, "Your service", &bold)?
        .write_string(2, 1, service)?;
    page.write_string_with_format(3, 0, "The month", &bold)?
        .write_string(3, 1, month.words())?;
    let others: Vec<&str> = definition
        .sheets
        .iter()
        .skip(1)
        .map(|sheet| sheet.name.as_str())
        .collect();
    let steps = [
        format!(
            "1. Fill in the sheet \"{}\", one row for each referral. One row is {}. Somebody who was referred twice has two rows.",
            referrals.name, referrals.row_meaning
        ),
        "   Leave the headings as they are: we know the columns by them. Click a heading to see what it means, or look in the list below."
            .to_owned(),
        "2. Leave a cell blank if you do not know the value. Do not enter 0 for \"not known\".".to_owned(),
        "3. Enter dates as day/month/year, like 04/10/2026.".to_owned(),
        "4. Do not add columns for names, addresses, phone numbers, e-mail addresses or notes.".to_owned(),
        format!("5. The sheets {} are for services that keep such details. Leave them as they are if yours does not.", others.join(", ")),
        "6. Save the workbook and select it on the page of your service. You will see what we read before anything counts."
            .to_owned(),
    ];
    let mut row = 5;
    for step in steps {
        page.write_string(row, 0, step)?;
        row += 1;
    }
    row += 1;
    // These words must not be headings of the return, so that this sheet is never taken for the table.
    let headings = [
        "Column name",
        "What it is",
        "What to enter",
        "Must it be there?",
        "For example",
        "Why we ask",
    ];
    for (column, words) in (0_u16..).zip(headings) {
        page.write_string_with_format(row, column, words, &heading)?;
    }
    let columns = definition.sheets.iter().flat_map(|sheet| {
        let is_required = std::ptr::eq(sheet, referrals);
        sheet.columns().map(move |(name, item)| match is_required {
            true => (name, item),
            false => (format!("{}: {name}", sheet.name), item),
        })
    });
    for (name, item) in columns {
        row += 1;
        let values = format!("{} ({})", item.meaning, dictionary::values(item));
        let cells = [
            &name,
            &item.title,
            &values,
            item.requirement.words(),
            &item.example,
            &item.why,
        ];
        for (column, words) in (0_u16..).zip(cells) {
            page.write_string_with_format(row, column, words, &wrap)?;
        }
    }
    Ok(())
}

fn write_table(
    page: &mut Worksheet,
    sheet: &Sheet,
    month: Month,
    has_example: bool,
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let plain = Format::new();
    page.set_freeze_panes(1, 1)?;
    for (column, (name, item)) in (0_u16..).zip(sheet.columns()) {
        let (format, width) = match item.kind {
            Kind::Date => (&date, 14.0),
            Kind::Integer { .. } | Kind::Score => (&plain, 12.0),
            Kind::Code(_) => (&text, 26.0),
            Kind::Text | Kind::Identifier(_) => (&text, 18.0),
        };
        page.set_column_format(column, format)?
            .set_column_width(column, width)?;
        page.write_string_with_format(0, column, &name, &heading(item.requirement))?;
        page.add_data_validation(
            0,
            column,
            0,
            column,
            &hint(item, DataValidation::new().allow_any_value())?,
        )?;
        page.add_data_validation(1, column, ROWS_PREPARED, column, &validation(item)?)?;
        if has_example {
            write_example(page, column, item, month)?;
        }
    }
    Ok(())
}

fn heading(requirement: Requirement) -> Format {
    let format = Format::new().set_bold();
    match requirement {
        Requirement::Mandatory => format
            .set_background_color(NHS_BLUE)
            .set_font_color(Color::White),
        Requirement::Required => format.set_background_color(PALE_BLUE),
        Requirement::Optional => format.set_background_color(PALE_GREY),
    }
}

/// A drop-down or a hint. None of them forbids: the check when the file is sent explains better than Excel does.
fn validation(item: &Item) -> Result<DataValidation, XlsxError> {
    let values = match item.code_list() {
        Some(list) => DataValidation::new().allow_list_formula(list_range(list)),
        None => DataValidation::new().allow_any_value(),
    };
    hint(item, values)?
        .set_error_style(DataValidationErrorStyle::Information)
        .set_error_title("Not in the list")?
        .set_error_message(
            "This is not in the list. You can keep it: we tell you if we cannot read it.",
        )
}

/// What a column is, in words that show when one of its cells is chosen.
fn hint(item: &Item, cells: DataValidation) -> Result<DataValidation, XlsxError> {
    let hint = format!("{} Example: {}.", item.meaning, item.example);
    cells
        .set_input_title(item.title.chars().take(32).collect::<String>())?
        .set_input_message(hint.chars().take(255).collect::<String>())
}

fn write_example(
    page: &mut Worksheet,
    column: u16,
    item: &Item,
    month: Month,
) -> Result<(), XlsxError> {
    let italic = Format::new().set_italic().set_font_color(Color::Gray);
    let date = italic.clone().set_num_format("dd/mm/yyyy");
    match (&item.kind, item.id.as_str()) {
        (_, "local_referral_id") => {
            page.write_string_with_format(1, column, EXAMPLE_MARK, &italic)?
        }
        // The example is an open referral of this month, so that its dates fit.
        (Kind::Date, "referral_date") => {
            page.write_datetime_with_format(1, column, day(month, 4)?, &date)?
        }
        (Kind::Date, "first_contact_date") => {
            page.write_datetime_with_format(1, column, day(month, 18)?, &date)?
        }
        (Kind::Date, "date_of_birth") => {
            page.write_string_with_format(1, column, &item.example, &italic)?
        }
        (Kind::Integer { .. }, "contacts_this_month") => {
            page.write_number_with_format(1, column, 2, &italic)?
        }
        (Kind::Code(list), "sex" | "ethnic_category" | "referral_source") => {
            let label = codes::list(list)
                .and_then(|list| list.get(&item.example))
                .map(|code| code.label.as_str());
            page.write_string_with_format(1, column, label.unwrap_or_default(), &italic)?
        }
        (_, "gp_practice") => page.write_string_with_format(1, column, &item.example, &italic)?,
        _ => page,
    };
    Ok(())
}

fn day(month: Month, day: u8) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(month.year().unsigned_abs(), month.month(), day)
}

fn write_lists(page: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    for (column, list) in (0_u16..).step_by(2).zip(codes::all()) {
        // "List:" keeps this sheet from looking like the table.
        page.write_string_with_format(0, column, format!("List: {}", list.title), &bold)?;
        page.write_string_with_format(0, column + 1, format!("Code: {}", list.title), &bold)?;
        page.set_column_width(column, 36)?;
        for (row, code) in (1_u32..).zip(&list.entries) {
            page.write_string(row, column, &code.label)?;
            page.write_string_with_format(row, column + 1, &code.code, &text)?;
        }
    }
    Ok(())
}

fn list_range(list: &CodeList) -> Formula {
    let position = codes::all()
        .iter()
        .position(|other| other.id == list.id)
        .unwrap_or_default();
    let column = column_letters(2 * position);
    Formula::new(format!(
        "={LISTS}!${column}$2:${column}${}",
        list.entries.len() + 1
    ))
}

/// The letters of a column as spreadsheets show them: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: usize) -> String {
    let letter = |n: usize| u8::try_from(n % 26).map_or('?', |n| char::from(b'A' + n));
    let mut letters = vec![letter(column)];
    let mut rest = column / 26;
    while rest > 0 {
        rest -= 1;
        letters.push(letter(rest));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}
