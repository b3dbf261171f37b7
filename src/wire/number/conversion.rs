//! The error of a conversion.

use core::fmt;

/// Error returned when converting a [`Number`](crate::Number). Its text is still available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConversionError {
    /// The number is out of the type's range.
    OutOfRange,
    /// The conversion is exact, and the number has digits that the type cannot hold.
    Inexact,
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutOfRange => "the number is out of the type's range",
            Self::Inexact => "the number has digits that the type cannot hold",
        })
    }
}

impl core::error::Error for ConversionError {}
