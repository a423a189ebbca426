use std::collections::BTreeSet;

use hub_standard::{finding::Severity, rule, template::column_letters};
use hub_synth::{DirtyFile, Planted, Synth, SynthKind};

use crate::synth;

/// The files of a synthetic England, every one with defects.
fn dirty(synth: &Synth, kind: Option<SynthKind>) -> Vec<DirtyFile> {
    let of_month = |month| {
        (0..synth.services().len())
            .filter_map(move |service| synth.dirty_file(service, month, kind, 1.0))
    };
    synth.month_range().flat_map(of_month).collect()
}

#[test]
fn the_same_seed_makes_the_same_defects() {
    let (one, two, other) = (synth(12, 2, 9), synth(12, 2, 9), synth(12, 2, 10));
    let of_one = dirty(&one, None);
    assert!(of_one == dirty(&two, None));
    assert!(of_one != dirty(&other, None));
    let lists = |files: &[DirtyFile]| -> String {
        files
            .iter()
            .map(|file| serde_json::to_string(&file.planted).unwrap())
            .collect()
    };
    assert_eq!(lists(&of_one), lists(&dirty(&two, None)));
}

#[test]
fn without_a_rate_the_files_are_as_they_were() {
    let synth = synth(20, 2, 3);
    for month in synth.month_range() {
        for service in 0..20 {
            let with = synth.dirty_file(service, month, None, 0.0);
            assert!(with.as_ref().map(|with| &with.file) == synth.file(service, month).as_ref());
            assert!(with.is_none_or(|with| with.planted.is_empty()));
        }
    }
}

#[test]
fn about_as_many_files_as_asked_for_have_defects() {
    let synth = synth(200, 1, 1);
    let month = synth.month_range().next().unwrap();
    let mut counts = (0, 0);
    for service in 0..200 {
        if let Some(dirty) = synth.dirty_file(service, month, None, 0.3) {
            counts.0 += 1;
            let is_dirty = Some(&dirty.file) != synth.file(service, month).as_ref();
            counts.1 += u32::from(is_dirty);
            assert!(is_dirty || dirty.planted.is_empty());
        }
    }
    assert!(
        (counts.0 / 5..counts.0 * 2 / 5).contains(&counts.1),
        "{counts:?}"
    );
}

#[test]
fn which_files_have_defects_does_not_depend_on_their_kind() {
    let synth = synth(30, 1, 2);
    let month = synth.month_range().next().unwrap();
    let soiled = |kind: SynthKind| -> Vec<usize> {
        let is_soiled = |service: &usize| {
            let dirty = synth.dirty_file(*service, month, Some(kind), 0.4);
            let clean = match kind {
                SynthKind::Csv => synth.csv_file(*service, month),
                SynthKind::Xlsx => synth.xlsx_file(*service, month),
            };
            dirty.map(|dirty| dirty.file) != clean
        };
        (0..30).filter(is_soiled).collect()
    };
    assert_eq!(soiled(SynthKind::Csv), soiled(SynthKind::Xlsx));
}

#[test]
fn the_list_is_in_order_and_of_known_rules() {
    for file in dirty(&synth(40, 2, 4), None) {
        let places: Vec<_> = file
            .planted
            .iter()
            .map(|planted| (planted.severity, planted.row))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        for planted in &file.planted {
            let rule = rule::get(planted.code).unwrap();
            assert_eq!(rule.severity, planted.severity);
            assert!(planted.count > 0);
            let is_on_sheet = planted.sheet == Some("Referrals");
            assert!(!is_on_sheet || file.file.kind == SynthKind::Xlsx);
        }
    }
}

#[test]
fn what_spoils_a_whole_file_is_alone_in_it() {
    let files = dirty(&synth(150, 2, 5), None);
    let whole = files.iter().filter(|file| {
        file.planted
            .iter()
            .any(|planted| planted.severity == Severity::File)
    });
    let mut n = 0;
    for file in whole {
        let codes: BTreeSet<&str> = file.planted.iter().map(|planted| planted.code).collect();
        assert_eq!(codes.len(), 1, "{codes:?}");
        n += 1;
    }
    assert!(n > 10);
}

