//! Whole seconds of Unix time.

use core::fmt;

use super::number::digits;
use super::writer::Writer;

/// Unix time in whole seconds: any `i64`, negative before 1970.
///
/// On the wire it is a decimal integer, sent without a `+`; `+5`, `-5` and `007` are accepted. A clock that counts in a
/// `u32` needs `i64::from`.
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

    /// `secs` seconds since the start of 1970.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs)
    }

    /// Seconds since the start of 1970.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// Parses a decimal integer.
    ///
    /// # Errors
    ///
    /// When `text` is not an integer (`1.5`, `1e3`, the empty text) or does not fit an `i64`.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        Self::from_bytes(text.as_bytes())
    }

    pub(crate) fn from_bytes(text: &[u8]) -> Result<Self, TimestampError> {
        digits::integer(text).map(Self).ok_or(TimestampError)
    }

    #[inline(always)]
    pub(crate) fn write(self, out: &mut Writer<'_>) {
        out.decimal(self.0, 0);
    }
}

impl From<i64> for Timestamp {
    fn from(secs: i64) -> Self {
        Self(secs)
    }
}

/// For calls that take an optional timestamp.
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

/// Error returned when parsing a timestamp: the text is not a 64-bit integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TimestampError;

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the timestamp is not a 64-bit integer")
    }
}

impl core::error::Error for TimestampError {}
