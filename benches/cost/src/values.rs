//! What is put: the key, the time, and the readings in each type that they are put as.

/// The key of everything that is put and got.
pub(crate) const KEY: &str = "palm.cpu";

/// The time of everything that is put, which the compiler does not know.
pub(crate) fn now() -> i64 {
    core::hint::black_box(1_501_864_247)
}

/// As text, as a server sends them.
#[cfg(feature = "count")]
pub(crate) const TEXTS: [&str; 7] = ["10.6", "23.4375", "4200000", "1013.25", "-40.0", "0.0001", "1e-7"];

/// More digits than a float holds: what takes the most stack to read.
#[cfg(feature = "count")]
pub(crate) const LONG_TEXTS: [&str; 2] =
    ["0.1000000000000000055511151231257827021181583404541", "4.9406564584124654e-30"];

/// A type that readings are put as.
pub trait Reading: Copy + 'static {
    /// The readings.
    const ALL: &'static [Self];
}

/// Rounded.
impl Reading for i32 {
    const ALL: &'static [Self] = &[11, 23, 4_200_000, 1013, -40, 0, 0];
}

/// Mantissa and scale: what a sensor's register holds, and how many of its digits are decimal places.
impl Reading for (i32, u8) {
    const ALL: &'static [Self] = &[(106, 1), (234_375, 4), (4_200_000, 0), (101_325, 2), (-400, 1), (1, 4), (1, 7)];
}

impl Reading for f32 {
    const ALL: &'static [Self] = &[10.6, 23.4375, 4_200_000.0, 1013.25, -40.0, 0.0001, 1e-7];
}

impl Reading for f64 {
    const ALL: &'static [Self] = &[10.6, 23.4375, 4_200_000.0, 1013.25, -40.0, 0.0001, 1e-7];
}
