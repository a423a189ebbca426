use super::fixtures;

/// Parts of `text` between `start` and the next `end`.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
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
        let screen = screen.to_lowercase();
        assert!(name.starts_with(&screen), "{name}: {screen}");
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
            // The tile map is there twice: placed, and region by region for narrow screens.
            let mut drawings = chart
                .split("hub-tiles-by-region")
                .map(|part| part.matches("hub-point").count());
            let points = drawings.next().unwrap();
            assert!(drawings.all(|again| again == points), "{name}");
            let body = between(chart, "<tbody", "</tbody>")[0];
            assert!(points > 3, "{name}");
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
    assert_eq!(charts, 41);
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
        6
    );

    let mut compare = fixtures::compare();
    compare.map.tiles[0].short = "<b>".into();
    compare.map.tiles[0].name = hostile.into();
    compare.ranked.rows[0].short = "<b>".into();
    let page = hub_ui::pages::c8_compare(&fixtures::area_frame(), &compare).into_string();
    assert!(!page.contains("<img") && !page.contains("<b>"));
}

#[test]
fn words_of_a_query_are_escaped_and_absent_figures_are_read_out() {
    let mut view = fixtures::analyst::sql_answered();
    view.sql = "</textarea><script>alert(1)</script>".into();
    let page = hub_ui::pages::a2_sql(&fixtures::area_frame(), &view).into_string();
    assert!(!page.contains("<script>") && page.contains("&lt;/textarea&gt;&lt;script&gt;"));
    assert!(page.contains("not shown, or no value") && page.contains("* means not shown"));
}

#[test]
fn a_new_token_is_on_no_paper_and_in_no_debug_output() {
    let view = fixtures::tokens::token_made();
    assert!(!format!("{view:?}").contains(&view.token.0));
    let page =
        hub_ui::pages::a5_token_made(&fixtures::analyst::analyst_frame(), &view).into_string();
    assert_eq!(page.matches(&view.token.0).count(), 1);
    let (before, _) = page.split_once(&view.token.0).unwrap();
    assert!(
        before.ends_with(
            "<div class=\"hub-screen-only\"><pre class=\"hub-code\" tabindex=\"0\"><code>"
        )
    );
}

#[test]
fn the_rows_of_a_file_are_shown_as_a_sum() {
    let page =
        hub_ui::pages::s7_result(&fixtures::service_frame(), &fixtures::problems()).into_string();
    let parts: Vec<u32> = between(&page, "<dd>", "</dd>")
        .iter()
        .take(5)
        .map(|number| number.parse().unwrap())
        .collect();
    assert_eq!(parts, [70, 51, 13, 5, 1]);
    assert_eq!(parts[0], parts[1..].iter().sum::<u32>());
}

#[test]
fn every_field_with_an_error_names_its_error_and_says_that_it_is_invalid() {
    let mut fields = 0;
    each(|_, page| {
        for error in between(page, "<span class=\"nhsuk-error-message\" id=\"", "\"") {
            let field = error.strip_suffix("-error").unwrap();
            let (_, rest) = page.split_once(&format!(" id=\"{field}\"")).unwrap();
            let tag = rest.split('>').next().unwrap();
            let described = between(tag, "aria-describedby=\"", "\"")[0];
            assert!(
                described.split(' ').any(|id| id == error),
                "{field}: {described}"
            );
            assert!(tag.contains("aria-invalid=\"true\""), "{field}: {tag}");
        }
    });
    for (_, page) in fixtures::all() {
        fields += page.matches("aria-invalid=\"true\"").count();
    }
    // Token, file, warning, four values to fix, one that was typed, reason, declaration, a query, name and text of one to be
    // saved, label and days of a token, two assumptions, a day of the audit log,
    // of reference data the file and the word that its effect is known, the organisation that somebody works for, name and
    // organisation of a person, and the days of a token for them, code, name and kind of a service, the month that it ends
    // with, and the file of services.
    assert_eq!(fields, 29);
}

