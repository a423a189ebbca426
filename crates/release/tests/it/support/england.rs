//! A synthetic England through the door: its returns with all sheets, accepted by a store.

use bytes::Bytes;
use hub_ingest::{Anonymised, Choices, Door, Upload};
use hub_standard::ids::Month;
use hub_store::{Event, Store};
use hub_synth::Synth;
use hub_testkit::fixtures::{accepted_details, door, submission};
use rayon::prelude::*;

/// Every return as the door leaves it, one list of sheets for each service and month that sent one.
pub(crate) fn returns_of(synth: &Synth) -> Vec<Vec<Anonymised>> {
    let months: Vec<Month> = synth.month_range().collect();
    let door = door();
    let places: Vec<(usize, Month)> = (0..synth.services().len())
        .flat_map(|index| months.iter().map(move |month| (index, *month)))
        .collect();
    places
        .par_iter()
        .filter_map(|(index, month)| returned(synth, &door, *index, *month))
        .collect()
}

/// The sheets of a service's return as the door leaves them; none where the service sent none.
fn returned(synth: &Synth, door: &Door, index: usize, month: Month) -> Option<Vec<Anonymised>> {
    let file = synth.detailed_file(index, month, None)?;
    let checked = door.check(&Upload {
        bytes: Bytes::from(file.bytes),
        file_name: Some(file.name),
        service: synth.services()[index].code.clone(),
        month,
        today: month.next().last_day(),
        choices: Choices::default(),
        earlier: None,
    });
    let referrals = checked
        .rows
        .unwrap_or_else(|| panic!("not readable: {:?}", checked.findings));
    let details = checked.details.into_iter().filter_map(|detail| detail.rows);
    Some(std::iter::once(referrals).chain(details).collect())
}

/// Registers every service and accepts every return.
pub(crate) async fn accept(store: &Store, synth: &Synth, sent: &[Vec<Anonymised>]) {
    register(store, synth).await;
    for (n, sheets) in (0_u64..).zip(sent) {
        let id = submission(n);
        let mut objects = Vec::with_capacity(sheets.len());
        for rows in sheets {
            objects.push(store.put_return(&id, rows).await.unwrap());
        }
        let accepted = accepted_details(&id, sheets, &objects);
        store.journal().accept(accepted).await.unwrap();
    }
}

async fn register(store: &Store, synth: &Synth) {
    let first_month = synth.month_range().next().unwrap();
    let events: Vec<Event> = synth
        .services()
        .iter()
        .map(|service| Event::ServiceRegistered {
            service: service.code.clone(),
            name: service.name.clone(),
            atom: service.atom.to_string(),
            icb: service.icb.clone(),
            at_month: first_month,
            kind: None,
            by: None,
        })
        .collect();
    store
        .journal()
        .append(move |_| Ok(events.clone()))
        .await
        .unwrap();
}
