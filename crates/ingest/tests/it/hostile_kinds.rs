//! Files of each kind that are made to cost more than they should.

use hub_ingest::{DoorOptions, Limits, Outcome};

use crate::books::{packed, zip_of};
use crate::grids::{Grid, Put};
use crate::support::{Table, check, check_by, door_with, finding, names, upload};
use crate::write_ods::ods_of;
use crate::write_xls::{Extra, container, record, stream};
use crate::{write_xls, write_xlsb};

/// Every kind of file that the door reads besides plain text, holding three good rows.
pub(crate) fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    let table = Table::good(3);
    let mut files = Grid::of("Referrals", &table).files();
    files.push(("zip", zip_of(&[("Referrals.csv", &table.csv())])));
    files
}

#[test]
fn a_value_at_the_end_of_the_sheet_costs_no_memory_whatever_the_kind_of_file() {
    let limits = Limits {
        max_rows: 50_000,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let table = Table::good(3);
    for (row, column) in [(65_535, 255), (65_535, 0), (2, 255)] {
        let grid = Grid::of("Referrals", &table).put(row, column, Put::Text("x"));
        for (ending, bytes) in grid.files() {
            let checked = check_by(&door, &upload(bytes));
            let found = finding(&checked, "far_away_cell");
            assert_eq!(found.place.row, Some(row + 1), "{ending}");
            assert_eq!(checked.outcome, Outcome::Unreadable);
        }
    }
}

#[test]
fn one_long_text_shown_by_many_cells_is_refused() {
    let long = "x".repeat(4_000);
    let limits = Limits {
        max_text_bytes: 100_000,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let table = Table::good(3);
    for (cells, rule) in [(20_u16, None), (30, Some("unpacks_too_far"))] {
        let columns = 20..20 + cells;
        let mut grid = Grid::of("Referrals", &table);
        for column in columns {
            grid = grid.put(1, column, Put::Text(&long));
        }
        for (ending, bytes) in grid.files() {
            let checked = check_by(&door, &upload(bytes));
            let refused = names(&checked).contains(&"unpacks_too_far");
            assert_eq!(refused, rule.is_some(), "{ending} {cells}");
        }
    }
}

#[test]
fn a_damaged_byte_anywhere_gives_an_answer() {
    for (ending, bytes) in every_kind() {
        let step = (bytes.len() / 400).max(1);
        for at in (0..bytes.len()).step_by(step) {
            for byte in [0x00, 0xff, bytes[at] ^ 0x01, bytes[at] ^ 0x80] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                let checked = check(damaged);
                assert!(checked.counts.counted <= 4, "{ending} {at}");
            }
        }
    }
}

#[test]
fn a_damaged_byte_in_what_is_packed_gives_an_answer() {
    let table = Table::good(2);
    let parts = write_xlsb::parts(&[Grid::of("Referrals", &table)]);
    for part in 0..parts.len() {
        for at in 0..parts[part].1.len().min(400) {
            let mut damaged = parts.clone();
            damaged[part].1[at] ^= 0x83;
            let checked = check(packed(damaged));
            assert!(checked.counts.counted <= 4, "{} {at}", parts[part].0);
        }
    }
}

/// An .xls whose container was changed.
fn xls_with(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let table = Table::good(60);
    let mut bytes = write_xls::xls(&[Grid::of("Referrals", &table)]);
    change(&mut bytes);
    bytes
}

fn set_u32(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

#[test]
fn a_container_whose_sectors_follow_each_other_in_a_circle_is_damaged() {
    assert_eq!(check(xls_with(|_| {})).counts.counted, 60);
    // The directory is the first sector, the stream follows, the table of followers is the last.
    let follower = |bytes: &[u8], sector: usize| bytes.len() - 512 + 4 * sector;
    for (sector, next) in [(0, 0), (1, 1), (2, 1), (3, 0xffff_fff0)] {
        let bytes = xls_with(|bytes| {
            let at = follower(bytes, sector);
            set_u32(bytes, at, next);
        });
        assert_eq!(names(&check(bytes)), ["file_unreadable"], "{sector} {next}");
    }
}

#[test]
fn sizes_and_places_that_a_container_claims_are_not_believed() {
    const HEADER: usize = 512;
    for (at, number) in [
        // The number of tables, where the list of tables goes on, the first of them.
        (44, u32::MAX),
        (68, 0),
        (76, 0x00ff_ffff),
        // Where the directory begins; where the stream begins and how long it is.
        (48, 0x00ff_ffff),
        (HEADER + 128 + 116, 0x00ff_ffff),
        (HEADER + 128 + 120, u32::MAX),
        (HEADER + 128 + 120, 0x7fff_ffff),
        // The root holds itself; the stream hangs on itself.
        (HEADER + 76, 0),
        (HEADER + 128 + 68, 1),
    ] {
        let checked = check(xls_with(|bytes| set_u32(bytes, at, number)));
        let is_answer = checked.counts.counted == 60 || checked.outcome == Outcome::Unreadable;
        assert!(is_answer, "{at} {number}");
    }
}

#[test]
fn the_size_that_a_sheet_claims_sets_no_memory_aside() {
    let table = Table::good(3);
    let grids = [Grid::of("Referrals", &table)];
    // Rows and columns up to the ends of what the fields can say.
    let size = record(
        0x0200,
        &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0],
    );
    let extra = Extra {
        sheet: &size,
        ..Extra::default()
    };
    let bytes = container(&stream(&grids, extra), &[]);
    assert_eq!(check(bytes).counts.counted, 3);
}

#[test]
fn records_of_an_xls_that_end_too_soon_or_point_beyond_are_damaged() {
    let table = Table::good(3);
    let grids = [Grid::of("Referrals", &table)];
    let beyond = [1, 0, 20, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f];
    for written in [
        record(0x00fd, &beyond),
        record(0x0203, &[1, 0, 20, 0]),
        record(0x027e, &[1, 0, 20, 0, 0, 0, 1]),
        record(0x0204, &[1, 0, 20, 0, 0, 0, 0xff, 0xff, 1, 0]),
        record(0x0006, &[1, 0, 20, 0, 0, 0]),
        // A formula whose text does not follow.
        record(
            0x0006,
            &[1, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0],
        ),
        // An embedded chart that does not end.
        record(0x0809, &[0, 6, 0x20, 0]),
    ] {
        let extra = Extra {
            sheet: &written,
            ..Extra::default()
        };
        let bytes = container(&stream(&grids, extra), &[]);
        assert_eq!(names(&check(bytes)), ["file_unreadable"], "{written:?}");
    }
    let rows = record(
        0x00bd,
        &[[1, 0, 20, 0].as_slice(), &[0; 8_196], &[0, 0]].concat(),
    );
    let extra = Extra {
        sheet: &rows,
        ..Extra::default()
    };
    let bytes = container(&stream(&grids, extra), &[]);
    assert_eq!(names(&check(bytes)), ["too_many_columns"]);
}

#[test]
fn two_sheets_of_an_xls_that_are_one_are_refused() {
    let table = Table::good(3);
    let grids = [Grid::of("Oct", &table), Grid::of("Nov", &table)];
    let mut written = stream(&grids, Extra::default());
    let listed: Vec<usize> = (0..written.len())
        .filter(|at| written[*at..].starts_with(&[0x85, 0x00]))
        .collect();
    let start = written[listed[0] + 4..listed[0] + 8].to_vec();
    written[listed[1] + 4..listed[1] + 8].copy_from_slice(&start);
    assert_eq!(names(&check(container(&written, &[]))), ["file_unreadable"]);
    let one_name = [Grid::of("Oct", &table), Grid::of("Oct", &table)];
    for bytes in [
        write_xls::xls(&one_name),
        write_xlsb::xlsb(&one_name),
        crate::write_ods::ods(&one_name),
    ] {
        assert_eq!(names(&check(bytes)), ["file_unreadable"]);
    }
}

/// An .xlsb with one part changed.
fn xlsb_with(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let table = Table::good(3);
    let mut parts = write_xlsb::parts(&[Grid::of("Referrals", &table)]);
    let part = parts.iter_mut().find(|(its, _)| its == name).unwrap();
    change(&mut part.1);
    packed(parts)
}

#[test]
fn a_record_of_an_xlsb_that_claims_to_be_huge_is_damaged() {
    for name in ["xl/styles.bin", "xl/workbook.bin", "xl/sharedStrings.bin"] {
        let bytes = xlsb_with(name, |part| {
            part.splice(..0, [0x05, 0xff, 0xff, 0xff, 0x7f]);
        });
        assert_eq!(names(&check(bytes)), ["file_unreadable"], "{name}");
    }
}

#[test]
fn a_name_whose_formula_goes_deep_does_no_harm() {
    // Each three bytes hold all that follow: a reader that calls itself for each would come to the end of its stack.
    let depth = 20_000_u16;
    let formula: Vec<u8> = (0..depth)
        .flat_map(|level| {
            let len = (depth - level - 1) * 3;
            [0x29, len.to_le_bytes()[0], len.to_le_bytes()[1]]
        })
        .collect();
    let mut name = vec![0; 9];
    name.extend([1, 0, 0, 0, b'x', 0]);
    name.extend(u32::try_from(formula.len()).unwrap().to_le_bytes());
    name.extend(formula);
    let bytes = xlsb_with("xl/workbook.bin", |part| {
        let end = part.len() - 3;
        part.splice(end..end, write_xlsb::record(39, &name));
    });
    assert_eq!(check(bytes).counts.counted, 3);
}

#[test]
fn a_text_of_an_xlsb_that_is_not_there_is_damaged() {
    let bytes = xlsb_with("xl/sharedStrings.bin", Vec::clear);
    assert_eq!(names(&check(bytes)), ["file_unreadable"]);
    let bytes = xlsb_with("xl/worksheets/sheet1.bin", |part| {
        part.truncate(part.len() - 2)
    });
    assert_eq!(names(&check(bytes)), ["file_unreadable"]);
}

#[test]
fn an_xlsb_elsewhere_or_with_one_part_twice_is_refused() {
    let elsewhere = xlsb_with("_rels/.rels", |part| {
        let markup = String::from_utf8(part.clone()).unwrap();
        *part = markup
            .replace("xl/workbook.bin", "book/workbook.bin")
            .into_bytes();
    });
    assert_eq!(names(&check(elsewhere)), ["file_unreadable"]);
    let table = Table::good(3);
    let mut parts = write_xlsb::parts(&[Grid::of("Referrals", &table)]);
    parts.push(("xl/Styles.bin".to_owned(), Vec::new()));
    assert_eq!(names(&check(packed(parts))), ["file_unreadable"]);
}

fn ods_table(rows: &str) -> Vec<u8> {
    ods_of(&format!(
        "<table:table table:name=\"R\">{rows}</table:table>"
    ))
}

#[test]
fn repeats_of_an_ods_are_bounded() {
    const X: &str = "office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let cell = |repeats: &str| {
        format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"{repeats}\" {X}</table:table-row>"
        )
    };
    let row = |repeats: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\"><table:table-cell {X}</table:table-row>"
        )
    };
    for (rows, rule) in [
        (cell("201"), "too_many_columns"),
        (cell("4294967295"), "too_many_columns"),
        (cell("4294967296"), "file_unreadable"),
        (cell("-1"), "file_unreadable"),
        (row("1048576"), "too_many_rows"),
        (row("4294967295"), "too_many_rows"),
        (row("x"), "file_unreadable"),
        (row("1048575").replace('x', "") + &row("1"), "far_away_cell"),
        (
            row("4294967295").replace('x', "") + &row("1"),
            "file_unreadable",
        ),
        (
            cell("4294967295").replace('x', "") + &cell("1"),
            "headings_not_found",
        ),
        (
            format!("<table:table-row><table:table-cell {X}").repeat(9),
            "file_unreadable",
        ),
    ] {
        assert_eq!(names(&check(ods_table(&rows))), [rule], "{rows}");
    }
    // A row with more cells than are ever kept.
    let cells = format!("<table:table-cell {X}").repeat(100_000);
    let checked = check(ods_table(&format!(
        "<table:table-row>{cells}</table:table-row>"
    )));
    assert!(
        checked.outcome == Outcome::Unreadable,
        "{:#?}",
        checked.findings
    );
}

