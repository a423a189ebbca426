use super::fixtures;

/// Parts of `text` between `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .map(|rest| rest.split(end).next().unwrap_or_default())
        .collect()
}

fn each(claim: impl Fn(&str, &str)) {
    let pages = fixtures::all();
    assert!(pages.len() > 20);
    for (name, page) in &pages {
        claim(name, page);
    }
}

#[test]
fn pages_look_as_they_were_last_read() {
    for (name, page) in fixtures::all() {
        // One element a line, so that a difference is short. Hashes of assets change with every style.
        let lines = page.replace("><", ">\n<");
        let stable: Vec<&str> = lines
            .lines()
            .map(|line| line.split("?v=").next().unwrap())
            .collect();
        insta::assert_snapshot!(name, stable.join("\n"));
    }
}

#[test]
fn every_page_has_one_main_heading_a_skip_link_and_its_screen() {
    each(|name, page| {
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(
            page.contains(r##"href="#maincontent">Skip to main content"##),
            "{name}"
        );
        assert!(
            page.contains(r#"<main class="nhsuk-main-wrapper" id="maincontent">"#),
            "{name}"
        );
        assert!(page.contains(r#"<html lang="en-GB">"#), "{name}");
        let screen = between(page, "data-screen=\"", "\"")[0];
        assert!(name.to_uppercase().starts_with(screen), "{name}: {screen}");
    });
}

#[test]
fn titles_end_with_the_service_and_say_error_first() {
    each(|name, page| {
        let title = between(page, "<title>", "</title>")[0];
        assert!(
            title.ends_with(" - Social Prescribing Data Hub"),
            "{name}: {title}"
        );
        assert_eq!(
            title.starts_with("Error: "),
            page.contains("nhsuk-error-summary__body"),
            "{name}: {title}"
        );
    });
}

#[test]
fn nothing_breaks_the_content_security_policy() {
    each(|name, page| {
        assert!(!page.contains(" style="), "{name}");
        assert!(!page.contains("<style"), "{name}");
        assert!(
            !page.contains(" onclick")
                && !page.contains(" onload")
                && !page.contains("javascript:"),
            "{name}"
        );
        for script in between(page, "<script", "</script>") {
            assert!(
                script.contains(" src=\"/assets/") && script.ends_with('>'),
                "{name}: {script}"
            );
        }
        for address in between(page, "src=\"", "\"").iter().chain(&between(
            page,
            "<link rel=\"stylesheet\" href=\"",
            "\"",
        )) {
            assert!(address.starts_with("/assets/"), "{name}: {address}");
        }
    });
}

#[test]
fn ids_are_unique_and_references_have_a_target() {
    each(|name, page| {
        let mut ids = between(page, " id=\"", "\"");
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1], "{name}");
        }
        for attribute in [
            " for=\"",
            " aria-labelledby=\"",
            " aria-describedby=\"",
            " href=\"#",
        ] {
            for target in between(page, attribute, "\"")
                .iter()
                .flat_map(|list| list.split(' '))
            {
                assert!(ids.contains(&target), "{name}: {attribute}{target}");
            }
        }
    });
}

#[test]
fn every_chart_has_a_table_with_as_many_rows_as_points() {
    let mut charts = 0;
    each(|name, page| {
        for chart in between(page, "<section class=\"hub-chart\"", "</section>") {
            let points = chart.matches("hub-point").count();
            let body = between(chart, "<tbody", "</tbody>")[0];
            assert!(points > 4, "{name}");
            assert_eq!(body.matches("<tr").count(), points, "{name}");
            assert_eq!(body.matches("scope=\"row\"").count(), points, "{name}");
            assert!(
                chart.contains("<title") && chart.contains("Source: ") && chart.contains(">CSV<"),
                "{name}"
            );
        }
    });
    for (_, page) in fixtures::all() {
        charts += page.matches("<section class=\"hub-chart\"").count();
    }
    assert_eq!(charts, 7);
}

#[test]
fn forms_that_change_something_carry_the_token() {
    each(|name, page| {
        for form in between(page, "<form", "</form>")
            .iter()
            .filter(|form| form.contains("method=\"post\""))
        {
            assert!(
                form.contains(r#"<input type="hidden" name="csrf" value="csrf-token">"#),
                "{name}: {form}"
            );
        }
    });
}

#[test]
fn text_from_people_is_escaped() {
    let hostile = "<img src=x onerror=alert(1)>\"'&";
    let mut view = fixtures::problems();
    view.file_name = hostile.into();
    view.sheet = hostile.into();
    view.fix[0].places[0].found = hostile.into();
    view.fix[0].places[0].header = hostile.into();
    view.not_used[0].detail = hostile.into();
    let page = hub_ui::pages::s7_result(&fixtures::service_frame(), &view).into_string();
    assert!(!page.contains("<img"));
    assert_eq!(
        page.matches("&lt;img src=x onerror=alert(1)&gt;&quot;")
            .count(),
        5
    );

    let mut compare = fixtures::compare();
    compare.map.tiles[0].short = "<b>".into();
    compare.map.tiles[0].name = hostile.into();
    compare.ranked.rows[0].short = "<b>".into();
    let page = hub_ui::pages::c8_compare(&fixtures::area_frame(), &compare).into_string();
    assert!(!page.contains("<img") && !page.contains("<b>"));
}

#[test]
fn the_rows_of_a_file_are_shown_as_a_sum() {
    let page =
        hub_ui::pages::s7_result(&fixtures::service_frame(), &fixtures::problems()).into_string();
    let parts: Vec<u32> = between(&page, "<dd>", "</dd>")
        .iter()
        .take(4)
        .map(|number| number.parse().unwrap())
        .collect();
    assert_eq!(parts, [70, 51, 13, 6]);
    assert_eq!(parts[0], parts[1] + parts[2] + parts[3]);
}

#[test]
fn navigation_has_at_most_five_items() {
    let mut frame = fixtures::area_frame();
    let more = frame.nav.clone();
    frame.nav.extend(more);
    let page = hub_ui::pages::p3_privacy(&frame, &fixtures::site()).into_string();
    assert_eq!(
        page.matches("<li class=\"nhsuk-header__navigation-item")
            .count(),
        5
    );
}

#[test]
fn the_session_secret_is_not_in_debug_output() {
    assert!(!format!("{:?}", fixtures::area_frame()).contains("csrf-token"));
}

#[test]
fn assets_are_found_by_the_address_that_pages_use() {
    let page = &fixtures::all()[0].1;
    let addresses = between(page, "=\"/assets/", "\"");
    assert_eq!(addresses.len(), 4);
    for address in addresses {
        let (path, version) = address.split_once("?v=").unwrap();
        let asset = hub_ui::assets::get(path).unwrap();
        assert!(asset.etag.contains(version));
        assert!(asset.bytes.len() > 100);
        assert_ne!(asset.content_type, "text/plain; charset=utf-8");
    }
    assert!(hub_ui::assets::get("../Cargo.toml").is_none());
}

#[test]
fn our_style_asks_no_other_site_for_anything() {
    let css = hub_ui::assets::get("hub.css").unwrap();
    let css = String::from_utf8(css.bytes.into_owned()).unwrap();
    assert!(!css.contains("url(") && !css.contains("@import"));
    // The vendored sheet names a web font; a browser asks for it only if a rule in force uses it.
    assert!(css.contains("html { font-family: Arial, sans-serif; }"));
    let vendor =
        hub_ui::assets::get("vendor/nhsuk-frontend/nhsuk-frontend-10.6.1.min.css").unwrap();
    let vendor = String::from_utf8(vendor.bytes.into_owned()).unwrap();
    let uses = vendor.matches("font-family:Frutiger W01").count()
        - vendor
            .matches("@font-face{font-family:Frutiger W01")
            .count();
    assert_eq!(uses, 1, "another rule than html names the font");
    assert!(vendor.contains("text-size-adjust:100%;font-family:Frutiger W01,arial,sans-serif}"));
}
