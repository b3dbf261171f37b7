//! A store out of std's collections.

use std::collections::BTreeMap;
use std::ops::Bound;

use metricline::server::{Store, StoreError};
use metricline::{Key, Sample, Timestamp};

/// Keys in order of first insertion, the values of each by timestamp.
pub struct Samples {
    series: Vec<(String, BTreeMap<i64, f64>)>,
    most: usize,
    longest_key: usize,
}

impl Samples {
    /// With room for all.
    pub fn new() -> Self {
        Self::limited(usize::MAX, usize::MAX)
    }

    /// With room for `most` samples, and for keys of up to `longest_key` bytes.
    pub fn limited(most: usize, longest_key: usize) -> Self {
        Self { series: Vec::new(), most, longest_key }
    }

    pub fn series(&self) -> impl Iterator<Item = (&str, &BTreeMap<i64, f64>)> {
        self.series.iter().map(|(key, samples)| (key.as_str(), samples))
    }

    /// Replaces a sample, or refuses another one for lack of room before it looks at the key.
    pub fn insert(&mut self, key: &str, timestamp: i64, value: f64) -> Result<(), StoreError> {
        let number = self.series.iter().position(|(other, _)| other == key);
        let known = number.is_some_and(|number| self.series[number].1.contains_key(&timestamp));
        if !known && self.series().map(|(_, samples)| samples.len()).sum::<usize>() >= self.most {
            return Err(StoreError::Full);
        }
        if key.len() > self.longest_key {
            return Err(StoreError::KeyTooLong);
        }
        let number = number.unwrap_or_else(|| {
            self.series.push((key.to_string(), BTreeMap::new()));
            self.series.len() - 1
        });
        self.series[number].1.insert(timestamp, value);
        Ok(())
    }
}

impl Store for Samples {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        assert!(sample.value.is_finite(), "a session stores real numbers only");
        self.insert(sample.key.as_str(), sample.timestamp.as_secs(), sample.value)
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.series.iter().position(|(other, _)| other == key.as_str())
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        self.series.get(number).map(|(key, _)| Key::new(key).expect("it was put as a key"))
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_secs()));
        let samples = self.series.get(number).map(|(_, samples)| samples.range((from, Bound::Unbounded)));
        samples.into_iter().flatten().map(|(&timestamp, &value)| (timestamp.into(), value))
    }
}
