//! Which area an atom belonged to, and belongs to now.

use hub_standard::{AreaCode, Month};

use crate::{
    atom::{Atom, AtomId},
    edition::{AreaType, Edition, Geography},
    reference::Reference,
};

/// One line of the table that sums atoms to areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AreaAtom {
    pub(crate) geography: Geography,
    pub(crate) area_type: AreaType,
    pub(crate) area: AreaCode,
    pub(crate) atom: AtomId,
    pub(crate) from_month: String,
    pub(crate) to_month: String,
}

/// Stands for "ever since" and "for good" in a comparison of months as text.
const OPEN: (&str, &str) = ("0000-00", "9999-12");

impl Atom {
    /// The ICB it belongs to in an edition.
    pub fn icb(&self, edition: Edition) -> &AreaCode {
        match edition {
            Edition::Before2026 => &self.before,
            Edition::From2026 => &self.now,
        }
    }
}

impl Reference {
    /// The ICB an atom counts for in a month.
    pub fn icb_of_atom(
        &self,
        atom: &AtomId,
        month: Month,
        geography: Geography,
    ) -> Option<&AreaCode> {
        self.icb_of(atom, geography.edition(month))
    }

    /// The area of a kind that an atom counts for in a month; none for kinds smaller than an atom.
    pub fn area_at(
        &self,
        atom: &AtomId,
        area_type: AreaType,
        month: Month,
        geography: Geography,
    ) -> Option<AreaCode> {
        let known = self.atom(atom.as_str())?;
        match area_type {
            AreaType::England => Some(AreaCode::england()),
            AreaType::Region => Some(known.region.clone()),
            AreaType::Icb => Some(known.icb(geography.edition(month)).clone()),
            AreaType::Pcn => None,
        }
    }

    /// The atoms that make up an area in a month: of England, a region or an ICB.
    pub fn atoms_of(&self, area: &str, month: Month, geography: Geography) -> Vec<&Atom> {
        let edition = geography.edition(month);
        self.atoms()
            .iter()
            .filter(|atom| {
                area == AreaCode::england().as_str()
                    || atom.region.as_str() == area
                    || atom.icb(edition).as_str() == area
            })
            .collect()
    }

    /// Every atom of every area, with the months for which it counts.
    ///
    /// As-was, all ICBs change lines at the same month even where nothing changed, so that the atoms of an ICB in a
    /// month always share one span of months.
    pub(crate) fn area_atoms(&self) -> Vec<AreaAtom> {
        let change = Month::of(Edition::CHANGE);
        let last_before = change.prev().to_string();
        let mut lines = Vec::with_capacity(self.atoms().len() * 7);
        for geography in Geography::ALL {
            for atom in self.atoms() {
                let mut line = |area_type, area: &AreaCode, from: &str, to: &str| {
                    lines.push(AreaAtom {
                        geography,
                        area_type,
                        area: area.clone(),
                        atom: atom.id.clone(),
                        from_month: from.to_owned(),
                        to_month: to.to_owned(),
                    });
                };
                line(AreaType::England, &AreaCode::england(), OPEN.0, OPEN.1);
                line(AreaType::Region, &atom.region, OPEN.0, OPEN.1);
                match geography {
                    Geography::AsNow => line(AreaType::Icb, &atom.now, OPEN.0, OPEN.1),
                    Geography::AsWas => {
                        line(AreaType::Icb, &atom.before, OPEN.0, &last_before);
                        line(AreaType::Icb, &atom.now, &change.to_string(), OPEN.1);
                    }
                }
            }
        }
        lines
    }
}
