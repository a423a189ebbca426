//! What the pages of those who run the hub, and the page of a sign-in that ended, promise.

use hub_ui::pages;

use super::fixtures;
use super::pages::between;

#[test]
fn letters_are_explained_once_for_all_boards() {
    let frame = fixtures::operate::operate_frame();
    let page = pages::o3_returns(&frame, &fixtures::operate::returns()).into_string();
    assert_eq!(page.matches("<ul class=\"hub-legend\"").count(), 1);
    assert_eq!(page.matches("<table class=\"hub-heat\"").count(), 2);
    let legend = between(&page, "<ul class=\"hub-legend\"", "</ul>")[0];
    for words in ["sent late", "nothing to report", "rows left out", "missing"] {
        assert!(legend.contains(words), "{words}");
    }
    assert!(page.contains("5 of 10 missing") && page.contains("1,204"));
}

#[test]
fn a_service_ends_only_after_it_is_said_what_follows() {
    let frame = fixtures::operate::operate_frame();
    let first = pages::o7_service_end(&frame, &fixtures::services::service_end()).into_string();
    assert!(!first.contains("name=\"month\" value=\"2027-04\""));
    assert!(!first.contains("Expect nothing"));
    let asked = fixtures::services::service_end_asked();
    let asked = pages::o7_service_end(&frame, &asked).into_string();
    assert!(asked.contains("If it ends before April 2027") && asked.contains("What stays"));
    assert!(asked.contains("type=\"hidden\" name=\"month\" value=\"2027-04\""));
}

#[test]
fn a_list_of_services_is_registered_only_where_nothing_is_wrong() {
    let frame = fixtures::operate::operate_frame();
    let page = |view| pages::o7_services_import(&frame, &view).into_string();
    let apply = "action=\"/operate/services/import/apply\"";
    let wrong = page(fixtures::services::import_wrong());
    assert!(!wrong.contains(apply) && wrong.contains("The whole file"));
    let preview = page(fixtures::services::import_preview());
    assert!(preview.contains(apply) && !preview.contains("<b>Mill Lane</b>"));
    assert!(!page(fixtures::services::import()).contains(apply));
}

#[test]
fn a_code_is_asked_for_once() {
    let frame = fixtures::operate::operate_frame();
    let add = pages::o7_service_add(&frame, &fixtures::services::service_add()).into_string();
    let one = pages::o7_service(&frame, &fixtures::services::service()).into_string();
    assert!(add.contains("name=\"code\"") && !one.contains("name=\"code\""));
    assert!(!one.contains("/keep"));
    let ended = pages::o7_service(&frame, &fixtures::services::service_ended()).into_string();
    assert!(ended.contains("action=\"/operate/services/YGM1/keep\""));
}

#[test]
fn what_is_amiss_stands_first_with_what_to_do() {
    let frame = fixtures::operate::operate_frame();
    let page = pages::o6_health(&frame, &fixtures::operate::health_amiss()).into_string();
    let (_, failed) = page.split_once("Failed checks").unwrap();
    let (failed, all) = failed.split_once("All checks").unwrap();
    assert!(failed.contains("Storage does not answer.") && failed.contains("Build the next one."));
    assert!(!failed.contains("Questions in SQL") && all.contains("Questions in SQL"));
    let well = pages::o6_health(&frame, &fixtures::operate::health()).into_string();
    let (_, failed) = well.split_once("Failed checks").unwrap();
    assert!(failed.starts_with("</h2><p>None.</p>"), "{failed}");
}

#[test]
fn what_was_typed_is_in_hidden_fields_and_in_no_debug_output() {
    let view = fixtures::signed_out_typing();
    let told = format!("{view:?}");
    assert!(!told.contains("P1") && !told.contains("demo-1"), "{told}");
    let page = pages::p6_signed_out(&fixtures::service_frame(), &view).into_string();
    assert!(page.contains("name=\"k.1.local_person_id\" value=\"P1\""));
    assert!(page.contains("value=\"P2 &quot;&lt;b&gt;&quot;\"") && !page.contains("<b>"));
    // One form holds it all, so that no way to sign in leaves it behind.
    let forms = between(&page, "<main", "</main>")[0]
        .matches("<form")
        .count();
    assert_eq!(forms, 1);

    let view = fixtures::signed_in_again();
    assert!(!format!("{view:?}").contains("P1"));
}

#[test]
fn an_operation_has_its_command_and_its_problems() {
    let frame = fixtures::analyst::analyst_frame();
    let page = pages::a6_api_reference(&frame, &fixtures::api_reference()).into_string();
    let send = between(&page, "id=\"sendReturn\"", "</section>")[0];
    for words in [
        "/api/v1/returns",
        "$HUB_TOKEN",
        "Required",
        "href=\"/problems/unknown-service\"",
    ] {
        assert!(send.contains(words), "{words}: {send}");
    }
    assert!(page.contains(">Beta</strong>") && page.contains("href=\"/openapi.json\""));
    assert!(page.contains("aria-label=\"SQL and data\""));
    let public = pages::a6_api_reference(&frame, &fixtures::api_reference_public()).into_string();
    assert!(!public.contains("aria-label=\"SQL and data\""));
}

#[test]
fn files_come_into_use_by_a_form_that_states_the_effect_alone() {
    let frame = fixtures::operate::operate_frame();
    let page = |view| pages::o2_reference_preview(&frame, &view).into_string();
    let open = page(fixtures::reference::preview());
    let (_, form) = open.split_once("Put these files into use").unwrap();
    for words in [
        "What this does",
        "Each server uses it from its next start.",
        "action=\"/operate/reference/apply\"",
        "name=\"previewed\"",
        "name=\"agree\"",
        "Select the same file once more",
    ] {
        assert!(form.contains(words), "{words}: {form}");
    }
    // Only parts that differ are told row by row.
    assert!(
        open.contains("General practices: examples") && !open.contains("Deprivation: examples")
    );
    let closed = page(fixtures::reference::preview_closed());
    assert!(!closed.contains("/operate/reference/apply"));
    assert!(closed.contains("These files cannot be put into use"));
}

#[test]
fn what_is_wrong_with_the_files_stands_above_what_is_in_use() {
    let frame = fixtures::operate::operate_frame();
    let view = fixtures::reference::reference_refused();
    let page = pages::o2_reference(&frame, &view).into_string();
    let (wrong, _) = page.split_once("What is in use").unwrap();
    assert!(wrong.contains("Row 2, column CCG Code") && wrong.contains("The whole file"));
    assert!(wrong.contains("There are 101 more."));
}