#[test]
fn fields_without_an_error_are_not_called_invalid() {
    let mut view = fixtures::confirm();
    view.errors.clear();
    let page = hub_ui::pages::s9_confirm(&fixtures::service_frame(), &view).into_string();
    assert!(!page.contains("aria-invalid"));
    assert!(page.contains("aria-describedby=\"reason-hint\""));
}

#[test]
fn a_month_that_was_sent_shows_its_newer_file_and_how_to_correct_it() {
    let page = hub_ui::pages::s1_home(&fixtures::service_frame(), &fixtures::home()).into_string();
    let (_, june) = page.split_once("June 2026: see what you sent").unwrap();
    let june = june
        .split("</li><li class=\"nhsuk-task-list__item")
        .next()
        .unwrap();
    assert!(june.contains("Send a corrected file") && june.contains("/s/YGM1/drafts/01j9"));
    assert!(
        june.contains("Submitted")
            && june.contains("Newer file: ")
            && june.contains("Ready to submit"),
        "{june}"
    );
    assert!(page.contains("Needs fixing: 40 rows") && page.contains("Needs fixing: 1 problem<"));
}

#[test]
fn the_receipt_offers_a_corrected_file_and_owns_up_to_a_file_that_came_before() {
    let frame = fixtures::service_frame();
    let page = hub_ui::pages::s10_submitted(&frame, &fixtures::submitted()).into_string();
    assert!(page.contains("href=\"/s/YGM1/returns/2026-10/upload\">Send a corrected file<"));
    assert!(!page.contains("Nothing changed."));
    let page = hub_ui::pages::s10_submitted(&frame, &fixtures::submitted_before()).into_string();
    assert!(
        page.contains(
            "You sent this same file on 4 November 2026 (reference W1Y2Z3). Nothing changed."
        ) && page.contains("Already submitted"),
        "{page}"
    );
}

#[test]
fn a_file_of_which_no_row_counts_is_not_offered_to_be_submitted() {
    let mut view = fixtures::problems();
    let frame = fixtures::service_frame();
    let page = hub_ui::pages::s7_result(&frame, &view).into_string();
    assert!(page.contains("or submit without these 13 rows"));
    view.confirm_href = None;
    let page = hub_ui::pages::s7_result(&frame, &view).into_string();
    assert!(!page.contains("submit without") && !page.contains("tick its box"));
}

#[test]
fn the_way_on_is_green_where_nothing_is_to_be_put_right() {
    let frame = fixtures::service_frame();
    let page = hub_ui::pages::s7_result(&frame, &fixtures::grave()).into_string();
    let green = between(&page, "<a class=\"nhsuk-button\" href=\"", "\"");
    assert_eq!(green, ["#check"]);
    assert!(page.contains("What you typed on the page is not in your file"));
    assert!(page.contains("777 rows that you sent before</h1>"));
    let page = hub_ui::pages::s7_result(&frame, &fixtures::problems()).into_string();
    let green = between(&page, "<a class=\"nhsuk-button\" href=\"", "\"");
    assert!(green.iter().all(|href| *href == "/s/YGM1/drafts/01j9/fix"));
    assert!(!page.contains("What you typed on the page"));
}

#[test]
fn columns_are_counted_as_columns_and_their_cells_as_cells() {
    let frame = fixtures::service_frame();
    let page = hub_ui::pages::s7_result(&frame, &fixtures::personal()).into_string();
    assert!(page.contains("8 cells in 2 columns"), "{page}");
    assert!(!page.contains("places are listed here, of 8"), "{page}");
    assert!(page.contains("Put these right too"), "{page}");
}

