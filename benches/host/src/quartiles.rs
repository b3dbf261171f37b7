//! The spread of a figure over all rounds.

/// The median, and the quartiles around it: half of all figures are between `low` and `high`.
#[derive(Clone, Copy, Debug)]
pub struct Quartiles {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Quartiles {
    /// For a figure that is the same in every round.
    #[must_use]
    pub const fn exactly(figure: f64) -> Self {
        Self { low: figure, median: figure, high: figure }
    }

    #[must_use]
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| figures[figures.len() * quarter / 4]);
        Self { low, median, high }
    }
}
