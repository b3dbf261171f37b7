//! Text written from its end to its start.
//!
//! Digits come out of a division last one first, so writing backwards needs no scratch space and no second pass, and
//! the unsent rest of a line is always "from here to the end of the buffer".

use crate::bytes::copy;

/// Fills a slice from its last byte towards its first.
#[derive(Debug)]
pub struct Tail<'b> {
    /// What is left before the text; `None` once something did not fit.
    free: Option<&'b mut [u8]>,
}

impl<'b> Tail<'b> {
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self { free: Some(buffer) }
    }

    /// The index of the first byte written, or `None` when the text did not fit.
    pub fn start(self) -> Option<usize> {
        self.free.map(|free| free.len())
    }

    pub fn byte(&mut self, byte: u8) {
        self.free = self.free.take().and_then(|free| {
            let (last, rest) = free.split_last_mut()?;
            *last = byte;
            Some(rest)
        });
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.free = self.free.take().and_then(|free| {
            let (rest, room) = free.split_at_mut_checked(free.len().checked_sub(bytes.len())?)?;
            copy(room, bytes);
            Some(rest)
        });
    }

    pub fn integer(&mut self, negative: bool, magnitude: u64) {
        self.digits(magnitude);
        self.sign(negative);
    }

    /// `mantissa / 10^scale`, without trailing zeros in the fraction but the one right after the point.
    pub fn decimal(&mut self, mantissa: i64, scale: u8) {
        let mut rest = mantissa.unsigned_abs();
        let mut written = false;
        for left in (0..scale).rev() {
            let digit;
            (rest, digit) = div_rem_10(rest);
            if digit != 0 || written || left == 0 {
                self.digit(digit);
                written = true;
            }
        }
        if written {
            self.byte(b'.');
        }
        self.digits(rest);
        self.sign(mantissa < 0);
    }

    fn digits(&mut self, mut magnitude: u64) {
        let mut low = loop {
            match u32::try_from(magnitude) {
                Ok(low) => break low,
                Err(_) => {
                    let digit;
                    (magnitude, digit) = div_rem_10(magnitude);
                    self.digit(digit);
                }
            }
        };
        loop {
            self.digit(low % 10);
            low /= 10;
            if low == 0 {
                break;
            }
        }
    }

    fn digit(&mut self, digit: u32) {
        // The low byte of a digit is the digit.
        let [low, ..] = digit.to_le_bytes();
        self.byte(b'0' | low);
    }

    fn sign(&mut self, negative: bool) {
        if negative {
            self.byte(b'-');
        }
    }
}

/// `(n / 10, n % 10)`, in 32-bit steps where a 64-bit division would be a library call on a 32-bit core.
fn div_rem_10(n: u64) -> (u64, u32) {
    if let Ok(small) = u32::try_from(n) {
        return (u64::from(small / 10), small % 10);
    }
    let mut quotient = 0;
    let mut remainder = 0;
    let [a, b, c, d, e, f, g, h] = n.to_be_bytes();
    for limb in [[a, b], [c, d], [e, f], [g, h]] {
        let part = (remainder << 16) | u32::from(u16::from_be_bytes(limb));
        quotient = (quotient << 16) | u64::from(part / 10);
        remainder = part % 10;
    }
    (quotient, remainder)
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
            tail.integer(true, 1234);
            tail.bytes(b"key ");
            tail.byte(b'!');
        };
        assert_eq!(written(10, write).unwrap(), "!key -1234");
        for size in 0..10 {
            assert_eq!(written(size, write), None, "{size}");
        }
    }

    #[test]
    fn nothing_is_written_after_an_overflow() {
        let write = |tail: &mut Tail<'_>| {
            tail.bytes(b"long");
            tail.byte(b'!');
        };
        assert_eq!(written(3, write), None);
    }
}
