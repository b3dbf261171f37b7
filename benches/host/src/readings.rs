//! Random readings, in every type that can be put: the same in every run, on every machine.
//!
//! There are many of them, because the branch predictor would learn the lengths of a few.

use fastrand::Rng;
use metricline::Decimal;

/// How many.
pub const COUNT: usize = 1024;

/// A reading as each type has it.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub integer: i64,
    pub decimal: Decimal,
    pub f32: f32,
    pub f64: f64,
}

/// What sensors report: `23.45`, `-4.0`, `1013.2`, `0.0312`, `418`.
#[must_use]
pub fn short() -> Vec<Reading> {
    let mut random = Rng::with_seed(1);
    readings(|| {
        let digits = random.u32(1..=6);
        let mantissa = random.i64(0..10_i64.pow(digits));
        let is_negative = random.u8(0..8) == 0;
        Reading::of(if is_negative { -mantissa } else { mantissa }, random.u8(0..5))
    })
}

/// What comes out of a calculation: 17 digits in an `f64`, and as many in an integer and a decimal. An `f32` has 9.
#[must_use]
pub fn long() -> Vec<Reading> {
    let mut random = Rng::with_seed(2);
    readings(|| {
        loop {
            let mantissa = random.i64(10_000_000_000_000_000..100_000_000_000_000_000);
            let reading = Reading::of(mantissa, random.u8(12..17));
            // Half of them have a neighbour with fewer digits.
            if reading.f64.to_string().len() == 18 {
                return reading;
            }
        }
    })
}

fn readings(reading: impl FnMut() -> Reading) -> Vec<Reading> {
    std::iter::repeat_with(reading).take(COUNT).collect()
}

impl Reading {
    fn of(mantissa: i64, scale: u8) -> Self {
        let decimal = Decimal::new(mantissa, scale);
        let text = decimal.to_string();
        Self { integer: mantissa, decimal, f32: text.parse().unwrap(), f64: text.parse().unwrap() }
    }
}
