//! What support may be worth, as the page and its files say it.

use crate::support::{TestApp, Who, screen};

/// The sentence of the result, and whatever else stands as large.
fn sentence(page: &str) -> &str {
    let (_, rest) = page
        .split_once("<p class=\"hub-findings\">")
        .expect("a result");
    rest.split("</p>").next().unwrap()
}

/// The address behind "Link to this calculation".
fn share(page: &str) -> String {
    let (before, _) = page.split_once("\">Link to this calculation</a>").unwrap();
    let (_, address) = before.rsplit_once("href=\"").unwrap();
    address.replace("&amp;", "&")
}

/// What a browser sends when the form is sent as it is: the name and value of every field.
fn fields(page: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once("aria-label=\"Assumptions\"").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    let part = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    form.split("<input ")
        .skip(1)
        .map(|tag| (part(tag, " name"), part(tag, " value")))
        .collect()
}

async fn page(app: &TestApp, query: &str) -> String {
    let path = format!("/areas/{}/value{query}", TestApp::icb());
    app.get(Who::Public, &path).await.expect(200).text()
}

#[tokio::test]
async fn what_is_offered_gives_a_result_with_its_range_for_every_kind_of_area() {
    let app = TestApp::released();
    let areas = app.get(Who::Public, "/api/v1/areas?area_type=region").await;
    let region = areas.json()["areas"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    for area in ["ENG".to_owned(), region, TestApp::icb()] {
        let page = app
            .get(Who::Public, &format!("/areas/{area}/value"))
            .await
            .expect(200)
            .text();
        assert_eq!(screen(&page), "C7");
        // No service of these tests asks about life satisfaction.
        for claim in [
            "Illustration, not a measurement",
            "October 2026",
            "The 1.0 point used instead is an illustration",
            "Published elsewhere, not measured here",
            "£3.42",
            "40% fewer",
            "control group",
            "self-reported",
            "HM Treasury",
            "Assumption of the hub, no published source.",
            "It may be worth less than it costs: in the low case ",
            "Quote the central case with this range.",
            "2015/16",
            "Nothing is counted as freed.",
        ] {
            assert!(page.contains(claim), "{area}: {claim}: {page}");
        }
        assert_eq!(
            sentence(&page),
            "Each £1 of support would return £5.14 of social value in the central case, from £0.24 in the low to £27.82 in the high \
             case."
        );
    }
}

#[tokio::test]
async fn the_widest_assumption_comes_first_and_has_its_two_results() {
    let app = TestApp::released();
    let page = page(&app, "").await;
    let (_, chart) = page.split_once("id=\"drivers\"").unwrap();
    let (chart, _) = chart.split_once("</section>").unwrap();
    let (_, rows) = chart.split_once("<tbody").unwrap();
    let labels: Vec<&str> = rows
        .split("scope=\"row\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(labels[0], "How long it lasts");
    assert_eq!(labels[1], "Deadweight");
    // 90% would have happened anyway, all else central.
    assert!(rows.contains(">90%<") && rows.contains(">£1.29<"), "{rows}");
    assert!(chart.contains("How long it lasts moves the result most"));
    assert!(chart.contains("These move nothing here: ") && chart.contains("drop-off"));
}

#[tokio::test]
async fn what_cannot_be_used_is_told_by_its_field_and_gives_no_result() {
    let app = TestApp::released();
    let path = format!(
        "/areas/{}/value?deadweight_central=140&cost_low=%3Cb%3E&point_high=12000",
        TestApp::icb()
    );
    let page = app.get(Who::Public, &path).await.expect(422).text();
    for claim in [
        "<title>Error: ",
        "There is a problem",
        "href=\"#deadweight_central\"",
        "Enter a share from 0 to 100",
        "id=\"deadweight_central-error\"",
        "value=\"140\"",
        "value=\"&lt;b&gt;\"",
        "High is the hopeful case: enter 13,000 or more",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    for absent in [
        "hub-findings",
        "£5.14",
        "id=\"drivers\"",
        "Link to this calculation",
        "<b>",
    ] {
        assert!(!page.contains(absent), "{absent}: {page}");
    }
    // Neither does a file.
    app.get(Who::Public, &format!("{path}&format=csv"))
        .await
        .expect(400);
}

#[tokio::test]
async fn the_link_holds_only_what_was_changed_and_gives_the_same_result() {
    let app = TestApp::released();
    let offered = page(&app, "").await;
    // A browser sends every field.
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields(&offered) {
        let value = match name.as_str() {
            "deadweight_central" => "50",
            "gp_fewer_central" => "0.9",
            "gp_fewer_high" => "1.5",
            _ => value.as_str(),
        };
        query.append_pair(&name, value);
    }
    let changed = page(&app, &format!("?{}", query.finish())).await;
    assert_ne!(sentence(&changed), sentence(&offered));
    // What differs from what is offered stands beside the result, with both numbers.
    assert!(offered.contains("Every assumption is as the hub offers it."));
    for words in [
        "You changed:",
        "Deadweight, central: 50% in place of 60%",
        "Fewer GP contacts, central: 0.9 in place of 0",
    ] {
        assert!(changed.contains(words), "{words}: {changed}");
    }
    let link = share(&changed);
    assert_eq!(
        link,
        format!(
            "/areas/{}/value?month=2026-10&as_at=2026-11-02.1&deadweight_central=50&gp_fewer_central=0.9&gp_fewer_high=1.5",
            TestApp::icb()
        )
    );
    assert!(link.len() < 200);
    let again = app.get(Who::Public, &link).await.expect(200).text();
    assert_eq!(sentence(&again), sentence(&changed));
    assert!(again.contains("worth £33.30 for one person in twelve months, from £0.00 to £84.00"));
    // Its foot has the short address, and other areas are led to with the same assumptions.
    assert!(changed.contains(&format!("Address: {}", link.replace('&', "&amp;"))));
    assert!(changed.contains("<input type=\"hidden\" name=\"deadweight_central\" value=\"50\">"));
    let moved = app
        .get(
            Who::Public,
            "/areas/ENG/value?area=QOP&deadweight_central=50",
        )
        .await
        .expect(303);
    assert_eq!(
        moved.header("location"),
        "/areas/QOP/value?deadweight_central=50"
    );
}

#[tokio::test]
async fn the_calculation_can_be_had_as_files() {
    let app = TestApp::released();
    let path = format!("/areas/{}/value?deadweight_central=50", TestApp::icb());
    let json = app
        .get(Who::Public, &format!("{path}&format=json"))
        .await
        .expect(200)
        .json();
    assert!(json["note"].as_str().unwrap().contains("not a measurement"));
    let rows = json["rows"].as_array().unwrap();
    let of = |part: &str, name: &str| {
        let mut rows = rows.iter();
        rows.find(|row| row["part"] == part && row["name"] == name)
            .unwrap()
    };
    assert_eq!(of("assumption", "deadweight")["central"], 50.0);
    let found = of("result", "social_return");
    assert!(
        found["low"].is_number() && found["high"].is_number(),
        "{found}"
    );
    assert!(of("result", "payback_months")["central"].is_null());
    let csv = app.get(Who::Public, &format!("{path}&format=csv")).await;
    let csv = csv.expect(200).text();
    assert!(
        csv.starts_with("part,name,low,central,high,unit,source\r\n"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), rows.len() + 1);
    app.get(Who::Public, &format!("{path}&format=pdf"))
        .await
        .expect(400);
}

#[tokio::test]
async fn the_overview_leads_here_and_areas_of_the_past_do_not() {
    let app = TestApp::released();
    let icb = TestApp::icb();
    let link = format!("href=\"/areas/{icb}/value");
    for (query, leads) in [("", true), ("?geography=as_was", false)] {
        let path = format!("/areas/{icb}{query}");
        let overview = app.get(Who::Public, &path).await.expect(200).text();
        assert_eq!(overview.contains(&link), leads, "{path}");
    }
    for (query, status) in [
        ("?geography=as_was", 404),
        ("?shoe_size=9", 400),
        ("?deadweight_low=80&deadweight_low=90", 400),
        ("?month=2019-01", 404),
        ("?month=2026-09", 200),
    ] {
        app.get(Who::Public, &format!("/areas/{icb}/value{query}"))
            .await
            .expect(status);
    }
}
