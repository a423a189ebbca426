//! What handlers on many threads need.

use hub_ingest::PersonKey;
use hub_standard::ids::Month;
use hub_store::{Accepted, ErasureOrder, HoldTimes, State, Store};

fn is_send<T: Send>(_: T) {}

#[test]
fn futures_can_move_between_threads() {
    let _compiles = |store: &Store, accepted: Accepted, state: &State, months: &[Month]| {
        is_send(store.journal().accept(accepted));
        is_send(store.journal().append(|_| Ok(Vec::new())));
        is_send(store.journal().state());
        is_send(store.journal().state_at(1));
        is_send(store.journal().verify());
        is_send(store.audit().records(None, 1));
        is_send(store.audit().verify());
        is_send(store.publish_activity(state, months));
        is_send(store.doctor());
        is_send(store.probe());
        is_send(store.hold("", HoldTimes::default()));
        is_send(store.agrees_on_key("", &[]));
        is_send(store.opt_outs());
        is_send(store.change_opt_outs(|_| {}));
    };
    let _compiles = |store: &Store, order: &ErasureOrder, person: &PersonKey| {
        is_send(store.begin_erasure(String::new()));
        is_send(store.erase(order, person));
        is_send(store.close_erasure(order));
    };
}
