//! What those who run a hub rely on: that it is begun on purpose, says when it is not whole, and takes its settings.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::thread;
use std::time::Duration;

use crate::support::{Server, hub, run_ok, small_demo};

fn run(args: &[&str], data: &Path) -> Output {
    let mut command = hub();
    command.args(args).arg("--data").arg(data);
    command.output().expect("the binary starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn health(server: &Server) -> Option<i32> {
    let url = format!("http://{}", server.address);
    let output = hub().args(["health", "--url", &url]).output();
    output.expect("the binary starts").status.code()
}

#[test]
fn an_empty_folder_is_no_hub_until_one_is_begun() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let refused = run(&serve, &data);
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        said(&refused).contains("hub serve --new"),
        "{}",
        said(&refused)
    );
    assert!(!data.exists(), "nothing is made where nothing was begun");

    let begun = run(&["init"], &data);
    assert!(begun.status.success() && said(&begun).contains("A new hub was begun"));
    assert!(said(&run(&["init"], &data)).contains("already"));
    let server = Server::start(&data);
    assert_eq!(health(&server), Some(0));
    server.kill();

    let other = scratch.path().join("other");
    let server = Server::start_with(&other, &["--new"]);
    assert_eq!(health(&server), Some(0));
    assert!(server.kill().contains("A new hub was begun"));
}

#[test]
fn a_hub_that_lost_its_volume_is_not_ready_and_does_not_start_anew() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 1, 2);
    let (objects, away) = (data.join("objects"), data.join("away"));
    let server = Server::start(&data);
    assert_eq!(health(&server), Some(0));
    fs::rename(&objects, &away).expect("it can be moved");
    assert_eq!(health(&server), Some(1));
    fs::rename(&away, &objects).expect("it can be moved back");
    assert_eq!(health(&server), Some(0));
    server.kill();

    fs::rename(&objects, &away).expect("it can be moved");
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let refused = run(&serve, &data);
    assert_eq!(refused.status.code(), Some(4));
    assert!(said(&refused).contains("not mounted"), "{}", said(&refused));
    assert!(!objects.exists(), "nothing is made in its place");
    fs::rename(&away, &objects).expect("it can be moved back");

    fs::rename(data.join("keys"), data.join("no-keys")).expect("they can be moved");
    let refused = run(&serve, &data);
    assert_eq!(refused.status.code(), Some(4));
    assert!(said(&refused).contains("is missing"), "{}", said(&refused));

    let nobody = hub()
        .args(["health", "--url", "http://127.0.0.1:1"])
        .output();
    assert_eq!(nobody.expect("the binary starts").status.code(), Some(1));
}

#[test]
fn no_release_follows_on_objects_from_before_the_last_one() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (data, _) = small_demo(scratch.path(), 2, 4);
    let listed = told(&run(&["release", "list"], &data));
    let ids: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(ids.len(), 2, "{listed}");
    assert!(
        ids[0].ends_with(".2") && ids[1].ends_with(".1"),
        "newest first: {listed}"
    );

    let note = data.join("newest-release");
    let server = Server::start(&data);
    for _ in 0..100 {
        if note.exists() {
            break;
        }
        thread::sleep(Duration::from_millis(200));
    }
    server.kill();
    let noted = fs::read_to_string(&note).expect("the newest release is noted");
    assert!(noted.starts_with(ids[0]), "{noted}");

    fs::write(&note, "2099-01-01.1 of-another-time\n").expect("the note can be written");
    let refused = run(&["release", "build"], &data);
    assert_eq!(refused.status.code(), Some(4));
    let why = said(&refused);
    assert!(why.contains("2099-01-01.1 was seen here") && why.contains("--after-restore"));
    assert_eq!(told(&run(&["release", "list"], &data)), listed);
    // It can still be read, and says so.
    let log = {
        let server = Server::start(&data);
        assert_eq!(health(&server), Some(0));
        server.kill()
    };
    assert!(log.contains("Release 2099-01-01.1 was seen here"));
    let noted = fs::read_to_string(&note).expect("the note stays");
    assert!(noted.starts_with("2099-01-01.1"), "{noted}");

    let built = run(&["release", "build", "--after-restore"], &data);
    assert!(
        matches!(built.status.code(), Some(0 | 2)),
        "{}",
        said(&built)
    );
    let built = told(&built);
    let noted = fs::read_to_string(&note).expect("the newest release is noted");
    assert!(
        built.starts_with(noted.split(' ').next().unwrap_or_default()),
        "{built}"
    );
}

#[test]
fn the_example_of_settings_has_every_option_of_serve() {
    let help = told(&run_ok(hub().args(["serve", "--help"])));
    let options: BTreeSet<String> = help
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with('-'))
        .filter_map(|line| {
            line.split_whitespace().find_map(|word| {
                word.strip_prefix("--")
                    .map(|name| name.trim_end_matches('.'))
            })
        })
        .map(str::to_owned)
        .collect();
    assert!(options.len() > 10, "{help}");
    let example = told(&run_ok(hub().args(["config", "example"])));
    for option in &options {
        let is_setting = example.contains(&format!("# {option} = "));
        let is_none = ["config", "help", "new", "verbose"].contains(&option.as_str());
        assert_ne!(is_setting, is_none, "{option}");
    }
}

#[test]
fn settings_are_checked_and_their_origin_told() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let file = scratch.path().join("hub.toml");
    let check = || {
        let mut command = hub();
        command.args(["config", "check"]).arg(&file);
        command.env("HUB_CONTACT", "hub@example.org");
        command.output().expect("the binary starts")
    };
    fs::write(
        &file,
        "listen = \"127.0.0.1:8090\"\ncontact = \"other@example.org\"\n",
    )
    .expect("the file can be written");
    let good = check();
    assert!(good.status.success(), "{}", said(&good));
    let shown = told(&good);
    assert!(
        shown.contains("listen = \"127.0.0.1:8090\"  # file, line 1"),
        "{shown}"
    );
    assert!(shown.contains("contact = \"hub@example.org\"  # environment, HUB_CONTACT"));
    assert!(shown.contains("opt-outs = \"both\"  # default"), "{shown}");

    fs::write(&file, "\nlisen = \"127.0.0.1:8090\"\n").expect("the file can be written");
    let wrong = check();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("line 2: there is no setting lisen. Did you mean listen?"));
    let data = scratch.path().join("data");
    let mut serve = hub();
    serve
        .args(["serve", "--data"])
        .arg(&data)
        .env("HUB_CONFIG", &file);
    let refused = serve.output().expect("the binary starts");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("Did you mean listen?"));

    fs::write(&file, "tls-cert = \"cert.pem\"\n").expect("the file can be written");
    let alone = check();
    assert_eq!(alone.status.code(), Some(2));
    assert!(said(&alone).contains("--tls-key"), "{}", said(&alone));
}

#[test]
fn other_commands_find_the_data_that_a_file_names() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let data = scratch.path().join("data");
    assert!(run(&["init"], &data).status.success());
    let file = scratch.path().join("hub.toml");
    let text = format!("data = '{}'\n", data.display());
    fs::write(&file, text).expect("the file can be written");
    let mut list = hub();
    list.args(["token", "list"]).env("HUB_CONFIG", &file);
    run_ok(list.current_dir(scratch.path()));
    let nowhere = scratch.path().join("nowhere");
    let mut list = hub();
    list.args(["token", "list", "--data"])
        .arg(nowhere)
        .env("HUB_CONFIG", &file);
    let refused = list.output().expect("the binary starts");
    assert!(
        said(&refused).contains("holds no hub"),
        "the line goes first"
    );
}
