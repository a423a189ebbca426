//! Reading the definition files that are compiled in.

use serde::de::DeserializeOwned;

/// Reads one embedded file.
///
/// A mistake in such a file is a mistake in the source: debug builds stop at once, and the tests read every file, so
/// the empty value is never seen in a build that passed them.
pub(crate) fn read<T: DeserializeOwned + Default>(name: &str, text: &str) -> T {
    match toml::from_str(text) {
        Ok(read) => read,
        Err(error) => {
            debug_assert!(name.is_empty(), "definition/{name}: {error}");
            T::default()
        }
    }
}
