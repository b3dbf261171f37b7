//! A number as it stands on the wire, and its conversions.

use core::{fmt, mem};

use super::float;
use super::grammar::{self, Parts};
use super::{Decimal, Tail};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Number<'a>(&'a str);

impl<'a> Number<'a> {
    /// Checks that `text` is a decimal number of any length and any exponent.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn parse(text: &'a str) -> Result<Self, NumberError> {
        grammar::number(text).map(|_| Self(text)).ok_or(NumberError)
    }

    /// The text, as it was written.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// The exact value as mantissa and scale, without trailing zeros after the point.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is whole and too large for an `i64` mantissa;
    /// [`Inexact`](ConversionError::Inexact) when it is not whole, and has more digits than the mantissa or more
    /// decimal places than the scale can hold.
    pub fn to_decimal(self) -> Result<Decimal, ConversionError> {
        let digits = self.digits()?;
        if digits.exponent >= 0 {
            return Ok(Decimal::new(digits.integer()?, 0));
        }
        let scale = u8::try_from(digits.exponent.unsigned_abs()).map_err(|_| ConversionError::Inexact)?;
        let mantissa = digits.signed(digits.significant).ok_or(ConversionError::Inexact)?;
        Ok(Decimal::new(mantissa, scale))
    }

    /// The exact value as an integer: `10`, `10.0` and `1e1` are 10.
    ///
    /// # Errors
    ///
    /// [`Inexact`](ConversionError::Inexact) when it is not whole, [`OutOfRange`](ConversionError::OutOfRange) when it
    /// is whole and does not fit.
    pub fn to_i64(self) -> Result<i64, ConversionError> {
        self.digits()?.integer()
    }

    /// The exact value as an integer that is not negative, as [`to_i64`](Self::to_i64) but with twice the range.
    ///
    /// # Errors
    ///
    /// As those of [`to_i64`](Self::to_i64).
    pub fn to_u64(self) -> Result<u64, ConversionError> {
        let digits = self.digits()?;
        let magnitude = digits.whole()?;
        if digits.negative && magnitude != 0 { Err(ConversionError::OutOfRange) } else { Ok(magnitude) }
    }

    /// The nearest `f32` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is beyond the largest finite `f32`.
    pub fn to_f32(self) -> Result<f32, ConversionError> {
        float::to_f32(self.0).ok_or(ConversionError::OutOfRange)
    }

    /// The nearest `f64` (ties to even). A value too small for one rounds to zero.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](ConversionError::OutOfRange) when it is beyond the largest finite `f64`.
    pub fn to_f64(self) -> Result<f64, ConversionError> {
        float::to_f64(self.0).ok_or(ConversionError::OutOfRange)
    }

    pub(crate) fn write(self, out: &mut Tail<'_>) {
        out.bytes(self.0.as_bytes());
    }

    fn digits(self) -> Result<Digits, ConversionError> {
        // A `Number` is only made of a text that has parts, so the default is never taken.
        grammar::number(self.0).map_or(Err(ConversionError::Inexact), |parts| Digits::new(&parts))
    }
}

/// `significant * 10^exponent`, where `significant` is 0 or ends in another digit than 0.
struct Digits {
    negative: bool,
    significant: u64,
    exponent: i32,
}

impl Digits {
    fn new(parts: &Parts<'_>) -> Result<Self, ConversionError> {
        let mut significant = Some(0);
        // Held back until another digit follows, so that `10.00000000000000000000` has one digit.
        let mut zeros = 0_i32;
        for digit in parts.integer.bytes().chain(parts.fraction.bytes()) {
            if digit == b'0' {
                zeros = zeros.saturating_add(1);
            } else {
                let held_back = mem::take(&mut zeros);
                significant = significant
                    .and_then(|digits| push_zeros(digits, held_back))
                    .and_then(|digits| grammar::push_digit(digits, digit));
            }
        }
        let places = i32::try_from(parts.fraction.len()).unwrap_or(i32::MAX);
        let exponent = parts.exponent().saturating_sub(places).saturating_add(zeros);
        match significant {
            Some(0) => Ok(Self { negative: parts.negative, significant: 0, exponent: 0 }),
            Some(significant) => Ok(Self { negative: parts.negative, significant, exponent }),
            // More than 19 significant digits.
            None if exponent >= 0 => Err(ConversionError::OutOfRange),
            None => Err(ConversionError::Inexact),
        }
    }

    /// The magnitude, if it is whole.
    fn whole(&self) -> Result<u64, ConversionError> {
        if self.exponent < 0 {
            return Err(ConversionError::Inexact);
        }
        push_zeros(self.significant, self.exponent).ok_or(ConversionError::OutOfRange)
    }

    fn integer(&self) -> Result<i64, ConversionError> {
        self.signed(self.whole()?).ok_or(ConversionError::OutOfRange)
    }

    fn signed(&self, magnitude: u64) -> Option<i64> {
        grammar::signed(self.negative, magnitude)
    }
}

fn push_zeros(digits: u64, count: i32) -> Option<u64> {
    // A leading zero is no digit, however many there are.
    if digits == 0 { Some(0) } else { (0..count).try_fold(digits, |digits, _| grammar::push_digit(digits, b'0')) }
}

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
        f.pad(self.0)
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
