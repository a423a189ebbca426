//! Invented view models: small, and with every state of a figure somewhere.

pub(crate) mod analyst;
mod api_reference;
mod areas;
pub(crate) mod charts;
mod checking;
mod choose;
mod compare;
mod compare_more;
mod compare_outline;
pub(crate) mod definitions;
mod evaluations;
mod fix;
mod frames;
mod help;
mod history;
pub(crate) mod operate;
mod outcomes;
mod own_figures;
mod pack;
pub(crate) mod people;
mod practices;
pub(crate) mod preview;
mod protection;
mod public;
pub(crate) mod reference;
mod referred;
mod results;
mod returns;
pub(crate) mod saved;
pub(crate) mod services;
mod signed_out;
pub(crate) mod tokens;
mod trust_more;
mod type_in;
mod value;
mod waiting;
mod ways;
mod who;

use hub_ui::pages;
use hub_ui::view::{Frame, Link, SignedIn};

pub(crate) use api_reference::{api_reference, api_reference_public};
pub(crate) use areas::{measure, overview, overview_empty, trust};
pub(crate) use checking::{checking, received};
pub(crate) use choose::{choose, choose_error};
pub(crate) use compare::compare;
pub(crate) use compare_more::{compare_all, compare_empty, compare_similar};
pub(crate) use compare_outline::compare_outline;
pub(crate) use evaluations::evaluations;
pub(crate) use fix::fix_here;
pub(crate) use frames::{area_frame, service_frame};
pub(crate) use help::return_help;
pub(crate) use history::{history, withdraw};
pub(crate) use outcomes::{outcomes, outcomes_empty, outcomes_mix};
pub(crate) use own_figures::{figures, figures_empty, figures_frame, figures_one_month};
pub(crate) use pack::{pack, pack_empty, pack_of_two};
pub(crate) use practices::{coverage, coverage_region, practices, practices_restricted};
pub(crate) use protection::{protection, protection_none, status_codes};
pub(crate) use public::{definition, measures, not_found, sign_in, sign_in_issuers, site, start};
pub(crate) use referred::{age, condition};
pub(crate) use results::{grave, personal};
pub(crate) use returns::{
    confirm, home, home_first, other_month, problems, question, ready, submitted, submitted_before,
    typed, unreadable, upload, upload_error, warnings,
};
pub(crate) use signed_out::{
    signed_in_again, signed_out_draft, signed_out_file, signed_out_typing, signed_out_typing_issuer,
};
pub(crate) use trust_more::{trust_old, trust_since};
pub(crate) use type_in::{type_in, type_in_checked};
pub(crate) use value::{value, value_errors, value_unmeasured};
pub(crate) use waiting::{waiting, waiting_as_was, waiting_empty, waiting_hidden, waiting_mix};
pub(crate) use ways::{nothing, ways};
pub(crate) use who::{ethnicity, who};

use public::{invalid_address, query_refused};

pub(crate) fn link(label: &str, href: &str) -> Link {
    Link::new(label, href)
}

/// A position as a small number; fixtures are short.
fn small(position: usize) -> u8 {
    u8::try_from(position).unwrap_or(u8::MAX)
}

