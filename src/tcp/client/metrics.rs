//! A response as a map.

use std::collections::BTreeMap;
use std::mem;

use crate::client::{Collect as _, CollectError};
use crate::wire::Row;

/// What [`Client::get`](super::Client::get) returns: each key's samples as `(timestamp, value)`, ascending by timestamp.
pub type Metrics = BTreeMap<String, Vec<(i64, f64)>>;

/// Rows on their way into a map. The rows of a key mostly follow each other, so the key is looked up when it changes.
#[derive(Debug, Default)]
pub struct Gather {
    metrics: Metrics,
    key: String,
    samples: Vec<(i64, f64)>,
}

impl Gather {
    /// Takes one row.
    ///
    /// # Errors
    ///
    /// When its value is too large for an `f64`.
    pub fn row(&mut self, row: &Row<'_>) -> Result<(), CollectError> {
        let value = row.value.to_f64().map_err(CollectError::Value)?;
        if row.key != self.key {
            self.put_away();
            row.key.clone_into(&mut self.key);
        }
        self.samples.push((row.timestamp.as_secs(), value));
        Ok(())
    }

    /// All that was taken, each key's samples ascending by timestamp.
    pub fn finish(mut self) -> Metrics {
        self.put_away();
        self.metrics.finish();
        self.metrics
    }

    fn put_away(&mut self) {
        match self.metrics.get_mut(&self.key) {
            Some(earlier) => earlier.append(&mut self.samples),
            None if self.samples.is_empty() => {}
            None => drop(self.metrics.insert(mem::take(&mut self.key), mem::take(&mut self.samples))),
        }
    }
}
