//! C1 to C9: the pages about areas.

use jiff::SignedDuration;

use crate::support::{TestApp, Who, screen};

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
        (format!("/areas/{icb}/waiting"), "C5"),
        (format!("/areas/{icb}/outcomes"), "C6"),
        ("/compare".to_owned(), "C8"),
        ("/compare?measure=practices_covered".to_owned(), "C8"),
        (format!("/areas/{icb}/trust"), "C9"),
        (format!("/areas/{icb}/pack"), "C10"),
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
async fn a_full_month_does_not_hide_the_months_before_it() {
    let icb = TestApp::icb();
    let trust = format!("/areas/{icb}/trust");
    let all = TestApp::told().get(Who::Public, &trust).await.expect(200);
    let all = all.text();
    assert!(
        all.contains("Every service has sent its return for October 2026. All 2 returns expected for the 11 months before have come."),
        "{all}"
    );
    assert!(!all.contains("Missing returns by month"), "{all}");
    let app = TestApp::released();
    let page = app.get(Who::Public, &trust).await.expect(200).text();
    assert!(
        page.contains("1 of the 2 returns expected for the 11 months before is missing."),
        "{page}"
    );
    // On paper no service is named, and the months are.
    let pack = format!("/areas/{icb}/pack?part=trust");
    for path in [trust, pack] {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        assert!(
            page.contains("Missing returns by month: September 2026: 1 of 2."),
            "{path}: {page}"
        );
    }
}

#[tokio::test]
async fn an_area_in_brief_says_what_its_words_rest_on_and_what_a_full_month_hides() {
    let icb = TestApp::icb();
    let words = "Higher, lower, better and worse than England are said only where";
    let app = TestApp::released();
    for path in [
        format!("/areas/{icb}"),
        format!("/areas/{icb}/pack?part=overview"),
    ] {
        let page = app.get(Who::Public, &path).await.expect(200).text();
        assert!(page.contains(words), "{path}: {page}");
        assert!(
            page.contains("1 of the 2 returns expected for the 11 months before is missing."),
            "{path}: {page}"
        );
    }
    // England is set against nothing.
    let england = app.get(Who::Public, "/areas/ENG").await.expect(200).text();
    assert!(!england.contains(words), "{england}");
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
    // Nor was it there in a later month, whichever page is asked for.
    for name in ["", "/who", "/trust"] {
        let path = format!("/areas/QM7{name}?geography=as_was&month=2026-10");
        let page = app.get(Who::Public, &path).await.expect(404).text();
        assert!(
            page.contains("ended on 31 March 2026. For October 2026 see "),
            "{page}"
        );
        let link = format!("href=\"/areas/D7T5G{name}?geography=as_was&amp;month=2026-10\"");
        assert!(page.contains(&link), "{link}: {page}");
    }
    // Those that it took over from are one step away.
    let page = app.get(Who::Public, "/areas/D7T5G/who").await.expect(200);
    let page = page.text();
    assert!(
        page.contains("From 1 April 2026; before that: <a href=\"/areas/"),
        "{page}"
    );
    assert!(
        page.contains("href=\"/areas/QM7/who?geography=as_was\""),
        "{page}"
    );
    // The filter bar sends the area as a parameter.
    let moved = app
        .get(Who::Public, "/areas/ENG/who?area=QOP&by=ethnic_group")
        .await
        .expect(303);
    assert_eq!(moved.header("location"), "/areas/QOP/who?by=ethnic_group");
}

#[tokio::test]
async fn an_ended_area_can_be_read_in_its_last_month_though_all_returns_are_later() {
    let app = TestApp::released();
    // Boards of March 2026 stand in the path; the returns of this release begin later.
    for (month, status) in [("2026-03", 200), ("2026-02", 404), ("2026-04", 404)] {
        let path = format!("/areas/QM7?geography=as_was&month={month}");
        let page = app.get(Who::Public, &path).await.expect(status).text();
        let is_overview = page.contains("data-screen=\"C1\"");
        assert_eq!(is_overview, status == 200, "{month}: {page}");
        assert!(!is_overview || page.contains("March 2026"), "{page}");
    }
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
async fn every_page_of_figures_has_a_link_to_exactly_itself() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let exactly = |page: &str| {
        let (before, _) = page
            .split_once("\">Link to exactly this</a>")
            .unwrap_or_else(|| panic!("{page}"));
        let (_, address) = before.rsplit_once("href=\"").unwrap();
        address.replace("&amp;", "&")
    };
    for path in [
        format!("/areas/{icb}"),
        format!("/areas/{icb}?month=2026-09&was=QM7"),
        format!("/areas/{icb}/measures/referral_rate"),
        format!("/areas/{icb}/who?by=ethnic_group"),
        format!("/areas/{icb}/waiting"),
        format!("/areas/{icb}/outcomes"),
        format!("/areas/{icb}/coverage"),
        format!("/areas/{icb}/practices"),
        format!("/areas/{icb}/evaluations"),
        format!("/areas/{icb}/value?deadweight_central=50"),
        format!("/areas/{icb}/trust"),
        format!("/areas/{icb}/pack?part=time"),
        "/compare?measure=practices_covered".to_owned(),
    ] {
        let page = app.get(Who::Icb, &path).await.expect(200).text();
        let link = exactly(&page);
        assert!(link.contains("as_at=2026-11-02.1"), "{path}: {link}");
        assert!(!link.contains("was="), "{link}");
        let there = app.get(Who::Icb, &link).await.expect(200).text();
        assert_eq!(exactly(&there), link);
    }
    // Whose board is marked does not hang on who opens the link.
    let page = app.get(Who::Icb, "/compare").await.expect(200).text();
    assert!(exactly(&page).contains(&format!("area={icb}")));
    // Definitions are those of the program, with a release or without.
    let page = app.get(Who::Public, "/measures").await.expect(200).text();
    assert!(!page.contains("Link to exactly this"), "{page}");
}

#[tokio::test]
async fn definitions_lead_only_to_pages_that_there_are() {
    let app = TestApp::released();
    for measure in [
        "referral_rate",
        "practices_covered",
        "referrals_by_deprivation",
        "referrals_by_ethnicity",
        "referral_rate_by_age",
        "referrals_by_condition",
        "referral_needs",
        "referrals_by_rurality",
        "similar_areas",
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