#[test]
fn markup_of_an_ods_that_costs_more_than_it_should_is_refused() {
    let cell = |inside: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>{inside}</text:p></table:table-cell></table:table-row>"
        )
    };
    for rows in [
        cell("&undefined;"),
        cell("<text:span>"),
        "<a>".repeat(300) + &"</a>".repeat(300),
        "</table:table></table:table>".to_owned(),
        "<!DOCTYPE a [<!ENTITY b \"c\">]>".to_owned(),
    ] {
        assert_eq!(
            names(&check(ods_table(&rows))),
            ["file_unreadable"],
            "{rows}"
        );
    }
    let mut parts = crate::write_ods::parts("", "");
    let defined =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>";
    let content = String::from_utf8(parts[1].1.clone()).unwrap();
    parts[1].1 = content
        .replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", defined)
        .into_bytes();
    assert_eq!(names(&check(packed(parts))), ["file_unreadable"]);
}

#[test]
fn a_text_file_that_unpacks_too_far_is_refused_within_bounds() {
    let spaces = "x,y\n".repeat(1_000_000);
    let bytes = zip_of(&[("Referrals.csv", &spaces)]);
    assert!(bytes.len() < 20_000);
    assert_eq!(names(&check(bytes.clone())), ["unpacks_too_far"]);
    // The same with a directory that tells another size.
    let mut lied = bytes;
    let size = 4_000_000_u32.to_le_bytes();
    for at in 0..lied.len() - 4 {
        if lied[at..at + 4] == size {
            lied[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
    }
    assert_eq!(check(lied).outcome, Outcome::Unreadable);
}
