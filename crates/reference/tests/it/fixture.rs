//! A tiny England in the publishers' layout: two ICBs, of which one is split in two.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use hub_reference::{Edition, ImportError, Problem, Reference};
use tempfile::TempDir;

mod files;

pub(crate) use files::{DATES, FILES, ORIGINAL, PAYMENTS, PRACTICES, QUARTERS, SCORES};

pub(crate) const LOOKUP: &str = "geography/lsoa21_sicbl24_icb24.csv";
pub(crate) const NOW: &str = "geography/lsoa21_icb26_DERIVED.csv";
pub(crate) const DEPRIVATION: &str = "deprivation/imd2025_lsoa21.csv";
pub(crate) const CENSUS: &str = "population/census2021_ethnic5_lsoa21.csv";
pub(crate) const AGES: &str = "population/mid2020_agebands_lsoa11.csv";
pub(crate) const SUCCESSION: &str = "geography/icb_succession_2026_04.csv";

/// The first two editions: until March 2026, and since.
pub(crate) fn first_two(reference: &Reference) -> [Edition; 2] {
    let editions = reference.editions();
    [editions[0], editions[1]]
}

/// Files by path, without `.gz`.
#[derive(Debug, Clone)]
pub(crate) struct Fixture(pub(crate) BTreeMap<&'static str, Vec<u8>>);

impl Fixture {
    pub(crate) fn new() -> Self {
        Self(
            FILES
                .iter()
                .map(|(path, text)| (*path, text.trim_start().as_bytes().to_vec()))
                .collect(),
        )
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    /// Replaces the first occurrence, which must be there.
    pub(crate) fn replace(mut self, path: &'static str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(from), "{from} is not in {path}");
        self.0.insert(path, text.replacen(from, to, 1).into_bytes());
        self
    }

    pub(crate) fn append(mut self, path: &'static str, line: &str) -> Self {
        self.0
            .get_mut(path)
            .unwrap()
            .extend_from_slice(format!("{line}\n").as_bytes());
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some());
        self
    }

    pub(crate) fn import(&self) -> Result<Reference, ImportError> {
        let dir = TempDir::new().unwrap();
        for (path, bytes) in &self.0 {
            fs::write(place(dir.path(), path), bytes).unwrap();
        }
        Reference::import(dir.path())
    }

    pub(crate) fn import_gzipped(&self) -> Result<Reference, ImportError> {
        let dir = TempDir::new().unwrap();
        for (path, bytes) in &self.0 {
            let file = fs::File::create(place(dir.path(), &format!("{path}.gz"))).unwrap();
            let mut packer = GzEncoder::new(file, Compression::fast());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap();
        }
        Reference::import(dir.path())
    }

    /// The problems for which it is refused.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        match self.import() {
            Ok(_) => Vec::new(),
            Err(ImportError::Refused { problems, .. }) => problems,
            Err(other) => panic!("{other}"),
        }
    }
}

/// One thing wrong must lead to a problem that names it.
#[track_caller]
pub(crate) fn refused(fixture: &Fixture, file: &str, row: Option<u64>, reason: &str) {
    let problems = fixture.problems();
    let is_named = problems.iter().any(|problem| {
        problem.file == file && problem.row == row && problem.reason.contains(reason)
    });
    assert!(
        is_named,
        "no problem in {file}, row {row:?}, with \"{reason}\": {problems:#?}"
    );
}

fn place(dir: &Path, path: &str) -> PathBuf {
    let place = dir.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    place
}
