//! O4: since when each measure is defined as it is, and what its versions changed.

use std::sync::Arc;

use hub_disclosure::Policy;
use hub_engine::{Catalogue, MeasureFile, MeasureMeta};
use hub_release::{BuildOptions, Builder};
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{TestApp, Who, keys, october, screen};

const LIST: &str = "/operate/measures";
const VALUE: &str =
    "case when sdc_shown(persons, floor_met) then sdc_display(persons) end as value,";
const TWICE: &str =
    "case when sdc_shown(persons, floor_met) then 2 * sdc_display(persons) end as value,";

/// What stands between two texts of a page.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("{start}: {text}"));
    rest.split(end).next().unwrap()
}

/// The embedded files with two measures, and the views that they read. A view may read another one.
fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::embedded().unwrap();
    let measures = &mut catalogue.measures;
    measures.retain(|file| ["referral_rate", "returns_received"].contains(&file.meta.id.as_str()));
    let mut text: String = measures.iter().map(|file| file.sql.as_str()).collect();
    let mut kept = Vec::new();
    while let Some(at) = catalogue
        .shared
        .iter()
        .position(|view| text.contains(&format!("shared.{}", view.name)))
    {
        let view = catalogue.shared.remove(at);
        text.push_str(&view.sql);
        kept.push(view);
    }
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    catalogue.shared = kept;
    catalogue
}

/// A measure of one count, people referred, as a file of the folder of measures would be.
fn added(id: &str, title: &str, value: &str) -> MeasureFile {
    let base = Catalogue::embedded().unwrap();
    let sql = format!(
        "select\n    area_type,\n    area_code,\n    geography,\n    month,\n    'all' as breakdown,\n    'all' as category,\n    \
         case when sdc_shown(persons, floor_met) then sdc_display(persons) end as numerator,\n    \
         null as denominator,\n    {value}\n    null as lower95,\n    null as upper95,\n    \
         case when sdc_shown(persons, floor_met) then 'shown' else 'hidden' end as status\nfrom by_area.referrals"
    );
    MeasureFile {
        meta: MeasureMeta {
            id: id.to_owned(),
            title: title.to_owned(),
            unit: "people".to_owned(),
            per: 1.0,
            decimals: 0,
            ..base.measure("referral_rate").unwrap().meta.clone()
        },
        first_line: 5,
        text: format!("-- ---\n-- id = \"{id}\"\n-- title = \"{title}\"\n-- ---\n{sql}\n"),
        sql,
    }
}

/// Builds a release with these measures beside those of [`catalogue`].
async fn release(app: &TestApp, more: impl IntoIterator<Item = MeasureFile>) {
    let mut catalogue = catalogue();
    catalogue.measures.extend(more);
    let builder = Builder::new(
        app.store.clone(),
        Arc::clone(&REFERENCE),
        keys(),
        Policy::sdc_1(),
    );
    let options = BuildOptions {
        at: "2026-11-03T09:00:00Z".parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: vec![month("2026-10")],
    };
    let builder = builder.with_catalogue(catalogue);
    builder.build(&options).await.unwrap();
}

async fn page(app: &TestApp, path: &str) -> String {
    let page = app.get(Who::Operator, path).await.expect(200).text();
    assert_eq!(screen(&page), "O4", "{path}");
    page
}

/// A name as pages have it, with the places where a line may end.
fn broken(name: &str) -> String {
    name.replace('_', "_<wbr>")
}

