//! `hub check`: the findings of the page, on the sender's own machine; and the template that avoids them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::mem::ManuallyDrop;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};
use bytes::Bytes;
use hub_ingest::{
    CheckedReturn, Choices, Door, DoorOptions, IdentityKeys, Limits, Outcome, Upload,
};
use hub_reference::Reference;
use hub_standard::calendar::{MonthWindows, Stage};
use hub_standard::codes;
use hub_standard::definition::ReturnDefinition;
use hub_standard::finding::{Finding, Severity};
use hub_standard::ids::Month;
use hub_standard::template;
use jiff::civil::Date;

use super::synth::today;
use crate::cli::{Check, Data, Template};
use crate::data_dir::DataDir;
use crate::output::{result, words};

pub(crate) async fn run(args: &Check) -> Result<ExitCode> {
    let reference = match &args.data {
        Some(dir) => {
            let at = Data {
                data: dir.clone(),
                store: args.store.clone(),
            };
            Some(DataDir::open_existing(&at).await?.reference().await?)
        }
        None => None,
    };
    let checked = check(args, reference)?;
    if args.json {
        let report = serde_json::json!({
            "outcome": checked.outcome,
            "sheet": checked.sheet,
            "counts": checked.counts,
            "details": checked.details,
            "summary": checked.summary,
            "items": checked.items,
            "findings": checked.findings,
        });
        result(format_args!("{report:#}"));
    } else {
        print_report(&checked);
        print_window(args.month, today());
    }
    Ok(ExitCode::from(match checked.outcome {
        Outcome::Ready => 0,
        Outcome::Warnings => 1,
        Outcome::Problems => 2,
        Outcome::Unreadable => 3,
    }))
}

/// Checks the file.
fn check(args: &Check, reference: Option<Arc<Reference>>) -> Result<CheckedReturn> {
    let path = &args.file;
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    // What is built in is made while the file is read.
    let (reference, bytes) = thread::scope(|scope| {
        let reference = scope.spawn(|| reference.unwrap_or_else(|| Arc::new(Reference::builtin())));
        // The definition of the return and its code lists are read from their files on their first use.
        scope.spawn(|| {
            ReturnDefinition::v1();
            codes::all();
        });
        let mut bytes = Vec::new();
        let read = match args.any_size {
            true => Ok(0),
            false => file.read_to_end(&mut bytes),
        };
        (reference.join(), read.map(|_| bytes))
    });
    let bytes = bytes.with_context(|| format!("cannot read {}", path.display()))?;
    let reference = reference.map_err(|_| anyhow::anyhow!("the reference data cannot be made"))?;
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    let limits = match args.any_size {
        true => long_text(),
        false => Limits::default(),
    };
    // The program ends with the check: the system takes its memory back faster than it could be given back.
    let door = ManuallyDrop::new(Door::new(throw_away_keys()?, reference, limits, options));
    let upload = Upload {
        bytes: Bytes::from(bytes),
        file_name: path
            .file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned),
        service: args.service.clone(),
        month: args.month,
        today: today(),
        choices: choices(&args.answer)?,
        earlier: None,
    };
    if args.any_size {
        let checked = door.findings_of_text(file, &upload);
        return checked.with_context(|| {
            let path = path.display();
            format!(
                "{path} is not text. Save the sheet as CSV: only text can be checked at any size"
            )
        });
    }
    Ok(door.findings(&upload))
}

/// What is allowed of a text file that is read a part at a time: it takes time and hardly any memory.
fn long_text() -> Limits {
    Limits {
        max_rows: 20_000_000,
        max_cells: usize::MAX,
        max_text_bytes: usize::MAX,
        max_check_s: 3_600,
        ..Limits::default()
    }
}

/// Nothing is kept of what is checked here, so the keys need not be anyone's.
fn throw_away_keys() -> Result<IdentityKeys> {
    let mut keys = [[0_u8; 32]; 2];
    for key in &mut keys {
        getrandom::fill(key).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    }
    let [link, purpose] = keys;
    Ok(IdentityKeys::from_bytes(link, purpose))
}

