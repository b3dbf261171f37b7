//! Integers of more than a thousand bits, for decimal places.

use core::num::NonZero;

use super::format::Format;

/// `limbs * 2^exponent`, and a little more where `sticky`; the least significant limb first.
///
/// Limbs have 16 bits so that a 32-bit core divides them in one instruction. The largest number that is needed is a
/// `u64` with 1216 more bits for the places after the point, of which the smallest float's neighbours have 1075.
pub struct Big {
    limbs: [u16; LIMBS],
    /// Limbs from here on are 0.
    length: usize,
    exponent: i32,
    pub sticky: bool,
}

const LIMBS: usize = 80;

/// A power of ten that fits a limb.
struct Power {
    of_ten: i32,
    value: NonZero<u32>,
}

/// Largest first: a big step is as cheap as a small one.
const POWERS: [Power; 2] = [
    Power { of_ten: 4, value: NonZero::<u32>::MIN.saturating_add(9_999) },
    Power { of_ten: 1, value: NonZero::<u32>::MIN.saturating_add(9) },
];

impl Big {
    /// `value * 2^(16 * shift)`.
    pub fn new(value: u64, shift: usize) -> Self {
        let mut limbs = [0; LIMBS];
        let [a, b, c, d, e, f, g, h] = value.to_le_bytes();
        for (limb, bytes) in limbs.iter_mut().skip(shift).zip([[a, b], [c, d], [e, f], [g, h]]) {
            *limb = u16::from_le_bytes(bytes);
        }
        Self { limbs, length: shift.saturating_add(4), exponent: 0, sticky: false }
    }

    /// `value * 10^exponent`, to at least 64 bits.
    pub fn scaled(value: u64, exponent: i32) -> Self {
        if exponent < 0 {
            // log2(10) is a little less than 3402 / 1024; four limbs more are 64 bits, and one is for rounding down here.
            let shift = exponent.unsigned_abs().saturating_mul(3402) / 1024 / 16;
            let shift = shift.saturating_add(5);
            let mut big = Self::new(value, usize::try_from(shift).unwrap_or(LIMBS));
            big.exponent = i32::try_from(shift.saturating_mul(16)).map_or(0, |bits| 0_i32.saturating_sub(bits));
            big.each_power(exponent.saturating_neg(), Self::divide);
            big
        } else {
            let mut big = Self::new(value, 0);
            big.each_power(exponent, |big, power| big.multiply_add(power.get(), 0));
            big
        }
    }

    fn each_power(&mut self, mut exponent: i32, mut step: impl FnMut(&mut Self, NonZero<u32>)) {
        for power in POWERS {
            while exponent >= power.of_ten {
                step(self, power.value);
                exponent = exponent.saturating_sub(power.of_ten);
            }
        }
    }

    /// The part of `significand / 2^places` after the point, to be multiplied out digit by digit.
    pub fn fraction(significand: u64, places: u32) -> Self {
        // Only the bits after the point, and they end at a limb.
        let kept = 1_u64.checked_shl(places).map_or(u64::MAX, |one| one.wrapping_sub(1));
        let limbs = places.saturating_add(15) / 16;
        let fill = limbs.saturating_mul(16).saturating_sub(places);
        let mut big = Self::new(significand & kept, 0);
        big.length = usize::try_from(limbs).unwrap_or(LIMBS);
        big.multiply(1_u32.wrapping_shl(fill), 0);
        big
    }

    fn used(&mut self) -> &mut [u16] {
        self.limbs.get_mut(..self.length).unwrap_or_default()
    }

    /// Multiplies by less than 2^16, adds less than that, and returns what there is no limb for.
    pub fn multiply(&mut self, factor: u32, addend: u32) -> u32 {
        let mut carry = addend;
        for limb in self.used() {
            let [a, b, c, d] = u32::from(*limb).wrapping_mul(factor).wrapping_add(carry).to_le_bytes();
            *limb = u16::from_le_bytes([a, b]);
            carry = u32::from(u16::from_le_bytes([c, d]));
        }
        carry
    }

    pub fn multiply_add(&mut self, factor: u32, addend: u32) {
        let carry = self.multiply(factor, addend);
        if carry != 0 {
            if let Some(limb) = self.limbs.get_mut(self.length) {
                let [a, b, ..] = carry.to_le_bytes();
                *limb = u16::from_le_bytes([a, b]);
                self.length = self.length.saturating_add(1);
            }
        }
    }

    /// Divides by less than 2^16; a remainder is a little more than the quotient.
    fn divide(&mut self, divisor: NonZero<u32>) {
        let mut remainder = 0_u32;
        for limb in self.used().iter_mut().rev() {
            let part = remainder.wrapping_shl(16) | u32::from(*limb);
            let [a, b, ..] = (part / divisor).to_le_bytes();
            *limb = u16::from_le_bytes([a, b]);
            remainder = part % divisor;
        }
        self.sticky |= remainder != 0;
    }

    pub fn is_zero(&self) -> bool {
        self.limbs.iter().all(|&limb| limb == 0)
    }

    /// The nearest float's bits.
    pub fn round(mut self, format: Format) -> u64 {
        // Down to the top limb, and that up to its top bit: then four limbs are 64 significant bits.
        while self.used().last() == Some(&0) {
            self.length = self.length.saturating_sub(1);
        }
        let top = self.used().last().map_or(0, |limb| limb.leading_zeros());
        self.multiply(1_u32.wrapping_shl(top), 0);
        let below = self.length.saturating_sub(4);
        let sticky = self.sticky || self.limbs.iter().take(below).any(|&limb| limb != 0);
        let significand =
            self.used().iter().rev().take(4).fold(0_u64, |bits, &limb| bits.wrapping_shl(16) | u64::from(limb));
        // Fewer limbs than four are the top ones of four.
        let missing = u32::try_from(4_usize.saturating_sub(self.length)).unwrap_or(0).saturating_mul(16);
        let significand = significand.checked_shl(missing).unwrap_or(0);
        let bits = |count: u32| i32::try_from(count).unwrap_or(0);
        let limbs = u32::try_from(below).unwrap_or(0).saturating_mul(16);
        let exponent =
            self.exponent.saturating_add(bits(limbs)).saturating_sub(bits(top)).saturating_sub(bits(missing));
        format.round(significand, exponent, sticky)
    }
}
