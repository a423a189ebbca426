//! The pages: each a pure function of the frame and a view model.

mod analyst;
mod api_reference;
mod choose;
mod compare;
mod coverage;
mod error;
mod evaluations;
mod measure;
mod operate;
mod outcomes;
mod overview;
mod pack;
mod practices;
mod privacy;
mod protection;
mod returns;
mod signed_out;
mod start;
mod statements;
mod trust;
mod value;
mod waiting;
mod who;

pub use analyst::{
    a1_table, a1_tables, a2_sql, a3_queries, a3_query_remove, a4_connect, a5_token_made,
    a5_token_revoke, a5_tokens, a7_releases, a8_functions,
};
pub use api_reference::a6_api_reference;
pub use choose::s1a_choose;
pub use compare::c8_compare;
pub use coverage::c3_coverage;
pub use error::p5_error;
pub use evaluations::c12_evaluations;
pub use measure::c2_measure;
pub use operate::{
    o0_operate, o1_people, o1_person, o1_person_add, o1_person_change, o1_person_token_made,
    o2_reference, o2_reference_preview, o3_returns, o4_definitions, o4_versions, o5_audit,
    o6_health, o7_service, o7_service_add, o7_service_end, o7_services, o7_services_import,
};
pub use outcomes::c6_outcomes;
pub use overview::c1_overview;
pub use pack::c10_pack;
pub use practices::c13_practices;
pub use privacy::p3_privacy;
pub use protection::p7_protection;
pub use returns::{
    s1_home, s2_nil, s2_type_in, s2_ways, s3_help, s4_upload, s5_checking, s7_result, s8_fix,
    s9_confirm, s10_submitted, s11_history, s11_withdraw, s12_figures,
};
pub use signed_out::{p6_signed_in_again, p6_signed_out};
pub use start::{p1_start, p2_sign_in};
pub use statements::{p3_accessibility, p4_measure, p4_measures};
pub use trust::c9_trust;
pub use value::c7_value;
pub use waiting::c5_waiting;
pub use who::c4_who;
