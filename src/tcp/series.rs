//! The samples of one key, by timestamp.

use std::collections::BTreeMap;
use std::mem;
use std::ops::Bound;

use crate::server::StoreError;
use crate::wire::Timestamp;

/// How many samples a chunk has at most. One that comes late moves half of them; the fewer they are, the more chunks
/// there are to search.
const CHUNK: usize = 64;

/// Sorted, at most one for each timestamp.
type Chunk = Vec<(Timestamp, f64)>;

/// Samples mostly arrive in order: they fill one chunk after the other, and only the newest is looked at. A late one goes
/// where it belongs, into a chunk that is split when it is full.
#[derive(Clone, Debug)]
pub struct Series {
    /// The chunks before the newest, each under the earliest timestamp that it is for: the first of them is for all down
    /// to the earliest there is.
    older: BTreeMap<Timestamp, Chunk>,
    newest_from: Timestamp,
    newest: Chunk,
}

impl Series {
    /// A series of one sample.
    pub fn new(timestamp: Timestamp, value: f64) -> Self {
        Self { older: BTreeMap::new(), newest_from: Timestamp::MIN, newest: vec![(timestamp, value)] }
    }

    /// Stores a sample, or replaces the one with the same timestamp, and says whether there is one more.
    ///
    /// # Errors
    ///
    /// When there would be one more, and is no room.
    pub fn put(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        let late = timestamp < self.newest_from;
        let older = if late { self.older.range_mut(..=timestamp).next_back() } else { None };
        let chunk = older.map_or(&mut self.newest, |(_, chunk)| chunk);
        let place = place(chunk, timestamp);
        match chunk.get_mut(place) {
            Some((same, replaced)) if *same == timestamp => {
                *replaced = value;
                return Ok(false);
            }
            _ if full => return Err(StoreError::Full),
            _ => {}
        }
        let rest = insert(chunk, place, (timestamp, value));
        if let Some(&(from, _)) = rest.first() {
            if late {
                self.older.insert(from, rest);
            } else {
                let filled_from = mem::replace(&mut self.newest_from, from);
                let filled = mem::replace(&mut self.newest, rest);
                self.older.insert(filled_from, filled);
            }
        }
        Ok(true)
    }

    /// The samples, or those later than `after`.
    pub fn later(&self, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let first = after.and_then(|after| self.older.range(..=after).next_back());
        let from = first.map_or(Bound::Unbounded, |(&from, _)| Bound::Included(from));
        let chunks = self.older.range((from, Bound::Unbounded)).map(|(_, chunk)| chunk).chain([&self.newest]);
        chunks.flat_map(move |chunk| {
            let start = chunk.partition_point(|&(timestamp, _)| Some(timestamp) <= after);
            chunk.get(start..).unwrap_or_default().iter().copied()
        })
    }
}

/// Where a timestamp belongs in a chunk.
fn place(chunk: &Chunk, timestamp: Timestamp) -> usize {
    match chunk.last() {
        // Counted and not searched: in a large store each step of a search would wait for memory.
        Some(&(last, _)) if timestamp <= last => chunk.iter().filter(|&&(other, _)| other < timestamp).count(),
        _ => chunk.len(),
    }
}

/// Inserts a sample into a chunk; what becomes too much is returned, as a chunk of its own.
fn insert(chunk: &mut Chunk, place: usize, sample: (Timestamp, f64)) -> Chunk {
    if chunk.len() < CHUNK {
        chunk.insert(place, sample);
        return Chunk::new();
    }
    // Samples that come in order, or in the opposite one, leave full chunks behind.
    let middle = match place {
        0 => 0,
        CHUNK => CHUNK,
        _ => CHUNK / 2,
    };
    let mut rest = Chunk::with_capacity(CHUNK);
    rest.extend(chunk.drain(middle..));
    match place.checked_sub(middle) {
        Some(place) if middle > 0 => rest.insert(place, sample),
        _ => chunk.insert(place, sample),
    }
    rest
}