#[test]
fn a_pack_lists_its_sections_and_their_headings_stand_under_them() {
    let frame = fixtures::area_frame();
    let page = hub_ui::pages::c10_pack(&frame, &fixtures::pack()).into_string();
    let sections = between(&page, "<section class=\"hub-pack__section\" id=\"", "\"");
    assert_eq!(sections.len(), 10);
    let (_, contents) = page
        .split_once("<nav class=\"hub-pack__contents\"")
        .unwrap();
    let contents = contents.split("</nav>").next().unwrap();
    for id in &sections {
        assert!(contents.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    // One heading of that step for each section; contents and what to take along have one too.
    assert_eq!(page.matches("<h2 class=\"nhsuk-heading-l\"").count(), 10);
    assert!(page.contains("<h3 class=\"nhsuk-heading-m hub-chart__title\""));
    assert!(!page.contains("<h2 class=\"nhsuk-heading-m hub-chart__title\""));

    // A sheet may be read apart from the others.
    let about = "<span class=\"nhsuk-caption-l\">NHS Greater Manchester Integrated Care Board, October 2026</span>";
    assert_eq!(page.matches(about).count(), sections.len());
    let two = hub_ui::pages::c10_pack(&frame, &fixtures::pack_of_two()).into_string();
    let sections = between(&two, "<section class=\"hub-pack__section\" id=\"", "\"");
    assert_eq!(sections, ["time", "trust"]);
    let empty = hub_ui::pages::c10_pack(&frame, &fixtures::pack_empty()).into_string();
    assert!(!empty.contains("hub-pack__section") && !empty.contains("hub-pack__contents"));
    assert!(empty.contains("No link-worker service has sent data for this area"));
}

#[test]
fn a_pack_names_no_service() {
    let page = hub_ui::pages::c10_pack(&fixtures::area_frame(), &fixtures::pack()).into_string();
    for row in fixtures::trust().heat.rows {
        assert!(!page.contains(&row.service), "{}", row.service);
    }
}

#[test]
fn groups_are_set_against_the_people_who_live_there() {
    for view in [fixtures::who(), fixtures::ethnicity()] {
        let page = hub_ui::pages::c4_who(&fixtures::area_frame(), &view).into_string();
        let tables = between(&page, "<thead", "</thead>");
        assert!(!tables.iter().any(|head| head.contains("egistered people")));
        assert!(page.contains("sual residents"));
    }
}

#[test]
fn the_gap_is_the_least_deprived_against_the_most_deprived() {
    let frame = fixtures::area_frame();
    let who = hub_ui::pages::c4_who(&frame, &fixtures::who()).into_string();
    let overview = hub_ui::pages::c1_overview(&frame, &fixtures::overview()).into_string();
    for page in [who, overview] {
        assert!(page.contains("least deprived against most deprived"));
        assert!(!page.contains("most against least"));
    }
}

#[test]
fn paper_leaves_out_what_can_only_be_clicked() {
    let css = hub_ui::assets::get("hub.css").unwrap();
    let css = String::from_utf8(css.bytes.into_owned()).unwrap();
    let (_, print) = css.split_once("@media print {").unwrap();
    for claim in [
        ".hub-screen-only",
        ".nhsuk-button",
        "display: table-header-group",
        "details::details-content",
        ".hub-print-only { display: block",
        ".nhsuk-panel { color: #000",
        ".hub-heat__mark--missing",
    ] {
        assert!(print.contains(claim), "{claim}");
    }
    assert!(css.contains("@page { size: A4;"));
    each(|name, page| {
        // A heading over a form that is not printed would stand over nothing.
        assert!(
            !page.contains("<h2 class=\"nhsuk-heading-m\">Change area or period"),
            "{name}"
        );
    });
}

#[test]
fn addresses_on_paper_begin_with_the_host() {
    let mut frame = fixtures::area_frame();
    frame.host = "hub.example:8443".into();
    let page = hub_ui::pages::p3_privacy(&frame, &fixtures::site()).into_string();
    assert!(page.contains("Address: hub.example:8443/areas/QOP?month=2026-10<"));
    assert!(page.contains(
        "whatever is released later: hub.example:8443/areas/QOP?month=2026-10&amp;as_at=2026-11-14.2<"
    ));
}

#[test]
fn on_paper_no_heading_and_no_foot_stands_alone() {
    let css = hub_ui::assets::get("hub.css").unwrap();
    let css = String::from_utf8(css.bytes.into_owned()).unwrap();
    for claim in [
        ".nhsuk-footer { margin-top: 3pt; break-before: avoid; break-inside: avoid; }",
        "caption, dt, h1, h2, h3 { break-after: avoid; }",
        ".nhsuk-footer__meta > p:not(.hub-screen-only) { display: inline; }",
    ] {
        assert!(css.contains(claim), "{claim}");
    }
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
