//! A number as it stands on the wire, and its conversions.

use core::fmt;

use super::ahead::Known;
use super::digits::Digits;
use super::{Decimal, Tail, float, grammar};

/// The text of a real number, checked but not converted: what a program does not ask for is not linked into it.
///
/// The wire's numbers are decimal: an optional sign, digits with an optional point, an optional exponent. `.5`, `5.`,
/// `+5`, `1E+3` and `007` are numbers; `nan`, `inf`, `1,5` and `0x10` are none.
///
/// ```
/// use metricline::{ConversionError, Decimal, Number};
///
/// let number = Number::parse("10.6")?;
/// assert_eq!(number.as_str(), "10.6");
/// assert_eq!(number.to_decimal(), Ok(Decimal::new(106, 1)));
/// assert_eq!(number.to_f32(), Ok(10.6));
/// assert_eq!(number.to_i64(), Err(ConversionError::Inexact));
/// # Ok::<(), metricline::NumberError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Number<'a> {
    // Bytes, because cutting text out of a line would have to be checked to fall between characters.
    text: &'a [u8],
    /// What it is, where that was found out when it was checked.
    known: Known,
}

impl<'a> Number<'a> {
    /// Checks that `text` is a decimal number of any length and any exponent.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn parse(text: &'a str) -> Result<Self, NumberError> {
        Self::of(text.as_bytes())
    }

    pub(crate) fn of(text: &'a [u8]) -> Result<Self, NumberError> {
        grammar::number(text).map(|_| Self { text, known: Known::NOTHING }).ok_or(NumberError)
    }

    #[cfg(target_pointer_width = "64")]
    #[inline]
    pub(crate) const fn known(text: &'a [u8], known: Known) -> Self {
        Self { text, known }
    }

    /// The text, as it was written.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        // What makes a number is ASCII, so the default is never taken.
        core::str::from_utf8(self.text).unwrap_or_default()
    }

    /// The exact value as mantissa and scale, without trailing zeros after the point.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is whole and too large for an `i64` mantissa;
    /// [`Inexact`](ConversionError::Inexact) when it is not whole, and has more digits than the mantissa or more
    /// decimal places than the scale can hold.
    pub fn to_decimal(self) -> Result<Decimal, ConversionError> {
        self.exact(Digits::decimal)
    }

    /// The exact value as an integer: `10`, `10.0` and `1e1` are 10.
    ///
    /// # Errors
    ///
    /// [`Inexact`](ConversionError::Inexact) when it is not whole, [`OutOfRange`](ConversionError::OutOfRange) when it
    /// is whole and does not fit.
    pub fn to_i64(self) -> Result<i64, ConversionError> {
        self.exact(Digits::signed)
    }

    /// The exact value as an integer that is not negative, as [`to_i64`](Self::to_i64) but with twice the range.
    ///
    /// # Errors
    ///
    /// As those of [`to_i64`](Self::to_i64).
    pub fn to_u64(self) -> Result<u64, ConversionError> {
        self.exact(Digits::unsigned)
    }

    /// The nearest `f32` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is beyond the largest finite `f32`.
    pub fn to_f32(self) -> Result<f32, ConversionError> {
        float::to_f32(self.text).ok_or(ConversionError::OutOfRange)
    }

    /// The nearest `f64` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is beyond the largest finite `f64`.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub fn to_f64(self) -> Result<f64, ConversionError> {
        match self.known.value() {
            Some(value) => Ok(value),
            None => float::to_f64(self.text).ok_or(ConversionError::OutOfRange),
        }
    }

    pub(crate) fn write(self, out: &mut Tail<'_>) {
        out.bytes(self.text);
    }

    /// Converts by way of the exact value.
    fn exact<T>(self, convert: fn(&Digits) -> Result<T, ConversionError>) -> Result<T, ConversionError> {
        match grammar::number(self.text) {
            Some(parts) => convert(&Digits::new(&parts)),
            // A `Number` is only made of a text that has parts.
            None => Err(ConversionError::Inexact),
        }
    }
}

impl PartialEq for Number<'_> {
    /// Compares the texts.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Number<'_> {}

/// The integer types by way of the two widest: exact, or an error.
macro_rules! integers {
    ($($integer:ty, $widest:ident;)*) => {$(
        impl TryFrom<Number<'_>> for $integer {
            type Error = ConversionError;

            fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
                Self::try_from(number.$widest()?).map_err(|_| ConversionError::OutOfRange)
            }
        }
    )*};
}

integers! {
    i8, to_i64; i16, to_i64; i32, to_i64; i64, to_i64; isize, to_i64;
    u8, to_u64; u16, to_u64; u32, to_u64; u64, to_u64; usize, to_u64;
}

impl TryFrom<Number<'_>> for Decimal {
    type Error = ConversionError;

    fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
        number.to_decimal()
    }
}

impl TryFrom<Number<'_>> for f32 {
    type Error = ConversionError;

    fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
        number.to_f32()
    }
}

impl TryFrom<Number<'_>> for f64 {
    type Error = ConversionError;

    fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
        number.to_f64()
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Number").field(&self.as_str()).finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Number<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Number({=str})", self.as_str());
    }
}

/// A text is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NumberError;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite decimal number")
    }
}

impl core::error::Error for NumberError {}

/// Why a [`Number`] is not to be had as the type that was asked for. Its text is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConversionError {
    /// It is larger than the type's largest or smaller than its smallest number.
    OutOfRange,
    /// It has digits that the type cannot hold, and the conversion is one that promises to be exact.
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
