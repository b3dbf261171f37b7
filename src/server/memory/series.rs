//! The samples of one key, by timestamp.

use super::chunk::CHUNK;
use super::packed::Older;
use crate::server::store::StoreError;
use crate::wire::Timestamp;

/// Samples mostly arrive in order: then only the newest are looked at, and they are packed when they are many.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// What is earlier than the newest.
    older: Option<Box<Older>>,
    /// At most a chunk, sorted.
    newest: Vec<(Timestamp, f64)>,
}

impl Series {
    /// Stores a sample, or replaces the one with the same timestamp, and says whether there is one more.
    ///
    /// # Errors
    ///
    /// When there would be one more, and there is no room.
    pub fn put(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        if let (Some(older), Some(&(first, _))) = (&mut self.older, self.newest.first()) {
            if timestamp < first {
                return older.put(timestamp, value, full);
            }
        }
        let place = match self.newest.last() {
            Some(&(last, _)) if timestamp <= last => self.newest.partition_point(|&(other, _)| other < timestamp),
            _ => self.newest.len(),
        };
        match self.newest.get_mut(place) {
            Some((same, replaced)) if *same == timestamp => {
                *replaced = value;
                return Ok(false);
            }
            _ if full => return Err(StoreError::Full),
            _ => {}
        }
        if self.newest.is_empty() {
            // A vector begins with room for four, and there may be many keys with one sample.
            self.newest.reserve_exact(1);
        }
        if self.newest.len() < CHUNK {
            self.newest.insert(place, (timestamp, value));
            return Ok(true);
        }
        // Samples that come in order leave full chunks behind.
        self.settle(if place == CHUNK { CHUNK } else { CHUNK / 2 });
        self.put(timestamp, value, full)
    }

    /// Packs so many of the newest, the earliest of them.
    fn settle(&mut self, count: usize) {
        if let Some(settled @ &[(first, _), ..]) = self.newest.get(..count) {
            self.older.get_or_insert_with(|| Box::new(Older::new(first))).append(settled);
            self.newest.drain(..count);
        }
    }

    /// The samples, or those later than `after`.
    pub fn later(&self, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let older = self.older.iter().flat_map(move |older| older.later(after.unwrap_or(Timestamp::MIN)));
        older.chain(self.newest.iter().copied()).filter(move |&(timestamp, _)| Some(timestamp) > after)
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Series};

    #[test]
    fn chunks_are_half_full_in_whatever_order_samples_arrive_and_full_if_they_are_in_order() {
        const MANY: i64 = 10_000;
        const HALF: usize = CHUNK / 2;
        let halves = (0..MANY / 2).flat_map(|n| [n, MANY - n]).collect();
        let orders: [(&str, usize, Vec<i64>); 6] = [
            ("ascending", CHUNK, (0..MANY).collect()),
            ("descending", CHUNK, (0..MANY).rev().collect()),
            ("a gap filled forwards", HALF, (0..64).chain([MANY]).chain(64..MANY).collect()),
            ("a gap filled backwards", HALF, (0..64).chain((64..MANY).rev()).collect()),
            ("from both ends inwards", HALF, halves),
            ("all over the place", HALF, (0..MANY).map(|n| n.wrapping_mul(7919).rem_euclid(MANY)).collect()),
        ];
        for (order, of_each, timestamps) in orders {
            let mut series = Series::default();
            for &timestamp in &timestamps {
                assert_eq!(series.put(timestamp.into(), 0.0, false), Ok(true));
            }
            let enough = timestamps.len().div_ceil(of_each);
            let chunks = series.older.unwrap().chunks();
            assert!(chunks <= enough, "{order}: {chunks} chunks");
        }
    }
}
