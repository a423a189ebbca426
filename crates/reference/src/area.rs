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
        let mut later = self.later.iter().rev();
        later
            .find(|(of, _)| *of <= edition)
            .map_or(&self.before, |(_, icb)| icb)
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
        self.icb_of(atom, self.edition_of(geography, month))
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
            AreaType::Icb => Some(known.icb(self.edition_of(geography, month)).clone()),
            AreaType::Pcn => None,
        }
    }

    /// The atoms that make up an area in a month: of England, a region or an ICB.
    pub fn atoms_of(&self, area: &str, month: Month, geography: Geography) -> Vec<&Atom> {
        let edition = self.edition_of(geography, month);
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
    /// As-was, all ICBs change lines where an edition begins even where nothing changed, so that the atoms of an ICB in a
    /// month always share one span of months.
    pub(crate) fn area_atoms(&self) -> Vec<AreaAtom> {
        let spans = self.spans();
        let mut lines = Vec::with_capacity(self.atoms().len() * (5 + spans.len()));
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
                        for (edition, from, to) in &spans {
                            line(AreaType::Icb, atom.icb(*edition), from, to);
                        }
                    }
                }
            }
        }
        lines
    }

    /// Every edition until now with its first and its last month.
    fn spans(&self) -> Vec<(Edition, String, String)> {
        let mut editions = self.editions();
        editions.retain(|edition| *edition <= self.now());
        let next = editions.iter().skip(1).map(Some).chain([None]);
        editions
            .iter()
            .zip(next)
            .enumerate()
            .map(|(n, (edition, next))| {
                let from = match n {
                    0 => OPEN.0.to_owned(),
                    _ => edition.first_month().to_string(),
                };
                let to = next.map_or_else(
                    || OPEN.1.to_owned(),
                    |next| next.first_month().prev().to_string(),
                );
                (*edition, from, to)
            })
            .collect()
    }
}
