//! Decimal numbers of any size, as strings of digits.

use std::str::FromStr;

use metricline::{ConversionError, Decimal};

/// `±digits * 10^exponent`, where the digits neither start nor end in 0. Zero has no digits, no sign and exponent 0, so
/// every number has exactly one form.
#[derive(Debug, PartialEq)]
pub struct Exact {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// No target type has as many digits, and no input: what is beyond is beyond everything, and sums stay far from
/// overflow.
const FAR: i64 = 1_000_000_000;

/// The most digits that a `u64` has.
const WIDEST: i64 = 20;

impl Exact {
    /// What `text` denotes, which is a number's text.
    pub fn of(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let negative = integer.starts_with('-');
        let digits = format!("{}{fraction}", integer.trim_start_matches(['+', '-']));
        let places = i64::try_from(fraction.len()).expect("an input is short");
        Self::new(negative, &digits, clamped(exponent) - places)
    }

    /// What a decimal denotes, by its documentation.
    pub fn of_decimal(decimal: Decimal) -> Self {
        let digits = decimal.mantissa().unsigned_abs().to_string();
        Self::new(decimal.mantissa() < 0, &digits, -i64::from(decimal.scale()))
    }

    fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let significant = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - significant.len()).expect("an input is short");
        let significant = significant.trim_start_matches('0');
        if significant.is_empty() {
            return Self { negative: false, digits: String::new(), exponent: 0 };
        }
        Self { negative, digits: significant.to_string(), exponent: exponent + zeros }
    }

    /// As an integer of type `T`.
    pub fn integer<T: FromStr>(&self) -> Result<T, ConversionError> {
        let exponent = usize::try_from(self.exponent).map_err(|_| ConversionError::Inexact)?;
        if self.exponent > WIDEST {
            return Err(ConversionError::OutOfRange);
        }
        self.parsed(&"0".repeat(exponent)).ok_or(ConversionError::OutOfRange)
    }

    /// As mantissa and scale, with the smallest scale.
    pub fn decimal(&self) -> Result<(i64, u8), ConversionError> {
        if self.exponent >= 0 {
            return Ok((self.integer()?, 0));
        }
        let scale = u8::try_from(-self.exponent).map_err(|_| ConversionError::Inexact)?;
        Ok((self.parsed("").ok_or(ConversionError::Inexact)?, scale))
    }

    fn parsed<T: FromStr>(&self, zeros: &str) -> Option<T> {
        let sign = if self.negative { "-" } else { "" };
        // The 0 in front stands for the digits of zero.
        format!("{sign}0{}{zeros}", self.digits).parse().ok()
    }
}

fn clamped(exponent: &str) -> i64 {
    let (sign, digits) = exponent.strip_prefix('-').map_or((1, exponent), |digits| (-1, digits));
    let digits = digits.trim_start_matches('+').trim_start_matches('0');
    let magnitude = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(FAR).min(FAR) };
    sign * magnitude
}
