//! From identities to pseudonyms and bands.

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use ahash::RandomState;
use hub_standard::finding;
use hub_standard::ids::ServiceCode;
use hub_standard::nhs_number;
use jiff::civil::Date;

use super::keys::{InnerKey, Pseudonymiser, StoredKey};
use crate::earlier::Earlier;
use crate::sheet::Value;

/// What is the matter with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdentityProblem {
    /// Not ten digits, or the last does not check the others.
    NotNhsNumber,
    /// In the range that belongs to nobody.
    TestNumber,
    /// Shortened by Excel.
    DigitsLost,
    /// Longer than any reference.
    TooLong,
    /// No pseudonym could be made.
    Unsealed,
}

/// Excel takes away so many zeros at most, for all we try.
const ZEROS: &[u8] = b"00000000";
/// A reference is shorter than this.
const REFERENCE_CHARS_MAX: usize = 60;

/// What identities are turned into.
pub(crate) enum Keys {
    /// Pseudonyms, to be stored or held against stored ones.
    Sealed(Box<Pseudonymiser>),
    /// Hashes under two seeds of the check: they tell one person from another for as long as it lasts, where nothing of
    /// them is kept.
    Passing([RandomState; 2]),
}

impl Keys {
    fn key(&mut self, parts: &[&[u8]]) -> Option<StoredKey> {
        match self {
            Self::Sealed(pseudonyms) => pseudonyms.key(parts),
            Self::Passing(_) => {
                let mut key = StoredKey::default();
                let (start, _) = key.split_at_mut(16);
                start.copy_from_slice(&self.inner(parts));
                Some(key)
            }
        }
    }

    fn inner(&self, parts: &[&[u8]]) -> InnerKey {
        match self {
            Self::Sealed(pseudonyms) => pseudonyms.inner(parts),
            Self::Passing(seeds) => {
                let mut key = InnerKey::default();
                for (half, seed) in key.chunks_mut(8).zip(seeds) {
                    let mut hasher = seed.build_hasher();
                    for part in parts {
                        hasher.write(part);
                    }
                    half.copy_from_slice(&hasher.finish().to_le_bytes());
                }
                key
            }
        }
    }
}

/// Turns the identities of one return into pseudonyms.
pub(crate) struct Identities {
    keys: Keys,
    service: ServiceCode,
    allow_test_numbers: bool,
    earlier: Option<Arc<Earlier>>,
    /// References of referrals whose zeros in front were put back.
    pub(crate) referrals_restored: u32,
    /// References of people whose zeros in front were put back.
    pub(crate) people_restored: u32,
    /// References of referrals that have fewer digits than each had in the last return.
    pub(crate) referrals_shorter: u32,
    digits: Digits,
}

/// Whether all references of a return are digits, as many, and some begin with a zero: then zeros can be missed later.
#[derive(Debug, Clone, Copy, Default)]
struct Digits {
    each: Option<u8>,
    differ: bool,
    zero_first: bool,
}

impl Digits {
    fn see(&mut self, reference: &[u8]) {
        let n = u8::try_from(reference.len()).ok();
        let n = n.filter(|_| reference.iter().all(u8::is_ascii_digit));
        self.differ |= n.is_none() || self.each.is_some_and(|each| Some(each) != n);
        self.each = self.each.or(n);
        self.zero_first |= reference.first() == Some(&b'0');
    }

