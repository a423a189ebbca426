//! Pages for people.

use axum::routing::{get, post};

use crate::pages;
use crate::routes::{Access, Route, Surface};

/// Routes of pages and of their forms.
pub(super) const ROUTES: &[Route] = &[
    // Pages for everybody.
    page!(get "/", Public, pages::start::page),
    page!(get "/sign-in", Public, pages::sign_in::page),
    page!(post "/sign-in", Public, pages::sign_in::enter),
    page!(post "/sign-out", Public, pages::sign_in::leave),
    page!(get "/choose", SignedIn, pages::choose::page),
    page!(post "/choose", SignedIn, pages::choose::send),
    page!(get "/accessibility", Public, pages::start::accessibility),
    page!(get "/privacy", Public, pages::start::privacy),
    page!(get "/protection", Public, pages::protection::page),
    page!(get "/problems/{slug}", Public, pages::start::problem_type),
    page!(get "/measures", Public, pages::measures::list),
    page!(get "/measures/{id}", Public, pages::measures::show),
    page!(get "/areas/{code}", Public, pages::overview::page),
    page!(get "/areas/{code}/measures/{id}", Public, pages::measure::page),
    page!(get "/areas/{code}/who", Public, pages::who::page),
    page!(get "/areas/{code}/coverage", Public, pages::coverage::page),
    page!(get "/areas/{code}/practices", Public, pages::practices::page),
    page!(get "/areas/{code}/waiting", Public, pages::waiting::page),
    page!(get "/areas/{code}/outcomes", Public, pages::outcomes::page),
    page!(get "/areas/{code}/trust", Public, pages::trust::page),
    page!(get "/areas/{code}/evaluations", Public, pages::evaluations::page),
    page!(get "/areas/{code}/value", Public, pages::value::page),
    page!(get "/areas/{code}/pack", Public, pages::pack::page),
    page!(get "/areas/{code}/pack.xlsx", Public, pages::pack::xlsx),
    page!(get "/areas/{code}/pack.ods", Public, pages::pack::ods),
    page!(get "/areas/{code}/{file}", Public, pages::twins::of_area),
    page!(get "/compare", Public, pages::compare::page),
    page!(get "/compare.csv", Public, pages::twins::compare_csv),
    page!(get "/compare.csv-metadata.json", Public, pages::twins::compare_metadata),
    page!(get "/compare.json", Public, pages::twins::compare_json),
    page!(get "/compare.xlsx", Public, pages::twins::compare_xlsx),
    page!(get "/help/return", Public, pages::help::page),
    page!(get "/help/return.csv", Public, pages::help::headings),
    page!(get "/api-reference", Public, pages::api_reference::page),
    // Pages of those who ask questions of their own.
    page!(get "/analyst", Asker, pages::analyst::start),
    page!(get "/analyst/tables", Asker, pages::analyst::tables::list),
    page!(get "/analyst/tables/{name}", Asker, pages::analyst::tables::show),
    page!(get "/analyst/sql", Asker, pages::analyst::sql::page),
    page!(get "/analyst/queries", Asker, pages::analyst::queries::page),
    page!(post "/analyst/queries", Asker, pages::analyst::queries::save),
    page!(post "/analyst/queries/{id}/sharing", Asker, pages::analyst::query_change::share),
    page!(get "/analyst/queries/{id}/remove", Asker, pages::analyst::query_change::ask),
    page!(post "/analyst/queries/{id}/remove", Asker, pages::analyst::query_change::remove),
    page!(get "/analyst/connect", Asker, pages::analyst::connect::page),
    page!(get "/analyst/tokens", Asker, pages::analyst::tokens::page),
    page!(post "/analyst/tokens", Asker, pages::analyst::tokens::make),
    page!(get "/analyst/tokens/{id}/revoke", Asker, pages::analyst::token_revoke::page),
    page!(post "/analyst/tokens/{id}/revoke", Asker, pages::analyst::token_revoke::send),
    page!(get "/analyst/releases", Asker, pages::analyst::releases::page),
    // Pages of those who run the hub.
    page!(get "/operate", Overseer, pages::operate::start),
    page!(get "/operate/returns", Overseer, pages::operate::returns::page),
    page!(get "/operate/people", Operator, pages::operate::people::page),
    page!(get "/operate/people/add", Operator, pages::operate::people::form),
    page!(post "/operate/people/add", Operator, pages::operate::people::add),
    page!(get "/operate/people/{id}", Operator, pages::operate::people::show),
    page!(post "/operate/people/{id}/roles", Operator, pages::operate::people::give),
    page!(get "/operate/people/{id}/roles/{membership}/end", Operator, pages::operate::people::ask_end),
    page!(post "/operate/people/{id}/roles/{membership}/end", Operator, pages::operate::people::end),
    page!(post "/operate/people/{id}/tokens", Operator, pages::operate::people::make),
    page!(get "/operate/people/{id}/leave", Operator, pages::operate::people::ask_leave),
    page!(post "/operate/people/{id}/leave", Operator, pages::operate::people::leave),
    page!(get "/operate/reference", Operator, pages::operate::reference::page),
    Route {
        is_upload_form: true,
        ..page!(post "/operate/reference", Operator, pages::operate::reference::preview)
    },
    Route {
        is_upload_form: true,
        ..page!(post "/operate/reference/apply", Operator, pages::operate::reference::apply)
    },
    page!(get "/operate/measures", Overseer, pages::operate::measures::list),
    page!(get "/operate/measures/{id}", Overseer, pages::operate::measures::show),
    page!(get "/operate/audit", Officer, pages::operate::audit::page),
    page!(get "/operate/health", Overseer, pages::operate::health::page),
    // Pages of a service.
    page!(get "/template.xlsx", Sender, pages::service::template),
    page!(get "/s/{service}", OwnService, pages::service::home),
    page!(get "/s/{service}/returns/{month}/upload", OwnService, pages::upload::form),
    Route {
        is_upload_form: true,
        ..page!(post "/s/{service}/returns/{month}/upload", OwnService, pages::upload::send)
    },
    page!(post "/s/{service}/returns/{month}/nil", OwnService, pages::upload::nil),
    page!(get "/s/{service}/returns/{month}/type", OwnService, pages::type_in::page),
    page!(post "/s/{service}/returns/{month}/type", OwnService, pages::type_in::send),
    page!(get "/s/{service}/drafts/{id}", OwnService, pages::draft::result),
    page!(get "/s/{service}/drafts/{id}/problems", OwnService, pages::problems::download),
    page!(get "/s/{service}/drafts/{id}/fix", OwnService, pages::fix::page),
    Route {
        is_upload_form: true,
        ..page!(post "/s/{service}/drafts/{id}/fix", OwnService, pages::fix::send)
    },
    page!(get "/s/{service}/drafts/{id}/confirm", OwnService, pages::confirm::page),
    page!(post "/s/{service}/drafts/{id}/confirm", OwnService, pages::confirm::send),
    page!(post "/s/{service}/drafts/{id}/discard", OwnService, pages::discard::send),
    page!(get "/s/{service}/returns/{submission}", OwnService, pages::submitted::page),
    page!(get "/s/{service}/returns/{submission}/withdraw", OwnService, pages::withdraw::page),
    page!(post "/s/{service}/returns/{submission}/withdraw", OwnService, pages::withdraw::send),
    page!(get "/s/{service}/history", OwnService, pages::history::page),
    page!(get "/s/{service}/figures", OwnService, pages::own_figures::page),
];
