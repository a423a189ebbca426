//! Small values to test with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use hub_ingest::{
    Anonymised, CheckedReturn, Door, DoorOptions, Identifier, IdentityKeys, Limits, OptOutTag,
    PersonKey, Upload,
};
use hub_reference::Reference;
use hub_standard::ids::{AreaCode, Month, ServiceCode, SubmissionId};
use hub_store::{Accepted, Detail, ObjectRef, ReturnSummary};
use jiff::Timestamp;

/// The generated England, built once per test binary.
pub static REFERENCE: LazyLock<Arc<Reference>> = LazyLock::new(|| Arc::new(Reference::builtin()));

/// The board that two boards of [`MERGED`] become on 1 April 2027.
pub const MERGED_BOARD: &str = "X1Y2Z";

/// The generated England in which the board of the first atom and the next one of its region merge on 1 April 2027.
pub static MERGED: LazyLock<Arc<Reference>> = LazyLock::new(|| {
    let files = merger(&REFERENCE);
    let merged = Reference::builtin().with_editions(&files);
    Arc::new(merged.expect("files that fit"))
});

/// The boards that merge in [`MERGED`].
#[must_use]
pub fn merging() -> [AreaCode; 2] {
    let own = &REFERENCE.atoms()[0];
    let mut others = REFERENCE.icbs(REFERENCE.now()).iter();
    let other = others.find(|icb| icb.region == own.region && icb.code != own.now);
    [own.now.clone(), other.expect("another board").code.clone()]
}

/// The publishers' files of the merger.
fn merger(england: &Reference) -> BTreeMap<String, Bytes> {
    let old = merging();
    let mut boards = String::from("icb_ons_code,icb_ods_code,icb_name,nhser_ods_code\n");
    let mut steps = String::from("predecessor_ods,successor_ods,succession_date,succession_type\n");
    for icb in england.icbs(england.now()) {
        let (code, region) = (&icb.code, &icb.region);
        if !old.contains(code) {
            writeln!(boards, "{},{code},\"{}\",{region}", icb.ons, icb.name).expect("memory");
            continue;
        }
        if *code == old[0] {
            let name = "NHS Merged Integrated Care Board";
            writeln!(boards, "E54000099,{MERGED_BOARD},{name},{region}").expect("memory");
        }
        writeln!(steps, "{code},{MERGED_BOARD},2027-04-01,merger").expect("memory");
    }
    let files = [
        ("icb_2027_04.csv", boards),
        ("icb_succession_2027_04.csv", steps),
    ];
    files
        .into_iter()
        .map(|(name, text)| (format!("geography/{name}"), Bytes::from(text)))
        .collect()
}

/// A service code from its text.
#[must_use]
pub fn service(code: &str) -> ServiceCode {
    code.parse().expect("a service code")
}

/// A month from its text, like `2026-10`.
#[must_use]
pub fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// The `n`-th of a series of identifiers; the same `n` gives the same identifier.
#[must_use]
pub fn submission(n: u64) -> SubmissionId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    SubmissionId::from_parts(1_790_000_000_000 + n, random)
}

/// An accepted nil return with its own content tag, replacing nothing.
#[must_use]
pub fn accepted(submission: &SubmissionId, service: &ServiceCode, month: Month) -> Accepted {
    Accepted {
        submission: submission.clone(),
        service: service.clone(),
        month,
        by: "a tester".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        content_tag: format!("tag of {submission}"),
        file_tag: None,
        nil: true,
        object: None,
        details: BTreeMap::new(),
        rows_read: 0,
        rows_counted: 0,
        rows_left_out: 0,
        rows_ignored: 0,
        warnings: 0,
        replaces: None,
        items: Vec::new(),
        summary: ReturnSummary::default(),
        live: None,
        headings: BTreeMap::new(),
        reference_digits: None,
        why_different: None,
    }
}

/// An accepted return of several sheets, with their objects in the order of the sheets.
#[must_use]
pub fn accepted_details(
    submission: &SubmissionId,
    sheets: &[Anonymised],
    objects: &[ObjectRef],
) -> Accepted {
    let mut sheets = sheets.iter().zip(objects);
    let (referrals, object) = sheets.next().expect("referrals");
    let detail = |(rows, object): (&Anonymised, &ObjectRef)| {
        let detail = Detail {
            object: object.clone(),
            rows_counted: u32::try_from(rows.rows()).expect("few rows"),
            rows_left_out: 0,
        };
        (rows.record(), detail)
    };
    Accepted {
        details: sheets.map(detail).collect(),
        ..accepted_rows(submission, referrals, object.clone(), None)
    }
}