    fn add(&mut self, other: Self) {
        let is_other = self.each.is_some() && other.each.is_some() && self.each != other.each;
        self.differ |= other.differ || is_other;
        self.each = self.each.or(other.each);
        self.zero_first |= other.zero_first;
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl Identities {
    pub(crate) fn new(
        keys: Keys,
        service: ServiceCode,
        allow_test_numbers: bool,
        earlier: Option<Arc<Earlier>>,
    ) -> Self {
        Self {
            keys,
            service,
            allow_test_numbers,
            // One without rows knows no reference, and asking it about each would take its time.
            earlier: earlier.filter(|earlier| earlier.has_rows()),
            referrals_restored: 0,
            people_restored: 0,
            referrals_shorter: 0,
            digits: Digits::default(),
        }
    }

    /// The key of a referral, the same in every month's return of the service.
    pub(crate) fn referral(&mut self, value: Value<'_>) -> Result<StoredKey, IdentityProblem> {
        if let Keys::Passing(_) = self.keys {
            // Then nobody asks for the key, only whether there is one.
            let raw = raw_text(value)?;
            return match is_too_long(raw.as_str()) {
                true => Err(IdentityProblem::TooLong),
                false => Ok(StoredKey::default()),
            };
        }
        self.restored_referral(value).map(|(key, _)| key)
    }

    fn restored_referral(
        &mut self,
        value: Value<'_>,
    ) -> Result<(StoredKey, bool), IdentityProblem> {
        let is_known = |earlier: &Earlier, key: &StoredKey| earlier.referral(key).is_some();
        self.local(b"ref:", value, is_known)
    }

    /// Counts what the reference of a referral tells of all of them. Answers what tells it from other references of the
    /// return: the beginning of its key.
    pub(crate) fn count_referral(&mut self, value: Value<'_>) -> Result<u64, IdentityProblem> {
        let (mark, restored) = match &self.earlier {
            Some(_) => {
                let (key, restored) = self.restored_referral(value)?;
                (beginning(&key), restored)
            }
            // Without a return before this no zeros are put back.
            None => (beginning(&self.inner(b"ref:", value)?), false),
        };
        self.referrals_restored += u32::from(restored);
        if let Ok(raw) = raw_text(value) {
            let reference = raw.as_str().as_bytes();
            self.digits.see(reference);
            let each = self
                .earlier
                .as_ref()
                .and_then(|earlier| earlier.reference_digits);
            let is_shorter = each.is_some_and(|each| reference.len() < usize::from(each))
                && reference.iter().all(u8::is_ascii_digit);
            self.referrals_shorter += u32::from(is_shorter && !restored);
        }
        Ok(mark)
    }

    /// The inner pseudonym of a reference of the service's own.
    fn inner(&self, prefix: &[u8], value: Value<'_>) -> Result<InnerKey, IdentityProblem> {
        let raw = raw_text(value)?;
        if is_too_long(raw.as_str()) {
            return Err(IdentityProblem::TooLong);
        }
        let service = self.service.as_str().as_bytes();
        let parts = [prefix, service, b":", raw.as_str().as_bytes()];
        Ok(self.keys.inner(&parts))
    }

    /// Adds what was counted of other rows.
    pub(crate) fn add_counts(&mut self, other: &Self) {
        self.referrals_restored += other.referrals_restored;
        self.people_restored += other.people_restored;
        self.referrals_shorter += other.referrals_shorter;
        self.digits.add(other.digits);
    }

    /// How many digits each reference has, where that tells later whether zeros are missing.
    pub(crate) fn reference_digits(&self) -> Option<u8> {
        let Digits {
            each,
            differ,
            zero_first,
        } = self.digits;
        each.filter(|_| zero_first && !differ)
    }

    /// The key of a person, by the service's own reference: the same within the service only.
    pub(crate) fn local_person(&mut self, value: Value<'_>) -> Result<StoredKey, IdentityProblem> {
        let (key, restored) = self.local(b"loc:", value, Earlier::has_person)?;
        self.people_restored += u32::from(restored);
        Ok(key)
    }

    /// The key of a person, by NHS number: the same in every service.
    pub(crate) fn nhs_person(&mut self, value: Value<'_>) -> Result<StoredKey, IdentityProblem> {
        let raw = raw_text(value)?;
        if is_ten_digits(raw.as_str()) {
            return self.nhs_digits(raw.as_str());
        }
        let mut digits =
            nhs_number::normalise(raw.as_str()).ok_or(IdentityProblem::NotNhsNumber)?;
        let checked = self.nhs_digits(&digits);
        wipe(&mut digits);
        checked
    }

    fn nhs_digits(&mut self, digits: &str) -> Result<StoredKey, IdentityProblem> {
        if !nhs_number::is_valid(digits) {
            Err(IdentityProblem::NotNhsNumber)
        } else if nhs_number::is_test(digits) && !self.allow_test_numbers {
            Err(IdentityProblem::TestNumber)
        } else {
            let key = self.keys.key(&[b"nhs:", digits.as_bytes()]);
            key.ok_or(IdentityProblem::Unsealed)
        }
    }

    /// The key of a reference of the service's own. One that was unknown before and is known with zeros in front has lost
    /// them to Excel: then the key is that of the whole reference, and the second value is true.
    fn local(
        &mut self,
        prefix: &[u8],
        value: Value<'_>,
        is_known: impl Fn(&Earlier, &StoredKey) -> bool,
    ) -> Result<(StoredKey, bool), IdentityProblem> {
        let raw = raw_text(value)?;
        if is_too_long(raw.as_str()) {
            return Err(IdentityProblem::TooLong);
        }
        let service = self.service.as_str().as_bytes();
        let reference = raw.as_str().as_bytes();
        let key = self.keys.key(&[prefix, service, b":", reference]);
        let key = key.ok_or(IdentityProblem::Unsealed)?;
        let may_be_shorter = reference.iter().all(u8::is_ascii_digit)
            && reference.first().is_some_and(|digit| *digit != b'0');
        let Some(earlier) = self
            .earlier
            .as_deref()
            .filter(|earlier| may_be_shorter && !is_known(earlier, &key))
        else {
            return Ok((key, false));
        };
        let restored = (1..=ZEROS.len()).find_map(|n| {
            let zeros = ZEROS.get(..n)?;
            let parts = [prefix, service, b":", zeros, reference];
            self.keys.key(&parts).filter(|key| is_known(earlier, key))
        });
        Ok(restored.map_or((key, false), |key| (key, true)))
    }
}

fn is_ten_digits(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_too_long(reference: &str) -> bool {
    reference.len() > REFERENCE_CHARS_MAX && reference.chars().nth(REFERENCE_CHARS_MAX).is_some()
}

/// The first eight bytes of a key, as random as the whole.
pub(crate) fn beginning(key: &[u8]) -> u64 {
    let start = key.get(..8).and_then(|start| start.try_into().ok());
    start.map_or(0, u64::from_le_bytes)
}

/// The age in whole years on a day; negative if the birth is after it.
pub(crate) fn age_on(birth: Date, day: Date) -> i64 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    i64::from(day.year()) - i64::from(birth.year()) - i64::from(!had_birthday)
}

/// A personal value as a finding may show it: two characters at most, and none of a short one.
pub(crate) fn masked(value: Value<'_>) -> String {
    match raw_text(value) {
        Ok(raw) if raw.as_str().chars().filter(|c| c.is_alphanumeric()).count() > 4 => {
            finding::shorten(&finding::mask(raw.as_str()))
        }
        Ok(raw) => raw
            .as_str()
            .chars()
            .map(|c| if c.is_alphanumeric() { '•' } else { c })
            .collect(),
        Err(_) => "••".to_owned(),
    }
}

/// The text of an identifier, wiped when it is no longer needed unless it is the file's own.
enum Raw<'a> {
    Borrowed(&'a str),
    Owned(String),
}

impl Raw<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        if let Self::Owned(text) = self {
            wipe(text);
        }
    }
}

