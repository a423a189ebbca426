//! Workbooks of every kind, changed within their containers.
#![no_main]

use hub_fuzz::{check, parts, upload};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|bytes: &[u8]| {
    let mut upload = upload(bytes);
    // Some senders have answered what a workbook can ask.
    if bytes.len() % 4 == 0 {
        for (parameter, value) in [
            ("fill_down", "A"),
            ("fill_down", "C"),
            ("hidden_rows", "leave_out"),
        ] {
            upload.choices.answer(parameter, value).expect("an answer");
        }
    }
    check(&upload);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    parts::mutate(data, size, max_size, seed)
});
