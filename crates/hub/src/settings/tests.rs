use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::CommandFactory;

use super::file::read_text;
use super::near::nearest;
use super::table::table;
use super::{Checked, Unusable, check, example, joined, parse};
use crate::cli::{Cli, Command, LogForm, Serve};

fn faults(text: &str) -> Vec<String> {
    read_text(Path::new("hub.toml"), text, &table()).expect_err("the file is wrong")
}

/// The command that a line with a file of this text gives.
fn parsed(text: &str, line: &[&str]) -> Result<Cli, Unusable> {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("hub.toml");
    fs::write(&path, text).expect("the file can be written");
    let mut args: Vec<OsString> = line.iter().map(OsString::from).collect();
    args.push("--config".into());
    args.push(path.into());
    parse(args)
}

fn served(text: &str, line: &[&str]) -> Serve {
    match parsed(text, line).expect("it can be used").command {
        Command::Serve(serve) => serve,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_option_of_serve_is_a_setting_or_known_to_be_none() {
    let mut hub = Cli::command();
    hub.build();
    let serve = hub.find_subcommand("serve").expect("the command");
    let longs: BTreeSet<&str> = serve
        .get_arguments()
        .filter_map(|arg| arg.get_long())
        .collect();
    let table = table();
    let keys: BTreeSet<&str> = table.iter().map(|setting| setting.key.as_str()).collect();
    let none: Vec<&str> = longs.difference(&keys).copied().collect();
    assert_eq!(none, ["config", "help", "new", "verbose"]);
    for key in [
        "data", "store", "contact", "issuers", "tls-cert", "listen", "log",
    ] {
        assert!(keys.contains(key), "{key} is a setting");
    }
}

#[test]
fn the_example_has_every_setting_and_makes_none() {
    let (text, table) = (example(), table());
    let said = read_text(Path::new("hub.toml"), &text, &table).expect("it can be read");
    assert!(said.is_empty(), "{said:?}");
    for setting in &table {
        let key = &setting.key;
        let begin = format!("# {key} = ");
        assert_eq!(
            text.lines().filter(|line| line.starts_with(&begin)).count(),
            1,
            "{key}"
        );
    }
    let made: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| {
            let name = line.split(" = ").next().unwrap_or_default();
            table.iter().any(|setting| setting.key == name)
        })
        .collect();
    let said = read_text(Path::new("hub.toml"), &made.join("\n"), &table);
    assert_eq!(said.expect("it can be read").len(), table.len());
}

#[test]
fn wrong_files_are_told_by_line_and_without_values() {
    let told =
        faults("listen = \"127.0.0.1:0\"\n\nlisen = \"secret\"\ntls_cert = \"a\"\ncolour = 1\n");
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(
        told[0],
        "hub.toml, line 3: there is no setting lisen. Did you mean listen?"
    );
    assert!(told[1].contains("line 4") && told[1].contains("Did you mean tls-cert?"));
    assert!(told[2].contains("line 5") && told[2].contains("hub config example"));
    assert!(!told.concat().contains("secret"));

    assert!(faults("no-sql = \"yes\"")[0].contains("line 1: no-sql is true or false"));
    assert!(faults("\nlisten = true")[0].contains("line 2: listen is a text"));
    assert!(faults("[serve]\nlisten = \"a\"")[0].contains("there is no setting serve"));
    assert!(faults("listen = \n")[0].starts_with("hub.toml, line "));
}

#[test]
fn the_line_goes_before_the_file_and_the_file_before_the_default() {
    let text =
        "listen = \"127.0.0.1:1\"\nno-sql = true\nallow-test-numbers = false\nlog = \"json\"\n";
    let serve = served(text, &["hub", "serve"]);
    assert_eq!(serve.listen.port(), 1);
    assert!(serve.no_sql && !serve.allow_test_numbers && !serve.new);
    let serve = served(text, &["hub", "serve", "--listen", "127.0.0.1:2"]);
    assert_eq!(serve.listen.port(), 2);
    let cli = parsed(text, &["hub", "--log", "text", "serve"]).expect("it can be used");
    assert_eq!(cli.log, LogForm::Text);
    let cli = parsed(text, &["hub", "serve"]).expect("it can be used");
    assert_eq!(cli.log, LogForm::Json);
}

#[test]
fn other_commands_take_from_the_file_where_data_lie() {
    let text = "data = \"/srv/hub\"\nlisten = \"127.0.0.1:1\"\n";
    let read = parsed(text, &["hub", "doctor"]).expect("it can be used");
    assert!(
        matches!(read.command, Command::Doctor(doctor) if doctor.data.data == Path::new("/srv/hub"))
    );
    let demo = parsed(text, &["hub", "demo"]).expect("it can be used");
    let is_own = |data: &Path, port: u16| data != Path::new("/srv/hub") && port != 1;
    assert!(
        matches!(demo.command, Command::Demo(demo) if is_own(demo.data.data.as_path(), demo.listen.port()))
    );
}

#[test]
fn what_the_line_refuses_is_refused_from_a_file_too() {
    let key_alone = parsed("tls-key = \"key.pem\"\n", &["hub", "serve"]);
    assert!(matches!(
        key_alone,
        Err(Unusable::Line { file: Some(_), .. })
    ));
    let both = parsed(
        "tls-key = \"key.pem\"\n",
        &["hub", "serve", "--tls-cert", "cert.pem"],
    );
    assert!(both.is_ok());
    let wrong = parsed("listen = \"everywhere\"\n", &["hub", "serve"]);
    assert!(matches!(wrong, Err(Unusable::Line { .. })));
    let unknown = parsed("lisen = \"127.0.0.1:1\"\n", &["hub", "serve"]);
    assert!(matches!(unknown, Err(Unusable::File(faults)) if faults.len() == 1));
}

#[test]
fn a_check_tells_where_each_value_is_from() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("hub.toml");
    fs::write(&path, "\nopt-outs = \"ndop\"\nno-sql = true\n").expect("the file can be written");
    let Checked::Good(text) = check(Some(&path)) else {
        panic!("it can be used");
    };
    assert!(
        text.contains("opt-outs = \"ndop\"  # file, line 2\n"),
        "{text}"
    );
    assert!(text.contains("no-sql = true  # file, line 3\n"), "{text}");
    assert!(text.contains("log = \"text\"  # default\n"), "{text}");
    assert!(text.contains("# tls-cert is not set\n"), "{text}");
    // What is printed is a file of settings.
    read_text(&path, &text, &table()).expect("it can be read");

    fs::write(&path, "tls-cert = \"cert.pem\"\n").expect("the file can be written");
    let Checked::Wrong(told) = check(Some(&path)) else {
        panic!("the key is missing");
    };
    assert!(told.concat().contains("--tls-key"), "{told:?}");
    assert!(matches!(check(Some(&path.join("none"))), Checked::Wrong(_)));
}

#[test]
fn near_names_are_meant_and_far_ones_not() {
    let known = ["listen", "log", "log-level", "data"];
    let near = |wrong: &str| nearest(wrong, known.into_iter());
    assert_eq!(near("Lisen"), Some("listen"));
    assert_eq!(near("log_level"), Some("log-level"));
    assert_eq!(near("date"), Some("data"));
    assert_eq!(near("colour"), None);
}

#[test]
fn what_is_added_comes_before_the_end_of_options() {
    let line = |words: &[&str]| -> Vec<OsString> { words.iter().map(OsString::from).collect() };
    let with = |words: &[&str]| joined(line(words), line(&["--log=json"]));
    assert_eq!(
        with(&["hub", "person", "add", "--", "-A"]),
        line(&["hub", "person", "add", "--log=json", "--", "-A"])
    );
    assert_eq!(
        with(&["hub", "doctor"]),
        line(&["hub", "doctor", "--log=json"])
    );
}
