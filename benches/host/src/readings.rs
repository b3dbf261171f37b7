//! What is put: the same readings in every type.
//!
//! There are many of them, because a handful would teach the branch predictor their lengths by heart.

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
    let mut random = Random(1);
    readings(|| {
        let digits = random.below(6) + 1;
        let mantissa = random.below(10_i64.pow(u32::try_from(digits).unwrap()));
        let scale = u8::try_from(random.below(5)).unwrap();
        Reading::of(if random.below(8) == 0 { -mantissa } else { mantissa }, scale)
    })
}

/// What comes out of a calculation: 17 digits in an `f64`, and as many in an integer and a decimal. An `f32` has 9.
#[must_use]
pub fn long() -> Vec<Reading> {
    let mut random = Random(2);
    readings(|| {
        loop {
            let mantissa = 10_000_000_000_000_000 + random.below(90_000_000_000_000_000);
            let reading = Reading::of(mantissa, u8::try_from(12 + random.below(5)).unwrap());
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

/// Knuth's MMIX generator: the same readings in every run, on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 2).unwrap() % limit
    }
}
