//! The reference itself: what it holds and the plain look-ups.

use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

use bytes::Bytes;
use hub_standard::AreaCode;
use jiff::civil::Date;

use crate::{
    atom::{Atom, AtomId},
    boards::Boards,
    change::{SmallAreaChange, retired_codes},
    edition::Edition,
    error::ImportError,
    generated,
    import::{self, Files},
    lookup::find,
    model::{
        Icb, Outline, Pcn, Population, Practice, PublishedDeprivation, Region, SmallArea,
        Succession, WorkforceCount,
    },
};

/// Dated geography, organisations, deprivation, populations and workforce. Immutable; share it behind an `Arc`.
pub struct Reference {
    pub(crate) parts: Arc<Parts>,
    pub(crate) now: Edition,
    /// As [`Self::now`] has them.
    atoms: Vec<Atom>,
    retired: Arc<[String]>,
}

/// What a reference is made of, in any order.
#[derive(Default, Clone)]
pub(crate) struct Parts {
    pub(crate) label: String,
    pub(crate) edition: Option<String>,
    pub(crate) regions: Vec<Region>,
    /// Oldest first.
    pub(crate) editions: Vec<Boards>,
    pub(crate) successions: Vec<Succession>,
    pub(crate) outlines: Vec<Outline>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) pcns: Vec<Pcn>,
    pub(crate) practices: Vec<Practice>,
    pub(crate) small_areas: Vec<SmallArea>,
    pub(crate) changes: Vec<SmallAreaChange>,
    pub(crate) populations: Vec<Population>,
    pub(crate) workforce: Vec<WorkforceCount>,
    pub(crate) published: Vec<PublishedDeprivation>,
    pub(crate) has_postcodes: bool,
    pub(crate) notes: Vec<String>,
}

impl Reference {
    /// The real regions and ICBs, and below them a generated England of about a sixth of the size. The same every time.
    pub fn builtin() -> Self {
        Self::of(generated::england())
    }

    /// Reads the publishers' own files from a folder, at the paths and with the names that the project's notes on
    /// sources give them, plain or gzipped.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with everything that is wrong (at most 100 problems) when a file or column is missing,
    /// a key is there twice, a code is unknown, or the files do not fit together. Nothing is imported then.
    pub fn import(dir: &Path) -> Result<Self, ImportError> {
        import::parts(Files::Folder(dir)).map(Self::of)
    }

    /// The same of files in memory, by the paths that they have in such a folder: one that somebody sent. A file may
    /// hold 64 MB when unpacked.
    ///
    /// # Errors
    /// As [`Reference::import`]. No reason holds words of a library.
    pub fn import_files(files: &BTreeMap<String, Bytes>) -> Result<Self, ImportError> {
        import::parts(Files::Held(files)).map(Self::of)
    }

    /// The same with the outlines of its boards, where the publishers' boundaries of them are among these files.
    ///
    /// # Errors
    /// As [`Reference::import_files`].
    pub fn with_outlines(self, files: &BTreeMap<String, Bytes>) -> Result<Self, ImportError> {
        let mut parts = Arc::unwrap_or_clone(self.parts);
        parts.outlines = import::outlines(Files::Held(files), &parts.editions)?;
        Ok(Self::of(parts))
    }

    /// The same with the editions of the ICBs that follow those it has, where the publishers' files of them are among these.
    ///
    /// # Errors
    /// As [`Reference::import_files`].
    pub fn with_editions(self, files: &BTreeMap<String, Bytes>) -> Result<Self, ImportError> {
        let mut parts = Arc::unwrap_or_clone(self.parts);
        import::add_editions(Files::Held(files), &mut parts)?;
        Ok(Self::of(parts))
    }

