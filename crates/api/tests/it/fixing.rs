//! Putting problems right on the page: values typed there, and the same file again.

use hub_testkit::fixtures::{month, service};

use crate::support::{Answer, Browser, OTHER, OWN, TestApp, Who, october, screen, spoilt};

impl Browser<'_> {
    /// Fills in the page to fix a draft, with values by cell, and sends it with a file.
    async fn fix(&self, draft: &str, typed: &[(&str, &str)], content: &str) -> Answer {
        let path = format!("{draft}/fix");
        let page = self.get(&path).await.expect(200).text();
        let fields = filled(&page, &path, typed);
        self.ask("POST", &path)
            .header("content-type", "multipart/form-data; boundary=a-boundary")
            .body(multipart(&fields, content))
            .send()
            .await
    }

    /// The same, where it leads to the result of another check: its address.
    async fn fixed(&self, draft: &str, typed: &[(&str, &str)], content: &str) -> String {
        let answer = self.fix(draft, typed, content).await.expect(303);
        answer.header("location").to_owned()
    }
}

fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let start = format!(" {name}=\"");
    tag.split_once(&start)
        .map_or("", |(_, rest)| rest.split('"').next().unwrap())
}

/// The fields before the file of the form on a page, as a browser sends them.
fn filled(page: &str, action: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let (_, form) = page
        .split_once(&format!("<form action=\"{action}\""))
        .expect("the form");
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in form.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let is_select = tag.starts_with("select ");
        if !is_select && !tag.starts_with("input ") {
            continue;
        }
        let (name, mut value) = (attribute(tag, "name"), attribute(tag, "value"));
        match attribute(tag, "type") {
            "file" => break,
            "checkbox" => continue,
            kind if is_select || kind == "text" => {
                let (_, cell) = fields.last().unwrap();
                let mut typed = typed.iter();
                if let Some((_, new)) = typed.find(|(of, _)| of == cell) {
                    value = *new;
                }
            }
            _ => {}
        }
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

fn multipart(fields: &[(String, String)], content: &str) -> String {
    let part = |(name, value): &(String, String)| {
        format!(
            "--a-boundary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let fields: String = fields.iter().map(part).collect();
    let file_name = if content.is_empty() {
        ""
    } else {
        "october.csv"
    };
    format!(
        "{fields}--a-boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{content}\r\n--a-boundary--\r\n"
    )
}

/// A return with other values in some of its cells, by row as a spreadsheet shows it and by column from 0.
fn with(rows: usize, values: &[(usize, usize, &str)]) -> String {
    let text = october(rows);
    let mut lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    for (row, column, value) in values {
        lines[*row - 1][*column] = *value;
    }
    let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
    lines.join("\n") + "\n"
}

/// So many rows with a value for sex that nobody knows.
fn purple(n: usize) -> String {
    let values: Vec<(usize, usize, &str)> = (0..n).map(|row| (row + 2, 3, "purple")).collect();
    with(30, &values)
}

#[tokio::test]
async fn one_to_twenty_problems_can_be_fixed_on_the_page() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    for (n, is_offered) in [(0, false), (1, true), (20, true), (21, false)] {
        let draft = browser.draft(&purple(n)).await;
        let result = browser.get(&draft).await.expect(200).text();
        assert_eq!(result.contains("Fix here"), is_offered, "{n}: {result}");
        // Where it is offered, it comes before a file that is put right elsewhere.
        if let Some(here) = result.find(">Fix here<") {
            assert!(here < result.find(">Upload a corrected file<").unwrap());
            assert!(result.contains("Fix it here: type the right values on the next page."));
        }
        let fix = browser.get(&format!("{draft}/fix")).await;
        assert_eq!(fix.status.as_u16(), if is_offered { 200 } else { 303 });
        if is_offered {
            let page = fix.text();
            assert_eq!(screen(&page), "S8");
            assert_eq!(page.matches("name=\"value\"").count(), n, "{page}");
        }
    }
}

#[tokio::test]
async fn a_broken_file_is_fixed_on_the_page_submitted_and_counts_whole() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = spoilt(month("2026-10"), 5);
    let draft = browser.draft(&file).await;
    let page = browser
        .get(&format!("{draft}/fix"))
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("Fix 1 place here")
            && page.contains("Row 6, column H (referral_date)")
            && page.contains("This date does not exist")
            && page.contains("a real date, like 30/04/2026"),
        "{page}"
    );
    // The rest of the row tells which one it is, and not whose.
    assert!(
        page.contains("money")
            && !page.contains(">P4<")
            && !page.contains("R2026-10-4")
            && page.contains("You find them in row 6 of your file."),
        "{page}"
    );

    let next = browser.fixed(&draft, &[("H6", "01/10/2026")], &file).await;
    let result = browser.get(&next).await.expect(200).text();
    assert!(
        result.contains("Your file is ready")
            && result.contains("Corrected on the page: 1 cell (H6)."),
        "{result}"
    );
    let confirm = format!("{next}/confirm");
    let csrf = app.csrf(&browser.cookie, &confirm).await;
    let fields = [("csrf", csrf.as_str()), ("declaration", "yes")];
    let ask = browser.ask("POST", &confirm).form(&fields);
    let receipt = ask.send().await.expect(303).header("location").to_owned();
    let receipt = browser.get(&receipt).await.expect(200).text();
    assert_eq!(screen(&receipt), "S10");
    let state = app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
    assert_eq!((current.rows_counted, current.rows_left_out), (5, 0));
}

