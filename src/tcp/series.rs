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
    /// The chunks before the newest, by the earliest timestamp that belongs in each.
    older: BTreeMap<Timestamp, Chunk>,
    /// Never empty.
    newest: Chunk,
}

impl Series {
    /// A series of one sample.
    pub fn new(timestamp: Timestamp, value: f64) -> Self {
        Self { older: BTreeMap::new(), newest: vec![(timestamp, value)] }
    }

    /// Stores a sample, or replaces the one with the same timestamp, and says whether there is one more.
    ///
    /// # Errors
    ///
    /// When there would be one more, and is no room.
    pub fn put(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        let late = self.newest.first().is_some_and(|&(first, _)| timestamp < first);
        let older = if late { self.older.range_mut(..=timestamp).next_back() } else { None };
        let chunk = older.map_or(&mut self.newest, |(_, chunk)| chunk);
        let in_order = chunk.last().is_some_and(|&(last, _)| last < timestamp);
        let place = if in_order { chunk.len() } else { chunk.iter().filter(|&&(other, _)| other < timestamp).count() };
        match chunk.get_mut(place) {
            Some((other, replaced)) if *other == timestamp => {
                *replaced = value;
                return Ok(false);
            }
            _ if full => return Err(StoreError::Full),
            _ => {}
        }
        let split_off = insert(chunk, place, (timestamp, value));
        if let Some(&(first, _)) = split_off.first() {
            if late && !self.older.is_empty() {
                self.older.insert(first, split_off);
            } else {
                let filled = mem::replace(&mut self.newest, split_off);
                let earliest =
                    filled.first().filter(|_| !self.older.is_empty()).map_or(Timestamp::MIN, |&(first, _)| first);
                self.older.insert(earliest, filled);
            }
        }
        Ok(true)
    }

    /// The samples, or those later than `after`.
    pub fn later(&self, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let first = after.and_then(|after| self.older.range(..=after).next_back());
        let first = first.map_or(Bound::Unbounded, |(&earliest, _)| Bound::Included(earliest));
        let chunks = self.older.range((first, Bound::Unbounded)).map(|(_, chunk)| chunk).chain([&self.newest]);
        chunks.flat_map(move |chunk| {
            let start = chunk.partition_point(|&(timestamp, _)| Some(timestamp) <= after);
            chunk.get(start..).unwrap_or_default().iter().copied()
        })
    }
}

/// Inserts a sample into a chunk, and splits off what comes after when there are too many.
fn insert(chunk: &mut Chunk, place: usize, sample: (Timestamp, f64)) -> Chunk {
    if chunk.len() < CHUNK {
        chunk.insert(place, sample);
        return Chunk::new();
    }
    // Those that come in order, or in the opposite one, leave full chunks behind.
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
