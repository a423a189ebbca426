//! Pages: the journey of a service, and what commissioners see.

use hub_testkit::fixtures::{month, service};

use crate::support::{Answer, Ask, OWN, TestApp, Who, csv, spoilt};

/// A browser that is signed in as a service.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            cookie: app.sign_in(Who::Own).await,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        Ask::new(&self.app.router, "GET", path)
            .cookie(&self.cookie)
            .send()
            .await
    }

    async fn upload(&self, content: &str) -> Answer {
        let path = format!("/s/{OWN}/returns/2026-10/upload");
        let csrf = self.app.csrf(&self.cookie, &path).await;
        Ask::new(&self.app.router, "POST", &path)
            .cookie(&self.cookie)
            .upload(&csrf, "october.csv", content)
            .send()
            .await
    }

    /// Fills in the form of the page with its hidden fields.
    async fn confirm(&self, draft: &str, more: &[(&str, &str)]) -> Answer {
        let path = format!("{draft}/confirm");
        let page = self.get(&path).await.expect(200).text();
        let csrf = hidden(&page, "csrf").unwrap();
        let replaces = hidden(&page, "replaces");
        let mut fields = vec![("csrf", csrf.as_str())];
        fields.extend(replaces.as_deref().map(|id| ("replaces", id)));
        fields.extend_from_slice(more);
        Ask::new(&self.app.router, "POST", &path)
            .cookie(&self.cookie)
            .form(&fields)
            .send()
            .await
    }
}

fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn screen(page: &str) -> &str {
    let (_, rest) = page.split_once("data-screen=\"").expect("a screen");
    rest.split('"').next().unwrap()
}

fn october(rows: usize) -> String {
    csv(month("2026-10"), rows)
}

#[tokio::test]
async fn a_service_sends_its_month_without_a_script() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert_eq!(screen(&home), "S1");
    assert!(
        home.contains("September 2026 was due on 14 October 2026. You can still send it."),
        "{home}"
    );

    let draft = browser
        .upload(&october(12))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let result = browser.get(&draft).await.expect(200).text();
    assert_eq!(screen(&result), "S7");
    assert!(
        result.contains("Your file is ready") && result.contains("october.csv"),
        "{result}"
    );

    let confirm = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert_eq!(screen(&confirm), "S9");
    let undeclared = browser.confirm(&draft, &[]).await.expect(422).text();
    assert!(undeclared.contains("Say that the return is complete and correct"));
    let submitted = browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let receipt = browser.get(&submitted).await.expect(200).text();
    assert_eq!(screen(&receipt), "S10");

    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains("Submitted") && home.contains(&submitted),
        "{home}"
    );
    assert!(
        browser
            .get(&draft)
            .await
            .expect(303)
            .header("location")
            .ends_with(&submitted)
    );
}

#[tokio::test]
async fn a_file_with_problems_shows_where_and_goes_on_without_them() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let text = spoilt(month("2026-10"), 5);
    let draft = browser
        .upload(&text)
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let result = browser.get(&draft).await.expect(200).text();
    assert!(
        result.contains("problem") && result.contains("1 row"),
        "{result}"
    );
    let problems = browser
        .get(&format!("{draft}/problems?format=csv"))
        .await
        .expect(200)
        .text();
    assert!(
        problems.contains(",6,"),
        "the row as seen in the file: {problems}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(home.contains("1 row"), "{home}");
}

#[tokio::test]
async fn a_second_file_says_what_it_replaces() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(6))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("This replaces the return sent on 3 November 2026 by Own."),
        "{page}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(
        state
            .current_for(&service(OWN), month("2026-10"))
            .unwrap()
            .rows_counted,
        6
    );
}

#[tokio::test]
async fn a_sender_who_was_overtaken_is_shown_the_other_return_first() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    let csrf = hidden(&page, "csrf").unwrap();
    app.send_and_submit(october(7)).await;
    let fields = [("csrf", csrf.as_str()), ("declaration", "yes")];
    let ask = Ask::new(&app.router, "POST", &format!("{draft}/confirm"))
        .cookie(&browser.cookie)
        .form(&fields);
    let page = ask.send().await.expect(409).text();
    assert!(
        page.contains("Another return for this month arrived meanwhile"),
        "{page}"
    );
    assert!(page.contains("This replaces the return sent on 3 November 2026 by Own."));
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
}

#[tokio::test]
async fn upload_mistakes_are_told_beside_the_field() {
    let app = TestApp::with(|config| config.upload_bytes_max = 5_000).await;
    let browser = Browser::of(&app).await;
    for (content, status, message) in [
        ("", 422, "The selected file is empty"),
        (
            &*"x".repeat(5_001),
            413,
            "The selected file must be smaller than",
        ),
    ] {
        let page = browser.upload(content).await.expect(status).text();
        assert_eq!(screen(&page), "S4");
        assert!(
            page.contains(message) && page.contains("<title>Error: "),
            "{page}"
        );
    }
    let pdf = browser
        .upload("%PDF-1.7 not a spreadsheet")
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&pdf).await.expect(200).text();
    assert!(
        page.contains("We cannot use this file") && page.contains("PDF"),
        "{page}"
    );
}

