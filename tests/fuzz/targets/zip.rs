//! Zips: text files in them, and the container itself.
#![no_main]

use hub_fuzz::{answer, check, parts, upload};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|bytes: &[u8]| {
    let upload = upload(bytes);
    answer::is_same(&check(&upload), &check(&upload));
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // Half of the changes go to the container's own bytes.
    if seed % 2 == 0 {
        libfuzzer_sys::fuzzer_mutate(data, size, max_size)
    } else {
        parts::mutate(data, size, max_size, seed >> 1)
    }
});
