//! Text written from its end to its start.
//!
//! Digits come out of a division last one first, so writing backwards needs no scratch space and no second pass, and
//! the unsent rest of a line is always "from here to the end of the buffer".

mod by_words;

use crate::util::bytes::copy_short;
use crate::words::WIDE;

/// Fills a slice from its last byte towards its first.
///
/// A line is a dozen short pieces. What writes them is inlined into what makes the tail, which then lies in registers;
/// not on a small core where a call is shorter.
#[derive(Debug)]
pub struct Tail<'b> {
    buffer: &'b mut [u8],
    /// Where the text starts; beyond the buffer's end, by way of 0, once something did not fit.
    start: usize,
}

impl<'b> Tail<'b> {
    pub fn new(buffer: &'b mut [u8]) -> Self {
        let start = buffer.len();
        Self { buffer, start }
    }

    /// The index of the first byte written, or `None` when the text did not fit.
    pub fn start(self) -> Option<usize> {
        (self.start <= self.buffer.len()).then_some(self.start)
    }

    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.start = self.start.wrapping_sub(1);
        if let Some(place) = self.buffer.get_mut(self.start) {
            *place = byte;
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        if WIDE {
            let end = self.start;
            self.start = end.wrapping_sub(bytes.len());
            if let Some(room) = self.buffer.get_mut(self.start..end) {
                copy_short(room, bytes);
            }
        } else {
            // One by one: a small core has no `memcpy` yet, and it would take 0.7 kB.
            for &byte in bytes.iter().rev() {
                self.byte(byte);
            }
        }
    }

    /// `mantissa / 10^scale`, without trailing zeros in the fraction but the one right after the point.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub fn decimal(&mut self, mantissa: i64, scale: u8) {
        self.magnitude(mantissa.unsigned_abs(), scale);
        if mantissa < 0 {
            self.byte(b'-');
        }
    }

    /// `magnitude / 10^scale`, as [`decimal`](Self::decimal).
    #[inline(always)]
    pub fn magnitude(&mut self, magnitude: u64, scale: u8) {
        if WIDE {
            self.magnitude_by_words(magnitude, scale);
        } else {
            self.magnitude_by_digits(magnitude, scale);
        }
    }

    /// The same, one digit after the other.
    fn magnitude_by_digits(&mut self, mut rest: u64, mut scale: u8) {
        let mut trimming = true;
        let mut whole = loop {
            // Digits before the point mostly fit 32 bits, where they take a third of the instructions.
            if let (Ok(whole), 0) = (u32::try_from(rest), scale) {
                break whole;
            }
            let digit;
            (rest, digit) = div_rem_10(rest);
            if !trimming || digit != 0 || scale <= 1 {
                trimming = false;
                self.digit(digit);
            }
            if scale == 1 {
                self.byte(b'.');
            }
            scale = scale.saturating_sub(1);
        };
        loop {
            self.digit(whole % 10);
            whole /= 10;
            if whole == 0 {
                break;
            }
        }
    }

    fn digit(&mut self, digit: u32) {
        // The low byte of a digit is the digit.
        let [low, ..] = digit.to_le_bytes();
        self.byte(b'0' | low);
    }
}

/// `(n / 10, n % 10)`, in steps of 32 bits, where a 64-bit division would be a library call.
fn div_rem_10(n: u64) -> (u64, u32) {
    let [a, b, c, d, e, f, g, h] = n.to_be_bytes();
    let high = u32::from_be_bytes([a, b, c, d]);
    let middle = (high % 10) << 16 | u32::from(u16::from_be_bytes([e, f]));
    let low = (middle % 10) << 16 | u32::from(u16::from_be_bytes([g, h]));
    let quotient = u64::from(high / 10) << 32 | u64::from(middle / 10) << 16 | u64::from(low / 10);
    (quotient, low % 10)
}

#[cfg(test)]
mod tests {
    use super::{Tail, div_rem_10};

    fn written(size: usize, write: impl Fn(&mut Tail<'_>)) -> Option<String> {
        let mut buffer = [0; 64];
        let buffer = &mut buffer[..size];
        let mut tail = Tail::new(buffer);
        write(&mut tail);
        let start = tail.start()?;
        Some(String::from_utf8(buffer[start..].to_vec()).unwrap())
    }

    #[test]
    fn division_agrees_with_the_native_one() {
        let mut n: u64 = 1;
        for step in 0..2000_u64 {
            n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step);
            for n in [n, n >> 20, n >> 31, n >> 32, n >> 60, u64::MAX - step, u64::from(u32::MAX) + step] {
                assert_eq!(div_rem_10(n), (n / 10, u32::try_from(n % 10).unwrap()), "{n}");
            }
        }
    }

    #[test]
    fn a_text_that_just_fits_fits_and_one_byte_less_does_not() {
        let write = |tail: &mut Tail<'_>| {
            tail.decimal(-1234, 0);
            tail.bytes(b"key ");
            tail.byte(b'!');
        };
        assert_eq!(written(10, write).unwrap(), "!key -1234");
        for size in 0..10 {
            assert_eq!(written(size, write), None, "{size}");
        }
    }

    #[test]
    fn after_an_overflow_nothing_fits() {
        let write = |tail: &mut Tail<'_>| {
            tail.bytes(b"long");
            tail.byte(b'!');
        };
        assert_eq!(written(3, write), None);
    }
}
