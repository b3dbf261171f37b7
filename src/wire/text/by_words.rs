//! Numbers written eight digits at a time, for a core that multiplies and divides 64 bits.
//!
//! Eight digits are the bytes of a word, the first one in the lowest, which is stored first. A word is always stored
//! whole; what is too much of it lies before the text, and is overwritten by what is written next.

use super::Tail;

/// The least number of more than eight digits.
const NINE_DIGITS: u64 = 100_000_000;

impl Tail<'_> {
    /// `rest / 10^scale`, as [`magnitude`](Tail::magnitude).
    #[inline(always)]
    pub fn magnitude_by_words(&mut self, mut rest: u64, scale: u8) {
        let mut scale = u32::from(scale);
        let mut digits = last_eight(&mut rest);
        // A word of nothing but zeros at the end of the fraction is left out,
        while scale > 8 && digits == 0 {
            digits = last_eight(&mut rest);
            scale = scale.wrapping_sub(8);
        }
        if scale > 0 {
            // and so are the zeros at the end of another,
            let mut zeros = digits.leading_zeros() / 8;
            while scale > 8 {
                self.word(without(digits, zeros), 8_u32.wrapping_sub(zeros));
                digits = last_eight(&mut rest);
                scale = scale.wrapping_sub(8);
                zeros = 0;
            }
            // but not the one right after the point.
            zeros = zeros.min(scale.wrapping_sub(1));
            self.word(without(digits, zeros), scale.wrapping_sub(zeros));
            self.byte(b'.');
            // In two halves, because it may be all of them.
            digits = digits.wrapping_shl(scale << 2).wrapping_shl(scale << 2);
        }
        if rest > 0 {
            self.word(digits, 8_u32.wrapping_sub(scale));
            digits = last_eight(&mut rest);
            while rest > 0 {
                self.word(digits, 8);
                digits = last_eight(&mut rest);
            }
        }
        // Zeros in front are left out, but not the last digit.
        let zeros = (digits | 1 << 56).trailing_zeros() / 8;
        self.word(digits, 8_u32.wrapping_sub(zeros));
    }

    /// The last `length` of eight digits.
    #[inline(always)]
    fn word(&mut self, digits: u64, length: u32) {
        let text = (digits | u64::from_le_bytes([b'0'; 8])).to_le_bytes();
        let length = usize::try_from(length).unwrap_or_default();
        if let Some(place) = self.buffer.get_mut(..self.start).and_then(|room| room.last_chunk_mut()) {
            *place = text;
            self.start = self.start.wrapping_sub(length);
        } else {
            // By value, because a tail that is lent stays in memory.
            self.start = squeeze(Tail { buffer: self.buffer, start: self.start }, text, length);
        }
    }
}

/// A word where there is no room for all of it.
#[cold]
fn squeeze(mut out: Tail<'_>, text: [u8; 8], length: usize) -> usize {
    for &byte in text.iter().rev().take(length) {
        out.byte(byte);
    }
    out.start
}

/// Eight digits without the last few, of which there are less than eight.
#[inline(always)]
fn without(digits: u64, last: u32) -> u64 {
    digits.wrapping_shl(last << 3)
}

/// Takes the last eight digits off a number.
#[inline(always)]
fn last_eight(rest: &mut u64) -> u64 {
    let mut last = core::mem::take(rest);
    // The digits of most numbers need not wait for a division.
    if last >= NINE_DIGITS {
        *rest = last / NINE_DIGITS;
        last %= NINE_DIGITS;
    }
    eight_digits(last)
}

/// The digits of a number that has no more than eight.
///
/// Two halves of four digits become four of two, and those become eight of one: each step divides all parts of the word
/// by one multiplication, whose factor is a little more than 2^n / 10^m, and puts what is left over above the quotient.
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

    use super::{Tail, eight_digits};

    #[test]
    fn eight_digits_are_those_of_the_number() {
        // A step that has nothing in common with 10^8 comes by all kinds of digits.
        for n in (0..100_000_000).step_by(97).chain(0..20_000).chain([99_999_999, 99_990_000, 99_989_999]) {
            assert_eq!(eight_digits(n).to_be_bytes(), digits_backwards(n), "{n}");
        }
    }

    fn digits_backwards(n: u64) -> [u8; 8] {
        let mut text = format!("{n:08}").into_bytes();
        text.reverse();
        text.iter().map(|byte| byte - b'0').collect::<Vec<_>>().try_into().unwrap()
    }

    /// What is written where there are `size` bytes; the rest of the buffer must stay as it was.
    fn written(size: usize, write: impl Fn(&mut Tail<'_>)) -> Option<String> {
        let mut buffer = [b'#'; 300];
        let (buffer, behind) = buffer.split_at_mut(size);
        let mut tail = Tail::new(buffer);
        write(&mut tail);
        let start = tail.start();
        assert!(behind.iter().all(|&byte| byte == b'#'));
        Some(String::from_utf8(buffer[start?..].to_vec()).unwrap())
    }

    /// Both ways agree, on the text and on how much room it takes.
    fn check(magnitude: u64, scale: u8) {
        let expected = written(270, |out| out.magnitude_by_digits(magnitude, scale)).unwrap();
        let by_words = |size| written(size, |out| out.magnitude_by_words(magnitude, scale));
        for size in [270, expected.len() + 7, expected.len() + 1, expected.len()] {
            assert_eq!(by_words(size).as_ref(), Some(&expected), "{magnitude} {scale} in {size} bytes");
        }
        for size in [0, expected.len().saturating_sub(9), expected.len() - 1] {
            assert_eq!(by_words(size), None, "{magnitude} {scale} in {size} bytes");
        }
    }

    const SCALES: [u8; 30] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 23, 24, 25, 31, 32, 33, 100, 254, 255,
    ];

    #[test]
    fn words_agree_with_single_digits_around_every_power_of_ten() {
        for exponent in 0..20 {
            for factor in 1..10 {
                let Some(n) = 10_u64.pow(exponent).checked_mul(factor) else { continue };
                for scale in SCALES {
                    check(n - 1, scale);
                    check(n, scale);
                    check(n + 1, scale);
                }
            }
        }
        SCALES.into_iter().for_each(|scale| check(u64::MAX, scale));
    }

    #[test]
    fn words_agree_with_single_digits_on_random_numbers() {
        let mut random = 1_u64;
        for _ in 0..20_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Of every length, with every number of zeros behind.
            let n = random >> (random >> 3 & 63);
            let power = 10_u64.pow(u32::try_from(random >> 59 & 15).unwrap());
            let scale = SCALES[usize::try_from(random >> 40).unwrap() % SCALES.len()];
            check(n, scale);
            check(n / power * power, scale);
        }
    }

    #[test]
    fn every_shorter_buffer_is_too_short() {
        for (magnitude, scale) in [(u64::MAX, 0), (u64::MAX, 19), (1_234_567_800_000_000, 12), (5, 30), (0, 0), (0, 9)]
        {
            let text = written(270, |out| out.magnitude_by_words(magnitude, scale)).unwrap();
            for size in 0..text.len() {
                assert_eq!(
                    written(size, |out| out.magnitude_by_words(magnitude, scale)),
                    None,
                    "{text} in {size} bytes"
                );
            }
        }
    }
}
