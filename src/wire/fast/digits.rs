//! Numbers written eight digits at a time, from the last digit to the first.
//!
//! Eight digits are the bytes of a word, the first in the lowest byte, which is stored first. A word is always stored
//! whole: its surplus bytes lie before the text, and the next write overwrites them.

/// The smallest number of more than eight digits.
const NINE_DIGITS: u64 = 100_000_000;

/// Writes `magnitude / 10^scale` before `start`, without trailing zeros of the fraction, except directly after the
/// point. Returns where the text starts; outside of the buffer when it does not fit.
#[inline(always)]
pub fn write_magnitude(buffer: &mut [u8], start: usize, mut magnitude: u64, scale: u8) -> usize {
    let mut out = Backwards { buffer, start };
    let mut scale = u32::from(scale);
    let mut digits = take_last_eight(&mut magnitude);
    // Words of zeros at the end of the fraction are left out.
    while scale > 8 && digits == 0 {
        digits = take_last_eight(&mut magnitude);
        scale = scale.wrapping_sub(8);
    }
    if scale > 0 {
        // So are the zeros at the end of its last word.
        let mut zeros = digits.leading_zeros() / 8;
        while scale > 8 {
            out.word(drop_last(digits, zeros), 8_u32.wrapping_sub(zeros));
            digits = take_last_eight(&mut magnitude);
            scale = scale.wrapping_sub(8);
            zeros = 0;
        }
        // The one directly after the point stays.
        zeros = zeros.min(scale.wrapping_sub(1));
        out.word(drop_last(digits, zeros), scale.wrapping_sub(zeros));
        out.byte(b'.');
        // In two halves, because it may be all of them.
        digits = digits.wrapping_shl(scale << 2).wrapping_shl(scale << 2);
    }
    if magnitude > 0 {
        out.word(digits, 8_u32.wrapping_sub(scale));
        digits = take_last_eight(&mut magnitude);
        while magnitude > 0 {
            out.word(digits, 8);
            digits = take_last_eight(&mut magnitude);
        }
    }
    // Leading zeros are left out, but not the last digit.
    let zeros = (digits | 1 << 56).trailing_zeros() / 8;
    out.word(digits, 8_u32.wrapping_sub(zeros));
    out.start
}

struct Backwards<'b> {
    buffer: &'b mut [u8],
    start: usize,
}

impl Backwards<'_> {
    /// Writes the last `length` of eight digits.
    #[inline(always)]
    fn word(&mut self, digits: u64, length: u32) {
        let text = (digits | u64::from_le_bytes([b'0'; 8])).to_le_bytes();
        let length = usize::try_from(length).unwrap_or_default();
        if let Some(place) = self.buffer.get_mut(..self.start).and_then(|free| free.last_chunk_mut()) {
            *place = text;
            self.start = self.start.wrapping_sub(length);
        } else {
            // By value, so that the fields stay in registers.
            self.start = write_part(Backwards { buffer: self.buffer, start: self.start }, text, length);
        }
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.start = self.start.wrapping_sub(1);
        if let Some(place) = self.buffer.get_mut(self.start) {
            *place = byte;
        }
    }
}

/// Writes a word where the buffer has no room for all of it.
#[cold]
fn write_part(mut out: Backwards<'_>, text: [u8; 8], length: usize) -> usize {
    for &byte in text.iter().rev().take(length) {
        out.byte(byte);
    }
    out.start
}

/// Eight digits without the last few, of which there are less than eight.
#[inline(always)]
fn drop_last(digits: u64, last: u32) -> u64 {
    digits.wrapping_shl(last << 3)
}

/// Removes the last eight digits of a number, and returns them.
#[inline(always)]
fn take_last_eight(magnitude: &mut u64) -> u64 {
    let mut last = core::mem::take(magnitude);
    // Most numbers are shorter, and do not wait for a division.
    if last >= NINE_DIGITS {
        *magnitude = last / NINE_DIGITS;
        last %= NINE_DIGITS;
    }
    eight_digits(last)
}

/// The digits of a number that has at most eight.
///
/// Two halves of four digits become four of two, and those become eight of one: each step divides all parts of the word
/// by one multiplication, whose factor is a little more than 2^n / 10^m, and puts the remainder above the quotient.
#[inline(always)]
fn eight_digits(n: u64) -> u64 {
    let high = n.wrapping_mul(109_951_163) >> 40;
    let fours = (n << 32).wrapping_sub(high.wrapping_mul((10_000 << 32) - 1));
    let high = (fours.wrapping_mul(5243) >> 19) & 0x7f_0000_007f;
    let twos = (fours << 16).wrapping_sub(high.wrapping_mul((100 << 16) - 1));
    let high = (twos.wrapping_mul(103) >> 10) & 0x0f_000f_000f_000f;
    (twos << 8).wrapping_sub(high.wrapping_mul((10 << 8) - 1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

    use super::eight_digits;

    #[test]
    fn eight_digits_are_those_of_the_number() {
        // The step is coprime to 10^8, so that it meets all kinds of digits.
        for n in (0..100_000_000).step_by(97).chain(0..20_000).chain([99_999_999, 99_990_000, 99_989_999]) {
            assert_eq!(eight_digits(n).to_be_bytes(), digits_backwards(n), "{n}");
        }
    }

    fn digits_backwards(n: u64) -> [u8; 8] {
        let mut text = format!("{n:08}").into_bytes();
        text.reverse();
        text.iter().map(|byte| byte - b'0').collect::<Vec<_>>().try_into().unwrap()
    }
}