/// The row of a measure in the list.
fn row<'a>(page: &'a str, id: &str) -> &'a str {
    between(page, &format!(">{}</code>", broken(id)), "</tr>")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_definition_is_a_new_version_and_names_what_changed() {
    let app = TestApp::new().await;
    app.send_and_submit(october(400)).await;
    // The second release has the same definition: it is no version of its own.
    release(&app, [added("people_referred", "People", VALUE)]).await;
    release(&app, [added("people_referred", "People", VALUE)]).await;
    release(&app, [added("people_referred", "People referred", TWICE)]).await;

    let list = page(&app, LIST).await;
    for words in [
        "Release 2026-11-03.3 has 3 measures. The definition of one of them changed over the releases looked at.",
        "Looked at: releases 2026-11-03.1 to 2026-11-03.3.",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let changed = row(&list, "people_referred");
    for words in [
        ">2026-11-03.1<",
        ">2026-11-03.3<",
        ">2<",
        "The folder measures, or another version of the hub",
        "1 table of cells",
    ] {
        assert!(changed.contains(words), "{words}: {changed}");
    }
    let kept = row(&list, "returns_received");
    for words in [">2026-11-03.1<", ">1<", ">The hub<", "it counts no people"] {
        assert!(kept.contains(words), "{words}: {kept}");
    }
    assert!(!kept.contains("2026-11-03.3"), "{kept}");

    let versions = page(&app, &format!("{LIST}/people_referred")).await;
    let (new, old) = versions
        .split_once(">Releases 2026-11-03.1 to 2026-11-03.2</h2>")
        .unwrap();
    assert!(new.contains(">Since release 2026-11-03.3</h2>"), "{new}");
    let fields = between(
        new,
        "what changed in the front matter</caption>",
        "</table>",
    );
    for words in ["Title", ">People<", ">People referred<"] {
        assert!(fields.contains(words), "{words}: {fields}");
    }
    assert!(!fields.contains("Numerator"), "{fields}");
    for words in [
        "The query changed: 1 line is new and 1 is gone.",
        &format!("-     {VALUE}"),
        &format!("+     {TWICE}"),
        "Figures of this measure in release 2026-11-03.3 against release 2026-11-03.2: displayed in another way ",
        ", new 0, gone 0.",
        "hub release diff 2026-11-03.2 2026-11-03.3 --measure people_referred --data data",
    ] {
        assert!(new.contains(words), "{words}: {new}");
    }
    assert!(!new.contains("in another way 0,"), "{new}");
    assert!(old.contains("2 releases.") && old.contains("It came with the first release."));
    assert!(!old.contains("The query"), "{old}");

    // Each version can be read as the public read it then.
    for (release, title) in [
        ("2026-11-03.1", "<title>People - "),
        ("2026-11-03.3", "<title>People referred - "),
    ] {
        let path = format!("/measures/people_referred?as_at={release}");
        assert!(versions.contains(&format!("href=\"{path}\"")), "{path}");
        let then = app.get(Who::Public, &path).await.expect(200).text();
        assert!(then.contains(title), "{path}: {then}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_measures_and_files_that_cannot_be_used_are_listed_apart() {
    let app = TestApp::new().await;
    app.send_and_submit(october(400)).await;
    let first = [
        added("gone", "People who went", VALUE),
        added("broken", "People counted", VALUE),
    ];
    release(&app, first).await;
    release(&app, [added("broken", "People counted", "selekt,")]).await;

    let list = page(&app, LIST).await;
    let unused = between(&list, "Files that could not be used</h2>", "</table>");
    assert!(unused.contains("measures/<wbr>broken.<wbr>sql"), "{unused}");
    assert!(unused.contains("href=\"/operate/measures/broken\""));
    let present = between(&list, "Measures of the newest release</h2>", "</table>");
    assert!(present.contains(">referral_<wbr>rate</code>"), "{present}");
    let dropped = between(&list, "Measures that a release dropped</h2>", "</table>");
    for id in ["gone", "broken"] {
        let code = format!(">{id}</code>");
        assert!(dropped.contains(&code) && !present.contains(&code), "{id}");
        let row = row(dropped, id);
        assert!(row.contains(">2026-11-03.1<") && row.contains(">2026-11-03.2<"));
    }
    let no_file = "No file of that name was there when the newest release was built.";
    assert!(row(dropped, "gone").contains(no_file));
    let broken = row(dropped, "broken");
    assert!(
        broken.contains("Its file cannot be used: measures/broken.sql, "),
        "{broken}"
    );

    let gone = page(&app, &format!("{LIST}/gone")).await;
    for words in [
        "The newest release does not have this measure",
        "The last release with it is 2026-11-03.1.",
        no_file,
        "href=\"/measures/gone?as_at=2026-11-03.1\"",
    ] {
        assert!(gone.contains(words), "{words}: {gone}");
    }
    // The public has no definition of it any more but that of then.
    assert!(!gone.contains("href=\"/measures/gone\""), "{gone}");
}

#[tokio::test]
async fn a_measure_that_never_changed_has_one_version() {
    let app = TestApp::released();
    let list = page(&app, LIST).await;
    for words in [
        "No definition changed over the releases looked at.",
        "Looked at: release 2026-11-02.1.",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(!list.contains("Files that could not be used"), "{list}");
    let page = page(&app, &format!("{LIST}/referral_rate")).await;
    for words in [
        "Its definition did not change over the releases looked at.",
        ">Since release 2026-11-02.1</h2>",
        "It came with the first release.",
        "href=\"/measures/referral_rate\"",
        "href=\"/measures/referral_rate?as_at=2026-11-02.1\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let start = app.get(Who::Officer, "/operate").await.expect(200).text();
    assert!(start.contains("href=\"/operate/measures\""), "{start}");
}

#[tokio::test]
async fn what_there_is_not_is_said() {
    let empty = TestApp::new().await;
    let list = page(&empty, LIST).await;
    assert!(list.contains("Nothing has been released yet"), "{list}");
    let unknown = format!("{LIST}/referral_rate");
    empty.get(Who::Operator, &unknown).await.expect(404);

    let app = TestApp::released();
    for path in ["/operate/measures/no_such", "/operate/measures/no%2Fsuch"] {
        app.get(Who::Officer, path).await.expect(404);
    }
    for path in [
        "/operate/measures?as_at=2026-11-02.1",
        "/operate/measures/referral_rate?x=1",
    ] {
        app.get(Who::Operator, path).await.expect(400);
    }
}
