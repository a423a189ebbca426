//! Whole releases of a few practices and networks, set against those before them.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::{Ledger, Policy};
use hub_engine::{Catalogue, UnitKind};
use hub_standard::ids::ReleaseId;
use hub_store::{Path, Released, Store};
use jiff::Timestamp;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::{april, area_atoms};
use crate::compare::guard::{Candidate, Changed, guard};
use crate::compare::held::HeldKind;
use crate::encode::{Ready, sha256_hex};
use crate::error::ReleaseError;
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::manifest::{Basis, Manifest, PlaceUnits};

const PRACTICES: &str = "referrals_by_practice";
const NETWORKS: &str = "referrals_by_pcn";
const NETWORKS_BY_SEX: &str = "referrals_by_pcn_by_sex";

/// A table of places in April, of the first rows of the month: versions and people, by the place's code.
fn table(name: &str, places: &[(&str, i32, i64)]) -> Ready {
    let n = places.len();
    let text = |words: Vec<&str>| -> ArrayRef { Arc::new(StringArray::from(words)) };
    let versions: Vec<i32> = places.iter().map(|(_, version, _)| *version).collect();
    let people: Vec<i64> = places.iter().map(|(.., people)| *people).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "atom",
            text(places.iter().map(|(code, ..)| *code).collect()),
        ),
        ("area", text(vec!["QE1"; n])),
        ("month", text(vec!["2026-04"; n])),
        ("persons", Arc::new(Int64Array::from(people))),
        ("floor_met", Arc::new(BooleanArray::from(vec![true; n]))),
        ("version", Arc::new(Int32Array::from(versions))),
        ("basis", Arc::new(Int32Array::from(vec![0; n]))),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    Ready::table(layout::places(name), &rows.schema(), &[rows]).unwrap()
}

/// What a release says of its tables, whose places are all made from one set of rows.
fn manifest(id: &ReleaseId, made_from: &str, tables: &[Ready]) -> Manifest {
    let policy = Policy::sdc_1();
    let units = || PlaceUnits {
        bases: vec![Some(Basis {
            path: made_from.to_owned(),
            sha256: made_from.to_owned(),
            details: BTreeMap::new(),
        })],
    };
    let kinds = [(UnitKind::Practice, PRACTICES), (UnitKind::Pcn, NETWORKS)];
    let has = |name: &str| tables.iter().any(|t| t.name == layout::places(name));
    Manifest {
        id: id.clone(),
        label: String::new(),
        created: Timestamp::UNIX_EPOCH,
        journal_seq: 0,
        journal_head: String::new(),
        months: vec![april()],
        provisional_months: Vec::new(),
        objects: tables.iter().map(|table| table.object(id)).collect(),
        sql: BTreeMap::new(),
        facts: BTreeMap::new(),
        ledger: Ledger::new(&policy, Vec::new()),
        policy,
        measures: Vec::new(),
        left_out: Vec::new(),
        units: BTreeMap::new(),
        places: kinds
            .into_iter()
            .filter(|(_, name)| has(name))
            .map(|(kind, _)| (kind, BTreeMap::from([(april(), units())])))
            .collect(),
        reference: String::new(),
        previous: None,
        public_key: String::new(),
    }
}

/// Releases that were published.
struct Past {
    objects: Arc<dyn ObjectStore>,
    released: Vec<Released>,
}

impl Past {
    /// The `n`-th is made from the rows and has the tables at that place in the list.
    async fn of(releases: &[(&str, &[Ready])]) -> Self {
        let mut past = Self {
            objects: Arc::new(InMemory::new()),
            released: Vec::new(),
        };
        for (n, (made_from, tables)) in (1_u32..).zip(releases) {
            past.publish(&release(n), made_from, tables).await;
        }
        past
    }

    async fn publish(&mut self, id: &ReleaseId, made_from: &str, tables: &[Ready]) {
        for table in tables {
            let path = layout::object(id, &table.name);
            self.put(&path, table.bytes.to_vec()).await;
        }
        let keys = ReleaseKeys::from_bytes([3; 32], [4; 32]);
        let file = manifest(id, made_from, tables).sign(&keys).unwrap();
        self.released.push(Released {
            release: id.clone(),
            manifest_sha256: sha256_hex(&file),
            journal_seq: 0,
            label: String::new(),
            at: Timestamp::UNIX_EPOCH,
        });
        self.put(&layout::manifest(id), file).await;
    }

    async fn put(&self, path: &Path, bytes: Vec<u8>) {
        let payload = PutPayload::from(bytes);
        self.objects.put(path, payload).await.unwrap();
    }

