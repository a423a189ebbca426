//! B. Text files.

use super::case::{Case, file, note, record};
use super::doors::File;
use super::table::Table;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("D17", sent(["\u{feff}", &Table::good(3).csv()].concat())).rows(3, 0, 0),
        Case::new("D18", older_windows())
            .finds([note("special_characters")
                .row(3)
                .column("O")
                .times(3)
                .says("3 cells")])
            .rows(4, 0, 0),
        Case::new("D19", unicode_text())
            .finds([note("separator").says("We read this as tab-separated text.")])
            .rows(3, 0, 0),
        Case::new("D21", sent(with_need("loneliness, money")))
            .finds([record("field_count")
                .row(3)
                .says("15 values")
                .says("14 columns")])
            .rows(2, 1, 0)
            .corrected(sent(with_need("\"loneliness, money\""))),
        Case::new(
            "D22",
            sent(Table::good(5).set(2, "need_1", "\"loneliness").csv()),
        )
        .finds([file("unclosed_quote")
            .row(4)
            .column("I")
            .says("rows 5 to 6")])
        .corrected(sent(Table::good(5).csv())),
        // The defect in the last row tells whether its number is right.
        Case::new("D23", sent(with_line_breaks("purple")))
            .finds([record("code_unknown").row(4).column("E")])
            .rows(2, 1, 0)
            .corrected(sent(with_line_breaks("2"))),
        Case::new("D24", sent(with_blanks()))
            .finds([
                note("blank_rows_ignored")
                    .times(200)
                    .says("We ignored 200 blank rows."),
                note("blank_columns_ignored")
                    .times(5)
                    .says("We ignored 5 blank columns."),
            ])
            .rows(3, 0, 200),
        Case::new("D25", sent(with_spaces()))
            .finds([note("spaces_removed")
                .times(3)
                .says("We removed spaces from 3 cells.")])
            .rows(3, 0, 0)
            .corrected(sent(Table::good(3).csv())),
    ];
    cases.extend(separators());
    cases
}

fn sent(text: String) -> File {
    File::new("return.csv", text)
}

/// The older Windows encoding: a curly quote, an e with its accent, a pound sign.
fn older_windows() -> File {
    let venues = ["hall", "St Mary\u{1}s", "Caf\u{2}", "\u{3}5 room"];
    let text = Table::good(4).column_of("Venue", |n| venues[n]).csv();
    let bytes: Vec<u8> = text
        .bytes()
        .map(|byte| match byte {
            1 => 0x92,
            2 => 0xe9,
            3 => 0xa3,
            byte => byte,
        })
        .collect();
    File::new("return.csv", bytes)
}

/// "Unicode Text" as Excel saves it.
fn unicode_text() -> File {
    let text = Table::good(3).separated("\t");
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    File::new(
        "return.txt",
        [0xff, 0xfe].into_iter().chain(wide).collect::<Vec<u8>>(),
    )
}

/// A first line with commas, which are not what keeps the values apart.
fn separators() -> [Case; 3] {
    [(";", "\";\""), ("\t", "tab-separated"), ("|", "\"|\"")].map(|(separator, words)| {
        let title = "Return of Sunnyside, of Leeds, and of others\r\n";
        let text = title.to_owned() + &Table::good(3).separated(separator);
        Case::new("D20", sent(text))
            .finds([
                note("separator").says(words),
                note("title_rows_skipped").row(2).says("We used row 2"),
            ])
            .rows(3, 0, 1)
            .corrected(sent(Table::good(3).csv()))
    })
}

fn with_need(need: &str) -> String {
    Table::good(3).set(1, "need_1", need).csv()
}

fn with_line_breaks(sex: &str) -> String {
    Table::good(3)
        .column_of("Venue", |_| "\"hall\nroom 2\"")
        .set(2, "sex", sex)
        .csv()
}

/// Rows of nothing but commas between the rows, and headings of nothing to the right.
fn with_blanks() -> String {
    let good = Table::good(3).csv();
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    lines[0] += ",,,,,";
    let blank = ",".repeat(18);
    drop(lines.splice(3..3, vec![blank; 200]));
    lines.join("\r\n") + "\r\n"
}

fn with_spaces() -> String {
    Table::good(3)
        .set(0, "sex", " 2\u{a0}")
        .set(1, "ethnic_category", "\u{200b}A ")
        .set(2, "need_1", "Loneliness  or isolation")
        .csv()
}
