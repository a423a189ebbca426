//! Defects that are not told from the file alone: what the doors refuse before they read it, and what they know of a return
//! that was sent before. The command knows nothing of earlier returns, so for those it is no door.

use serde_json::Value;

use super::book::{Page, workbook};
use super::case::{Expected, file, must_say, note, warning};
use super::doors::{
    Browser, File, Sending, Told, by_command, by_program, by_web, program_reply, upload_path,
};
use super::hub::{Hub, service_of};
use super::page::Shown;
use super::table::{Cell, Table, day_of, iso, month};

/// More than a return may have.
const TOO_MANY_BYTES: usize = 21_000_000;

/// A defect with a test of its own.
pub(crate) struct Special {
    /// Its number in the list of defects.
    pub(crate) id: &'static str,
    pub(crate) run: fn(&Hub),
}

pub(crate) static REFUSED: [Special; 3] = [
    Special {
        id: "D01",
        run: an_empty_file,
    },
    Special {
        id: "D10",
        run: a_file_that_is_too_big,
    },
    Special {
        id: "D02",
        run: nothing_to_report,
    },
];

pub(crate) static SENT_BEFORE: [Special; 4] = [
    Special {
        id: "D12",
        run: the_same_file_again,
    },
    Special {
        id: "D15",
        run: a_corrected_file,
    },
    Special {
        id: "D47",
        run: zeros_of_the_return_before,
    },
    Special {
        id: "D47",
        run: shorter_references,
    },
];

fn sending<'a>(service: &'a str, file: &'a File) -> Sending<'a> {
    Sending {
        service,
        month: month(),
        file,
        answers: &[],
    }
}

fn csv(table: &Table) -> File {
    File::new("return.csv", table.csv())
}

/// The doors of the web refuse it in these words before a check begins; the command finds the rule.
fn is_refused(
    hub: &Hub,
    service: &str,
    sent: &File,
    status: [u16; 2],
    words: &str,
    rule: Expected,
) {
    let sending = sending(service, sent);
    let [program, page] = status;
    let problem = program_reply(hub, sending).expect(program).json();
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains(words), "{problem:#}");
    let form = Browser::sign_in(hub, service)
        .upload(sending)
        .expect(page)
        .text();
    assert!(
        form.contains("data-screen=\"S4\"") && form.contains(words),
        "{form}"
    );
    let told = by_command(hub, sending);
    must_say(
        &told,
        &[rule.says(words)],
        Some([0, 0, 0]),
        "to the command",
    );
}

fn passes(hub: &Hub, service: &str) {
    let good = csv(&Table::good(3));
    let (told, _) = by_web(hub, sending(service, &good));
    must_say(&told, &[], Some([3, 0, 0]), "corrected");
    must_say(
        &by_command(hub, sending(service, &good)),
        &[],
        Some([3, 0, 0]),
        "corrected",
    );
}

fn an_empty_file(hub: &Hub) {
    let service = service_of("D01");
    let words = "The selected file is empty";
    let nothing = File::new("return.csv", "");
    is_refused(
        hub,
        &service,
        &nothing,
        [400, 422],
        words,
        file("file_empty"),
    );
    // Spaces and line ends are read, and then it is a finding everywhere.
    let blank = File::new("return.csv", " \r\n\r\n");
    let (told, _) = by_web(hub, sending(&service, &blank));
    must_say(
        &told,
        &[file("file_empty").says(words)],
        Some([0, 0, 0]),
        "blank",
    );
    assert_eq!(
        by_command(hub, sending(&service, &blank)).findings,
        told.findings
    );
    passes(hub, &service);
}

fn a_file_that_is_too_big(hub: &Hub) {
    let service = service_of("D10");
    let words = "The selected file must be smaller than 20MB";
    let big = File::new("return.csv", vec![b'a'; TOO_MANY_BYTES]);
    is_refused(hub, &service, &big, [413, 413], words, file("too_big"));
    passes(hub, &service);
}

/// What the page offers for headings without rows.
fn nothing_to_report(hub: &Hub) {
    let service = service_of("D02");
    let path = format!(
        "/api/v1/returns?service={service}&month={}&nil=true",
        month()
    );
    let body = hub.program(&service, "POST", &path, b"").expect(202).json();
    assert_eq!(body["nil"], true, "{body:#}");
    assert_eq!(body["outcome"], "ready", "{body:#}");
    let browser = Browser::sign_in(hub, &service);
    let nil = format!("/s/{service}/returns/{}/nil", month());
    let said = browser.post(&nil, &upload_path(&service, month()), "declaration=yes");
    let confirm = said.expect(303);
    let address = confirm.header("location").expect("an address");
    let page = browser.get(address).expect(200).text();
    assert!(page.contains("data-screen=\"S9\""), "{page}");
}

