//! The samples of one key but the newest.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::chunk::Chunk;
use crate::server::store::StoreError;
use crate::wire::Timestamp;

/// They are packed in chunks. Only those that are more than 68 years away from `base` do not fit in there.
#[derive(Clone, Debug)]
pub struct Older {
    /// What offsets count from: the first that was packed.
    base: Timestamp,
    /// Each under the earliest offset that it is for.
    chunks: BTreeMap<i32, Chunk>,
    /// Those that have no offset.
    far: BTreeMap<Timestamp, f64>,
}

impl Older {
    pub const fn new(base: Timestamp) -> Self {
        Self { base, chunks: BTreeMap::new(), far: BTreeMap::new() }
    }

    /// Stores a sample, or replaces the one with the same timestamp, and says whether there is one more.
    ///
    /// # Errors
    ///
    /// When there would be one more, and there is no room.
    pub fn put(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        let Some(offset) = self.offset(timestamp) else { return self.put_far(timestamp, value, full) };
        let chunk = match self.chunks.range_mut(..=offset).next_back() {
            Some((_, chunk)) => chunk,
            None => self.chunks.entry(i32::MIN).or_insert_with(Chunk::new),
        };
        if chunk.replace(offset, value) {
            return Ok(false);
        }
        if full {
            return Err(StoreError::Full);
        }
        if let Some((from, rest)) = chunk.insert(offset, value) {
            self.chunks.insert(from, rest);
        }
        Ok(true)
    }

    fn put_far(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        match self.far.entry(timestamp) {
            Entry::Occupied(mut replaced) => {
                replaced.insert(value);
                Ok(false)
            }
            Entry::Vacant(_) if full => Err(StoreError::Full),
            Entry::Vacant(vacant) => {
                vacant.insert(value);
                Ok(true)
            }
        }
    }

    /// Adds samples, in ascending order and later than all there are, at most a chunk of them.
    pub fn append(&mut self, samples: &[(Timestamp, f64)]) {
        let chunk = samples.iter().map(|&(timestamp, value)| Some((self.offset(timestamp)?, value)));
        let first = samples.first().and_then(|&(timestamp, _)| self.offset(timestamp));
        if let (Some(first), Some(chunk)) = (first, chunk.collect::<Option<Chunk>>()) {
            self.chunks.insert(first, chunk);
        } else {
            for &(timestamp, value) in samples {
                let _ = self.put(timestamp, value, false);
            }
        }
    }

    /// The samples later than `after`, and maybe some before.
    pub fn later(&self, after: Timestamp) -> impl Iterator<Item = (Timestamp, f64)> {
        let base = self.base;
        let before = self.far.range(after..).take_while(move |&(&timestamp, _)| timestamp < base);
        let beyond = self.far.range(after.max(base)..);
        let after = after.as_secs().saturating_sub(base.as_secs());
        let after = i32::try_from(after).unwrap_or(if after < 0 { i32::MIN } else { i32::MAX });
        let from = self.chunks.range(..=after).next_back().map_or(i32::MIN, |(&from, _)| from);
        let near = self.chunks.range(from..).flat_map(|(_, chunk)| chunk.sorted());
        let near = near.map(move |(offset, value)| (base.as_secs().saturating_add(offset.into()).into(), value));
        let far = |(&timestamp, &value): (&Timestamp, &f64)| (timestamp, value);
        before.map(far).chain(near).chain(beyond.map(far))
    }

    #[cfg(test)]
    pub fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// Seconds from the base, if 32 bits can tell.
    fn offset(&self, timestamp: Timestamp) -> Option<i32> {
        timestamp.as_secs().checked_sub(self.base.as_secs())?.try_into().ok()
    }
}
