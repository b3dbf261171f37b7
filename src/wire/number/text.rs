//! A number as text, and its conversions.

use core::fmt;

use super::conversion::ConversionError;
use super::decimal::Decimal;
use super::digits::Digits;
use super::float;
use crate::wire::fast::CachedF64;
use crate::wire::grammar;
use crate::wire::writer::Writer;

/// The text of a decimal number, checked but not converted. Only the conversions that a program calls are linked.
///
/// A number has an optional sign, digits with an optional point, and an optional exponent. `.5`, `5.`, `+5`, `1E+3` and
/// `007` are numbers; `nan`, `inf`, `1,5` and `0x10` are not.
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
    // Bytes, because slicing a `str` has to check for character boundaries.
    text: &'a [u8],
    cached: CachedF64,
}

impl<'a> Number<'a> {
    /// Checks that `text` is a decimal number of any length and any exponent.
    ///
    /// # Errors
    ///
    /// When it is not one.
    pub fn parse(text: &'a str) -> Result<Self, NumberError> {
        Self::from_bytes(text.as_bytes())
    }

    pub(crate) fn from_bytes(text: &'a [u8]) -> Result<Self, NumberError> {
        grammar::number(text).map(|_| Self { text, cached: CachedF64::NONE }).ok_or(NumberError)
    }

    /// A number that was checked, and maybe converted, before.
    #[inline]
    pub(crate) const fn with_cached(text: &'a [u8], cached: CachedF64) -> Self {
        Self { text, cached }
    }

    /// The text, as it was received.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        // A number is ASCII, so the default is never taken.
        core::str::from_utf8(self.text).unwrap_or_default()
    }

    /// The exact value as mantissa and scale, without trailing zeros after the point.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is whole and does not fit the mantissa, an `i64`;
    /// [`Inexact`](ConversionError::Inexact) when it is not whole, and has more digits than the mantissa or more
    /// decimal places than the scale holds.
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

    /// The exact value as an unsigned integer, as [`to_i64`](Self::to_i64).
    ///
    /// # Errors
    ///
    /// As for [`to_i64`](Self::to_i64).
    pub fn to_u64(self) -> Result<u64, ConversionError> {
        self.exact(Digits::unsigned)
    }

    /// The nearest `f32` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when its magnitude exceeds the largest finite `f32`.
    pub fn to_f32(self) -> Result<f32, ConversionError> {
        float::to_f32(self.text).ok_or(ConversionError::OutOfRange)
    }

    /// The nearest `f64` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when its magnitude exceeds the largest finite `f64`.
    #[inline]
    pub fn to_f64(self) -> Result<f64, ConversionError> {
        match self.cached.get() {
            Some(value) => Ok(value),
            None => float::to_f64(self.text).ok_or(ConversionError::OutOfRange),
        }
    }

    pub(crate) fn write(self, out: &mut Writer<'_>) {
        out.bytes(self.text);
    }

    /// Converts the exact value.
    fn exact<T>(self, convert: fn(&Digits) -> Result<T, ConversionError>) -> Result<T, ConversionError> {
        match grammar::number(self.text) {
            Some(number) => convert(&Digits::new(&number)),
            // Never: the text was checked.
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

/// Conversions that are a method's, the integer types by way of the two widest.
macro_rules! conversions {
    ($($target:ty: $method:ident,)*; $($integer:ty: $widest:ident,)*) => {$(
        impl TryFrom<Number<'_>> for $target {
            type Error = ConversionError;

            fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
                number.$method()
            }
        }
    )*$(
        impl TryFrom<Number<'_>> for $integer {
            type Error = ConversionError;

            fn try_from(number: Number<'_>) -> Result<Self, ConversionError> {
                Self::try_from(number.$widest()?).map_err(|_| ConversionError::OutOfRange)
            }
        }
    )*};
}

conversions! {
    Decimal: to_decimal, f32: to_f32, f64: to_f64, i64: to_i64, u64: to_u64,;
    i8: to_i64, i16: to_i64, i32: to_i64, isize: to_i64, u8: to_u64, u16: to_u64, u32: to_u64, usize: to_u64,
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

/// Error returned when parsing a number: the text is not a decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NumberError;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a finite decimal number")
    }
}

impl core::error::Error for NumberError {}
