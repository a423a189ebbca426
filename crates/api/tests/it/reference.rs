//! O2: reference data: what is in use, what newer files would change, and putting them into use.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Answer, Ask, TestApp, Who, hidden, screen};

#[path = "../../../reference/tests/it/fixture/files.rs"]
mod files;

use files::{FILES, PAYMENTS, PRACTICES};

const PAGE: &str = "/operate/reference";
const APPLY: &str = "/operate/reference/apply";
const BOUNDARY: &str = "a-boundary";

/// A change of one file: its path, what is replaced, and by what.
type Change<'a> = (&'a str, &'a str, &'a str);

/// The tiny England as a zip file, in a folder of it.
fn england(changes: &[Change<'_>]) -> Vec<u8> {
    let texts = FILES.iter().map(|(path, text)| {
        let mut text = text.trim_start().to_owned();
        for (changed, from, to) in changes {
            if changed == path {
                assert!(text.contains(from), "{from} is not in {path}");
                text = text.replacen(from, to, 1);
            }
        }
        (format!("england/{path}"), text)
    });
    zipped(texts)
}

fn zipped(files: impl IntoIterator<Item = (String, String)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        writer
            .start_file(path, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An operator at a browser.
struct Desk<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp) -> Self {
        let cookie = app.sign_in(Who::Operator).await;
        let csrf = app.csrf(&cookie, PAGE).await;
        Self { app, cookie, csrf }
    }

    async fn get(&self, path: &str) -> Answer {
        let ask = Ask::new(&self.app.router, "GET", path);
        ask.cookie(&self.cookie).send().await
    }

    /// Sends a form with a file.
    async fn send(&self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        let secret = [("csrf", self.csrf.as_str())];
        for (field, value) in secret.iter().chain(fields) {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        Ask::new(&self.app.router, "POST", path)
            .cookie(&self.cookie)
            .header(
                "content-type",
                &format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body)
            .send()
            .await
    }

    async fn preview(&self, file: &[u8]) -> Answer {
        self.send(PAGE, &[], "england.zip", file).await
    }

    /// Fills in the form of a preview with its hidden fields.
    async fn apply(&self, preview: &str, more: &[(&str, &str)], file: &[u8]) -> Answer {
        let in_use = hidden(preview, "in_use").unwrap();
        let previewed = hidden(preview, "previewed").unwrap();
        let mut fields = vec![
            ("in_use", in_use.as_str()),
            ("previewed", previewed.as_str()),
        ];
        fields.extend_from_slice(more);
        self.send(APPLY, &fields, "england.zip", file).await
    }
}

/// The edition in use, and who imported it.
async fn in_use(app: &TestApp) -> Option<(String, Option<String>)> {
    let state = app.store.journal().state().await.unwrap();
    let import = state.imports.last()?;
    Some((import.edition.edition.clone(), import.by.clone()))
}

#[tokio::test]
async fn the_list_says_what_is_in_use_before_anything_was_imported() {
    let app = TestApp::new().await;
    let page = app.get(Who::Operator, PAGE).await.expect(200).text();
    assert_eq!(screen(&page), "O2");
    for words in [
        "Nothing was imported yet: in use is what comes with the program, generated England (demo).",
        "General practices",
        "Primary care networks",
        "Deprivation",
        "Link workers",
        "Generated for demonstrations and tests",
        "geography/<wbr>nhs_<wbr>regions.<wbr>csv",
        "checks returns and names areas by them until it is started again",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    app.get(Who::Operator, "/operate/reference?x=1")
        .await
        .expect(400);
    let start = app.get(Who::Operator, "/operate").await.expect(200).text();
    assert!(start.contains("href=\"/operate/reference\""));
    let start = app.get(Who::Officer, "/operate").await.expect(200).text();
    assert!(!start.contains("href=\"/operate/reference\""));
}

#[tokio::test]
async fn an_edition_is_not_in_use_before_it_is_applied() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let file = england(&[]);
    let seq = app.store.journal().state().await.unwrap().seq;

    let preview = desk.preview(&file).await.expect(200).text();
    assert_eq!(screen(&preview), "O2");
    for words in [
        "Nothing is in use yet: this page only compares.",
        "These files differ from what is in use in",
        "HILL SURGERY",
        "NHS Upper Integrated Care Board",
        "2 services are in areas that the files do not have",
        "Postcodes are looked up no more",
        "Claims about the new tables",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
    assert_eq!(in_use(&app).await, None);
    assert_eq!(app.store.journal().state().await.unwrap().seq, seq);

    let unread = desk.apply(&preview, &[], &file).await.expect(422).text();
    assert!(unread.contains("Confirm that you have read what this does"));
    assert!(unread.contains("HILL SURGERY"), "the preview is kept");
    assert_eq!(in_use(&app).await, None);

    let done = desk
        .apply(&unread, &[("agree", "yes")], &file)
        .await
        .expect(303);
    let (edition, by) = in_use(&app).await.unwrap();
    assert_eq!(by.as_deref(), Some("Operator"));
    let address = format!("{PAGE}?applied={edition}");
    assert_eq!(done.header("location"), address);

    let page = desk.get(&address).await.expect(200).text();
    for words in [
        format!("Edition {edition} is in use now for every release that is built from here on."),
        "by Operator".to_owned(),
        // This server was started before.
        "This server still uses another edition".to_owned(),
        format!("Start it again, so that it uses edition {edition}"),
        "NHS England, allocations 2025/26".to_owned(),
    ] {
        assert!(page.contains(&words), "{words}: {page}");
    }
}

#[tokio::test]
async fn applying_needs_the_file_that_was_previewed() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let file = england(&[]);
    let preview = desk.preview(&file).await.expect(200).text();

    let other = england(&[(PRACTICES, "HILL SURGERY", "DALE SURGERY")]);
    let agree = [("agree", "yes")];
    let refused = desk.apply(&preview, &agree, &other).await.expect(422);
    assert!(
        refused
            .text()
            .contains("Select the file that was previewed. This one is another")
    );
    let nothing = desk.apply(&preview, &agree, b"").await.expect(422).text();
    assert!(nothing.contains("The selected file is empty"));

    // Nobody makes the mark up either.
    let fields = [("in_use", ""), ("previewed", "0123"), ("agree", "yes")];
    desk.send(APPLY, &fields, "england.zip", &file)
        .await
        .expect(422);
    assert_eq!(in_use(&app).await, None);

    // Another server over the same storage takes the second step.
    let next = app.restarted();
    let there = Desk::of(&next).await;
    there.apply(&preview, &agree, &file).await.expect(303);
    assert!(in_use(&app).await.is_some());
}

#[tokio::test]
async fn an_edition_that_came_meanwhile_is_not_put_aside_unseen() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let (one, two) = (
        england(&[]),
        england(&[(PRACTICES, "Lowton,6000", "Lowton,6100")]),
    );
    let first = desk.preview(&one).await.expect(200).text();
    let second = desk.preview(&two).await.expect(200).text();
    let agree = [("agree", "yes")];
    desk.apply(&first, &agree, &one).await.expect(303);
    let used = in_use(&app).await;

    let refused = desk.apply(&second, &agree, &two).await.expect(422).text();
    assert!(refused.contains("Other reference data came into use since you previewed this file"));
    assert_eq!(in_use(&app).await, used);

    // Held against what is in use now, one practice differs, and with it the people of its area.
    let again = desk.preview(&two).await.expect(200).text();
    assert!(
        again.contains("Registered people: 6100 instead of 6000"),
        "{again}"
    );
    assert!(!again.contains("practices end"), "{again}");
    desk.apply(&again, &agree, &two).await.expect(303);
    assert_ne!(in_use(&app).await, used);

    // Both are on the list, and one is in use.
    let page = desk.get(PAGE).await.expect(200).text();
    assert_eq!(page.matches(">In use</strong>").count(), 1);
    assert_eq!(page.matches(">Earlier</strong>").count(), 1);
}

#[tokio::test]
async fn the_same_files_twice_are_one_edition() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let file = england(&[]);
    let preview = desk.preview(&file).await.expect(200).text();
    let agree = [("agree", "yes")];
    let done = desk.apply(&preview, &agree, &file).await.expect(303);
    let again = desk.apply(&preview, &agree, &file).await.expect(303);
    assert_eq!(done.header("location"), again.header("location"));
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(state.imports.len(), 1);

    let preview = desk.preview(&file).await.expect(200).text();
    assert!(preview.contains("There is nothing to put into use"));
    assert_eq!(hidden(&preview, "previewed"), None);
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused_in_words() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let text = |name: &str| (name.to_owned(), "text".to_owned());
    for (file, words) in [
        (
            b"Practice_Code,ICB\nA90001,QXA\n".to_vec(),
            "This one is a single text file, such as CSV",
        ),
        (b"%PDF-1.7 \0".to_vec(), "This one is a PDF"),
        (b"\x1f\x8b\x08\0\0".to_vec(), "This one is packed with gzip"),
        (b"PK\x03\x04 cut off".to_vec(), "The zip file is damaged"),
        (
            zipped([text("[Content_Types].xml"), text("xl/workbook.xml")]),
            "This one is an Excel or Word file",
        ),
        (
            zipped([text("a/other.csv")]),
            "holds none of the publishers&#39; files. What is in it: a/other.csv",
        ),
        (zipped([]), "The zip file is empty"),
        (
            zipped([text("a/nhs_regions.csv"), text("b/nhs_regions.csv")]),
            "holds geography/nhs_regions.csv more than once",
        ),
    ] {
        let page = desk.preview(&file).await.expect(422).text();
        assert_eq!(screen(&page), "O2");
        let page = page.replace('\'', "&#39;");
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = desk.send(PAGE, &[], "", b"").await.expect(422).text();
    assert!(page.contains("Select a file"));
}

#[tokio::test]
async fn what_is_wrong_with_the_files_is_said_file_by_file() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let file = england(&[
        (PRACTICES, "Population\n", "People\n"),
        (PAYMENTS, "Y91,91A", "Y91,99Z"),
    ]);
    let page = desk.preview(&file).await.expect(422).text();
    for words in [
        "What is wrong with the files",
        "Nothing was kept.",
        "organisations/gp_practices_icb_2025_26.csv",
        "column Population is missing; the file has Practice_Code",
        "Row 2, column CCG Code",
        "is not known",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let few = zipped(
        FILES
            .iter()
            .filter(|(path, _)| *path != PRACTICES)
            .map(|(path, text)| ((*path).to_owned(), text.trim_start().to_owned())),
    );
    let page = desk.preview(&few).await.expect(422).text();
    assert!(page.contains("the file is missing, plain or with .gz"));
}

#[tokio::test]
async fn files_that_lack_a_published_area_cannot_be_put_into_use() {
    let app = TestApp::released();
    let desk = Desk::of(&app).await;
    let page = desk.preview(&england(&[])).await.expect(200).text();
    assert!(page.contains("These files cannot be put into use"));
    assert!(page.contains("No release could be built with them any more."));
    assert_eq!(hidden(&page, "previewed"), None);
}

#[tokio::test]
async fn the_generated_england_of_a_demonstration_stays() {
    let app = TestApp::with(|config| config.demo = true).await;
    let desk = Desk::of(&app).await;
    let words = "The generated England of this demonstration cannot be replaced";
    let page = desk.get(PAGE).await.expect(200).text();
    assert!(page.contains(words) && page.contains("Preview the difference"));
    assert!(page.contains("<code>hub demo --reference DIR --data NEW</code>"));
    let preview = desk.preview(&england(&[])).await.expect(200).text();
    assert!(preview.contains(words) && preview.contains("HILL SURGERY"));
    assert_eq!(hidden(&preview, "previewed"), None);
}

#[tokio::test]
async fn a_file_that_is_too_large_or_a_form_of_another_session_changes_nothing() {
    let app = TestApp::with(|config| config.upload_bytes_max = 1_000).await;
    let desk = Desk::of(&app).await;
    let page = desk.preview(&[b'x'; 2_000]).await.expect(413).text();
    assert!(page.contains("The selected file must be smaller than 1KB"));

    let stranger = Desk {
        csrf: "made up".to_owned(),
        ..Desk::of(&app).await
    };
    stranger.preview(b"x").await.expect(403);
}
