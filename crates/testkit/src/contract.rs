//! What every storage must do, as plain functions over a store that is empty.
//!
//! [`store_contract!`](crate::store_contract) makes a test of each.

mod audit;
mod details;
mod erasure;
mod journal;
mod objects;
mod opt_outs;
mod people;
mod reference;
mod returns;
mod services;

pub use audit::*;
pub use details::*;
pub use erasure::*;
pub use journal::*;
pub use objects::*;
pub use opt_outs::*;
pub use people::*;
pub use reference::*;
pub use returns::*;
pub use services::*;

/// Makes a test of each clause of the contract. The expression makes an empty store and something to keep alive as
/// long, such as a temporary folder.
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract!(
            @ $fresh;
            create_if_absent
            read_of_nothing_is_not_found
            listing_is_sorted_and_keeps_to_its_prefix
            two_racing_writers_one_wins
            storage_passes_the_probe
            a_key_is_agreed_on_once
            one_process_holds_at_a_time
            journal_chain_verifies
            accepted_return_is_current
            same_file_twice_is_one_return
            stale_sender_does_not_displace
            replaced_return_stays_readable
            withdrawn_return_makes_room
            a_return_knows_the_releases_that_it_went_into
            close_takes_the_last_return_by_then
            racing_accepts_leave_one_current
            two_processes_share_one_chain
            waiting_writers_get_their_own_answers
            past_states_stay_as_they_were
            restart_sees_everything
            refusal_comes_back_to_the_caller
            refusal_is_decided_on_the_newest_state
            return_round_trips
            return_is_stored_once
            accept_wants_its_object
            details_round_trip
            accept_wants_the_object_of_every_sheet
            doctor_looks_at_every_sheet
            altered_sheet_is_found
            erased_person_is_on_no_sheet
            activity_holds_every_sheet
            erasure_from_one_sheet_leaves_the_others
            sheets_before_an_erasure_are_known_after_it
            return_with_an_erased_sheet_cannot_count
            activity_holds_current_rows_only
            activity_is_published_once
            reference_round_trips
            same_reference_twice_is_one_edition
            reference_needs_the_edition_that_was_seen
            erased_person_is_found_nowhere
            erasure_changes_no_number
            erasing_again_changes_nothing
            one_erasure_is_open_at_a_time
            two_people_are_erased_one_after_the_other
            activity_after_an_erasure_is_what_the_returns_give
            erased_return_that_never_counted_cannot_count
            returns_come_in_while_somebody_is_erased
            opt_outs_round_trip
            same_objection_twice_is_one
            ended_role_takes_its_tokens_along
            who_left_has_nothing_and_gets_nothing
            person_is_bound_once
            newest_changes_of_people_are_at_hand
            ended_service_is_expected_no_more
            changes_of_services_are_at_hand
            end_of_no_service_changes_nothing
            audit_chain_verifies
            a_changed_record_breaks_the_chain
            a_lost_record_breaks_the_chain
            two_writers_share_one_audit_chain
            restart_continues_the_chain
            waiting_records_share_an_entry
            records_are_read_in_whole_entries
            doctor_looks_at_the_audit_log
        );
    };
    (@ $fresh:expr; $($clause:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $clause() {
                let (store, _kept) = $fresh;
                $crate::contract::$clause(&store).await;
            }
        )+
    };
}
