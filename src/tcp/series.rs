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
        let rest = insert(chunk, place, (timestamp, value), late);
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
fn insert(chunk: &mut Chunk, place: usize, sample: (Timestamp, f64), late: bool) -> Chunk {
    if chunk.len() < CHUNK {
        chunk.insert(place, sample);
        return Chunk::new();
    }
    // Samples that come in order, or in the opposite one, leave full chunks behind. Not so late ones, of which each could
    // be earlier than the last: they would leave chunks of one behind.
    let middle = match place {
        0 => 0,
        CHUNK if !late => CHUNK,
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

#[cfg(test)]
mod tests {
    use super::{CHUNK, Series};

    #[test]
    fn chunks_are_half_full_in_whatever_order_samples_arrive() {
        const MANY: i64 = 10_000;
        let halves = (0..MANY / 2).flat_map(|n| [n, MANY - n]).collect();
        let orders: [(&str, Vec<i64>); 6] = [
            ("ascending", (0..MANY).collect()),
            ("descending", (0..MANY).rev().collect()),
            ("a gap filled forwards", (0..64).chain([MANY]).chain(64..MANY).collect()),
            ("a gap filled backwards", (0..64).chain((64..MANY).rev()).collect()),
            ("from both ends inwards", halves),
            ("all over the place", (0..MANY).map(|n| n.wrapping_mul(7919).rem_euclid(MANY)).collect()),
        ];
        for (order, timestamps) in orders {
            let mut series = Series::new(timestamps[0].into(), 0.0);
            for &timestamp in &timestamps[1..] {
                assert_eq!(series.put(timestamp.into(), 0.0, false), Ok(true));
            }
            let enough = timestamps.len().div_ceil(CHUNK / 2);
            assert!(series.older.len() <= enough, "{order}: {} chunks", series.older.len());
        }
    }
}
