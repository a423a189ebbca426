//! What the fuzzers of the door share: the door itself, what must be true of every answer, and ways to change a file that
//! get past its outermost layer.

pub mod answer;
pub mod grid;
pub mod parts;

use std::collections::HashSet;
use std::panic;
use std::sync::{Arc, LazyLock, Mutex};

use hub_ingest::{CheckedReturn, Choices, Door, DoorOptions, IdentityKeys, Limits, Upload};
use hub_reference::Reference;
use jiff::civil::date;

/// The generated England.
pub static REFERENCE: LazyLock<Arc<Reference>> = LazyLock::new(|| Arc::new(Reference::builtin()));

static DOOR: LazyLock<Door> = LazyLock::new(|| {
    let_libraries_panic();
    let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    Door::new(keys, Arc::clone(&REFERENCE), Limits::default(), options)
});

/// The file as it comes to the door.
pub fn upload(bytes: &[u8]) -> Upload {
    Upload {
        bytes: bytes.to_vec().into(),
        file_name: None,
        service: "YA001".parse().expect("a service"),
        month: "2026-10".parse().expect("a month"),
        today: date(2026, 11, 3),
        choices: Choices::default(),
        earlier: None,
    }
}

/// Checks a file. What must be true of every answer is asserted.
pub fn check(upload: &Upload) -> CheckedReturn {
    let checked = DOOR.check(upload);
    answer::is_sound(&checked);
    checked
}

/// The reader answers a panic of a library with "damaged", by design, so that only panics of the hub's own code are
/// failures here. A library's is told once for each place, so that it can be reported where it belongs. A panic that
/// nobody catches still stops the fuzzer.
fn let_libraries_panic() {
    static SEEN: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let stop = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location();
        let of_library = place.filter(|place| place.file().contains("/registry/src/"));
        let Some(place) = of_library else {
            return stop(info);
        };
        if let Ok(mut seen) = SEEN.lock()
            && seen.get_or_insert_default().insert(place.to_string())
        {
            eprintln!("LIBRARY PANIC at {place}");
        }
    }));
}
