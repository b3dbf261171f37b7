//! The parser in integer arithmetic.
//!
//! A number is written in binary, with enough bits to round it correctly, and a flag for the bits beyond them. Its digits before the point are multiplied together from the first to the last, those after it divided from
//! the last to the first: `0.d₁d₂d₃` is `(d₁ + (d₂ + (d₃ + 0) / 10) / 10) / 10`. Quotients that are rounded down at each
//! step are the same as one that is rounded down in the end, so this works for any number of digits.

use super::format::{F32, F64, Format};
use super::limbs::{TEN, divide, each_power, limbs_for, multiply_add, significant};
use crate::wire::grammar::{self, Number};

/// The nearest `f32`, ties to even; `None` when it is beyond the largest finite one.
pub fn to_f32(text: &[u8]) -> Option<f32> {
    let number = grammar::number(text)?;
    let value = f32::from_bits(u32::try_from(nearest(&number, F32)?).ok()?);
    Some(if number.negative { -value } else { value })
}

/// The nearest `f64`, ties to even; `None` when it is beyond the largest finite one.
pub fn to_f64(text: &[u8]) -> Option<f64> {
    let number = grammar::number(text)?;
    let value = f64::from_bits(nearest(&number, F64)?);
    Some(if number.negative { -value } else { value })
}

/// 10^309 is more than the largest float.
const MAX_WHOLE: usize = 309;

/// 10^-324 is less than half of the smallest float.
const MAX_ZEROS: usize = 323;

/// Limbs after the point besides those for leading zeros. Of their 64 bits the first digit may leave the first three
/// unset, and 54 decide how a float is rounded.
const ROUNDED: usize = 4;

/// Most are needed for the most zeros after the point, more than for the most digits before it.
const LIMBS: usize = limbs_for(MAX_ZEROS) + ROUNDED + limbs_for(0);

/// The bits of the nearest float, ties to even, without the sign; `None` when it is beyond the largest finite one.
fn nearest(number: &Number<'_>, format: Format) -> Option<u64> {
    let digits = number.mantissa.iter().filter(|&&byte| byte != b'.').map(|byte| byte & 0x0f);
    let leading_zeros = digits.clone().take_while(|&digit| digit == 0).count();
    let count = digits.clone().skip(leading_zeros).count();
    if count == 0 {
        return Some(0);
    }
    // The number is `0.<digits> * 10^point`.
    let clamp = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let point = clamp(count).saturating_sub(clamp(number.places)).saturating_add(number.exponent);
    let whole = usize::try_from(point.max(0)).unwrap_or(usize::MAX);
    let zeros = usize::try_from(point.saturating_neg().max(0)).unwrap_or(usize::MAX);
    if zeros > MAX_ZEROS {
        return Some(0);
    }
    if whole > MAX_WHOLE {
        return None;
    }

    let mut limbs = [0; LIMBS];
    let places = limbs_for(zeros).saturating_add(ROUNDED);
    let used = limbs.get_mut(..places.saturating_add(limbs_for(whole)))?;
    let (after, before) = used.split_at_mut_checked(places)?;
    let mut inexact = false;
    for digit in digits.clone().rev().take(count.saturating_sub(whole)) {
        inexact |= divide(after, TEN, digit);
    }
    each_power(zeros, |power| inexact |= divide(after, power, 0));
    for digit in digits.skip(leading_zeros).take(whole) {
        multiply_add(before, TEN, digit);
    }
    each_power(whole.saturating_sub(count), |power| multiply_add(before, power, 0));
    let top = significant(used)?;
    let exponent = top.exponent.wrapping_sub(clamp(places).wrapping_mul(16));
    let bits = format.round(top.bits, exponent, inexact | top.inexact);
    (bits < format.infinity()).then_some(bits)
}
