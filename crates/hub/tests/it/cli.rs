//! Commands as a person types them.

use std::fs;

use crate::support::{hub, run_ok, small_demo, tokens, told};

#[test]
fn every_command_shows_an_example_in_its_help() {
    let top = String::from_utf8(run_ok(hub().arg("--help")).stdout).expect("help is text");
    for command in [
        "demo",
        "serve",
        "init",
        "config",
        "health",
        "check",
        "submit",
        "query",
        "catalogue",
        "evaluate",
        "synth",
        "release",
        "person",
        "service",
        "token",
        "reference",
        "template",
        "doctor",
        "erase",
        "object",
    ] {
        assert!(top.contains(command), "{command} is listed");
        let help = String::from_utf8(run_ok(hub().args([command, "--help"])).stdout)
            .expect("help is text");
        assert!(
            help.contains(&format!("hub {command}")),
            "{command} has an example"
        );
        for line in help.lines().filter(|line| line.contains("Example: ")) {
            assert!(
                line.trim_start().starts_with("Example: hub ")
                    && line.matches("Example: ").count() == 1,
                "{command} has each example on a line of its own: {line}"
            );
        }
    }
}

#[test]
fn what_is_no_contact_is_refused() {
    let output = hub()
        .args(["serve", "--contact", "ask Jo"])
        .output()
        .expect("the binary starts");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("write an e-mail address"));
}

#[test]
fn check_tells_clean_from_broken_by_exit_code() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let empty = scratch.path().join("empty.csv");
    fs::write(&empty, b"").expect("a file can be written");
    let output = hub()
        .args(["check", "--service", "YA001", "--month", "2026-10"])
        .arg(&empty)
        .output()
        .expect("the binary starts");
    assert_eq!(output.status.code(), Some(3), "an empty file is unreadable");
    assert!(String::from_utf8_lossy(&output.stdout).contains("empty"));
}

#[test]
fn doctor_refuses_a_directory_that_is_no_hub() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let output = hub()
        .arg("doctor")
        .arg("--data")
        .arg(scratch.path())
        .output()
        .expect("the binary starts");
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds no hub"));
}

#[test]
fn a_token_is_made_listed_and_ended() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let token = |args: &[&str]| {
        let output = hub()
            .arg("token")
            .args(args)
            .arg("--data")
            .arg(&data)
            .output()
            .expect("the binary starts");
        let text = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), text)
    };
    let (code, made) = token(&["create", "--name", "A. Khan", "--role", "icb:QE1"]);
    assert_eq!(code, Some(0));
    let id = made.trim().split('_').nth(1).expect("an id").to_owned();
    let line = |text: &str| {
        let mut lines = text.lines().filter(|line| line.starts_with(&id));
        lines.next().expect("a line").to_owned()
    };
    let (_, listed) = token(&["list"]);
    assert!(line(&listed).contains("A. Khan\ticb\tQE1\tworks"));
    assert!(!listed.contains(made.trim()), "the secret is shown once");
    assert_eq!(token(&["revoke", &id]).0, Some(0));
    assert!(line(&token(&["list"]).1).contains("revoked"));
    assert_eq!(token(&["revoke", "0000000000000000"]).0, Some(4));
    assert_eq!(
        token(&["create", "--name", "B", "--role", "icb"]).0,
        Some(4)
    );
}

#[test]
fn a_person_is_added_given_roles_and_leaves() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    assert!(tokens(&data).contains_key("person:two-services"));
    let run = |args: &[&str]| {
        let output = hub()
            .args(args)
            .arg("--data")
            .arg(&data)
            .output()
            .expect("the binary starts");
        let text = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), text.trim().to_owned())
    };
    let (code, id) = run(&["person", "add", "A. Khan", "--role", "operator"]);
    assert_eq!(code, Some(0));
    let (code, role) = run(&["person", "give", &id, "--role", "analyst"]);
    assert_eq!(code, Some(0));
    // The same role once more, one that there is not, and a board that there is not.
    for wrong in ["analyst", "minister", "icb:ZZZZZ", "service:ZZ999"] {
        let given = run(&["person", "give", &id, "--role", wrong]);
        assert_eq!(given.0, Some(4), "{wrong}");
    }
    let token = ["token", "create", "--person", id.as_str()];
    assert_eq!(run(&token).0, Some(4), "which of two roles is not said");
    let (code, _) = run(&[&token[..], &["--role", "analyst"]].concat());
    assert_eq!(code, Some(0));
    let lines = run(&["person", "list"]).1;
    assert!(lines.contains(&format!("{id}\tA. Khan\tanalyst\t\t{role}\tholds")));

    assert_eq!(run(&["person", "end", &role]).0, Some(0));
    assert!(
        run(&["token", "list"])
            .1
            .contains("A. Khan\tanalyst\t\trevoked")
    );
    let leave = ["person", "leave", id.as_str()];
    assert_eq!(run(&leave).0, Some(4), "the last operator stays");
    assert_eq!(
        run(&["person", "add", "B. Jones", "--role", "operator"]).0,
        Some(0)
    );
    assert_eq!(run(&leave).0, Some(0));
    assert!(run(&["person", "list"]).1.contains("\tleft"));
}

