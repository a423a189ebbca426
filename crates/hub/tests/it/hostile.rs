//! Files that are made to hurt cost the server little, get a plain answer, and nobody else notices.
//!
//! The process itself is measured: processor time and the most memory that it held while it had the file.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::thread;

use hub_standard::ids::Month;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{Server, small_demo, tokens};

/// Seconds of processor time that one file may cost.
const SECONDS_MAX: f64 = 2.0;
/// Memory that the process may hold at most, in KiB, beyond what it holds with a release and a file like all others.
const MORE_KIB_MAX: u64 = 160 * 1024;
/// Ticks of a second, as Linux counts processor time.
const TICKS: f64 = 100.0;

const HEADINGS: [&str; 8] = [
    "local_referral_id",
    "local_person_id",
    "referral_date",
    "age",
    "sex",
    "ethnic_category",
    "gp_practice",
    "referral_source",
];

#[test]
fn hostile_files_cost_little_and_hold_up_nobody() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let tokens = tokens(&data);
    let services: Vec<&str> = tokens
        .keys()
        .filter_map(|label| label.strip_prefix("service:"))
        .collect();
    let (hostile, other) = (services[0], services[1]);
    let token = |service: &str| tokens[&format!("service:{service}")].as_str();
    let server = Server::start(&data);
    let pid = server.pid();
    // The first file finds everything cold, and the release is read.
    send(&server, token(other), other, good().as_bytes());
    let (status, _) = server.request("GET", "/api/v1/measures", None, b"");
    assert_eq!(status, 200);
    let held = peak_kib(pid);

    for (name, bytes, expected) in files() {
        forget_peak(pid);
        let before = cpu_seconds(pid);
        let (answer, neighbour) = thread::scope(|scope| {
            let neighbour = scope.spawn(|| send(&server, token(other), other, good().as_bytes()));
            let answer = send(&server, token(hostile), hostile, &bytes);
            (
                answer,
                neighbour.join().expect("the neighbour's thread ends"),
            )
        });
        let (seconds, peak) = (cpu_seconds(pid) - before, peak_kib(pid));
        let more = peak.saturating_sub(held);
        println!(
            "{name}: {seconds:.2} s, {} MiB, {} more",
            peak / 1024,
            more / 1024
        );

        assert_eq!(answer["outcome"], "unreadable", "{name}: {answer:#}");
        let codes: Vec<&str> = answer["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter(|finding| finding["severity"] == "file")
            .filter_map(|finding| finding["code"].as_str())
            .collect();
        assert!(
            codes.iter().any(|code| expected.contains(code)),
            "{name}: {codes:?}, expected one of {expected:?}"
        );
        assert!(seconds <= SECONDS_MAX, "{name} took {seconds} s");
        assert!(more <= MORE_KIB_MAX, "{name} took {more} KiB");
        assert_ne!(neighbour["outcome"], "unreadable", "{name}: {neighbour:#}");
    }
    let (status, _) = server.request("GET", "/livez", None, b"");
    assert_eq!(status, 200);
}

/// Sends a file and gives the answer to its check.
fn send(server: &Server, token: &str, service: &str, bytes: &[u8]) -> Value {
    let path = format!("/api/v1/returns?service={service}&month={}", month());
    let (status, body) = server.request("POST", &path, Some(token), bytes);
    assert_eq!(status, 202, "{}", String::from_utf8_lossy(&body));
    let mut answer: Value = serde_json::from_slice(&body).expect("the answer is JSON");
    while answer["state"] == "checking" {
        thread::sleep(std::time::Duration::from_millis(20));
        let path = format!("/api/v1/returns/{}", answer["id"].as_str().expect("an id"));
        let (status, body) = server.request("GET", &path, Some(token), b"");
        assert_eq!(status, 200);
        answer = serde_json::from_slice(&body).expect("the answer is JSON");
    }
    answer
}

/// The month that a return is due for.
fn month() -> Month {
    Month::of(jiff::Zoned::now().date()).plus(-1)
}