/// The answers given on the command line.
fn choices(answers: &[String]) -> Result<Choices> {
    let mut choices = Choices::default();
    for answer in answers {
        let (name, value) = answer
            .split_once('=')
            .with_context(|| format!("--answer {answer}: expected NAME=VALUE"))?;
        choices
            .answer(name, value)
            .with_context(|| format!("--answer {answer}"))?;
    }
    Ok(choices)
}

/// Which figures the return would be in time for, if it were submitted today. Not a finding: it says nothing of the file.
fn print_window(month: Month, today: Date) {
    let windows = MonthWindows::of(month);
    if windows.stage(today) == Stage::NotYetOpen {
        words(format_args!("\n{}", windows.not_yet_open(today)));
    } else {
        words(format_args!(
            "\nSubmitted today, this return counts for: {}.",
            windows.counts_for(today)
        ));
    }
}

fn print_report(checked: &CheckedReturn) {
    let counts = &checked.counts;
    result(format_args!(
        "{} rows read = {} that count + {} left out + {} ignored",
        counts.read, counts.counted, counts.left_out, counts.ignored
    ));
    for detail in &checked.details {
        let counts = detail.counts;
        result(format_args!(
            "{}: {} rows read = {} that count + {} left out + {} ignored",
            detail.record.sheet_name(),
            counts.read,
            counts.counted,
            counts.left_out,
            counts.ignored
        ));
    }
    for (severity, heading) in [
        (Severity::File, "The file"),
        (Severity::Record, "Fix these"),
        (Severity::Warning, "Check these"),
        (Severity::Note, "What we changed or did not use"),
    ] {
        let findings: Vec<_> = checked
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .collect();
        if findings.is_empty() {
            continue;
        }
        if severity == Severity::Record {
            result(format_args!("\n{heading}: {}", extent(&findings)));
        } else {
            result(format_args!("\n{heading}"));
        }
        for finding in findings {
            print_finding(finding);
        }
    }
}

/// In how many places there is something to fix, and of how many kinds, in the words of the page.
fn extent(findings: &[&Finding]) -> String {
    let places = findings
        .iter()
        .fold(0_u32, |sum, finding| sum.saturating_add(finding.count));
    let kinds: BTreeSet<&str> = findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    match (places, kinds.len()) {
        (1, _) => "1 place".to_owned(),
        (_, 1) => format!("{places} places, one kind of problem"),
        (_, kinds) => format!("{places} places, {kinds} kinds of problem"),
    }
}

fn print_finding(finding: &Finding) {
    result(format_args!("  {} {}", finding.code, finding.message));
    if matches!(
        finding.severity,
        Severity::File | Severity::Record | Severity::Warning
    ) && !finding.fix.is_empty()
        && !finding.message.ends_with(&finding.fix)
    {
        result(format_args!("       {}", finding.fix));
    }
    for answer in finding.question.iter().flat_map(|question| {
        let parameter = &question.parameter;
        question
            .answers
            .iter()
            .map(move |answer| (parameter, answer))
    }) {
        let (parameter, answer) = answer;
        if parameter == "month" {
            result(format_args!(
                "       {}: --month {}",
                answer.label, answer.value
            ));
        } else {
            result(format_args!(
                "       {}: --answer {parameter}={}",
                answer.label, answer.value
            ));
        }
    }
    if finding.count > 1 {
        let rows: Vec<_> = finding
            .more_places
            .iter()
            .filter_map(|place| place.row)
            .take(10)
            .map(|row| row.to_string())
            .collect();
        if !rows.is_empty() {
            let also = match finding.place.row {
                Some(_) => "Also in",
                None => "In",
            };
            result(format_args!(
                "       {also} rows {} ({} in all)",
                rows.join(", "),
                finding.count
            ));
        }
    }
}

pub(crate) fn template(args: &Template) -> Result<ExitCode> {
    let workbook = template::workbook(
        ReturnDefinition::v1(),
        &args.service,
        &args.name,
        args.month,
    )?;
    fs::write(&args.out, &workbook)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    words(format_args!("Wrote {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}
