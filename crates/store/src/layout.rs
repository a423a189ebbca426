//! Where things are. No other file builds a path.

use hub_standard::ids::{Month, SubmissionId};
use hub_standard::stored::Record;
pub use object_store::path::Path;

/// Anonymised returns.
pub(crate) const RETURNS: &str = "returns";
/// Activity files.
pub(crate) const ACTIVITY: &str = "activity";
/// Imported reference data.
pub(crate) const REFERENCE: &str = "reference";
/// Finer tables of cells, which the builder of releases names.
pub(crate) const OPENED: &str = "opened";
/// The list of people who object, by keyed tags.
pub(crate) const OPT_OUTS: &str = "opt-outs";
/// Journal entries and segments.
pub(crate) const JOURNAL: &str = "journal";
/// Entries of the audit log.
pub(crate) const AUDIT: &str = "audit";

/// Who did what only one process may do at a time, and who does it now.
pub(crate) const HOLDS: &str = "holds";

/// Entries per segment: a reader that starts from nothing needs one read per so many entries.
pub(crate) const SEGMENT_ENTRIES: u64 = 512;

pub(crate) fn return_object(record: Record, month: Month, submission: &SubmissionId) -> Path {
    let record = record.name();
    Path::from(format!(
        "{RETURNS}/{record}/month={month}/{submission}.parquet"
    ))
}

/// The same with other rows, once some were erased or left out; the name says what is in it, so that no two contents contend for one name.
pub(crate) fn rewritten_return(
    record: Record,
    month: Month,
    submission: &SubmissionId,
    sha256: &str,
) -> Path {
    let record = record.name();
    let mark = sha256.get(..16).unwrap_or(sha256);
    Path::from(format!(
        "{RETURNS}/{record}/month={month}/{submission}-{mark}.parquet"
    ))
}

/// What the rows of an object are and which submission they are of, whether as they were sent or rewritten; `None` for
/// anything else than rows of a return.
pub(crate) fn return_of(path: &str) -> Option<(Record, SubmissionId)> {
    let (record, name) = path.strip_prefix("returns/")?.split_once('/')?;
    let record = Record::named(record)?;
    let name = name.rsplit('/').next()?.strip_suffix(".parquet")?;
    let submission = name.split_once('-').map_or(name, |(first, _)| first);
    Some((record, submission.parse().ok()?))
}

/// The erasure under way: at most one.
pub(crate) fn erasure_order() -> Path {
    Path::from("erasures/open.json")
}

pub(crate) fn opt_outs(name: &str) -> Path {
    Path::from(format!("{OPT_OUTS}/{name}.json"))
}

pub(crate) fn activity_file(record: Record, month: Month, generation: &str) -> Path {
    let record = record.name();
    Path::from(format!(
        "{ACTIVITY}/{record}/month={month}/{generation}.parquet"
    ))
}

/// Says what is in the activity files of a generation. It lies beside that of the referrals, and is written last: what has
/// a note is complete.
pub(crate) fn activity_note(month: Month, generation: &str) -> Path {
    let record = Record::Referrals.name();
    Path::from(format!(
        "{ACTIVITY}/{record}/month={month}/{generation}.json"
    ))
}

/// The note of an activity file; `None` for anything else.
pub(crate) fn note_of(activity_file: &str) -> Option<Path> {
    let rest = activity_file.strip_prefix(ACTIVITY)?.strip_prefix('/')?;
    let (record, rest) = rest.split_once('/')?;
    Record::named(record)?;
    let rest = rest.strip_suffix(".parquet")?;
    let referrals = Record::Referrals.name();
    Some(Path::from(format!("{ACTIVITY}/{referrals}/{rest}.json")))
}

pub(crate) fn reference_table(table: &str, edition: &str) -> Path {
    Path::from(format!("{REFERENCE}/{table}/{edition}.parquet"))
}

pub(crate) fn entry(seq: u64) -> Path {
    Path::from(format!("{JOURNAL}/{seq:020}.json"))
}

/// The segment that starts with entry `first`.
pub(crate) fn segment(first: u64) -> Path {
    Path::from(format!("{JOURNAL}/segments/{first:020}.jsonl"))
}

/// The position that an entry's path names; `None` for anything else.
pub(crate) fn entry_seq(path: &Path) -> Option<u64> {
    digits(
        path.as_ref()
            .strip_prefix("journal/")?
            .strip_suffix(".json")?,
    )
}

/// The first position that a segment's path names; `None` for anything else.
pub(crate) fn segment_first(path: &Path) -> Option<u64> {
    digits(
        path.as_ref()
            .strip_prefix("journal/segments/")?
            .strip_suffix(".jsonl")?,
    )
}

pub(crate) fn audit_entry(seq: u64) -> Path {
    Path::from(format!("{AUDIT}/{seq:020}.json"))
}

/// The position that the path of an audit entry names; `None` for anything else.
pub(crate) fn audit_seq(path: &Path) -> Option<u64> {
    digits(
        path.as_ref()
            .strip_prefix("audit/")?
            .strip_suffix(".json")?,
    )
}

/// Where a probe of the storage puts its objects.
pub(crate) fn probe(nonce: &str) -> Path {
    Path::from(format!("probe/{nonce}"))
}

/// What tells whether a process has the key that this store was made with.
pub(crate) fn key_mark(key: &str) -> Path {
    Path::from(format!("marks/{key}"))
}

pub(crate) fn hold(number: u64) -> Path {
    Path::from(format!("{HOLDS}/{number:020}.json"))
}

/// The folder of the signs of life of a hold.
pub(crate) fn hold_signs(number: u64) -> Path {
    Path::from(format!("{HOLDS}/{number:020}"))
}

pub(crate) fn hold_sign(number: u64, sign: u64) -> Path {
    hold_signs(number).join(format!("{sign:020}"))
}

pub(crate) fn hold_end(number: u64) -> Path {
    hold_signs(number).join("end")
}

/// Whose time of writing tells what time it is for the storage.
pub(crate) fn hold_clock(nonce: &str) -> Path {
    Path::from(format!("{HOLDS}/clock/{nonce}"))
}

/// The number that the path of a hold names; `None` for anything else.
pub(crate) fn hold_number(path: &Path) -> Option<u64> {
    digits(
        path.as_ref()
            .strip_prefix("holds/")?
            .strip_suffix(".json")?,
    )
}

fn digits(text: &str) -> Option<u64> {
    let exact = text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    exact.then(|| text.parse().ok()).flatten()
}