/// Name, bytes, and the codes of which one must be found.
fn files() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let sheet = "xl/worksheets/sheet1.xml";
    let plain = workbook();
    let cut = plain[..plain.len() * 2 / 3].to_vec();
    let deep = format!("<worksheet><sheetData>{}", "<row><c><is>".repeat(500_000));
    let mut entities = String::from("<!DOCTYPE w [<!ENTITY a0 \"aaaaaaaaaa\">");
    for n in 1..12 {
        let before = format!("&a{};", n - 1).repeat(10);
        entities += &format!("<!ENTITY a{n} \"{before}\">");
    }
    entities += "]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&a11;</t></is></c></row></sheetData></worksheet>";
    let mut far = Workbook::new();
    let page = far.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS) {
        page.write(0, column, heading).unwrap();
    }
    page.write(1_048_575, 16_383, "x").unwrap();
    let mut pdf_and_zip = b"%PDF-1.7\n".to_vec();
    pdf_and_zip.extend_from_slice(&plain);
    let ole = ole_with("EncryptedPackage");
    let mut circle = ole_with("Workbook");
    // Every sector follows the second one.
    for sector in circle[512..].chunks_exact_mut(4) {
        sector.copy_from_slice(&1_u32.to_le_bytes());
    }
    let quote = format!(
        "{}\n\"{}",
        HEADINGS.join(","),
        "R1,P1,2026-10-05,44,2\n".repeat(800_000)
    );
    vec![
        (
            "zip bomb",
            with_part(&plain, sheet, &vec![b' '; 150_000_000]),
            &["R008"],
        ),
        ("many parts", many_parts(&plain), &["R003", "R008"]),
        ("far cell", far.save_to_buffer().unwrap(), &["R009"]),
        (
            "deep markup",
            with_part(&plain, sheet, deep.as_bytes()),
            &["R003", "R008", "R020", "R001"],
        ),
        (
            "entity expansion",
            with_part(&plain, sheet, entities.as_bytes()),
            &["R003", "R020", "R001"],
        ),
        (
            "ten million columns",
            vec![b','; 10_000_000],
            &["R011", "R020", "R001"],
        ),
        (
            "ten million headings",
            "a,".repeat(9_000_000).into_bytes(),
            &["R011"],
        ),
        ("unclosed quote", quote.into_bytes(), &["R018", "R010"]),
        ("endless line", vec![b'a'; 19_000_000], &["R020", "R003"]),
        ("a PDF and a workbook in one", pdf_and_zip, &["R006"]),
        ("cut off", cut, &["R003"]),
        ("with a password", ole, &["R004"]),
        (
            "a zip of text that unpacks without end",
            zip_of(&[("Referrals.csv", &vec![b'a'; 300_000_000])]),
            &["R008"],
        ),
        (
            "rows that repeat without end",
            ods(
                "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384' office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>",
            ),
            &["R009", "R010", "R011"],
        ),
        (
            "deep markup in an OpenDocument file",
            ods(&"<table:table-row><table:table-cell>".repeat(400_000)),
            &["R003", "R008"],
        ),
        (
            "an old workbook whose sectors go in a circle",
            circle,
            &["R003", "R006"],
        ),
    ]
}

fn good() -> String {
    let mut text = HEADINGS.join(",") + "\n";
    let month = month();
    for n in 0..50 {
        text += &format!("R{n},P{n},{month}-05,44,2,A,V81999,A1\n");
    }
    text
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS) {
        page.write(0, column, heading).unwrap();
    }
    for row in 1..200 {
        for column in 0..8 {
            page.write(row, column, format!("{row} {column}")).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The workbook with one part replaced.
fn with_part(workbook: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut own = Vec::new();
        part.read_to_end(&mut own).unwrap();
        writer
            .start_file(part_name.as_str(), SimpleFileOptions::default())
            .unwrap();
        let content = if part_name == name { content } else { &own };
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An OpenDocument spreadsheet with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='Referrals'>{rows}"
    );
    zip_of(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The workbook with a hundred thousand parts that it does not need.
fn many_parts(workbook: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new_append(Cursor::new(workbook.to_vec())).unwrap();
    for n in 0..60_000 {
        writer
            .start_file(format!("xl/extra/{n}.xml"), SimpleFileOptions::default())
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The older container with a stream of this name.
fn ole_with(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(4096, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(64 * 1024, 0);
    bytes
}

/// Processor time that a process has had.
fn cpu_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process runs");
    let (_, fields) = stat.rsplit_once(") ").expect("fields follow the name");
    let ticks: f64 = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum();
    ticks / TICKS
}

/// Lets the most memory that a process held begin anew.
fn forget_peak(pid: u32) {
    fs::write(
        Path::new("/proc").join(pid.to_string()).join("clear_refs"),
        "5",
    )
    .expect("the peak can be reset");
}

fn peak_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("a peak");
    let digits = line.split_whitespace().nth(1).expect("a number");
    digits.parse().expect("a number")
}
