//! What a reader sees first, and what is left out because it was said already.

use hub_ui::pages;
use hub_ui::view::{Place, SqlPage};

use super::fixtures;
use super::fixtures::{analyst, operate};

#[test]
fn a_result_and_its_form_name_places_and_kinds_in_the_same_words() {
    let frame = fixtures::service_frame();
    let mut view = fixtures::problems();
    let page = pages::s7_result(&frame, &view).into_string();
    assert!(page.contains("Your file has 13 places to fix, 2 kinds of problem"));
    view.fix.truncate(1);
    let page = pages::s7_result(&frame, &view).into_string();
    assert!(page.contains("Your file has 12 places to fix, one kind of problem"));
    assert!(page.contains("Show 2 more"));

    let mut view = fixtures::fix_here();
    let page = pages::s8_fix(&frame, &view).into_string();
    assert!(page.contains("Fix 3 places here, 3 kinds of problem: 4 boxes to fill"));
    view.cells.truncate(1);
    let page = pages::s8_fix(&frame, &view).into_string();
    assert!(
        page.contains("Fix 1 place here: 2 boxes to fill") && !page.contains("kind of problem")
    );
}

#[test]
fn columns_that_are_missing_are_counted_as_columns() {
    let mut view = fixtures::problems();
    let column = |header: &str| Place {
        header: header.into(),
        ..Place::default()
    };
    view.check[0].count = 2;
    view.check[0].places = vec![column("gp_practice"), column("closed_date")];
    let page = pages::s7_result(&fixtures::service_frame(), &view).into_string();
    assert!(page.contains(">2 columns.</p>"), "{page}");
}

#[test]
fn a_cell_that_must_have_a_value_has_no_box_to_leave_it_blank() {
    let mut view = fixtures::fix_here();
    let boxes = |page: &str| page.matches("name=\"blank\"").count();
    let frame = fixtures::service_frame();
    let page = pages::s8_fix(&frame, &view).into_string();
    let all = boxes(&page);
    view.cells[0].is_needed = true;
    let page = pages::s8_fix(&frame, &view).into_string();
    assert_eq!(boxes(&page) + 1, all);
}

#[test]
fn a_name_is_said_once_and_a_day_that_is_none_stays_as_it_was_typed() {
    let frame = operate::operate_frame();
    let mut view = operate::audit();
    let found = view.found.as_mut().unwrap();
    let board = "NHS Greater Manchester Integrated Care Board";
    found.rows[0].name = format!("{board} (Commissioner)");
    let page = pages::o5_audit(&frame, &view).into_string();
    assert!(page.contains(&format!(
        "{board} (Commissioner)</span><br>Commissioner</td>"
    )));
    assert!(page.contains(&format!("A. Khan</span><br>Commissioner for {board}")));
    assert!(page.contains("hub.<wbr>referrals"));
    assert_eq!(page.matches(">Older questions<").count(), 2);

    let mut view = operate::audit_error();
    view.to = "31/11/2026".into();
    let page = pages::o5_audit(&frame, &view).into_string();
    assert!(page.contains("type=\"text\" value=\"31/11/2026\""));
    assert!(page.contains("type=\"date\" value=\"2026-11-03\""));
}

#[test]
fn a_query_that_was_refused_is_on_paper() {
    let view = analyst::sql_refused();
    let page = pages::a2_sql(&analyst::analyst_frame(), &view).into_string();
    let (_, printed) = page
        .split_once("<div class=\"hub-print-only\"><pre")
        .unwrap();
    assert!(printed.contains(&view.sql));
}

#[test]
fn the_hint_that_a_box_scrolls_is_given_once_and_only_where_it_does() {
    let mut view = analyst::sql_answered();
    let page = |view: &SqlPage| pages::a2_sql(&analyst::analyst_frame(), view).into_string();
    let hint = "The table goes on inside its box";
    assert!(!page(&view).contains(hint));
    let table = &mut view.result.as_mut().unwrap().table;
    let row = table.rows[0].clone();
    table.rows = vec![row.clone(); 8];
    assert!(page(&view).contains("hub-result__hint hub-scrolls"));
    view.result.as_mut().unwrap().table.rows = vec![row; 50];
    assert!(page(&view).contains("hub-result__hint hub-quiet"));
}

#[test]
fn what_a_page_is_for_comes_before_what_explains_it() {
    let frame = fixtures::area_frame();
    for (page, first, later) in [
        (
            pages::p1_start(&frame, &fixtures::start()),
            "hub-entries",
            "How it works",
        ),
        (
            pages::p2_sign_in(&frame, &fixtures::sign_in()),
            "id=\"token\"",
            "Or sign in to the demonstration",
        ),
        (
            pages::p6_signed_out(&frame, &fixtures::signed_out_typing()),
            "id=\"token\"",
            "What is kept",
        ),
    ] {
        let page = page.into_string();
        assert!(
            page.find(first).unwrap() < page.find(later).unwrap(),
            "{later}"
        );
    }
}

#[test]
fn an_explanation_of_a_problem_is_no_problem() {
    let frame = fixtures::area_frame();
    let mut view = fixtures::not_found();
    let page = pages::p5_error(&frame, &view).into_string();
    assert!(!page.contains("Nothing is wrong here."));
    view.is_explanation = true;
    let page = pages::p5_error(&frame, &view).into_string();
    assert!(page.contains("Nothing is wrong here.") && page.contains("the status 404"));
    assert!(page.contains("<title>Kind of problem: Not found"));
}

#[test]
fn no_name_of_a_column_breaks_within_a_word() {
    let page = pages::s3_help(&fixtures::service_frame(), &fixtures::return_help()).into_string();
    assert!(page.contains("<code>local_<wbr>referral_<wbr>id</code>"));
    assert!(page.contains("data-label=\"Needed\""));
}

#[test]
fn every_block_of_the_style_sheet_is_closed_before_the_next_screen_rule() {
    let css = hub_ui::assets::get("hub.css").unwrap();
    let css = String::from_utf8(css.bytes.into_owned()).unwrap();
    let mut depth = 0_i32;
    for line in css.lines() {
        // Blocks within a condition are set in by two spaces; what is not set in stands alone.
        if !line.starts_with([' ', '}']) && !line.trim().is_empty() {
            assert_eq!(depth, 0, "{line}");
        }
        for sign in line.chars() {
            depth += match sign {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
        }
    }
    assert_eq!(depth, 0);
}