#[test]
fn a_service_is_registered_sent_for_changed_and_ended() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let run = |args: &[&str]| told(hub().args(args).arg("--data").arg(&data));
    let listed = |code: &str| {
        let lines = run(&["service", "list"]).1;
        let mut own = lines.lines().filter(|line| line.starts_with(code));
        own.next().unwrap_or_default().to_owned()
    };
    let csv = run(&["service", "list", "--format", "csv"]).1;
    let area = csv.lines().nth(1).and_then(|line| line.rsplit(',').nth(3));
    let area = area.expect("a service of the demonstration").to_owned();
    let add = |code: &str, name: &str, area: &str| {
        run(&[
            "service", "add", code, "--name", name, "--area", area, "--kind", "council",
        ])
    };
    assert_eq!(add("ZZNEW1", "Canal Street", &area).0, Some(0));
    assert!(listed("ZZNEW1").contains("\tCanal Street\t"));
    // The same code, the same name at the same place, and a place that there is not.
    for (code, name, place) in [
        ("ZZNEW1", "Mill Lane", area.as_str()),
        ("ZZNEW2", "canal street!", area.as_str()),
        ("ZZNEW2", "Mill Lane", "ZZZZZ"),
    ] {
        assert_eq!(add(code, name, place).0, Some(4), "{code} {name} {place}");
    }
    let given = run(&["person", "add", "A. Khan", "--role", "service:ZZNEW1"]);
    assert_eq!(given.0, Some(0), "who sends for it can be let in");

    let change = ["service", "change", "ZZNEW1", "--name", "Canal Street Hub"];
    assert_eq!(run(&change).0, Some(0));
    assert_eq!(run(&change).0, Some(4), "nothing is different");
    let month = listed("ZZNEW1").split('\t').nth(4).map(str::to_owned);
    let month = month.expect("a month");
    let end = ["service", "end", "ZZNEW1", "--month", month.as_str()];
    assert_eq!(run(&end).0, Some(0));
    assert!(listed("ZZNEW1").ends_with("\tended"));
    assert_eq!(
        run(&["service", "change", "ZZNEW1", "--goes-on"]).0,
        Some(0)
    );
    assert!(listed("ZZNEW1").ends_with("\ttakes part"));
}

#[test]
fn a_list_of_services_is_taken_whole_or_not_at_all() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let run = |args: &[&str]| {
        let output = hub()
            .args(args)
            .arg("--data")
            .arg(&data)
            .output()
            .expect("the binary starts");
        let text = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), text)
    };
    let before = run(&["service", "list", "--format", "csv"]).1;
    let row = before.lines().nth(1).expect("a service");
    let (place, first) = {
        let mut cells = row.rsplit(',');
        let first = cells.nth(1).expect("a month");
        (cells.nth(1).expect("a place"), first)
    };
    let file = scratch.path().join("services.csv");
    let path = file.to_str().expect("a path of text");
    let write = |line: &str| fs::write(&file, format!("{before}{line}\n")).expect("a file");

    write(&format!("ZZNEW1,Canal Street,{place},wrong,{first},"));
    let (code, said) = run(&["service", "import", path]);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("line 4, kind: Enter one of"), "{said}");
    assert_eq!(run(&["service", "list", "--format", "csv"]).1, before);

    write(&format!("ZZNEW1,Canal Street,{place},council,{first},"));
    let dry = ["service", "import", path, "--dry-run"];
    assert_eq!(run(&dry).0, Some(0));
    assert_eq!(run(&["service", "list", "--format", "csv"]).1, before);
    assert_eq!(run(&["service", "import", path]).0, Some(0));
    assert!(run(&["service", "list"]).1.contains("ZZNEW1\tCanal Street"));
    // What is there already is passed over.
    assert_eq!(run(&["service", "import", path]).0, Some(0));
}

#[test]
fn a_finer_table_is_made_listed_and_counted() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let release = |args: &[&str]| told(hub().arg("release").args(args).arg("--data").arg(&data));
    let open = |by: &str| {
        let args = [
            "open",
            "--fact",
            "referrals",
            "--by",
            by,
            "--project",
            "Frailty",
        ];
        release(&args)
    };
    let (code, made, left) = open("sex,rural,need");
    assert_eq!(code, Some(0), "{left}");
    assert!(made.starts_with("referrals_by_sex_rural_need of release"));
    assert!(left.contains("39 more can be made, 5 of them"), "{left}");
    assert!(open("need,rural,sex").1.contains("there already"));
    let (code, _, why) = open("sex,need");
    assert_eq!(code, Some(4));
    assert!(why.contains("not made: referrals has finer tables by 3"));
    let (_, listed, _) = release(&["opened"]);
    assert_eq!(listed.lines().count(), 1);
    assert!(listed.contains("Frailty  sensitive"), "{listed}");
    run_ok(hub().arg("doctor").arg("--data").arg(&data));
    let reports = scratch.path().join("reports");
    let reports = reports.to_str().expect("text");
    let audit = ["audit", "--finer", "--targets", "20", "--out", reports];
    // Of so few people, the report may say that a line is crossed.
    let (code, said, _) = release(&audit);
    assert!(matches!(code, Some(0 | 2)), "{said}");
    let report = fs::read_dir(reports)
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "json"))
        .expect("a report");
    let report = fs::read_to_string(report).expect("text");
    assert!(report.contains("\"finer_tables\":1") || report.contains("\"finer_tables\": 1"));
}