#[tokio::test]
async fn a_second_round_keeps_the_first_and_asks_again_for_what_is_not_kept() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    // Nobody is named in row 2, and rows 3 and 4 have a value each that nobody knows.
    let file = with(8, &[(2, 1, ""), (3, 3, "purple"), (4, 9, "shoes")]);
    let draft = browser.draft(&file).await;
    let first = [("B2", "PERSON-77"), ("D3", "1")];
    let draft = browser.fixed(&draft, &first, &file).await;
    let page = browser
        .get(&format!("{draft}/fix"))
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("Fix 1 place here: 2 boxes to fill") && page.contains("Type these again"),
        "{page}"
    );
    let refused = browser.fix(&draft, &[("J4", "housing")], &file).await;
    let refused = refused.expect(422).text();
    assert!(
        refused.contains(
            "href=\"#value-1\">Type the value for row 2, column B (local_person_id) again<"
        ) && refused.contains("id=\"value-1-error\"")
            && refused.contains("Select the same file again: we have not kept it"),
        "{refused}"
    );
    let fields = filled(&page, &format!("{draft}/fix"), &[]);
    let at = fields.iter().position(|(_, value)| value == "D3").unwrap();
    assert_eq!(fields[at + 1], ("value".to_owned(), "1".to_owned()));
    assert!(!page.contains("PERSON-77"), "{page}");
    assert!(
        page.contains("What you typed before is remembered and goes with this: 1 cell (D3)."),
        "{page}"
    );

    let second = [("J4", "housing"), ("B2", "PERSON-77")];
    let draft = browser.fixed(&draft, &second, &file).await;
    let result = browser.get(&draft).await.expect(200).text();
    assert!(
        result.contains("Corrected on the page: 3 cells (B2, D3, J4)."),
        "{result}"
    );
    assert!(!result.contains("Fix here"), "{result}");
}

#[tokio::test]
async fn what_was_typed_is_in_no_address_and_on_no_page_of_anybody_else() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(2, 1, ""), (3, 9, "shoes"), (4, 3, "purple")]);
    let draft = browser.draft(&file).await;
    let typed = [("B2", "PERSON-77"), ("J3", "volunteering")];
    let next = browser.fixed(&draft, &typed, &file).await;
    let of_other = next.replace(OWN, OTHER);
    let others = app
        .get(Who::Other, &format!("/s/{OTHER}"))
        .await
        .expect(200);
    let mut seen = vec![next.clone(), others.text()];
    for address in [&next, &of_other] {
        for path in [
            address.clone(),
            format!("{address}/fix"),
            format!("{address}/problems?format=csv"),
        ] {
            let refused = app.get(Who::Other, &path).await.expect(404);
            seen.push(refused.text());
        }
    }
    for text in &seen {
        assert!(
            !text.contains("PERSON-77") && !text.contains("volunteering"),
            "{text}"
        );
    }
    // Nor is what tells who somebody is on the sender's own.
    for path in [
        next.clone(),
        format!("{next}/fix"),
        format!("{next}/problems?format=csv"),
    ] {
        let own = browser.get(&path).await.expect(200).text();
        assert!(!own.contains("PERSON-77"), "{own}");
    }
}

