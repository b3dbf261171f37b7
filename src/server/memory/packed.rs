//! The samples of one key but the newest, packed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::chunk::Chunk;
use crate::server::store::StoreError;
use crate::wire::Timestamp;

/// Samples in chunks, with timestamps as 32-bit offsets in seconds. Timestamps more than 68 years from the base have
/// no such offset, and are kept apart.
#[derive(Clone, Debug)]
pub struct PackedSamples {
    /// What offsets count from: the first timestamp that was packed.
    base: Timestamp,
    /// Each chunk by the earliest offset that belongs there.
    chunks: BTreeMap<i32, Chunk>,
    /// Samples without an offset.
    far: BTreeMap<Timestamp, f64>,
}

impl PackedSamples {
    pub const fn new(base: Timestamp) -> Self {
        Self { base, chunks: BTreeMap::new(), far: BTreeMap::new() }
    }

    /// Stores a sample, or replaces the one with the same timestamp; returns whether it is an additional one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`] if it would be, and `full`.
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
        if let Some((from, later)) = chunk.insert(offset, value) {
            self.chunks.insert(from, later);
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

    /// Appends at most a chunk of samples, in ascending order and later than all samples here.
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

    /// The samples from `after` on, ascending, and possibly some before it.
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

    /// Seconds from the base, if they fit 32 bits.
    fn offset(&self, timestamp: Timestamp) -> Option<i32> {
        timestamp.as_secs().checked_sub(self.base.as_secs())?.try_into().ok()
    }
}
