//! A response as a map.

use std::collections::BTreeMap;
use std::mem;

use crate::client::{Collect as _, CollectError};
use crate::wire::Row;

/// What [`Client::get`](super::Client::get) returns: each key's samples as `(timestamp, value)`, ascending by
/// timestamp, which is in seconds of Unix time.
pub type Metrics = BTreeMap<String, Vec<(i64, f64)>>;

/// Collects rows into a map. The rows of a key usually follow each other, so they go into a vector, and the map is
/// searched once for all of them.
#[derive(Debug, Default)]
pub struct MetricsBuilder {
    metrics: Metrics,
    key: String,
    /// The rows of `key` since it became the current one.
    samples: Vec<(i64, f64)>,
}

impl MetricsBuilder {
    /// Adds a row.
    ///
    /// # Errors
    ///
    /// [`CollectError::Value`] when the value is too large for an `f64`.
    pub fn row(&mut self, row: &Row<'_>) -> Result<(), CollectError> {
        let value = row.value.to_f64().map_err(CollectError::Value)?;
        if row.key != self.key {
            self.insert_samples();
            row.key.clone_into(&mut self.key);
        }
        self.samples.push((row.timestamp.as_secs(), value));
        Ok(())
    }

    /// Returns all rows that were added, sorted.
    pub fn finish(mut self) -> Metrics {
        self.insert_samples();
        self.metrics.finish();
        self.metrics
    }

    fn insert_samples(&mut self) {
        match self.metrics.get_mut(&self.key) {
            Some(earlier) => earlier.append(&mut self.samples),
            None if self.samples.is_empty() => {}
            None => drop(self.metrics.insert(mem::take(&mut self.key), mem::take(&mut self.samples))),
        }
    }
}
