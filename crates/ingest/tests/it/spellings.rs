//! One workbook, spelt as Excel spells it and as other programs do. What is not in its cells is told all the same.

use rust_xlsxwriter::{Format, Formula};

use crate::books::{packed, parts, rewritten, rewritten_part, workbook};
use crate::readers::said;
use crate::support::{check, finding, names, practice};

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook with something of all that only the markup around its cells tells.
fn told_by_markup() -> Vec<u8> {
    let bytes = workbook(|sheet| {
        let error = Formula::new("=1/0").set_result("#REF!");
        sheet.write_formula(1, 3, error).unwrap();
        let formula = Formula::new("=40+3").set_result("43");
        sheet.write_formula(2, 3, formula).unwrap();
        sheet
            .merge_range(1, 6, 3, 6, practice(), &Format::new())
            .unwrap();
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.set_column_hidden(5).unwrap();
    });
    let bytes = rewritten(&bytes, "<f>40+3</f><v>43</v>", "<f>40+3</f>");
    // An error that Excel has gained since: only the markup tells where it is.
    rewritten(&bytes, "#REF!", "#SPILL!")
}

fn respelt(bytes: &[u8], spelling: impl Fn(&str) -> String) -> Vec<u8> {
    packed(parts(bytes).into_iter().map(|(name, content)| {
        if name != SHEET {
            return (name, content);
        }
        let markup = String::from_utf8(content).unwrap();
        let other = spelling(&markup);
        assert_ne!(other, markup);
        (name, other.into_bytes())
    }))
}

fn with_prefix(markup: &str) -> String {
    markup
        .replace('<', "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x=")
}

/// The workbook with its sheet in another part.
fn moved(bytes: &[u8], path: &str, target: &str) -> Vec<u8> {
    let relationships = "xl/_rels/workbook.xml.rels";
    let bytes = rewritten_part(bytes, relationships, "worksheets/sheet1.xml", target);
    packed(parts(&bytes).into_iter().map(|(name, content)| {
        let name = if name == SHEET { path.to_owned() } else { name };
        (name, content)
    }))
}

/// Writes the parts of a sheet in another way.
type Respelt = fn(&str) -> String;

#[test]
fn what_only_the_markup_tells_is_found_however_it_is_spelt() {
    let bytes = told_by_markup();
    let expected = check(bytes.clone());
    for rule in [
        "hidden_rows",
        "hidden_columns",
        "merged_cells",
        "formula_error",
        "formula_not_calculated",
    ] {
        finding(&expected, rule);
    }
    let spellings: [(&str, Respelt); 6] = [
        ("a prefix", with_prefix),
        ("single quotes", |markup| markup.replace('"', "'")),
        ("both", |markup| with_prefix(markup).replace('"', "'")),
        ("spaces", |markup| markup.replace("=\"", " =\n\"")),
        ("a word for one", |markup| {
            markup.replace("hidden=\"1\"", "hidden=\"true\"")
        }),
        ("brackets in remarks and values", |markup| {
            markup.replace(
                "<row ",
                "<!-- <row r=\"2\" hidden=\"1\"> --><row note=\">\" ",
            )
        }),
    ];
    for (spelling, spell) in spellings {
        let checked = check(respelt(&bytes, spell));
        assert_eq!(said(&checked), said(&expected), "{spelling}");
    }
}

#[test]
fn what_only_the_markup_tells_is_found_wherever_the_sheet_lies() {
    let bytes = told_by_markup();
    let expected = check(bytes.clone());
    for (path, target) in [
        ("xl/other/sheet1.xml", "other/sheet1.xml"),
        ("xl/one.xml", "one.xml"),
        ("sheets/one.xml", "/sheets/one.xml"),
    ] {
        let checked = check(moved(&bytes, path, target));
        assert_eq!(said(&checked), said(&expected), "{path}");
    }
}

#[test]
fn a_cell_beyond_any_sheet_is_damage_however_and_wherever_it_is_written() {
    let bytes = workbook(|_| {});
    for place in ["A4294967300", "a4294967300"] {
        let beyond = rewritten(&bytes, "<c r=\"A4\"", &format!("<c r=\"{place}\""));
        let elsewhere = moved(&beyond, "xl/other/sheet1.xml", "other/sheet1.xml");
        for bytes in [
            respelt(&beyond, with_prefix),
            respelt(&beyond, |markup| markup.replace('"', "'")),
            elsewhere,
        ] {
            assert_eq!(names(&check(bytes)), ["file_unreadable"], "{place}");
        }
    }
}

#[test]
fn a_sheet_that_is_also_something_else_or_in_two_parts_is_refused() {
    let bytes = told_by_markup();
    let texts = moved(
        &bytes,
        "xl/other/sharedStrings.xml",
        "other/sharedStrings.xml",
    );
    assert_eq!(names(&check(texts)), ["file_unreadable"]);
    let itself = moved(&bytes, SHEET, "workbook.xml");
    assert_eq!(names(&check(itself)), ["file_unreadable"]);
    let gone = moved(&bytes, SHEET, "worksheets/sheet9.xml");
    assert_eq!(names(&check(gone)), ["file_unreadable"]);
    let mut doubled = parts(&bytes);
    let shown = parts(&workbook(|_| {}));
    let shown = shown.into_iter().find(|(name, _)| name == SHEET).unwrap();
    doubled.push(("xl/worksheets/SHEET1.xml".to_owned(), shown.1));
    assert_eq!(names(&check(packed(doubled))), ["file_unreadable"]);
}
