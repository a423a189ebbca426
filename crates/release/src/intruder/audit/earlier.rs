//! The release before: are unchanged cells the same, and did enough people change behind the others?

use std::collections::BTreeMap;

use hub_disclosure::Change;
use hub_standard::ids::Month;

use super::Audit;
use crate::builder::rows::People;
use crate::error::Result;
use crate::intruder::between::Between;
use crate::intruder::cells::CellTable;
use crate::layout;
use crate::manifest::{Basis, Manifest, MonthUnits, Unit};

/// An area and month that two releases have.
struct Compared<'a> {
    month: Month,
    atom: &'a str,
    old: Unit,
    new: Unit,
}

/// By area: people and a hash of each of their rows.
type Prints = Vec<Vec<(u32, u64)>>;

impl Audit {
    /// Holds the release against the one before, cell by cell.
    pub(super) async fn between(&self) -> Result<Option<Between>> {
        let Some(earlier) = &self.earlier else {
            return Ok(None);
        };
        let mut found = Between::new(earlier.id.clone());
        let compared = self.compared(earlier);
        for set in self.fact.dimension_sets() {
            let name = self.fact.cell_table(&set);
            let read = async |manifest: &Manifest| {
                let object = manifest.object(&layout::cells(&name));
                CellTable::read(&self.reader.store, manifest, &name, None, object).await
            };
            let (old, new) = (read(earlier).await?, read(&self.manifest).await?);
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            for unit in &compared {
                let old = old.unit(unit.atom, unit.month);
                let new = new.unit(unit.atom, unit.month);
                if unit.old.version == unit.new.version {
                    found.compare_kept(&old, &new);
                } else {
                    found.compare_anew(&self.manifest.policy, &old, &new);
                }
            }
        }
        for unit in &compared {
            if unit.old.version == unit.new.version {
                found.kept += 1;
            } else {
                found.anew += 1;
            }
        }
        self.count_changed(earlier, &compared, &mut found).await?;
        Ok(Some(found))
    }

    fn compared(&self, earlier: &Manifest) -> Vec<Compared<'_>> {
        let mut compared = Vec::new();
        for (month, units) in &self.manifest.units {
            let before = earlier.units.get(month);
            for (atom, unit) in &units.atoms {
                if let Some(old) = before.and_then(|units| units.atoms.get(atom)) {
                    compared.push(Compared {
                        month: *month,
                        atom,
                        old: *old,
                        new: *unit,
                    });
                }
            }
        }
        compared
    }

    /// Counts for how many newer versions too few people changed.
    async fn count_changed(
        &self,
        earlier: &Manifest,
        compared: &[Compared<'_>],
        found: &mut Between,
    ) -> Result<()> {
        let mut anew: BTreeMap<Month, Vec<&Compared<'_>>> = BTreeMap::new();
        for unit in compared {
            if unit.old.version != unit.new.version {
                anew.entry(unit.month).or_default().push(unit);
            }
        }
        for (month, units) in anew {
            let mut people = People::default();
            let old = self.prints(month, earlier, &mut people).await?;
            let new = self.prints(month, &self.manifest, &mut people).await?;
            for unit in units {
                let place = usize::try_from(self.place(unit.atom)?).unwrap_or(usize::MAX);
                let rows = |prints: &[Option<Prints>], basis: usize| -> Option<Vec<(u32, u64)>> {
                    prints.get(basis)?.as_ref()?.get(place).cloned()
                };
                match (rows(&old, unit.old.basis), rows(&new, unit.new.basis)) {
                    (Some(old), Some(new)) => {
                        let changed = Change::between(old, new).people;
                        let too_few = changed < self.manifest.policy.change_min;
                        found.anew_too_few_changed += u32::from(too_few);
                    }
                    _ => found.anew_not_checked += 1,
                }
            }
        }
        Ok(())
    }

    /// Who has which rows, by basis and area; none where the rows are not there any more.
    async fn prints(
        &self,
        month: Month,
        manifest: &Manifest,
        people: &mut People,
    ) -> Result<Vec<Option<Prints>>> {
        let none = MonthUnits::default();
        let units = manifest.units.get(&month).unwrap_or(&none);
        let mut prints = Vec::with_capacity(units.bases.len());
        for basis in &units.bases {
            let basis: Option<&Basis> = basis.as_ref();
            let rows = self.reader.all(month, basis, people).await?;
            prints.push(rows.map(|rows| rows.fingerprints(self.reader.atoms.len())));
        }
        Ok(prints)
    }
}
