//! Components against the fixtures of NHS.UK frontend: ours has the same elements, attributes and words for the same options.
//!
//! The fixtures are not kept here. `NHSUK_FIXTURES` names the folder of components in their package; without it nothing is
//! compared. A fixture is supported if our component has each option that it uses. The rest is listed with the option that
//! it fails at. What counts as the same is said in [`tree`].

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use maud::Markup;
use serde_json::Value;

use options::{Mapped, Options};

mod form;
mod lists;
mod options;
mod parts;
mod site;
mod tree;

/// All fixtures of the version that is vendored.
const FIXTURES: usize = 983;

/// A component of ours: its name there, how many of its fixtures are supported, and how options become HTML.
struct Ours {
    component: &'static str,
    supported: usize,
    render: fn(&mut Options<'_>) -> Mapped<Markup>,
}

const fn ours(
    component: &'static str,
    supported: usize,
    render: fn(&mut Options<'_>) -> Mapped<Markup>,
) -> Ours {
    Ours {
        component,
        supported,
        render,
    }
}

const OURS: &[Ours] = &[
    ours("back-link", 1, site::back_link),
    ours("breadcrumb", 1, site::breadcrumb),
    ours("button", 16, parts::button),
    ours("checkboxes", 27, form::checkboxes),
    ours("details", 6, parts::details),
    ours("error-message", 3, form::error_message),
    ours("error-summary", 4, form::error_summary),
    ours("fieldset", 2, form::fieldset),
    ours("file-upload", 13, form::file_upload),
    ours("footer", 4, site::footer),
    ours("header", 15, site::header),
    ours("heading", 13, parts::heading),
    ours("hint", 2, form::hint),
    ours("input", 30, form::input),
    ours("inset-text", 2, parts::inset_text),
    ours("label", 11, form::label),
    ours("legend", 11, form::legend),
    ours("panel", 4, parts::panel),
    ours("radios", 27, form::radios),
    ours("select", 13, form::select),
    ours("skip-link", 3, site::skip_link),
    ours("summary-list", 9, lists::summary_list),
    ours("tables", 13, lists::table),
    ours("tag", 26, parts::tag),
    ours("task-list", 4, lists::task_list),
    ours("textarea", 13, form::textarea),
    ours("warning-callout", 4, parts::warning_callout),
];

#[derive(Default)]
struct Count {
    fixtures: usize,
    supported: usize,
    equal: usize,
    /// Names of those that are not supported, by reason.
    unsupported: BTreeMap<String, Vec<String>>,
    /// Names of those that differ, with both trees.
    different: Vec<String>,
}

#[test]
fn ours_equal_theirs_wherever_ours_have_the_options() {
    let Some(folder) = env::var_os("NHSUK_FIXTURES") else {
        println!("NHSUK_FIXTURES is not set: no component was compared.");
        return;
    };
    let counts = compare(Path::new(&folder));
    print(&counts);
    for (component, count) in &counts {
        for difference in &count.different {
            println!("{component}: {difference}");
        }
    }
    let of = |component: &str| counts.get(component).map_or(0, |count| count.supported);
    for own in OURS {
        assert_eq!(of(own.component), own.supported, "{}", own.component);
    }
    assert_eq!(sum(&counts, |count| count.fixtures), FIXTURES);
    assert_eq!(
        sum(&counts, |count| count.equal),
        sum(&counts, |count| count.supported)
    );
}

fn sum(counts: &BTreeMap<String, Count>, part: impl Fn(&Count) -> usize) -> usize {
    counts.values().map(part).sum()
}

fn compare(folder: &Path) -> BTreeMap<String, Count> {
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder of components") {
        let path = entry.expect("a component").path().join("fixtures.json");
        if !path.exists() {
            continue;
        }
        let text = fs::read_to_string(&path).expect("fixtures of a component");
        let file: Value = serde_json::from_str(&text).expect("fixtures in JSON");
        let component = file["component"].as_str().expect("its name");
        let fixtures = file["fixtures"].as_array().expect("its fixtures");
        let own = OURS.iter().find(|own| own.component == component);
        let mut count = Count::default();
        for fixture in fixtures {
            compare_one(own, fixture, &mut count);
        }
        counts.insert(component.to_owned(), count);
    }
    counts
}

fn compare_one(own: Option<&Ours>, fixture: &Value, count: &mut Count) {
    let name = fixture["name"].as_str().expect("a name");
    count.fixtures += 1;
    match rendered(own, name, &fixture["context"]) {
        Err(reason) => {
            let names = count.unsupported.entry(reason).or_default();
            names.push(name.to_owned());
        }
        Ok(markup) => {
            count.supported += 1;
            let ours = tree::outline(&markup.into_string());
            let theirs = tree::outline(fixture["html"].as_str().expect("its HTML"));
            if ours == theirs {
                count.equal += 1;
            } else {
                let options = &fixture["context"];
                count.different.push(format!(
                    "{name} {options}\n--- ours\n{ours}\n--- theirs\n{theirs}"
                ));
            }
        }
    }
}

fn rendered(own: Option<&Ours>, name: &str, options: &Value) -> Mapped<Markup> {
    let Some(own) = own else {
        return Err("no such component".to_owned());
    };
    // Such content stands in a template and not in the options.
    if name.contains("call block") {
        return Err("content by a call block".to_owned());
    }
    let mut options = Options::of(options)?;
    let markup = (own.render)(&mut options)?;
    options.end()?;
    Ok(markup)
}

fn print(counts: &BTreeMap<String, Count>) {
    line(
        "Component",
        ["Fixtures", "Supported", "Equal", "Unsupported"],
    );
    for (component, count) in counts {
        numbers(component, count.fixtures, count.supported, count.equal);
    }
    numbers(
        "All",
        sum(counts, |count| count.fixtures),
        sum(counts, |count| count.supported),
        sum(counts, |count| count.equal),
    );
    println!("Unsupported:");
    for (component, count) in counts {
        for (reason, names) in &count.unsupported {
            let number = names.len();
            println!("{component}: {reason} ({number}): {}", each_once(names));
        }
    }
}

fn numbers(name: &str, fixtures: usize, supported: usize, equal: usize) {
    let numbers = [fixtures, supported, equal, fixtures - supported];
    let texts = numbers.map(|number| number.to_string());
    line(name, texts.each_ref().map(String::as_str));
}

fn line(name: &str, [fixtures, supported, equal, unsupported]: [&str; 4]) {
    println!("{name:<20} {fixtures:>9} {supported:>9} {equal:>6} {unsupported:>12}");
}

/// Names in order, each with how often it is there if that is more than once.
fn each_once(names: &[String]) -> String {
    let mut times = BTreeMap::<&str, usize>::new();
    for name in names {
        *times.entry(name).or_default() += 1;
    }
    let texts: Vec<String> = times
        .into_iter()
        .map(|(name, times)| match times {
            1 => name.to_owned(),
            times => format!("{name} ({times} times)"),
        })
        .collect();
    texts.join("; ")
}