/// An accepted return with rows.
#[must_use]
pub fn accepted_rows(
    submission: &SubmissionId,
    rows: &Anonymised,
    object: ObjectRef,
    replaces: Option<SubmissionId>,
) -> Accepted {
    let n_rows = u32::try_from(rows.rows()).expect("few rows");
    Accepted {
        nil: false,
        object: Some(object),
        rows_read: n_rows,
        rows_counted: n_rows,
        replaces,
        ..accepted(submission, rows.service(), rows.month())
    }
}

/// A door with fixed keys and the generated England.
#[must_use]
pub fn door() -> Door {
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    Door::new(
        identity_keys(),
        Arc::clone(&REFERENCE),
        Limits::default(),
        options,
    )
}

/// The keys of that door.
#[must_use]
pub fn identity_keys() -> IdentityKeys {
    IdentityKeys::from_bytes([1; 32], [2; 32])
}

/// The key of a person in the rows of that door, by the service's own reference, like `P0` in [`csv`].
#[must_use]
pub fn person(code: &str, reference: &str) -> PersonKey {
    known(code, reference).key().clone()
}

/// Their tag on the list of people who object.
#[must_use]
pub fn opt_out_tag(code: &str, reference: &str) -> OptOutTag {
    identity_keys().opt_out_tag(&known(code, reference))
}

fn known(code: &str, reference: &str) -> hub_ingest::Person {
    let identifier = Identifier::local(service(code), reference.to_owned());
    identity_keys().person(&identifier).expect("an identifier")
}

/// A return of `n_rows` clean referrals, one person each, as a CSV file.
#[must_use]
pub fn csv(month: Month, n_rows: usize) -> String {
    let practices = REFERENCE.practices();
    let mut text = String::from(
        "local_referral_id,local_person_id,age,sex,gp_practice,referral_date,need_1\n",
    );
    for row in 0..n_rows {
        let practice = &practices[(row * 7) % practices.len()];
        let age = 18 + row % 70;
        let day = month.first_day();
        let need = ["loneliness", "money", "housing"][row % 3];
        writeln!(
            text,
            "R{row},P{row},{age},{},{},{day},{need}",
            1 + row % 2,
            practice.code
        )
        .expect("a string");
    }
    text
}

/// The anonymised rows of a return of `n_rows` clean referrals with a contact each, sheet by sheet, made by the real door.
#[must_use]
pub fn anonymised_sheets(service: &ServiceCode, month: Month, n_rows: usize) -> Vec<Anonymised> {
    let mut contacts = String::from("local_referral_id,contact_date,attendance\n");
    for row in 0..n_rows {
        writeln!(contacts, "R{row},{},5", month.last_day()).expect("a string");
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("referrals.csv", csv(month, n_rows)),
        ("contacts.csv", contacts),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("a file");
        archive.write_all(text.as_bytes()).expect("a file");
    }
    let bytes = archive.finish().expect("a zip").into_inner();
    let checked = checked(bytes, service, month);
    let details = checked.details.into_iter().map(|detail| detail.rows);
    let sheets: Vec<Anonymised> = std::iter::once(checked.rows)
        .chain(details)
        .flatten()
        .collect();
    assert_eq!(sheets.len(), 2, "{:?}", checked.findings);
    sheets
}

/// The anonymised rows of a return of `n_rows` clean referrals, made by the real door.
#[must_use]
pub fn anonymised(service: &ServiceCode, month: Month, n_rows: usize) -> Anonymised {
    let checked = checked(csv(month, n_rows), service, month);
    let rows = checked
        .rows
        .unwrap_or_else(|| panic!("not readable: {:?}", checked.findings));
    assert_eq!(
        rows.rows(),
        n_rows,
        "the door left rows out: {:?}",
        checked.findings
    );
    rows
}

/// What that door says of a file, a month after it is due.
fn checked(bytes: impl Into<Bytes>, service: &ServiceCode, month: Month) -> CheckedReturn {
    door().check(&Upload {
        bytes: bytes.into(),
        file_name: None,
        service: service.clone(),
        month,
        today: month.next().last_day(),
        choices: hub_ingest::Choices::default(),
        earlier: None,
    })
}