    /// Why the next release is held back, and with which one; nothing where it is not. So many people changed in every
    /// practice and network.
    async fn held(
        &self,
        made_from: &str,
        tables: &[Ready],
        changed: u32,
    ) -> Option<(Option<ReleaseId>, Vec<HeldKind>)> {
        let places = [(UnitKind::Practice, "Y1"), (UnitKind::Pcn, "U1")];
        let changed: Changed = places
            .map(|(kind, code)| ((kind, april(), code.to_owned()), changed))
            .into();
        let guarded = guard(&Candidate {
            store: &Store::over(Arc::clone(&self.objects)),
            earlier: &self.released,
            manifest: Arc::new(manifest(&release(99), made_from, tables)),
            ready: tables,
            catalogue: &Catalogue::embedded().unwrap(),
            areas: &area_atoms(),
            changed: &changed,
        })
        .await;
        match guarded {
            Ok(()) => None,
            Err(ReleaseError::Held(held)) => {
                let kinds = held.why.iter().map(|because| because.kind);
                Some((held.with, kinds.collect()))
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn release(n: u32) -> ReleaseId {
    format!("2026-11-14.{n}").parse().unwrap()
}

#[tokio::test]
async fn places_of_one_version_are_of_the_same_rows_even_where_their_table_is_the_same() {
    let tables = [table(PRACTICES, &[("Y1", 1, 30)])];
    let past = Past::of(&[("a", &tables)]).await;
    assert_eq!(past.held("a", &tables, 0).await, None);
    let expected = (Some(release(1)), vec![HeldKind::OtherRows]);
    assert_eq!(past.held("b", &tables, 0).await, Some(expected));
}

#[tokio::test]
async fn every_table_of_networks_names_the_versions_of_their_totals_whatever_was_published() {
    let of = |version| {
        [
            table(NETWORKS, &[("U1", 1, 30)]),
            table(NETWORKS_BY_SEX, &[("U1", version, 14)]),
        ]
    };
    let expected = Some((None, vec![HeldKind::VersionsDisagree]));
    let (right, wrong) = (of(1), of(2));
    for past in [
        Past::of(&[]).await,
        Past::of(&[("a", &[])]).await,
        Past::of(&[("a", &right)]).await,
        Past::of(&[("a", &wrong)]).await,
    ] {
        assert_eq!(past.held("a", &right, 0).await, None);
        assert_eq!(past.held("a", &wrong, 0).await, expected);
    }
}

#[tokio::test]
async fn tables_of_places_that_were_published_are_in_every_later_release() {
    let both = [
        table(PRACTICES, &[("Y1", 1, 30)]),
        table(NETWORKS, &[("U1", 1, 30)]),
    ];
    let past = Past::of(&[("a", &both)]).await;
    let expected = Some((Some(release(1)), vec![HeldKind::UnitForgotten]));
    assert_eq!(past.held("a", &both[..1], 0).await, expected);
    let [_, networks] = &both;
    let no_practices = [table(PRACTICES, &[]), networks.clone()];
    assert_eq!(past.held("a", &no_practices, 0).await, expected);
    // Returns that are taken back leave no total of their service.
    let services = [table("referrals_by_service", &[("YA001", 2, 38)])];
    let past = Past::of(&[("a", &services)]).await;
    assert_eq!(past.held("a", &[], 0).await, None);
}

#[tokio::test]
async fn a_table_is_set_against_every_release_that_says_something_else_of_it() {
    let one = [table(PRACTICES, &[("Y1", 1, 30)])];
    let two = [table(PRACTICES, &[("Y1", 1, 30), ("Y2", 1, 14)])];
    // Three times the same table; only the one in the middle says that it is made from other rows.
    let past = Past::of(&[("a", &one), ("b", &one), ("a", &one)]).await;
    let expected = (Some(release(2)), vec![HeldKind::OtherRows]);
    assert_eq!(past.held("a", &two, 0).await, Some(expected));
    let past = Past::of(&[("a", &one), ("a", &one), ("a", &one)]).await;
    assert_eq!(past.held("a", &two, 0).await, None);
}

#[tokio::test]
async fn places_begin_with_version_one_and_rise_for_ten_people() {
    let of = |version| [table(PRACTICES, &[("Y1", version, 30)])];
    let (first, second) = (of(1), of(2));
    let skipped = vec![HeldKind::VersionSkipped];
    let none = Past::of(&[]).await;
    assert_eq!(none.held("a", &first, 0).await, None);
    let expected = Some((None, skipped.clone()));
    assert_eq!(none.held("a", &second, 10).await, expected);
    let without = Past::of(&[("a", &[])]).await;
    assert_eq!(without.held("a", &first, 0).await, None);
    let expected = Some((Some(release(1)), skipped));
    assert_eq!(without.held("a", &second, 10).await, expected);
    // The same table stood in two releases: the later one still says what a new version is held against.
    let past = Past::of(&[("a", &first), ("a", &first)]).await;
    let expected = Some((Some(release(2)), vec![HeldKind::TooFewChanged]));
    assert_eq!(past.held("b", &second, 9).await, expected);
    assert_eq!(past.held("b", &second, 10).await, None);
}
