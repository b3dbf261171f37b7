//! What is stored under one key.

/// The statistics of at least one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    pub samples: usize,
    pub min: f64,
    pub mean: f64,
    pub max: f64,
    pub last: f64,
}

impl Statistics {
    /// Of samples that ascend by timestamp; `None` of none.
    pub fn of(samples: &[(i64, f64)]) -> Option<Self> {
        let &(_, last) = samples.last()?;
        let first = Self { samples: 0, min: last, mean: 0.0, max: last, last };
        Some(samples.iter().fold(first, |so_far, &(_, value)| {
            let samples = so_far.samples + 1;
            // Neither a sum nor a difference is taken of whole values, which could be beyond the range of an `f64`.
            let weight = 1.0 / samples as f64;
            let mean = so_far.mean * (1.0 - weight) + value * weight;
            let (min, max) = (so_far.min.min(value), so_far.max.max(value));
            Self { samples, min, mean: mean.clamp(min, max), max, last }
        }))
    }
}

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The course of the values between their least and their greatest, at most so many characters wide: where there are
/// more samples a character is the mean of several. A range of less than `noise` is drawn flat.
pub fn sparkline(samples: &[(i64, f64)], width: usize, noise: f64) -> String {
    let width = width.min(samples.len());
    let bucket = |n: usize| &samples[n * samples.len() / width..(n + 1) * samples.len() / width];
    let means: Vec<f64> = (0..width).filter_map(|n| Statistics::of(bucket(n))).map(|bucket| bucket.mean).collect();
    let least = means.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    means.iter().map(|&mean| bar(mean, least, greatest, noise)).collect()
}

fn bar(value: f64, least: f64, greatest: f64, noise: f64) -> char {
    // Halved, so that the difference of any two is finite.
    let range = greatest / 2.0 - least / 2.0;
    let height = if range > noise / 2.0 { (value / 2.0 - least / 2.0) / range } else { 0.0 };
    // A cast to an integer keeps within its range.
    let step = (height * (BARS.len() - 1) as f64).round() as usize;
    BARS[step.min(BARS.len() - 1)]
}
