//! The parser in integer arithmetic.
//!
//! A number is `w * 10^q`, where `w` is its first 19 digits; that is computed exactly in a [`Big`] and rounded. Where more
//! digits follow, they decide only if `w` and `w + 1` round differently; then the text is compared, digit by digit, with
//! the number half way between the two.

use core::cmp::Ordering;

use super::big::Big;
use super::format::{F32, F64, Format};
use crate::wire::grammar::{self, Parts};

/// The nearest `f32`, ties to even; `None` when it is beyond the largest finite one.
pub fn to_f32(text: &str) -> Option<f32> {
    let parts = grammar::number(text)?;
    let value = f32::from_bits(u32::try_from(parse(&parts, F32)?).ok()?);
    Some(if parts.negative { -value } else { value })
}

/// The nearest `f64`, ties to even; `None` when it is beyond the largest finite one.
pub fn to_f64(text: &str) -> Option<f64> {
    let parts = grammar::number(text)?;
    let value = f64::from_bits(parse(&parts, F64)?);
    Some(if parts.negative { -value } else { value })
}

/// As many decimal digits as always fit a `u64`.
const DIGITS: u32 = 19;

/// The bits of the nearest float, ties to even, without the sign; `None` when it is beyond the largest finite one.
fn parse(parts: &Parts<'_>, format: Format) -> Option<u64> {
    let decimal = Decimal::new(parts);
    // Beyond either end, where a `Big` has no room: 10^-324 is less than half of the smallest float, and 10^309 more than
    // the largest.
    if decimal.significant == 0 || decimal.point < -323 {
        return Some(0);
    }
    if decimal.point > 309 {
        return None;
    }
    let mut low = Big::scaled(decimal.significant, decimal.exponent());
    low.sticky |= decimal.more;
    let mut bits = low.round(format);
    if decimal.more {
        let high = Big::scaled(decimal.significant.saturating_add(1), decimal.exponent()).round(format);
        if bits != high {
            bits = between(&decimal, bits, format);
        }
    }
    (bits < format.infinity()).then_some(bits)
}

/// Of two neighbouring floats, of which `low` is the lower one, the one that is nearer.
fn between(decimal: &Decimal<'_>, low: u64, format: Format) -> u64 {
    let half = format.half_way_above(low);
    let Some(places) = half.exponent.checked_neg().and_then(|places| u32::try_from(places).ok()).filter(|&n| n > 0)
    else {
        // So large that the digits before the point decide, and those after it only whether there are any.
        let mut whole = Big::new(0, 0);
        let mut digits = decimal.digits();
        for _ in 0..decimal.point {
            whole.multiply_add(10, u32::from(digits.next().unwrap_or(0)));
        }
        whole.sticky = digits.any(|digit| digit != 0);
        return whole.round(format);
    };
    let nearer = decimal.compare(half.significand, places);
    let odd = low & 1 == 1;
    if nearer == Ordering::Greater || nearer == Ordering::Equal && odd { low.saturating_add(1) } else { low }
}

/// A number's digits, and where its point is: `0.<digits> * 10^point`.
struct Decimal<'a> {
    parts: &'a Parts<'a>,
    /// How many digits before the first that is not 0.
    zeros: usize,
    point: i32,
    /// The first [`DIGITS`] digits, or all.
    significant: u64,
    taken: i32,
    /// Whether other digits than 0 follow.
    more: bool,
}

impl<'a> Decimal<'a> {
    fn new(parts: &'a Parts<'a>) -> Self {
        let mut decimal = Self { parts, zeros: 0, point: 0, significant: 0, taken: 0, more: false };
        decimal.zeros = decimal.digits().take_while(|&digit| digit == 0).count();
        for (digit, place) in decimal.digits().zip(0_u32..) {
            if place < DIGITS {
                decimal.significant = decimal.significant.wrapping_mul(10).wrapping_add(u64::from(digit));
                decimal.taken = decimal.taken.saturating_add(1);
            } else if digit != 0 {
                decimal.more = true;
                break;
            }
        }
        let clamp = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
        decimal.point =
            clamp(parts.integer.len()).saturating_sub(clamp(decimal.zeros)).saturating_add(parts.exponent());
        decimal
    }

    /// The digits from the first that is not 0 on.
    fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        let digits = self.parts.integer.bytes().chain(self.parts.fraction.bytes());
        digits.map(|digit| digit & 0x0f).skip(self.zeros)
    }

    /// The number is `significant * 10^exponent`, and a little more where more digits follow.
    fn exponent(&self) -> i32 {
        self.point.saturating_sub(self.taken)
    }

    /// Compares with `significand / 2^places`.
    fn compare(&self, significand: u64, places: u32) -> Ordering {
        let mut digits = self.digits();
        let mut whole = 0_u64;
        for _ in 0..self.point {
            whole = whole.saturating_mul(10).saturating_add(u64::from(digits.next().unwrap_or(0)));
        }
        let half_whole = significand.checked_shr(places).unwrap_or(0);
        if whole != half_whole {
            return whole.cmp(&half_whole);
        }
        let mut fraction = Big::fraction(significand, places);
        let zeros = (self.point..0).map(|_| 0);
        for digit in zeros.chain(digits) {
            let expected = fraction.multiply(10, 0);
            if u32::from(digit) != expected {
                return u32::from(digit).cmp(&expected);
            }
        }
        if fraction.is_zero() { Ordering::Equal } else { Ordering::Less }
    }
}
