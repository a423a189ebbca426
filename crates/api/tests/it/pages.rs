//! Pages: the journey of a service, and what commissioners see.

use hub_testkit::fixtures::{month, service};
use jiff::SignedDuration;

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
        page.contains("This replaces the return sent on 3 November 2026 by Own. 1 row added, 0 removed, 0 changed."),
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
    // Several took over from this one: the page leads to each, and to the board as it was.
    let page = app.get(Who::Public, "/areas/QM7").await.expect(404).text();
    assert!(page.contains("no longer exists"), "{page}");
    let area = app.get(Who::Public, "/api/v1/areas/QM7").await.expect(200);
    let successors = area.json()["successors"].as_array().unwrap().clone();
    assert!(successors.len() > 1);
    for code in successors {
        let link = format!("href=\"/areas/{}?was=QM7\"", code.as_str().unwrap());
        assert!(page.contains(&link), "{link}: {page}");
    }
    assert!(
        page.contains("href=\"/areas/QM7?geography=as_was\""),
        "{page}"
    );
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

#[tokio::test]
async fn a_submitted_return_can_be_corrected_from_its_pages() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let link = format!("href=\"/s/{OWN}/returns/2026-10/upload\"");
    for path in [format!("/s/{OWN}"), format!("/s/{OWN}/returns/{id}")] {
        let page = browser.get(&path).await.expect(200).text();
        assert!(
            page.contains("Send a corrected file") && page.contains(&link),
            "{path}: {page}"
        );
        // No window is closed yet, so none is promised to be open until a day.
        assert!(!page.contains("corrected file for October 2026 until"));
    }
}

#[tokio::test]
async fn a_checked_file_that_waits_is_the_first_thing_to_go_on_with() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let button =
        format!("<a class=\"nhsuk-button\" href=\"{draft}\">Go on to submit October 2026<");
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains(&button) && home.contains("Ready to submit"),
        "{home}"
    );

    // It waits as well where a return for the month is in already.
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(6))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains("See what you sent")
            && home.contains(&format!("href=\"{draft}\">Go on with your newer file"))
            && home.contains("Newer file: "),
        "{home}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(!home.contains("Newer file: "), "{home}");
}

#[tokio::test]
async fn rows_left_out_are_called_rows_on_the_home_page() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    browser
        .upload(&spoilt(month("2026-10"), 5))
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(home.contains("Needs fixing: 1 row<"), "{home}");
}

#[tokio::test]
async fn the_same_file_again_is_said_to_change_nothing() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&draft).await.expect(200).text();
    assert!(
        page.contains("You sent this same file on 3 November 2026 (reference ")
            && page.contains(&format!("href=\"/s/{OWN}/returns/{first}\"")),
        "{page}"
    );
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(!home.contains("Newer file: "), "{home}");
}

