//! Any bytes as a text file.
#![no_main]

use hub_fuzz::{answer, check, upload};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let upload = upload(bytes);
    let checked = check(&upload);
    answer::is_same(&checked, &check(&upload));
    // A text has no more rows than line ends and one, in whatever encoding.
    let n_ends = bytes
        .iter()
        .filter(|byte| matches!(**byte, b'\n' | b'\r'))
        .count();
    let n_separators = bytes.iter().filter(|byte| b",;\t|".contains(byte)).count();
    if !bytes.starts_with(b"PK") && !bytes.starts_with(&[0xd0, 0xcf]) {
        let small = |n: usize| u32::try_from(n + 1).expect("a fuzzer's files are small");
        answer::places_are_within(&checked, small(n_ends), small(n_separators));
    }
});
