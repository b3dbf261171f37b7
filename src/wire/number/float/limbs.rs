//! Numbers of more than a thousand bits: limbs of 16 bits, so that a 32-bit core divides them in one instruction; the
//! least significant one first.

use core::num::NonZero;

/// The number of limbs that an integer of `digits` decimal digits needs.
pub const fn limbs_for(digits: usize) -> usize {
    // log2(10) / 16 is a little less than 27 / 130.
    (digits.saturating_mul(27) / 130).saturating_add(1)
}

pub const TEN: NonZero<u32> = NonZero::<u32>::MIN.saturating_add(9);

/// Calls `step` with powers of ten whose product is `10^places`: few and large ones.
pub fn each_power(mut places: usize, mut step: impl FnMut(NonZero<u32>)) {
    const POWERS: [(usize, NonZero<u32>); 2] = [(4, TEN.saturating_pow(4)), (1, TEN)];
    for (worth, power) in POWERS {
        while let Some(rest) = places.checked_sub(worth) {
            step(power);
            places = rest;
        }
    }
}

/// Multiplies by less than 2^16, and adds less than that. A carry out of the last limb is dropped.
pub fn multiply_add(limbs: &mut [u16], factor: NonZero<u32>, addend: u8) {
    let mut carry = u32::from(addend);
    for limb in limbs {
        let [a, b, c, d] = u32::from(*limb).wrapping_mul(factor.get()).wrapping_add(carry).to_le_bytes();
        *limb = u16::from_le_bytes([a, b]);
        carry = u32::from(u16::from_le_bytes([c, d]));
    }
}

/// Divides by less than 2^16, with a digit less than that before the most significant limb. Returns whether there is a
/// remainder.
pub fn divide(limbs: &mut [u16], divisor: NonZero<u32>, digit: u8) -> bool {
    let mut remainder = u32::from(digit);
    for limb in limbs.iter_mut().rev() {
        let part = remainder.wrapping_shl(16) | u32::from(*limb);
        let [a, b, ..] = (part / divisor).to_le_bytes();
        *limb = u16::from_le_bytes([a, b]);
        remainder = part % divisor;
    }
    remainder != 0
}

/// `bits * 2^exponent`, and a little more if `inexact`: lower bits were cut.
pub struct Significant {
    /// The highest one is set.
    pub bits: u64,
    pub exponent: i32,
    pub inexact: bool,
}

/// The 64 highest bits from the highest that is set; `None` when fewer than four limbs are in use.
pub fn significant(limbs: &mut [u16]) -> Option<Significant> {
    let highest = limbs.iter().rposition(|&limb| limb != 0)?;
    let used = limbs.get_mut(..=highest)?;
    let shift = used.last()?.leading_zeros();
    multiply_add(used, NonZero::new(1_u32.wrapping_shl(shift))?, 0);
    let (low, high) = used.split_at_checked(highest.checked_sub(3)?)?;
    let bits = high.iter().rev().fold(0_u64, |bits, &limb| bits.wrapping_shl(16) | u64::from(limb));
    let exponent = i32::try_from(low.len()).ok()?.wrapping_mul(16).wrapping_sub_unsigned(shift);
    Some(Significant { bits, exponent, inexact: low.iter().any(|&limb| limb != 0) })
}