#[tokio::test]
async fn nothing_in_a_file_is_taken_for_a_page_or_a_formula() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let mut text = october(3);
    text.push_str("R-bad,P99,44,1,A,,<script>alert(1)</script>,=HYPERLINK(1),,money,A1,1,,\n");
    let draft = browser
        .upload(&text)
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&draft).await.expect(200).text();
    assert!(!page.contains("<script>alert"), "{page}");
    let csv = browser
        .get(&format!("{draft}/problems?format=csv"))
        .await
        .expect(200)
        .text();
    assert!(
        !csv.contains(",=HYPER") && !csv.contains("\n=HYPER"),
        "{csv}"
    );
}

#[tokio::test]
async fn nothing_to_report_takes_two_steps() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let form = format!("/s/{OWN}/returns/2026-10/upload");
    let csrf = app.csrf(&browser.cookie, &form).await;
    let path = format!("/s/{OWN}/returns/2026-10/nil");
    let post = |fields: &[(&str, &str)]| {
        Ask::new(&app.router, "POST", &path)
            .cookie(&browser.cookie)
            .form(fields)
            .send()
    };
    post(&[("csrf", &csrf)]).await.expect(422);
    let next = post(&[("csrf", &csrf), ("declaration", "yes")])
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let draft = next.strip_suffix("/confirm").unwrap();
    browser
        .confirm(draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert!(
        state
            .current_for(&service(OWN), month("2026-10"))
            .unwrap()
            .nil
    );
}

#[tokio::test]
async fn the_template_is_a_workbook_for_the_service_and_month() {
    let app = TestApp::new().await;
    let answer = app
        .get(
            Who::Own,
            &format!("/template.xlsx?service={OWN}&month=2026-10"),
        )
        .await
        .expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"return-YA001-2026-10.xlsx\""
    );
    assert!(answer.body.starts_with(b"PK"));
    app.get(Who::Own, "/template.xlsx?service=YA002")
        .await
        .expect(404);
}

#[tokio::test]
async fn pages_about_areas_name_area_period_and_completeness() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let pages = [
        (format!("/areas/{icb}"), "C1"),
        ("/areas/ENG".to_owned(), "C1"),
        (format!("/areas/{icb}/measures/referral_rate"), "C2"),
        (format!("/areas/{icb}/who"), "C4"),
        (format!("/areas/{icb}/who?by=ethnic_group"), "C4"),
        ("/compare".to_owned(), "C8"),
        ("/compare?measure=practices_covered".to_owned(), "C8"),
        (format!("/areas/{icb}/trust"), "C9"),
    ];
    for (path, expected) in pages {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        assert_eq!(screen(&page), expected, "{path}");
        assert!(page.contains("October 2026"), "{path}");
        assert!(
            page.contains("<strong>1 of 2</strong> services have sent October 2026"),
            "{path}: {page}"
        );
        assert!(
            page.contains("Figures are adjusted to protect people"),
            "{path}"
        );
        assert!(page.contains("2026-11-02.1"), "{path}");
    }
}

#[tokio::test]
async fn services_are_named_only_to_those_who_may_see_them() {
    let app = TestApp::released();
    let path = format!("/areas/{}/trust", TestApp::icb());
    for (who, sees) in [
        (Who::Public, false),
        (Who::Other, false),
        (Who::OtherIcb, false),
        (Who::Icb, true),
        (Who::Analyst, true),
        (Who::Operator, true),
    ] {
        let page = app.get(who, &path).await.expect(200).text();
        assert_eq!(page.contains("Service YA001"), sees, "{who:?}");
    }
}

#[tokio::test]
async fn the_address_of_an_old_board_leads_on() {
    let app = TestApp::released();
    // One board took over from this one.
    let moved = app
        .get(Who::Public, "/areas/QMM?month=2026-10")
        .await
        .expect(303);
    let to = moved.header("location").to_owned();
    assert!(
        to.contains("was=QMM") && to.contains("month=2026-10"),
        "{to}"
    );
    let page = app.get(Who::Public, &to).await.expect(200).text();
    assert!(page.contains("which this area took over from"), "{page}");
    // Several took over from this one.
    let page = app.get(Who::Public, "/areas/QM7").await.expect(404).text();
    assert!(page.contains("no longer exists"), "{page}");
    app.get(Who::Public, "/areas/QM7?geography=as_was&month=2026-10")
        .await
        .expect(200);
    // The filter bar sends the area as a parameter.
    let moved = app
        .get(Who::Public, "/areas/ENG/who?area=QOP&by=ethnic_group")
        .await
        .expect(303);
    assert_eq!(moved.header("location"), "/areas/QOP/who?by=ethnic_group");
}

#[tokio::test]
async fn a_page_that_names_its_release_keeps_doing_so() {
    let app = TestApp::released();
    let page = app
        .get(Who::Public, "/areas/ENG?as_at=2026-11-02.1")
        .await
        .expect(200)
        .text();
    assert!(
        page.contains("/areas/ENG/measures/referral_rate?as_at=2026-11-02.1"),
        "{page}"
    );
    app.get(Who::Public, "/areas/ENG?as_at=2019-01-01.1")
        .await
        .expect(404);
    app.get(Who::Public, "/areas/ENG?month=2019-01")
        .await
        .expect(404);
}
