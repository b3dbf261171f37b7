//! The samples of one key, by timestamp.

use super::chunk::CHUNK;
use super::packed::PackedSamples;
use crate::server::store::StoreError;
use crate::wire::Timestamp;

/// The newest samples are kept in a vector, because most samples arrive in order; when there are many, the earliest
/// of them are packed.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// The samples before the newest.
    packed: Option<Box<PackedSamples>>,
    /// At most [`CHUNK`], sorted.
    newest: Vec<(Timestamp, f64)>,
}

impl Series {
    /// Stores a sample, or replaces the one with the same timestamp; returns whether it is an additional one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`] if it would be, and `full`.
    pub fn put(&mut self, timestamp: Timestamp, value: f64, full: bool) -> Result<bool, StoreError> {
        if let (Some(packed), Some(&(first, _))) = (&mut self.packed, self.newest.first()) {
            if timestamp < first {
                return packed.put(timestamp, value, full);
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
            // A vector would start with room for four, and many keys have one sample.
            self.newest.reserve_exact(1);
        }
        if self.newest.len() < CHUNK {
            self.newest.insert(place, (timestamp, value));
            return Ok(true);
        }
        // Samples that arrive in order leave full chunks.
        self.pack(if place == CHUNK { CHUNK } else { CHUNK / 2 });
        self.put(timestamp, value, full)
    }

    /// Packs the first `count` of the newest samples.
    fn pack(&mut self, count: usize) {
        if let Some(samples @ &[(first, _), ..]) = self.newest.get(..count) {
            self.packed.get_or_insert_with(|| Box::new(PackedSamples::new(first))).append(samples);
            self.newest.drain(..count);
        }
    }

    /// The samples, or those later than `after`, ascending.
    pub fn later(&self, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let packed = self.packed.iter().flat_map(move |packed| packed.later(after.unwrap_or(Timestamp::MIN)));
        packed.chain(self.newest.iter().copied()).filter(move |&(timestamp, _)| Some(timestamp) > after)
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Series};

    #[test]
    fn chunks_are_half_full_in_any_order_of_arrival_and_full_if_samples_arrive_in_order() {
        const MANY: i64 = 10_000;
        const HALF: usize = CHUNK / 2;
        let halves = (0..MANY / 2).flat_map(|n| [n, MANY - n]).collect();
        let orders: [(&str, usize, Vec<i64>); 6] = [
            ("ascending", CHUNK, (0..MANY).collect()),
            ("descending", CHUNK, (0..MANY).rev().collect()),
            ("a gap filled forwards", HALF, (0..64).chain([MANY]).chain(64..MANY).collect()),
            ("a gap filled backwards", HALF, (0..64).chain((64..MANY).rev()).collect()),
            ("from both ends inwards", HALF, halves),
            ("scattered", HALF, (0..MANY).map(|n| n.wrapping_mul(7919).rem_euclid(MANY)).collect()),
        ];
        for (order, of_each, timestamps) in orders {
            let mut series = Series::default();
            for &timestamp in &timestamps {
                assert_eq!(series.put(timestamp.into(), 0.0, false), Ok(true));
            }
            let enough = timestamps.len().div_ceil(of_each);
            let chunks = series.packed.unwrap().chunks();
            assert!(chunks <= enough, "{order}: {chunks} chunks");
        }
    }
}
