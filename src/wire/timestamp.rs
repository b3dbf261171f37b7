//! Whole seconds of Unix time.

use core::fmt;

use super::{Tail, digits};

/// Unix time in whole seconds, any `i64`; negative before 1970.
///
/// It is made of an `i64`; a clock that counts in a `u32` needs `i64::from`. On the wire it is a decimal integer. It is
/// written without a `+` and without a fraction; `+5`, `-5` and `007` are read.
///
/// ```
/// use metricline::Timestamp;
///
/// let timestamp = Timestamp::from(1_501_864_247);
/// assert_eq!(timestamp, Timestamp::parse("+1501864247")?);
/// assert_eq!(timestamp.as_secs(), 1_501_864_247);
/// # Ok::<(), metricline::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Timestamp(i64);

impl Timestamp {
    #[cfg(feature = "std")]
    pub(crate) const MIN: Self = Self(i64::MIN);

    /// A timestamp of so many seconds since the start of 1970.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs)
    }

    /// Seconds since the start of 1970.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// Reads a field of a line.
    ///
    /// # Errors
    ///
    /// When `text` is no integer (`1.5`, `1e3`, nothing) or does not fit an `i64`.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        Self::of(text.as_bytes())
    }

    pub(crate) fn of(text: &[u8]) -> Result<Self, TimestampError> {
        digits::integer(text).map(Self).ok_or(TimestampError)
    }

    #[inline(always)]
    pub(crate) fn write(self, out: &mut Tail<'_>) {
        out.decimal(self.0, 0);
    }
}

impl From<i64> for Timestamp {
    fn from(secs: i64) -> Self {
        Self(secs)
    }
}

/// For calls that take a timestamp or none.
impl From<Timestamp> for Option<i64> {
    fn from(timestamp: Timestamp) -> Self {
        Some(timestamp.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text is no whole number of seconds that fits an `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TimestampError;

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a timestamp: whole seconds, as an integer of 64 bits")
    }
}

impl core::error::Error for TimestampError {}
