//! What two releases may say of the same areas or places.

use hub_disclosure::Policy;
use hub_engine::UnitKind;
use hub_standard::ids::Month;

use super::cells::CellRows;
use super::guard::{Changed, Units};
use super::held::{HeldKind, Reasons};
use crate::manifest::{Basis, Manifest, MonthUnits, Unit};

/// A release must say of every area or place, and month, which version its cells are of, and from which rows.
pub(super) fn named(cells: &CellRows, units: &Units, reasons: &mut Reasons) {
    for (month, atom) in cells.units() {
        let of_month = units.get(&month);
        let named = of_month.and_then(|of_month| {
            let unit = of_month.atoms.get(atom)?;
            of_month.bases.get(unit.basis).map(|_| unit.version)
        });
        if named.is_none() || named != cells.version(month, atom) {
            reasons.add_unit(HeldKind::VersionsDisagree, month, atom);
        }
    }
}

/// Cells of the same version must be the same: whoever subtracts them finds nothing.
pub(super) fn kept(before: &CellRows, now: &CellRows, reasons: &mut Reasons) {
    for (month, atom) in now.units() {
        let version = before.version(month, atom);
        let is_kept = version.is_some() && version == now.version(month, atom);
        if is_kept && before.differing(now, month, atom) > 0 {
            reasons.add_unit(HeldKind::CellsDiffer, month, atom);
        }
    }
}

/// Versions never fall, and one version is always made from the same rows.
pub(super) fn versions(old: &Units, new: &Units, reasons: &mut Reasons) {
    for (month, of_month) in old {
        for (atom, before) in &of_month.atoms {
            let Some(now) = unit(new, *month, atom) else {
                reasons.add_unit(HeldKind::UnitForgotten, *month, atom);
                continue;
            };
            if now.version < before.version {
                reasons.add_unit(HeldKind::VersionFell, *month, atom);
            } else if now.version == before.version {
                let now = new.get(month).and_then(|units| basis(units, now));
                if now != basis(of_month, *before) {
                    reasons.add_unit(HeldKind::OtherRows, *month, atom);
                }
            }
        }
    }
}

/// What is not in the release before begins with version 1, and no version is above the greatest allowed.
pub(super) fn first_versions(
    new: &Units,
    before: Option<&Units>,
    policy: &Policy,
    reasons: &mut Reasons,
) {
    for (month, of_month) in new {
        for (atom, now) in &of_month.atoms {
            let is_first = before.and_then(|old| unit(old, *month, atom)).is_none();
            if is_first && now.version != 1 {
                reasons.add_unit(HeldKind::VersionSkipped, *month, atom);
            }
            if now.version > policy.versions_max {
                reasons.add_unit(HeldKind::TooManyVersions, *month, atom);
            }
        }
    }
}

/// From the release before, a version rises by one, and for enough people.
pub(super) fn raised(
    kind: UnitKind,
    old: &Units,
    new: &Units,
    changed: &Changed,
    policy: &Policy,
    reasons: &mut Reasons,
) {
    for (month, of_month) in new {
        for (atom, now) in &of_month.atoms {
            let Some(before) = unit(old, *month, atom) else {
                continue;
            };
            if now.version <= before.version {
                continue;
            }
            if now.version != before.version + 1 {
                reasons.add_unit(HeldKind::VersionSkipped, *month, atom);
            }
            let people = changed.get(&(kind, *month, atom.clone())).copied();
            if people.unwrap_or_default() < policy.change_min {
                reasons.add_unit(HeldKind::TooFewChanged, *month, atom);
            }
        }
    }
}

/// The cells of a fact mean for ever what they meant when they were first published.
pub(super) fn definitions(old: &Manifest, new: &Manifest, reasons: &mut Reasons) {
    for (id, before) in &old.facts {
        let same = new
            .facts
            .get(id)
            .is_some_and(|now| now.definition_sha256 == before.definition_sha256);
        if !same {
            reasons.add(HeldKind::OtherDefinition, || format!("fact {id}"));
        }
    }
}

fn unit(units: &Units, month: Month, atom: &str) -> Option<Unit> {
    units.get(&month)?.atoms.get(atom).copied()
}

fn basis(units: &MonthUnits, unit: Unit) -> Option<&Basis> {
    units.bases.get(unit.basis)?.as_ref()
}
