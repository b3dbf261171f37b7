//! The exact value of a number's digits.

use core::mem;

use super::grammar::{self, Parts};
use super::{ConversionError, Decimal};

/// `significant * 10^exponent`, where `significant` is 0, or ends in another digit than 0, or has too many for a `u64`.
pub struct Digits {
    negative: bool,
    significant: Option<u64>,
    exponent: i32,
}

impl Digits {
    pub fn new(parts: &Parts<'_>) -> Self {
        let mut significant = Some(0);
        // Held back until another digit follows, so that `10.00000000000000000000` has one digit.
        let mut zeros = 0_i32;
        for &digit in parts.mantissa {
            match digit {
                b'.' => {}
                b'0' => zeros = zeros.saturating_add(1),
                digit => {
                    let places = mem::take(&mut zeros).saturating_add(1);
                    significant = significant
                        .and_then(|significant| shifted(significant, places))
                        .and_then(|significant| significant.checked_add(u64::from(digit & 0x0f)));
                }
            }
        }
        let places = i32::try_from(parts.places).unwrap_or(i32::MAX);
        let exponent = match significant {
            Some(0) => 0,
            _ => parts.exponent.saturating_sub(places).saturating_add(zeros),
        };
        Self { negative: parts.negative, significant, exponent }
    }

    pub fn decimal(&self) -> Result<Decimal, ConversionError> {
        if self.exponent >= 0 {
            return Ok(Decimal::new(self.signed()?, 0));
        }
        let scale = u8::try_from(self.exponent.unsigned_abs()).map_err(|_| ConversionError::Inexact)?;
        let mantissa = self.with_sign(self.significant).ok_or(ConversionError::Inexact)?;
        Ok(Decimal::new(mantissa, scale))
    }

    pub fn signed(&self) -> Result<i64, ConversionError> {
        self.with_sign(Some(self.magnitude()?)).ok_or(ConversionError::OutOfRange)
    }

    pub fn unsigned(&self) -> Result<u64, ConversionError> {
        let magnitude = self.magnitude()?;
        if self.negative && magnitude != 0 { Err(ConversionError::OutOfRange) } else { Ok(magnitude) }
    }

    fn magnitude(&self) -> Result<u64, ConversionError> {
        if self.exponent < 0 {
            return Err(ConversionError::Inexact);
        }
        self.significant.and_then(|significant| shifted(significant, self.exponent)).ok_or(ConversionError::OutOfRange)
    }

    fn with_sign(&self, magnitude: Option<u64>) -> Option<i64> {
        if self.negative { 0_i64.checked_sub_unsigned(magnitude?) } else { 0_i64.checked_add_unsigned(magnitude?) }
    }
}

/// `[+-] digits`, as far as it fits.
pub fn integer(text: &[u8]) -> Option<i64> {
    let parts = grammar::number(text)?;
    if parts.is_integer { Digits::new(&parts).signed().ok() } else { None }
}

/// `magnitude * 10^places`, if that fits.
fn shifted(magnitude: u64, places: i32) -> Option<u64> {
    // Nothing is still nothing, however often it is multiplied.
    if magnitude == 0 { Some(0) } else { (0..places).try_fold(magnitude, |magnitude, _| magnitude.checked_mul(10)) }
}
