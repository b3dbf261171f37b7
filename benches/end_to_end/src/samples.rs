//! The samples that are put.

use anyhow::Result;
use metricline::Key;
use metricline_benches::readings;

/// The first timestamp: the same in every run, and one that a database of today keeps.
const START: i64 = 1_750_000_000;

/// The order of a key's timestamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    /// Each one earlier than all before it.
    Late,
    Random,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Ascending, Self::Late, Self::Random];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Late => "late",
            Self::Random => "random",
        }
    }
}

/// The values that all keys share.
pub fn values() -> Vec<f64> {
    readings::short().iter().map(|reading| reading.f64).collect()
}

/// Samples of several keys in rotation. A key has at most one sample of each timestamp.
pub struct Samples {
    keys: Vec<String>,
    values: Vec<f64>,
    seconds: Vec<i64>,
    count: usize,
}

impl Samples {
    /// `count` samples. Every `device` has keys of its own.
    pub fn new(device: usize, keys: usize, count: usize, order: Order) -> Self {
        let of_each: i64 = count.div_ceil(keys).try_into().unwrap_or(i64::MAX);
        let mut seconds: Vec<i64> = (START..START + of_each).collect();
        match order {
            Order::Ascending => {}
            Order::Late => seconds.reverse(),
            Order::Random => fastrand::Rng::with_seed(1).shuffle(&mut seconds),
        }
        Self { keys: (0..keys).map(|key| format!("palm{device}.cpu{key}")).collect(), values: values(), seconds, count }
    }

    pub const fn count(&self) -> usize {
        self.count
    }

    /// Moves all timestamps behind the last one.
    pub fn postpone(&mut self) {
        let span = self.seconds.len() as i64;
        self.seconds.iter_mut().for_each(|second| *second += span);
    }

    /// Calls `take` with each sample.
    pub fn each(&self, mut take: impl FnMut(Key<'_>, f64, i64) -> Result<()>) -> Result<()> {
        // They are checked once, as a program does that reports the same keys for ever.
        let keys = self.keys.iter().map(|key| Key::new(key)).collect::<Result<Vec<_>, _>>()?;
        let mut values = self.values.iter().copied().cycle().take(self.count);
        for &second in &self.seconds {
            for &key in &keys {
                let Some(value) = values.next() else { return Ok(()) };
                take(key, value, second)?;
            }
        }
        Ok(())
    }
}