#[tokio::test]
async fn the_address_of_a_submitted_draft_leads_to_its_receipt_for_good() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let draft = format!("/s/{OWN}/drafts/{id}");
    let receipt = format!("/s/{OWN}/returns/{id}");
    let confirm = format!("{draft}/confirm");
    app.clock.advance(SignedDuration::from_mins(30));
    for app in [&app, &app.restarted()] {
        for path in [&draft, &confirm] {
            let answer = app.get(Who::Own, path).await.expect(303);
            assert_eq!(answer.header("location"), receipt);
        }
        // The answer to the first one was lost.
        let again = app
            .ask(Who::Own, "POST", &confirm)
            .form(&[("declaration", "yes")])
            .send()
            .await
            .expect(303);
        assert_eq!(again.header("location"), receipt);
        app.get(Who::Other, &format!("/s/YA002/drafts/{id}"))
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn a_check_that_is_no_longer_kept_leads_to_the_upload_again() {
    let app = TestApp::new().await;
    let sent = app.send(october(5)).await.expect(202).json();
    let draft = format!("/s/{OWN}/drafts/{}", sent["id"].as_str().unwrap());
    app.clock.advance(SignedDuration::from_mins(30));
    let page = app.get(Who::Own, &draft).await.expect(410).text();
    assert_eq!(screen(&page), "P5");
    assert!(
        page.contains("It was not submitted.")
            && page.contains(&format!(
                "href=\"/s/{OWN}/returns/2026-10/upload\">Upload a file for October 2026<"
            ))
            && page.contains(&format!("href=\"/s/{OWN}\">Your returns<")),
        "{page}"
    );
}

#[tokio::test]
async fn who_is_signed_out_while_sending_is_led_back_and_told_to_select_the_file_again() {
    let app = TestApp::new().await;
    let upload = format!("/s/{OWN}/returns/2026-10/upload");
    let page = app
        .ask(Who::Public, "POST", &upload)
        .upload("", "october.csv", &october(3))
        .send()
        .await
        .expect(401)
        .text();
    let sign_in = format!("/sign-in?next=%2Fs%2F{OWN}%2Freturns%2F2026-10%2Fupload");
    assert_eq!(screen(&page), "P5");
    assert!(
        page.contains(&format!("href=\"{sign_in}\">Sign in<"))
            && page.contains("Select the file again"),
        "{page}"
    );
    let form = app.get(Who::Public, &sign_in).await.expect(200).text();
    assert_eq!(hidden(&form, "next").as_deref(), Some(upload.as_str()));

    // Forms without a file lead to the page that they are on.
    for (path, back) in [
        (format!("/s/{OWN}/returns/2026-10/nil"), upload.clone()),
        (
            format!("/s/{OWN}/drafts/01k9q0000000000000000000zz/confirm"),
            format!("/s/{OWN}/drafts/01k9q0000000000000000000zz"),
        ),
    ] {
        let page = app
            .ask(Who::Public, "POST", &path)
            .form(&[("declaration", "yes")])
            .send()
            .await
            .expect(401)
            .text();
        let next = back.replace('/', "%2F");
        assert!(
            page.contains(&format!("href=\"/sign-in?next={next}\"")),
            "{page}"
        );
        assert!(!page.contains("Select the file again"), "{page}");
    }
}

#[tokio::test]
async fn each_kind_of_problem_says_what_to_do_and_where() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let upload = format!("/s/{OWN}/returns/2026-10/upload");

    // A form of another sign-in: the file was not kept.
    let page = Ask::new(&app.router, "POST", &upload)
        .cookie(&browser.cookie)
        .upload("0", "october.csv", &october(3))
        .send()
        .await
        .expect(403)
        .text();
    assert!(
        page.contains("This form is out of date")
            && page.contains("Select the file again.")
            && page.contains(&format!("href=\"{upload}\""))
            && !page.contains("your role does not include"),
        "{page}"
    );

    // A month that is not open: choose another one.
    let csrf = app.csrf(&browser.cookie, &upload).await;
    let page = Ask::new(
        &app.router,
        "POST",
        &format!("/s/{OWN}/returns/2019-01/upload"),
    )
    .cookie(&browser.cookie)
    .upload(&csrf, "january.csv", &october(3))
    .send()
    .await
    .expect(422)
    .text();
    assert!(
        page.contains("Choose a month from the list of your returns.")
            && page.contains(&format!("href=\"/s/{OWN}\">Your returns<")),
        "{page}"
    );

    // The address that a form is sent to, opened as a page.
    let page = app
        .ask(Who::Public, "GET", &format!("/s/{OWN}/returns/2026-10/nil"))
        .header("accept", "text/html")
        .send()
        .await
        .expect(405)
        .text();
    assert!(
        page.contains("it cannot be opened in this way")
            && page.contains(&format!("href=\"{upload}\"")),
        "{page}"
    );
}

#[tokio::test]
async fn an_unusual_return_needs_a_reason_of_which_nothing_is_kept() {
    let app = TestApp::new().await;
    let september = format!("/api/v1/returns?service={OWN}&month=2026-09&file_name=return.csv");
    let sent = app
        .ask(Who::Own, "POST", &september)
        .body(csv(month("2026-09"), 4))
        .send()
        .await
        .expect(202)
        .json();
    app.submit(
        sent["id"].as_str().unwrap(),
        r#"{"warnings_confirmed": true}"#,
    )
    .await
    .expect(201);

    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(40))
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
        page.contains("New referrals are more than 3 times last month's: 40 in this return, 4 in last month's."),
        "{page}"
    );
    let refused = browser
        .confirm(&draft, &[("declaration", "yes"), ("reason", "  ")])
        .await
        .expect(422)
        .text();
    assert!(
        refused.contains("Say why this return is so different from last month's")
            && refused.contains("aria-describedby=\"reason-hint reason-error\"")
            && refused.contains("<title>Error: "),
        "{refused}"
    );
    let reason = "Two practices joined";
    browser
        .confirm(&draft, &[("declaration", "yes"), ("reason", reason)])
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    let kept = format!("{:?}", state.current_for(&service(OWN), month("2026-10")));
    assert!(kept.contains("2026-10") && !kept.contains(reason), "{kept}");
}