    /// The same as it stands on a day: areas "as they are now" are those of the newest edition that has begun by then, and
    /// editions that begin later are known, but show nowhere.
    #[must_use]
    pub fn on(self: &Arc<Self>, day: Date) -> Arc<Self> {
        let now = Boards::on(&self.parts.editions, day);
        if now == self.now {
            return Arc::clone(self);
        }
        Arc::new(Self {
            parts: Arc::clone(&self.parts),
            now,
            atoms: atoms_of(&self.parts.atoms, now),
            retired: Arc::clone(&self.retired),
        })
    }

    /// Now is the newest edition, whenever it begins.
    pub(crate) fn of(mut parts: Parts) -> Self {
        parts.regions.sort_by(|a, b| a.code.cmp(&b.code));
        parts.editions.sort_by_key(|boards| boards.edition);
        for boards in &mut parts.editions {
            boards.icbs.sort_by(|a, b| a.code.cmp(&b.code));
        }
        parts.successions.sort_by_key(|step| step.date);
        parts
            .outlines
            .sort_by(|a, b| (a.edition(), &a.board).cmp(&(b.edition(), &b.board)));
        parts.atoms.sort_by(|a, b| a.id.cmp(&b.id));
        parts.pcns.sort_by(|a, b| a.code.cmp(&b.code));
        parts.practices.sort_by(|a, b| a.code.cmp(&b.code));
        parts.small_areas.sort_by(|a, b| a.code.cmp(&b.code));
        parts.changes.sort();
        parts.populations.sort_by(|a, b| {
            (&a.atom, a.basis, a.breakdown, &a.category).cmp(&(
                &b.atom,
                b.basis,
                b.breakdown,
                &b.category,
            ))
        });
        parts
            .workforce
            .sort_by(|a, b| (a.month, &a.pcn).cmp(&(b.month, &b.pcn)));
        parts.published.sort_by(|a, b| a.icb_ons.cmp(&b.icb_ons));
        let now = Boards::on(&parts.editions, Date::MAX);
        Self {
            retired: retired_codes(&parts.changes).into(),
            atoms: atoms_of(&parts.atoms, now),
            now,
            parts: Arc::new(parts),
        }
    }

    /// What this is, for the foot of a page: "generated England (demo)", "imported 2026-11-22".
    pub fn label(&self) -> &str {
        &self.parts.label
    }

    /// The edition that it was kept as; none where it was never kept: it was made here, or read just now.
    pub fn edition(&self) -> Option<&str> {
        self.parts.edition.as_deref()
    }