/// Every page with its file name.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let (service, area) = (service_frame(), area_frame());
    let (asker, own_figures) = (analyst::analyst_frame(), figures_frame());
    let operator = operate::operate_frame();
    let chooser = Frame {
        signed_in: service.signed_in.clone().map(|who| SignedIn {
            change: Some(link("Change organisation", "/choose")),
            ..who
        }),
        breadcrumbs: Vec::new(),
        ..service_frame()
    };
    let with_files = Frame {
        files: [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")]
            .map(|(label, ending)| {
                link(
                    label,
                    &format!("/areas/QOP/overview.{ending}?as_at=2026-11-14.2"),
                )
            })
            .into(),
        ..area_frame()
    };
    let public = Frame {
        signed_in: None,
        nav: Vec::new(),
        breadcrumbs: Vec::new(),
        adjustment: None,
        ..area_frame()
    };
    let rendered = [
        ("p1_start", pages::p1_start(&public, &start())),
        ("p2_sign_in", pages::p2_sign_in(&public, &sign_in())),
        (
            "p2_sign_in_issuers",
            pages::p2_sign_in(&public, &sign_in_issuers()),
        ),
        (
            "p3_accessibility",
            pages::p3_accessibility(&public, &site()),
        ),
        ("p3_privacy", pages::p3_privacy(&public, &site())),
        ("p7_protection", pages::p7_protection(&area, &protection())),
        (
            "p7_protection_none",
            pages::p7_protection(&public, &protection_none()),
        ),
        ("p4_measures", pages::p4_measures(&area, &measures())),
        ("p4_measure", pages::p4_measure(&area, &definition())),
        ("p5_error", pages::p5_error(&area, &not_found())),
        ("p5_codes", pages::p5_error(&public, &query_refused())),
        ("p5_invalid", pages::p5_error(&public, &invalid_address())),
        (
            "p6_signed_out_typing",
            pages::p6_signed_out(&public, &signed_out_typing()),
        ),
        (
            "p6_signed_out_typing_issuer",
            pages::p6_signed_out(&public, &signed_out_typing_issuer()),
        ),
        (
            "p6_signed_out_file",
            pages::p6_signed_out(&public, &signed_out_file()),
        ),
        (
            "p6_signed_out_draft",
            pages::p6_signed_out(&public, &signed_out_draft()),
        ),
        (
            "p6_signed_in_again",
            pages::p6_signed_in_again(&service, &signed_in_again()),
        ),
        ("s1_home", pages::s1_home(&service, &home())),
        ("s1_home_first", pages::s1_home(&service, &home_first())),
        ("s1a_choose", pages::s1a_choose(&chooser, &choose())),
        (
            "s1a_choose_error",
            pages::s1a_choose(&chooser, &choose_error()),
        ),
        ("s2_nil", pages::s2_nil(&service, &nothing())),
        ("s2_type_in", pages::s2_type_in(&service, &type_in())),
        (
            "s2_type_in_checked",
            pages::s2_type_in(&service, &type_in_checked()),
        ),
        ("s2_ways", pages::s2_ways(&service, &ways())),
        ("s3_help", pages::s3_help(&service, &return_help())),
        ("s4_upload", pages::s4_upload(&service, &upload())),
        (
            "s4_upload_error",
            pages::s4_upload(&service, &upload_error()),
        ),
        ("s5_checking", pages::s5_checking(&service, &checking())),
        ("s5_received", pages::s5_checking(&service, &received())),
        ("s7_problems", pages::s7_result(&service, &problems())),
        ("s7_warnings", pages::s7_result(&service, &warnings())),
        ("s7_ready", pages::s7_result(&service, &ready())),
        ("s7_unreadable", pages::s7_result(&service, &unreadable())),
        ("s8_fix", pages::s8_fix(&service, &fix_here())),
        ("s9_confirm", pages::s9_confirm(&service, &confirm())),
        (
            "s10_submitted",
            pages::s10_submitted(&service, &submitted()),
        ),
        (
            "s10_submitted_before",
            pages::s10_submitted(&service, &submitted_before()),
        ),
        ("s7_question", pages::s7_result(&service, &question())),
        ("s7_other_month", pages::s7_result(&service, &other_month())),
        ("s7_typed", pages::s7_result(&service, &typed())),
        ("s7_grave", pages::s7_result(&service, &grave())),
        ("s7_personal", pages::s7_result(&service, &personal())),
        ("s11_history", pages::s11_history(&service, &history())),
        ("s11_withdraw", pages::s11_withdraw(&service, &withdraw())),
        ("s12_figures", pages::s12_figures(&own_figures, &figures())),
        (
            "s12_figures_one_month",
            pages::s12_figures(&own_figures, &figures_one_month()),
        ),
        (
            "s12_figures_empty",
            pages::s12_figures(&own_figures, &figures_empty()),
        ),
        ("c1_overview", pages::c1_overview(&with_files, &overview())),
        (
            "c1_overview_empty",
            pages::c1_overview(&area, &overview_empty()),
        ),
        ("c2_measure", pages::c2_measure(&area, &measure())),
        ("c3_coverage", pages::c3_coverage(&area, &coverage())),
        (
            "c3_coverage_region",
            pages::c3_coverage(&area, &coverage_region()),
        ),
        ("c4_deprivation", pages::c4_who(&area, &who())),
        ("c4_ethnicity", pages::c4_who(&area, &ethnicity())),
        ("c7_value", pages::c7_value(&area, &value())),
        (
            "c7_value_unmeasured",
            pages::c7_value(&area, &value_unmeasured()),
        ),
        ("c7_value_errors", pages::c7_value(&area, &value_errors())),
        ("c5_waiting", pages::c5_waiting(&area, &waiting())),
        ("c5_waiting_mix", pages::c5_waiting(&area, &waiting_mix())),
        (
            "c5_waiting_hidden",
            pages::c5_waiting(&area, &waiting_hidden()),
        ),
        (
            "c5_waiting_as_was",
            pages::c5_waiting(&area, &waiting_as_was()),
        ),
        (
            "c5_waiting_empty",
            pages::c5_waiting(&area, &waiting_empty()),
        ),
        ("c6_outcomes", pages::c6_outcomes(&area, &outcomes())),
        (
            "c6_outcomes_mix",
            pages::c6_outcomes(&area, &outcomes_mix()),
        ),
        (
            "c6_outcomes_empty",
            pages::c6_outcomes(&area, &outcomes_empty()),
        ),
        ("c4_age", pages::c4_who(&area, &age())),
        ("c4_condition", pages::c4_who(&area, &condition())),
        ("c8_compare", pages::c8_compare(&area, &compare())),
        (
            "c8_compare_similar",
            pages::c8_compare(&area, &compare_similar()),
        ),
        ("c8_compare_all", pages::c8_compare(&area, &compare_all())),
        (
            "c8_compare_outline",
            pages::c8_compare(&area, &compare_outline()),
        ),
        (
            "c8_compare_empty",
            pages::c8_compare(&area, &compare_empty()),
        ),
        ("c9_trust", pages::c9_trust(&area, &trust())),
        ("c9_trust_since", pages::c9_trust(&area, &trust_since())),
        ("c9_trust_old", pages::c9_trust(&area, &trust_old())),
        ("c10_pack", pages::c10_pack(&area, &pack())),
        ("c10_pack_of_two", pages::c10_pack(&area, &pack_of_two())),
        ("c10_pack_empty", pages::c10_pack(&area, &pack_empty())),
        (
            "c12_evaluations",
            pages::c12_evaluations(&area, &evaluations()),
        ),
        ("c13_practices", pages::c13_practices(&area, &practices())),
        (
            "c13_practices_restricted",
            pages::c13_practices(&area, &practices_restricted()),
        ),
        ("a1_tables", pages::a1_tables(&asker, &analyst::tables())),
        (
            "a1_tables_closed",
            pages::a1_tables(&asker, &analyst::tables_closed()),
        ),
        (
            "a1_table_protected",
            pages::a1_table(&asker, &analyst::table_protected()),
        ),
        (
            "a1_table_open",
            pages::a1_table(&asker, &analyst::table_open()),
        ),
        ("a2_sql", pages::a2_sql(&asker, &analyst::sql())),
        (
            "a2_sql_answered",
            pages::a2_sql(&asker, &analyst::sql_answered()),
        ),
        (
            "a2_sql_truncated",
            pages::a2_sql(&asker, &analyst::sql_truncated()),
        ),
        ("a2_sql_empty", pages::a2_sql(&asker, &analyst::sql_empty())),
        (
            "a2_sql_refused",
            pages::a2_sql(&asker, &analyst::sql_refused()),
        ),
        ("a2_sql_busy", pages::a2_sql(&asker, &analyst::sql_busy())),
        (
            "a2_sql_closed",
            pages::a2_sql(&asker, &analyst::sql_closed()),
        ),
        ("a3_queries", pages::a3_queries(&asker, &saved::queries())),
        (
            "a3_queries_error",
            pages::a3_queries(&asker, &saved::queries_error()),
        ),
        (
            "a3_queries_none",
            pages::a3_queries(&asker, &saved::queries_none()),
        ),
        (
            "a3_query_remove",
            pages::a3_query_remove(&asker, &saved::query_remove()),
        ),
        (
            "a6_api_reference",
            pages::a6_api_reference(&asker, &api_reference()),
        ),
        (
            "a6_api_reference_public",
            pages::a6_api_reference(&public, &api_reference_public()),
        ),
        (
            "o0_operate",
            pages::o0_operate(&operator, &operate::operate()),
        ),
        ("o1_people", pages::o1_people(&operator, &people::people())),
        (
            "o1_people_none",
            pages::o1_people(&operator, &people::people_none()),
        ),
        ("o1_person", pages::o1_person(&operator, &people::person())),
        (
            "o1_person_error",
            pages::o1_person(&operator, &people::person_error()),
        ),
        (
            "o1_person_left",
            pages::o1_person(&operator, &people::person_left()),
        ),
        (
            "o1_person_add",
            pages::o1_person_add(&operator, &people::person_add()),
        ),
        (
            "o1_person_add_error",
            pages::o1_person_add(&operator, &people::person_add_error()),
        ),
        (
            "o1_role_end",
            pages::o1_person_change(&operator, &people::role_end()),
        ),
        (
            "o1_role_end_refused",
            pages::o1_person_change(&operator, &people::role_end_refused()),
        ),
        (
            "o1_token_made",
            pages::o1_person_token_made(&operator, &people::token_made()),
        ),
        (
            "o7_services",
            pages::o7_services(&operator, &services::services()),
        ),
        (
            "o7_services_none",
            pages::o7_services(&operator, &services::services_none()),
        ),
        (
            "o7_service_add",
            pages::o7_service_add(&operator, &services::service_add()),
        ),
        (
            "o7_service_add_error",
            pages::o7_service_add(&operator, &services::service_add_error()),
        ),
        (
            "o7_service",
            pages::o7_service(&operator, &services::service()),
        ),
        (
            "o7_service_ended",
            pages::o7_service(&operator, &services::service_ended()),
        ),
        (
            "o7_service_end",
            pages::o7_service_end(&operator, &services::service_end()),
        ),
        (
            "o7_service_end_asked",
            pages::o7_service_end(&operator, &services::service_end_asked()),
        ),
        (
            "o7_service_end_error",
            pages::o7_service_end(&operator, &services::service_end_error()),
        ),
        (
            "o7_services_import",
            pages::o7_services_import(&operator, &services::import()),
        ),
        (
            "o7_services_import_wrong",
            pages::o7_services_import(&operator, &services::import_wrong()),
        ),
        (
            "o7_services_import_preview",
            pages::o7_services_import(&operator, &services::import_preview()),
        ),
        (
            "o2_reference",
            pages::o2_reference(&operator, &reference::reference()),
        ),
        (
            "o2_reference_built_in",
            pages::o2_reference(&operator, &reference::reference_built_in()),
        ),
        (
            "o2_reference_refused",
            pages::o2_reference(&operator, &reference::reference_refused()),
        ),
        (
            "o2_preview",
            pages::o2_reference_preview(&operator, &reference::preview()),
        ),
        (
            "o2_preview_error",
            pages::o2_reference_preview(&operator, &reference::preview_error()),
        ),
        (
            "o2_preview_closed",
            pages::o2_reference_preview(&operator, &reference::preview_closed()),
        ),
        (
            "o3_returns",
            pages::o3_returns(&operator, &operate::returns()),
        ),
        (
            "o3_returns_empty",
            pages::o3_returns(&operator, &operate::returns_empty()),
        ),
        (
            "o4_definitions",
            pages::o4_definitions(&operator, &definitions::definitions()),
        ),
        (
            "o4_definitions_none",
            pages::o4_definitions(&operator, &definitions::definitions_none()),
        ),
        (
            "o4_versions",
            pages::o4_versions(&operator, &definitions::versions()),
        ),
        (
            "o4_versions_one",
            pages::o4_versions(&operator, &definitions::versions_one()),
        ),
        (
            "o4_versions_dropped",
            pages::o4_versions(&operator, &definitions::versions_dropped()),
        ),
        ("o5_audit", pages::o5_audit(&operator, &operate::audit())),
        (
            "o5_audit_none",
            pages::o5_audit(&operator, &operate::audit_none()),
        ),
        (
            "o5_audit_error",
            pages::o5_audit(&operator, &operate::audit_error()),
        ),
        (
            "o5_audit_closed",
            pages::o5_audit(&operator, &operate::audit_closed()),
        ),
        ("o6_health", pages::o6_health(&operator, &operate::health())),
        (
            "o6_health_amiss",
            pages::o6_health(&operator, &operate::health_amiss()),
        ),
        ("a4_connect", pages::a4_connect(&asker, &analyst::connect())),
        ("a5_tokens", pages::a5_tokens(&asker, &tokens::tokens())),
        (
            "a5_tokens_error",
            pages::a5_tokens(&asker, &tokens::tokens_error()),
        ),
        (
            "a5_tokens_full",
            pages::a5_tokens(&asker, &tokens::tokens_full()),
        ),
        (
            "a5_token_made",
            pages::a5_token_made(&asker, &tokens::token_made()),
        ),
        (
            "a5_token_revoke",
            pages::a5_token_revoke(&asker, &tokens::token_revoke()),
        ),
        (
            "a7_releases",
            pages::a7_releases(&asker, &analyst::releases()),
        ),
        (
            "a7_releases_none",
            pages::a7_releases(&asker, &analyst::releases_none()),
        ),
        (
            "a7_releases_operators",
            pages::a7_releases(&asker, &analyst::releases_of_operators()),
        ),
        (
            "a8_functions",
            pages::a8_functions(&asker, &analyst::functions()),
        ),
        (
            "a1_table_parts",
            pages::a1_table(&asker, &analyst::table_parts()),
        ),
        (
            "a2_sql_doubts",
            pages::a2_sql(&asker, &analyst::sql_doubts()),
        ),
    ];
    rendered
        .into_iter()
        .map(|(name, page)| (name, page.into_string()))
        .collect()
}
