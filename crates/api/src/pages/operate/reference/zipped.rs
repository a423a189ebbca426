//! The publishers' files out of a zip file that somebody sent, or what is wrong with it in words.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use bytes::Bytes;
use hub_reference::SourceFile;
use zip::ZipArchive;

/// Files in a zip file. The publishers' folder has 44.
const FILES_MAX: usize = 2_000;
/// Most bytes of the files that are used, all together, once they are out of the zip file.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;
/// Names of other files that are said.
const NAMES_SHOWN: usize = 5;
/// Characters of a name that are said.
const NAME_CHARS_MAX: usize = 80;

/// The files by the paths that an import knows, and what else was there.
#[derive(Debug)]
pub(super) struct Unzipped {
    pub(super) files: BTreeMap<String, Bytes>,
    /// Says which files are not used; empty: all are.
    pub(super) not_used: String,
}

/// Takes the publishers' files out of a zip file; they are known by their names, whatever folder they lie in.
///
/// # Errors
/// With a sentence for whoever sent it.
pub(super) fn unzip(bytes: &[u8]) -> Result<Unzipped, String> {
    if !bytes.starts_with(b"PK") {
        return Err(other_kind(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > FILES_MAX {
        return Err(format!(
            "The zip file must hold at most {FILES_MAX} files. Send only those of the list"
        ));
    }
    let directory = Directory::of(&mut archive)?;
    if directory.found.is_empty() {
        return Err(nothing_known(&directory.others));
    }
    let mut files = BTreeMap::new();
    let mut left = UNPACKED_BYTES_MAX;
    for (path, index) in directory.found {
        let part = archive.by_index(index).map_err(|_| damaged())?;
        let mut content = Vec::new();
        part.take(left + 1)
            .read_to_end(&mut content)
            .map_err(|_| damaged())?;
        let read = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(read).ok_or_else(too_much)?;
        files.insert(path, Bytes::from(content));
    }
    Ok(Unzipped {
        files,
        not_used: not_used(&directory.others),
    })
}

/// What the directory of a zip file names.
#[derive(Default)]
struct Directory {
    /// Position of each file that is used, by the path that an import knows.
    found: BTreeMap<String, usize>,
    /// Names of the others.
    others: Vec<String>,
}

impl Directory {
    fn of(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Self, String> {
        let mut directory = Self::default();
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| damaged())?;
            let name = part.name().map_err(|_| damaged())?.into_owned();
            let Some(path) = known(&name) else {
                if !name.ends_with('/') && !name.starts_with("__MACOSX") {
                    directory.others.push(name);
                }
                continue;
            };
            if part.encrypted() {
                return Err(
                    "The zip file is protected by a password. Send one without a password"
                        .to_owned(),
                );
            }
            total = total.saturating_add(part.size());
            if total > UNPACKED_BYTES_MAX {
                return Err(too_much());
            }
            directory.add(path, index)?;
        }
        Ok(directory)
    }

    fn add(&mut self, path: String, index: usize) -> Result<(), String> {
        let plain = path.trim_end_matches(".gz").to_owned();
        let is_there =
            self.found.contains_key(&plain) || self.found.contains_key(&format!("{plain}.gz"));
        if is_there {
            return Err(format!(
                "The zip file holds {plain} more than once. Keep the one that is meant"
            ));
        }
        self.found.insert(path, index);
        Ok(())
    }
}

/// The path that an import knows a file by, from its name in the zip file.
fn known(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (plain, packed) = match name.strip_suffix(".gz") {
        Some(plain) => (plain, ".gz"),
        None => (name, ""),
    };
    let path = SourceFile::path_of(plain)?;
    Some(format!("{path}{packed}"))
}

fn damaged() -> String {
    "The zip file is damaged, or only part of it arrived. Make it again and send it once more"
        .to_owned()
}

fn too_much() -> String {
    format!(
        "The files must hold at most {} MB together when unpacked",
        UNPACKED_BYTES_MAX >> 20
    )
}

/// What a file that is no zip file looks like.
fn other_kind(bytes: &[u8]) -> String {
    let looks = if bytes.starts_with(b"%PDF") {
        "is a PDF"
    } else if bytes.starts_with(b"\x1f\x8b") {
        "is packed with gzip"
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        "is an older Office file"
    } else if bytes.iter().take(1_000).all(|byte| *byte != 0) {
        "is a single text file, such as CSV"
    } else {
        "is of another kind"
    };
    format!("The selected file must be a zip file with all the publishers' files. This one {looks}")
}

fn nothing_known(others: &[String]) -> String {
    let is_office = others.iter().any(|name| name == "[Content_Types].xml");
    if is_office {
        return "The selected file must be a zip file with all the publishers' files. This one is an Excel or Word file"
            .to_owned();
    }
    match few(others) {
        names if names.is_empty() => "The zip file is empty".to_owned(),
        names => {
            format!("The zip file holds none of the publishers' files. What is in it: {names}")
        }
    }
}

fn not_used(others: &[String]) -> String {
    match few(others) {
        names if names.is_empty() => String::new(),
        names => format!("Also in the zip file and not used: {names}."),
    }
}

/// The first few names, and how many more there are.
fn few(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(NAMES_SHOWN)
        .map(|name| name.chars().take(NAME_CHARS_MAX).collect())
        .collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_in_any_folder() {
        let regions = Some("geography/nhs_regions.csv".to_owned());
        for name in [
            "nhs_regions.csv",
            "data/geography/nhs_regions.csv",
            "data\\geography\\nhs_regions.csv",
        ] {
            assert_eq!(known(name), regions, "{name}");
        }
        assert_eq!(
            known("x/nhs_regions.csv.gz").as_deref(),
            Some("geography/nhs_regions.csv.gz")
        );
        assert_eq!(
            known("icb23_bsc.geojson.gz").as_deref(),
            Some("geography/icb23_bsc.geojson.gz")
        );
        for name in ["._nhs_regions.csv", "regions.csv", "nhs_regions.csv/"] {
            assert_eq!(known(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_few_and_short() {
        let names: Vec<String> = (0..8).map(|n| format!("{n}{}", "x".repeat(500))).collect();
        let words = few(&names);
        assert!(
            words.ends_with(" and 3 more") && words.len() < 450,
            "{words}"
        );
        assert_eq!(few(&[]), "");
    }
}
