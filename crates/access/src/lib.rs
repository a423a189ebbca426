//! Who asks, whether they may, and the one way to ask.
//!
//! HTTP, pages, the Postgres wire and Flight SQL all know people by the same tokens ([`principal_of_token`]) and send
//! their queries through the same [`Asking`]: it decides whether somebody may ask, waits for their turn, puts the query
//! before the gate of a release, and leaves a record of it. A transport only reads a question off the wire and writes the
//! answer to it.

mod asking;
mod before;
mod begun;
mod clock;
mod evaluated;
mod holding;
mod people;
mod principal;
mod question;
mod recording;
mod saved;
mod scram;
mod self_made;
mod services;
mod threads;
mod token;
mod turns;

pub use asking::{Asking, AskingParts};
pub use clock::{Clock, FixedClock, SystemClock};
pub use holding::Hold;
pub use hub_release::{Answer, Described, ScalarValue, TableInfo};
pub use people::{
    INVITED_DAYS_MAX, MEMBERSHIPS_MAX, NewMembership, NewPerson, PEOPLE_MAX, PeopleError,
    TokenForWish, acts_of, acts_of_person, bind_person, end_membership, enter_person, give_role,
    invited_person, leave, live_tokens_of, make_token_for, n_tokens_of, person_of,
    person_of_subject,
};
pub use principal::{Principal, Role};
pub use question::{Answered, AskError, AskLimits, Question, Transport};
pub use saved::{
    QUERY_NAME_CHARS_MAX, QueryWish, SAVED_CHARS_MAX, SAVED_MAX, SAVES_A_DAY_MAX, SHARINGS_MAX,
    SaveError, fingerprint_of, is_own_query, own_query, remove_query, save_query, seen_queries,
    share_query, unfit_query,
};
pub use scram::{ScramExchange, ScramKeys};
pub use self_made::{
    LABEL_CHARS_MAX, LIVE_TOKENS_MAX, Maker, SelfMadeError, TOKEN_DAYS_MAX, TOKENS_A_DAY_MAX,
    TokenWish, end_token, made_at, made_with, make_token, may_make, own_tokens,
};
pub use services::{
    AreaError, ListFinding, ListedService, NO_CHANGE, NewService, SERVICE_LIST_BYTES_MAX,
    SERVICE_LIST_COLUMNS, SERVICES_MAX, ServiceArea, ServiceEdit, ServiceError, ServiceList,
    ServiceListError, change_service, end_service, first_months, keep_service, list_of_services,
    read_services, register_listed, register_service, service_area, service_place,
};
pub use token::{
    TokenError, hex, issue_token, new_id, principal_of_id, principal_of_membership,
    principal_of_token,
};
pub use turns::{Load, Place};