#[test]
fn every_record_rule_that_rows_can_break_is_put_in_somewhere() {
    let files = dirty(&synth(120, 3, 6), None);
    let codes: BTreeSet<&str> = files
        .iter()
        .flat_map(|file| &file.planted)
        .map(|planted| planted.code)
        .collect();
    // What needs a real NHS number, a formula that was never worked out or a long text is not made, nor are defects of other
    // sheets than Referrals.
    let not_made = [
        "R113", "R114", "R119", "R123", "R129", "R130", "R131", "R132", "R133",
    ];
    for rule in rule::all() {
        let is_record = rule.severity == Severity::Record;
        if is_record && !not_made.contains(&rule.code.as_str()) {
            assert!(codes.contains(rule.code.as_str()), "{}", rule.code);
        }
    }
}

/// The cell of a text file at a planted place.
fn cell<'t>(rows: &'t [Vec<String>], planted: &Planted) -> &'t str {
    let row = usize::try_from(planted.row.unwrap()).unwrap() - 1;
    let column = (0..)
        .find(|column| Some(column_letters(*column)) == planted.column)
        .unwrap();
    rows[row].get(column).map_or("", |cell| cell.trim())
}

/// The year of a day, in whatever way it is written.
fn year(text: &str) -> u32 {
    let day = text.split(' ').next().unwrap();
    let parts: Vec<&str> = day.split(['/', '-']).collect();
    let longest = parts.iter().find(|part| part.len() == 4);
    let year: u32 = longest.or(parts.last()).unwrap().parse().unwrap();
    if year < 100 { 2000 + year } else { year }
}

/// The rows of a text file as a spreadsheet shows them, blank ones included.
fn rows(file: &DirtyFile) -> Option<Vec<Vec<String>>> {
    let text = String::from_utf8(file.file.bytes.clone()).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text
        .lines()
        .find(|line| line.contains([',', ';', '\t', '|']))?;
    let separator = [',', ';', '\t', '|']
        .into_iter()
        .max_by_key(|separator| first.matches(*separator).count())?;
    // A reader passes over lines without anything, so they are given something.
    let text: String = text
        .split_inclusive('\n')
        .map(|line| match line {
            "\n" => format!("{separator}\n"),
            line => line.to_owned(),
        })
        .collect();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).ok()?)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        row.iter().map(str::to_owned).collect()
    });
    Some(rows.collect())
}

#[test]
fn the_planted_cells_hold_their_defects() {
    let mut n = 0;
    for file in dirty(&synth(80, 2, 7), Some(SynthKind::Csv)) {
        if file.file.bytes.starts_with(b"sep=") {
            continue;
        }
        let Some(rows) = rows(&file) else { continue };
        for planted in &file.planted {
            if planted.row.is_none() || planted.column.is_none() {
                continue;
            }
            let text = cell(&rows, planted);
            let holds = match planted.code {
                "R101" => matches!(text, "" | "?" | "TBC"),
                "R102" => text.contains(['/', '-']),
                "R103" => !text.contains("/01/") && text.len() < 16,
                "R104" => text
                    .chars()
                    .all(|c| c.is_ascii_alphabetic() || " /".contains(c)),
                "R106" => year(text) > 2033,
                "R110" | "R111" => !text.is_empty(),
                "R117" => text.contains("E+"),
                "R118" => text.starts_with('#'),
                "R121" => text.is_empty(),
                "R125" => text.contains(['@', ' ']),
                "R127" => text.starts_with('<'),
                "R115" => text.parse::<i32>().is_err(),
                "R116" => !(0..=200).contains(&text.parse::<i32>().unwrap()),
                "R122" | "R202" => text.chars().count() <= 6 && !text.is_empty(),
                "R203" => text.contains(['O', 'o']),
                "R215" | "R216" => text.is_empty(),
                "R217" => !text.is_empty(),
                _ => continue,
            };
            assert!(holds, "{planted:?}: {text}");
            n += 1;
        }
    }
    assert!(n > 200, "{n}");
}

#[test]
fn the_headings_of_the_list_are_those_of_the_file() {
    for file in dirty(&synth(40, 1, 8), Some(SynthKind::Csv)) {
        if file.file.bytes.starts_with(b"sep=") {
            continue;
        }
        let Some(rows) = rows(&file) else { continue };
        for planted in &file.planted {
            let (Some(header), Some(column)) = (&planted.header, &planted.column) else {
                continue;
            };
            let at = (0..).find(|at| column_letters(*at) == *column).unwrap();
            let is_above = rows.iter().any(|row| {
                let words = row
                    .get(at)
                    .map(|cell| cell.split_whitespace().collect::<Vec<_>>());
                words.is_some_and(|words| words.join(" ") == *header)
            });
            assert!(is_above, "{planted:?}");
        }
    }
}