#[tokio::test]
async fn a_forgotten_file_costs_nothing_that_may_be_shown() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(2, 1, ""), (3, 3, "purple")]);
    let draft = browser.draft(&file).await;
    let typed = [("B2", "PERSON-77"), ("D3", "2")];
    let page = browser.fix(&draft, &typed, "").await.expect(422).text();
    assert_eq!(screen(&page), "S8");
    assert!(
        page.contains("Select a file") && page.contains("<title>Error: "),
        "{page}"
    );
    assert!(
        page.contains("<option value=\"2\" selected>Female<"),
        "{page}"
    );
    assert!(
        !page.contains("PERSON-77") && page.contains("Type it again."),
        "{page}"
    );
}

#[tokio::test]
async fn corrections_of_one_file_are_not_made_in_another() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(3, 3, "purple")]);
    let draft = browser.draft(&file).await;
    let other = with(9, &[(3, 3, "purple")]);
    let next = browser.fixed(&draft, &[("D3", "1")], &other).await;
    let result = browser.get(&next).await.expect(200).text();
    assert!(
        result.contains("What you typed could not be used")
            && !result.contains("Corrected on the page"),
        "{result}"
    );
}

#[tokio::test]
async fn the_form_needs_its_secret_and_a_cell_that_there_can_be() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(3, 3, "purple")]);
    let draft = browser.draft(&file).await;
    let path = format!("{draft}/fix");
    let csrf = app.csrf(&browser.cookie, &path).await;
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let post = |fields: Vec<(String, String)>| {
        browser
            .ask("POST", &path)
            .header("content-type", "multipart/form-data; boundary=a-boundary")
            .body(multipart(&fields, &file))
            .send()
    };
    post(vec![field("csrf", "wrong")]).await.expect(403);
    for cell in ["", "14", "nowhere"] {
        let fields = vec![
            field("csrf", &csrf),
            field("cell", cell),
            field("value", "1"),
        ];
        post(fields).await.expect(422);
    }
    let long = "x".repeat(2_000);
    let fields = vec![
        field("csrf", &csrf),
        field("cell", "D3"),
        field("value", &long),
    ];
    let page = post(fields).await.expect(422).text();
    assert!(page.contains("What you typed is too long for one cell"));
}

#[tokio::test]
async fn each_place_shows_the_value_that_stands_there() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(3, 2, "seventy"), (5, 2, "62 yrs")]);
    let draft = browser.draft(&file).await;
    for path in [draft.clone(), format!("{draft}/fix")] {
        let page = browser.get(&path).await.expect(200).text();
        for found in ["seventy", "62 yrs"] {
            let found = format!("<code class=\"hub-found\">{found}</code>");
            assert_eq!(page.matches(&found).count(), 1, "{path}, {found}: {page}");
        }
    }
}

#[tokio::test]
async fn a_code_is_chosen_by_its_label_and_said_back() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let file = with(8, &[(3, 3, "purple")]);
    let draft = browser.draft(&file).await;
    let page = browser.get(&format!("{draft}/fix")).await.expect(200);
    let page = page.text();
    assert!(
        page.contains("We found: <code class=\"hub-found\">purple</code>")
            && page.contains("<option value=\"2\">Female</option>"),
        "{page}"
    );
    let next = browser.fixed(&draft, &[("D3", "2")], &file).await;
    let result = browser.get(&next).await.expect(200).text();
    assert!(
        result.contains("\u{201c}D3: 2\u{201d} was read as \u{201c}Female\u{201d}"),
        "{result}"
    );
}
