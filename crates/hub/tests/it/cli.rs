//! Commands as a person types them.

use std::fs;

use crate::support::{hub, run_ok};

#[test]
fn every_command_shows_an_example_in_its_help() {
    let top = String::from_utf8(run_ok(hub().arg("--help")).stdout).expect("help is text");
    for command in [
        "demo",
        "serve",
        "check",
        "submit",
        "query",
        "catalogue",
        "synth",
        "release",
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
    }
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