    /// What the import decided where the files leave a choice, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.parts.notes
    }

    /// The NHS regions, sorted by code.
    pub fn regions(&self) -> &[Region] {
        &self.parts.regions
    }

    /// The ICBs of an edition, sorted by code; none of an edition that is not known.
    pub fn icbs(&self, edition: Edition) -> &[Icb] {
        let mut all = self.parts.editions.iter();
        all.find(|boards| boards.edition == edition)
            .map(|boards| boards.icbs.as_slice())
            .unwrap_or_default()
    }

    /// The ICB with that code, in the newest edition that has it and has begun.
    pub fn icb(&self, code: &str) -> Option<&Icb> {
        self.parts
            .editions
            .iter()
            .rev()
            .map(|boards| boards.edition)
            .filter(|edition| *edition <= self.now)
            .find_map(|edition| self.icb_in(edition, code))
    }

    /// The ICB with that code in an edition.
    pub fn icb_in(&self, edition: Edition, code: &str) -> Option<&Icb> {
        find(self.icbs(edition), code, |icb| icb.code.as_str())
    }

    /// The outline of an ICB in an edition; none where its boundary was not imported.
    pub fn outline_in(&self, edition: Edition, code: &str) -> Option<&Outline> {
        let key = (edition, code);
        let place = self
            .parts
            .outlines
            .binary_search_by(|outline| (outline.edition(), outline.board.as_str()).cmp(&key))
            .ok()?;
        self.parts.outlines.get(place)
    }

    /// Every step from one edition to the next until now, oldest first.
    pub fn successors(&self) -> &[Succession] {
        let all = &self.parts.successions;
        let past = all.partition_point(|step| step.date <= self.now.first_day());
        all.get(..past).unwrap_or_default()
    }

    /// The atoms, sorted by name.
    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// The atom of that name.
    pub fn atom(&self, id: &str) -> Option<&Atom> {
        find(&self.atoms, id, |atom| atom.id.as_str())
    }

    /// The general practices, sorted by code, with those that closed lately.
    pub fn practices(&self) -> &[Practice] {
        &self.parts.practices
    }

    /// The practice with that code, open or closed.
    pub fn practice(&self, code: &str) -> Option<&Practice> {
        find(&self.parts.practices, code, |practice| {
            practice.code.as_str()
        })
    }

    /// The primary care networks, sorted by code.
    pub fn pcns(&self) -> &[Pcn] {
        &self.parts.pcns
    }

    /// The primary care network with that code.
    pub fn pcn(&self, code: &str) -> Option<&Pcn> {
        find(&self.parts.pcns, code, |pcn| pcn.code.as_str())
    }

    /// The small areas of 2021, sorted by code.
    pub fn small_areas(&self) -> &[SmallArea] {
        &self.parts.small_areas
    }

    /// The small area of 2021 with that code.
    pub fn small_area(&self, lsoa21: &str) -> Option<&SmallArea> {
        find(&self.parts.small_areas, lsoa21, |area| &area.code)
    }

    /// Whether the code is of 2011 and no area of 2021 carries it: the mark of an old look-up table at the sender's.
    pub fn is_lsoa_2011_only(&self, code: &str) -> bool {
        self.retired
            .binary_search_by(|known| known.as_str().cmp(code))
            .is_ok()
    }

    /// What became of the small areas of 2011.
    pub fn small_area_changes(&self) -> &[SmallAreaChange] {
        &self.parts.changes
    }

    /// People by atom.
    pub fn populations(&self) -> &[Population] {
        &self.parts.populations
    }

    /// Link workers by network and census.
    pub fn workforce(&self) -> &[WorkforceCount] {
        &self.parts.workforce
    }

    /// The publisher's own summaries of deprivation; empty in the generated England.
    pub fn published_deprivation(&self) -> &[PublishedDeprivation] {
        &self.parts.published
    }

    /// Whether postcodes can be looked up here. No open postcode directory came with the publishers' files.
    pub fn has_postcodes(&self) -> bool {
        self.parts.has_postcodes
    }

    /// The small area of a postcode written like `XA1 1AA`: capitals, one space.
    pub fn postcode(&self, normalised: &str) -> Option<&str> {
        let place = self
            .has_postcodes()
            .then(|| generated::place_of_postcode(normalised))
            .flatten()?;
        self.parts
            .small_areas
            .get(place)
            .map(|area| area.code.as_str())
    }

    /// The postcodes of a small area; none where there is no directory.
    pub fn postcodes_of(&self, lsoa21: &str) -> Vec<String> {
        let place = self
            .parts
            .small_areas
            .binary_search_by(|area| area.code.as_str().cmp(lsoa21));
        match place {
            Ok(place) if self.has_postcodes() => generated::postcodes_of_place(place),
            _ => Vec::new(),
        }
    }

    /// The NHS region with that code.
    pub fn region(&self, code: &str) -> Option<&Region> {
        find(&self.parts.regions, code, |region| region.code.as_str())
    }

    /// The ICB an atom belongs to in an edition.
    pub fn icb_of(&self, atom: &AtomId, edition: Edition) -> Option<&AreaCode> {
        self.atom(atom.as_str()).map(|atom| atom.icb(edition))
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference")
            .field("label", &self.parts.label)
            .field("practices", &self.parts.practices.len())
            .field("small_areas", &self.parts.small_areas.len())
            .finish_non_exhaustive()
    }
}

/// Atoms as an edition has them.
fn atoms_of(atoms: &[Atom], now: Edition) -> Vec<Atom> {
    let atoms = atoms.iter().map(|atom| Atom {
        now: atom.icb(now).clone(),
        ..atom.clone()
    });
    atoms.collect()
}
