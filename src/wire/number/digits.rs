//! The exact value of a number's digits.

use super::conversion::ConversionError;
use super::decimal::Decimal;
use crate::wire::grammar;

/// `significant * 10^exponent`. `significant` is `None` when it does not fit a `u64`; its last digit is not 0.
pub struct Digits {
    negative: bool,
    significant: Option<u64>,
    exponent: i32,
}

impl Digits {
    pub fn new(number: &grammar::Number<'_>) -> Self {
        // Without trailing zeros, so that `10.00000000000000000000` has one digit.
        let mut kept = number.mantissa;
        let mut zeros = 0_i32;
        while let [rest @ .., last @ (b'0' | b'.')] = kept {
            kept = rest;
            zeros = zeros.saturating_add(i32::from(*last == b'0'));
        }
        let digits = kept.iter().filter(|&&byte| byte != b'.');
        let significant = digits.copied().try_fold(0, push_digit);
        let places = i32::try_from(number.places).unwrap_or(i32::MAX);
        let exponent = match significant {
            // Zero, whatever its exponent.
            Some(0) => 0,
            _ => number.exponent.saturating_sub(places).saturating_add(zeros),
        };
        Self { negative: number.negative, significant, exponent }
    }

    pub fn decimal(&self) -> Result<Decimal, ConversionError> {
        if self.exponent >= 0 {
            return Ok(Decimal::new(self.signed()?, 0));
        }
        let scale = u8::try_from(self.exponent.unsigned_abs()).map_err(|_| ConversionError::Inexact)?;
        let mantissa = self.significant.and_then(|significant| with_sign(self.negative, significant));
        Ok(Decimal::new(mantissa.ok_or(ConversionError::Inexact)?, scale))
    }

    pub fn signed(&self) -> Result<i64, ConversionError> {
        with_sign(self.negative, self.magnitude()?).ok_or(ConversionError::OutOfRange)
    }

    pub fn unsigned(&self) -> Result<u64, ConversionError> {
        let magnitude = self.magnitude()?;
        if self.negative && magnitude != 0 { Err(ConversionError::OutOfRange) } else { Ok(magnitude) }
    }

    fn magnitude(&self) -> Result<u64, ConversionError> {
        if self.exponent < 0 {
            return Err(ConversionError::Inexact);
        }
        let mut zeros = (0..self.exponent).map(|_| b'0');
        self.significant.and_then(|digits| zeros.try_fold(digits, push_digit)).ok_or(ConversionError::OutOfRange)
    }
}

/// The value of an integer; `None` when the text is not one, or does not fit.
pub fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = grammar::timestamp(text)?;
    with_sign(negative, digits.iter().copied().try_fold(0, push_digit)?)
}

fn with_sign(negative: bool, magnitude: u64) -> Option<i64> {
    let signed = if negative { magnitude.wrapping_neg() } else { magnitude }.cast_signed();
    // A number that does not fit has the other sign.
    if signed == 0 || signed.is_negative() == negative { Some(signed) } else { None }
}

/// `magnitude` with one more decimal digit at its end; `None` when that does not fit, or is not a digit.
fn push_digit(magnitude: u64, digit: u8) -> Option<u64> {
    let digit = digit.wrapping_sub(b'0');
    if digit > 9 {
        return None;
    }
    let pushed = magnitude.wrapping_mul(10).wrapping_add(u64::from(digit));
    // Below 2^60 it always fits, which decides for most numbers. Up to the limit, a product that is too large has wrapped
    // around to less than its factor; beyond the limit, it is always too large.
    let fits = magnitude < 1 << 60 || magnitude < 0x1999_999a_0000_0000 && pushed >= magnitude;
    if fits { Some(pushed) } else { None }
}
