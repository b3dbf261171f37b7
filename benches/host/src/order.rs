//! The order in which candidates are measured.

use fastrand::Rng;

/// Another order in every round, the same ones in every run. A candidate finds the caches as the one before has left
/// them, so it must not follow the same one in all rounds.
pub struct Order {
    random: Rng,
    indices: Vec<usize>,
}

impl Order {
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { random: Rng::with_seed(1), indices: (0..count).collect() }
    }

    pub fn next_round(&mut self) -> &[usize] {
        self.random.shuffle(&mut self.indices);
        &self.indices
    }
}
