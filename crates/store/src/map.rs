//! An ordered map whose copies share what they have in common.

use std::borrow::Borrow;
use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

mod iter;

pub use iter::Iter;

/// Entries per chunk. A copy costs one pointer per chunk, a change copies one chunk.
const CHUNK: usize = 128;

/// An ordered map like `BTreeMap`, made for many readers holding old versions while one writer makes new ones.
///
/// Entries sit in sorted chunks behind `Arc`s. A clone copies the list of chunks only, so that a journal of ten
/// thousand entries can hand out a snapshot after each append.
#[derive(Clone)]
pub struct OrderedMap<K, V> {
    /// Sorted, none empty.
    chunks: Vec<Arc<Vec<(K, V)>>>,
    len: usize,
}

impl<K, V> OrderedMap<K, V> {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in the order of their keys.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter::new(&self.chunks)
    }

    /// All keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entry with the greatest key.
    #[must_use]
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }
}

impl<K: Ord, V> OrderedMap<K, V> {
    /// The value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let chunk = self.chunks.get(self.chunk_of(key))?;
        let idx = position(chunk, key).ok()?;
        chunk.get(idx).map(|(_, value)| value)
    }

    /// Whether `key` has a value.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.get(key).is_some()
    }

    /// The entries whose keys lie in `range`, in order.
    pub fn range<R: RangeBounds<K>>(&self, range: R) -> impl Iterator<Item = (&K, &V)> {
        let first = match range.start_bound() {
            Bound::Included(start) | Bound::Excluded(start) => self.chunk_of(start),
            Bound::Unbounded => 0,
        };
        let last = match range.end_bound() {
            Bound::Included(end) | Bound::Excluded(end) => {
                (self.chunk_of(end) + 1).min(self.chunks.len())
            }
            Bound::Unbounded => self.chunks.len(),
        };
        let chunks = self.chunks.get(first..last).unwrap_or_default();
        Iter::new(chunks).filter(move |(key, _)| range.contains(key))
    }

    /// The chunk that holds `key` if any does; the number of chunks if `key` is beyond all.
    fn chunk_of<Q>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.chunks
            .partition_point(|chunk| chunk.last().is_some_and(|(last, _)| last.borrow() < key))
    }
}

impl<K: Ord + Clone, V: Clone> OrderedMap<K, V> {
    /// Gives `key` a value and returns the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let chunk_idx = self.chunk_of(&key).min(self.chunks.len().saturating_sub(1));
        let Some(shared) = self.chunks.get_mut(chunk_idx) else {
            self.chunks.push(Arc::new(vec![(key, value)]));
            self.len = 1;
            return None;
        };
        let chunk = Arc::make_mut(shared);
        match position(chunk, &key) {
            Ok(idx) => chunk
                .get_mut(idx)
                .map(|entry| std::mem::replace(&mut entry.1, value)),
            Err(idx) => {
                chunk.insert(idx, (key, value));
                self.len += 1;
                if chunk.len() > CHUNK {
                    let upper = chunk.split_off(CHUNK / 2);
                    self.chunks.insert(chunk_idx + 1, Arc::new(upper));
                }
                None
            }
        }
    }

    /// Takes `key` out and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let chunk_idx = self.chunk_of(key);
        let shared = self.chunks.get_mut(chunk_idx)?;
        let idx = position(shared, key).ok()?;
        let chunk = Arc::make_mut(shared);
        let (_, value) = chunk.remove(idx);
        if chunk.is_empty() {
            self.chunks.remove(chunk_idx);
        }
        self.len -= 1;
        Some(value)
    }
}

fn position<K, V, Q>(chunk: &[(K, V)], key: &Q) -> Result<usize, usize>
where
    K: Borrow<Q>,
    Q: Ord + ?Sized,
{
    chunk.binary_search_by(|(candidate, _)| candidate.borrow().cmp(key))
}

impl<K, V> Default for OrderedMap<K, V> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            len: 0,
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for OrderedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Equal when the entries are, however they are chunked.
impl<K: PartialEq, V: PartialEq> PartialEq for OrderedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for OrderedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<'a, K, V> IntoIterator for &'a OrderedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