/// Overwrites a text before its memory is let go.
pub(crate) fn wipe(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.fill(0);
    std::hint::black_box(&bytes);
}

/// Beyond this Excel keeps no more digits.
const EXACT_MAX: f64 = 1e15;

fn raw_text(value: Value<'_>) -> Result<Raw<'_>, IdentityProblem> {
    match value {
        Value::Text(text) if is_shortened(text) => Err(IdentityProblem::DigitsLost),
        Value::Text(text) => Ok(Raw::Borrowed(text)),
        Value::Number(number) | Value::Date(number) if number.abs() >= EXACT_MAX => {
            Err(IdentityProblem::DigitsLost)
        }
        // Whole numbers print without a decimal point.
        Value::Number(number) | Value::Date(number) => Ok(Raw::Owned(number.to_string())),
        Value::Bool(bool) => Ok(Raw::Borrowed(if bool { "TRUE" } else { "FALSE" })),
        Value::Error(_) | Value::Uncalculated => Err(IdentityProblem::DigitsLost),
    }
}

/// A number as Excel writes it when the column is too narrow: `1.23457E+12`.
pub(crate) fn is_shortened(text: &str) -> bool {
    // Nearly all references are told by this already.
    if !matches!(
        text.as_bytes(),
        [.., b'+', _] | [.., b'+', _, _] | [.., b'+', _, _, _]
    ) {
        return false;
    }
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, fraction)) = digits.split_once('.') else {
        return power.strip_prefix('+').is_some_and(is_digits) && is_digits(digits);
    };
    whole.len() == 1
        && is_digits(whole)
        && is_digits(fraction)
        && power.strip_prefix('+').is_some_and(is_digits)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn age_counts_whole_years() {
        assert_eq!(age_on(date(1953, 2, 14), date(2026, 2, 13)), 72);
        assert_eq!(age_on(date(1953, 2, 14), date(2026, 2, 14)), 73);
        assert_eq!(age_on(date(2026, 3, 1), date(2026, 2, 1)), -1);
    }

    #[test]
    fn a_short_reference_is_masked_whole() {
        assert_eq!(masked(Value::Text("A-12")), "•-••");
        assert_eq!(masked(Value::Text("943 476 5919")), "94• ••• ••••");
    }

    #[test]
    fn numbers_shortened_by_excel_are_known() {
        assert!(is_shortened("1.23457E+12"));
        assert!(is_shortened("9E+09"));
        assert!(!is_shortened("1E5"));
        assert!(!is_shortened("REF1.2E+3"));
    }
}
