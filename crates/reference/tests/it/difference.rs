//! What a newer set of files would change, and the files themselves when they are held in memory.

use std::collections::BTreeMap;
use std::io::Write;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use hub_reference::{
    ChangeCounts, ChangeKind, ImportError, Part, PartDifference, Reference, SourceFile,
};

use crate::fixture::{DEPRIVATION, FILES, Fixture, PRACTICES, QUARTERS};

fn tiny(fixture: &Fixture) -> Reference {
    fixture
        .import()
        .unwrap_or_else(|error| panic!("{error:#?}"))
}

fn held(fixture: &Fixture) -> BTreeMap<String, Bytes> {
    fixture
        .0
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), Bytes::from(bytes.clone())))
        .collect()
}

fn part(before: &Fixture, after: &Fixture, part: Part) -> PartDifference {
    let difference = tiny(before).difference(&tiny(after));
    let mut parts = difference.parts.into_iter();
    parts.find(|one| one.part == part).unwrap()
}

#[test]
fn the_list_of_files_is_what_an_import_reads() {
    let listed: Vec<&str> = SourceFile::ALL.iter().map(|file| file.path).collect();
    for (path, _) in FILES {
        assert!(listed.contains(path), "{path}");
    }
    let (boundaries, others): (Vec<&SourceFile>, Vec<&SourceFile>) = SourceFile::ALL
        .iter()
        .partition(|file| file.part == Part::Outlines);
    assert_eq!(others.len(), FILES.len());
    assert_eq!(boundaries.len(), 2);
    assert!(boundaries.iter().all(|file| !file.is_needed));
    for file in others {
        let is_taken = Fixture::new().without(file.path).import().is_ok();
        assert_eq!(is_taken, !file.is_needed, "{}", file.path);
    }
}

#[test]
fn files_in_memory_are_read_as_those_of_a_folder() {
    let fixture = Fixture::new();
    let of_folder = tiny(&fixture);
    let mut files = held(&fixture);
    let of_memory = Reference::import_files(&files).unwrap();
    assert_eq!(of_memory.tables().unwrap(), of_folder.tables().unwrap());
    assert_eq!(of_memory.edition(), None);

    let plain = files.remove(PRACTICES).unwrap();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&plain).unwrap();
    files.insert(format!("{PRACTICES}.gz"), packer.finish().unwrap().into());
    let of_packed = Reference::import_files(&files).unwrap();
    assert_eq!(of_packed.practices(), of_folder.practices());
}

#[test]
fn a_damaged_file_in_memory_is_refused_in_our_own_words() {
    let mut files = held(&Fixture::new());
    files.remove(PRACTICES);
    files.insert(format!("{PRACTICES}.gz"), Bytes::from_static(b"no gzip"));
    let Err(ImportError::Refused { problems, .. }) = Reference::import_files(&files) else {
        panic!("it was taken");
    };
    let reasons: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.file == PRACTICES)
        .map(|problem| problem.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "the file cannot be unpacked: its name ends with .gz, but it is damaged or packed in another way"
        ]
    );
}

#[test]
fn the_same_files_differ_in_nothing() {
    let one = tiny(&Fixture::new());
    let difference = one.difference(&tiny(&Fixture::new()));
    assert_eq!(difference.parts.len(), Part::ALL.len());
    for part in &difference.parts {
        assert_eq!(part.counts, ChangeCounts::default(), "{:?}", part.part);
        assert_eq!(part.before, part.after);
        assert!(part.examples.is_empty() && part.by_area.is_empty());
    }
    assert!(difference.atoms_ended.is_empty() && difference.practices_moved == 0);
}

#[test]
fn practices_that_come_go_and_change_are_told_by_area() {
    let before = Fixture::new();
    let after = Fixture::new()
        .replace(PRACTICES, "A90003,MOOR SURGERY", "A90004,NEXT SURGERY")
        .replace(PRACTICES, "Lowton,6000", "Lowton,6100");
    let part = part(&before, &after, Part::Practices);
    let counts = |added, ended, changed| ChangeCounts {
        added,
        ended,
        changed,
    };
    assert_eq!(part.counts, counts(1, 1, 1));
    assert_eq!(
        part.by_area,
        [
            (
                "NHS Lower Integrated Care Board".to_owned(),
                counts(0, 0, 1)
            ),
            (
                "NHS Upper Integrated Care Board".to_owned(),
                counts(1, 1, 0)
            ),
        ]
    );
    let told: Vec<(ChangeKind, &str)> = part
        .examples
        .iter()
        .map(|example| (example.kind, example.code.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Ended, "A90003"),
            (ChangeKind::Changed, "B90001"),
            (ChangeKind::Added, "A90004")
        ]
    );
    let altered = &part.examples[1].altered;
    assert_eq!(altered.len(), 1);
    assert_eq!(
        (
            altered[0].what,
            altered[0].from.as_str(),
            altered[0].to.as_str()
        ),
        ("registered people", "6000", "6100")
    );
}

#[test]
fn a_practice_that_another_board_takes_is_counted_with_its_people() {
    let before = Fixture::new();
    // The other part of the split board: its district decides, since its sub-ICB is in both.
    let after =
        Fixture::new().replace(PRACTICES, "E07000092,Longton,2000", "E07000091,Lowton,2000");
    let difference = tiny(&before).difference(&tiny(&after));
    // One that has closed goes with its network.
    assert_eq!(difference.practices_moved, 2);
    assert_eq!(difference.people_moved, 2_000.0);
    let practices = &difference.parts[0];
    assert_eq!(practices.part, Part::Practices);
    let moved = &practices.examples[0];
    assert_eq!(moved.code, "B90002");
    assert_eq!(moved.altered[0].what, "board");
    assert_eq!(moved.altered[0].to, "NHS Lower Integrated Care Board");
    let networks = &difference.parts[1];
    assert_eq!(networks.counts.changed, 1, "its network goes with it");
}

#[test]
fn each_part_has_its_own_differences() {
    let before = Fixture::new();
    let ranks = Fixture::new()
        .replace(DEPRIVATION, "E01000001,1,1,1,", "E01000001,2,2,2,")
        .replace(DEPRIVATION, "E01000002,2,2,2,", "E01000002,1,1,1,");
    let deprivation = part(&before, &ranks, Part::Deprivation);
    assert_eq!(deprivation.counts.changed, 2);
    assert_eq!(part(&before, &ranks, Part::SmallAreas).counts.total(), 0);

    let later = Fixture::new().append(
        QUARTERS,
        "NWRS Staff,2022,6,U90002,LOW PCN,92B,LOWER,QXB,Social Prescribing Link Workers,Social Prescribing Link Worker,1",
    );
    let workforce = part(&before, &later, Part::Workforce);
    assert_eq!(workforce.counts.added, 1);
    assert!(workforce.examples[0].name.contains("June 2022"));
}

#[test]
fn examples_are_few_and_counts_are_whole() {
    let tiny = tiny(&Fixture::new());
    let builtin = Reference::builtin();
    let difference = builtin.difference(&tiny);
    let practices = &difference.parts[0];
    assert_eq!(practices.counts.ended, builtin.practices().len());
    assert_eq!(practices.counts.added, tiny.practices().len());
    assert!(practices.examples.len() <= 50);
    assert_eq!(difference.atoms_ended.len(), builtin.atoms().len());
    let by_area: usize = practices
        .by_area
        .iter()
        .map(|(_, counts)| counts.total())
        .sum();
    assert_eq!(by_area, practices.counts.total());
}