#[tokio::test]
async fn a_return_like_last_months_needs_no_reason() {
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
    assert!(!page.contains("name=\"reason\""), "{page}");
}

#[tokio::test]
async fn definitions_lead_only_to_pages_that_there_are() {
    let app = TestApp::released();
    for measure in [
        "referral_rate",
        "practices_covered",
        "referrals_by_deprivation",
        "referrals_by_ethnicity",
        "item_completeness",
    ] {
        let page = app
            .get(Who::Public, &format!("/measures/{measure}"))
            .await
            .expect(200)
            .text();
        let (_, links) = page.split_once("See the values").unwrap();
        let (links, _) = links.split_once("</ul>").unwrap();
        for link in links.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap().replace("&amp;", "&");
            app.get(Who::Public, &link).await.expect(200);
        }
    }
}

#[tokio::test]
async fn the_link_to_compare_keeps_month_areas_and_release() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let page = app
        .get(
            Who::Public,
            &format!("/areas/{icb}?month=2026-09&geography=as_was&as_at=2026-11-02.1"),
        )
        .await
        .expect(200)
        .text();
    let link = format!(
        "/compare?month=2026-09&amp;geography=as_was&amp;as_at=2026-11-02.1&amp;measure=referral_rate&amp;area={icb}"
    );
    assert!(page.contains(&link), "{page}");
    app.get(Who::Public, &link.replace("&amp;", "&"))
        .await
        .expect(200);
    assert!(!page.contains("hub-value__unit\">percentage"), "{page}");
}

#[tokio::test]
async fn groups_are_out_of_the_people_who_live_there() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    for by in ["imd_decile", "ethnic_group"] {
        let page = app
            .get(Who::Public, &format!("/areas/{icb}/who?by={by}"))
            .await
            .expect(200)
            .text();
        assert!(page.contains("Usual residents (Census 2021)"), "{page}");
        assert!(!page.contains(">Registered people<"), "{page}");
    }
}

#[tokio::test]
async fn the_completeness_table_can_be_had_as_files() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let page = app
        .get(Who::Public, &format!("/areas/{icb}/trust"))
        .await
        .expect(200)
        .text();
    for (measure, by, label) in [
        ("returns_received", "all", "Returns received by month (CSV)"),
        ("item_completeness", "item", "Completeness by column (CSV)"),
    ] {
        assert!(page.contains(label), "{page}");
        let file = format!(
            "/api/v1/measures/{measure}/values?area={icb}&by={by}&geography=as_now&as_at=2026-11-02.1&format=csv"
        );
        assert!(page.contains(&file.replace('&', "&amp;")), "{page}");
        app.get(Who::Public, &file).await.expect(200);
    }
}

#[tokio::test]
async fn an_old_release_says_what_was_missing_on_its_own_day() {
    let app = TestApp::released();
    let now = format!("/areas/{}/trust", TestApp::icb());
    let then = format!("{now}?as_at=2026-11-02.1");
    // October was due on 13 November.
    app.clock.advance(SignedDuration::from_hours(24 * 20));
    let page = app.get(Who::Icb, &now).await.expect(200).text();
    assert!(!page.contains("due, not closed yet"), "{page}");
    let page = app.get(Who::Icb, &then).await.expect(200).text();
    assert!(page.contains("due, not closed yet"), "{page}");
    // Who may not see the services is told so, with or without a release.
    let page = app.get(Who::Public, &then).await.expect(200).text();
    assert!(
        page.contains("Shown to the integrated care board"),
        "{page}"
    );
}