/// Makes a return count.
fn submitted(hub: &Hub, sending: Sending<'_>) -> Told {
    let told = by_program(hub, sending);
    let path = format!("/api/v1/returns/{}/submit", told.id);
    let order = br#"{"leave_out_rows": true, "warnings_confirmed": true}"#;
    let receipt: Value = hub
        .program(sending.service, "POST", &path, order)
        .expect(201)
        .json();
    assert_eq!(receipt["new"], true, "{receipt:#}");
    told
}

fn the_same_file_again(hub: &Hub) {
    let service = service_of("D12");
    let good = csv(&Table::good(3));
    let first = submitted(hub, sending(&service, &good));
    let (told, page) = by_web(hub, sending(&service, &good));
    let reference = receipt(hub, &service, &first);
    let expected = file("same_file")
        .says("You sent this same file on ")
        .says(format!("(reference {reference})"));
    must_say(&told, &[expected], None, "the same file again");
    let link = format!("href=\"/s/{service}/returns/{}\"", first.id);
    assert!(
        page.html.contains(&link),
        "no link to the return that was sent"
    );
    // Another file of the same month is none of it.
    let (told, _) = by_web(hub, sending(&service, &csv(&Table::good(4))));
    let code = &hub_standard::rule::named("same_file").expect("a rule").code;
    assert!(
        told.findings.iter().all(|finding| finding.code != *code),
        "{:#?}",
        told.findings
    );
}

fn receipt(hub: &Hub, service: &str, told: &Told) -> String {
    let path = format!("/api/v1/returns/{}", told.id);
    let body = hub.program(service, "GET", &path, b"").expect(200).json();
    body["reference"].as_str().expect("a reference").to_owned()
}

fn a_corrected_file(hub: &Hub) {
    let service = service_of("D15");
    submitted(hub, sending(&service, &csv(&Table::good(8))));
    // Row 9 goes, two come, and five have another need.
    let mut table =
        Table::good(10).column_of("need_1", |n| if n < 5 { "money" } else { "loneliness" });
    table.rows.remove(7);
    let (told, page) = by_web(hub, sending(&service, &csv(&table)));
    let difference = "2 rows added, 1 removed, 5 changed";
    let expected = note("replaces_earlier")
        .says("This replaces the return sent on ")
        .says(difference);
    must_say(&told, &[expected], Some([9, 0, 0]), "corrected");
    shows_before_submit(hub, &service, &page, difference);
}

fn shows_before_submit(hub: &Hub, service: &str, page: &Shown, difference: &str) {
    assert!(
        page.text.contains(difference),
        "not on the page of the result: {difference}"
    );
    let browser = Browser::sign_in(hub, service);
    let confirm = browser
        .get(&format!("{}/confirm", page.draft))
        .expect(200)
        .text();
    assert!(confirm.contains("data-screen=\"S9\""), "{confirm}");
    for words in [
        "This replaces the return sent on",
        "added",
        "removed",
        "changed",
    ] {
        assert!(
            confirm.contains(words),
            "not on the page before submitting: {words}"
        );
    }
}

/// A return of the month before, with references of four digits.
fn month_before() -> Table {
    let before = month().prev();
    Table::good(3)
        .column_of("local_referral_id", |n| format!("{:04}", n + 12))
        .column_of("referral_date", |_| day_of(before, 5).to_string())
        .column_of("first_contact_date", |_| "")
        .column_of("contacts_this_month", |_| "0")
}

/// The same referrals a month later, in a workbook that has made numbers of the references.
fn month_after(first: usize) -> File {
    let table = month_before()
        .column_of("local_referral_id", |n| {
            Cell::Number((n + first).to_string())
        })
        .column_of("first_contact_date", |_| iso(12))
        .column_of("contacts_this_month", |_| "1");
    File::new("return.xlsx", workbook(&[Page::of(&table)]))
}

fn send_month_before(hub: &Hub, service: &str) {
    let before = csv(&month_before());
    let sending = Sending {
        month: month().prev(),
        ..sending(service, &before)
    };
    submitted(hub, sending);
}

fn zeros_of_the_return_before(hub: &Hub) {
    let service = service_of("D47");
    send_month_before(hub, &service);
    let (told, _) = by_web(hub, sending(&service, &month_after(12)));
    let expected = note("references_restored").on_sheet().column("A").times(3);
    must_say(&told, &[expected], Some([3, 0, 0]), "zeros lost");
}

/// None of them is in the return before, with zeros or without, but all there have four digits.
fn shorter_references(hub: &Hub) {
    let service = service_of("M3");
    send_month_before(hub, &service);
    let (told, _) = by_web(hub, sending(&service, &month_after(71)));
    let expected = warning("zeros_lost").on_sheet().column("A").times(3);
    must_say(&told, &[expected], Some([3, 0, 0]), "shorter references");
}
