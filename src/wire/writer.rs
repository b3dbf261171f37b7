//! Text written from its end to its start.
//!
//! A division yields the last digit first, so writing backwards needs no scratch space and no second pass, and the unsent
//! part of a line is always "from here to the end of the buffer".

use super::fast;

/// Fills a slice from its last byte towards its first.
///
/// A line is a dozen short pieces. Their writers are inlined into the function that makes the writer, so that its fields
/// stay in registers; not on small cores, where a call is shorter.
#[derive(Debug)]
pub struct Writer<'b> {
    buffer: &'b mut [u8],
    /// Where the text starts. Once something did not fit, it lies beyond the buffer's end, having wrapped around at 0.
    start: usize,
}

impl<'b> Writer<'b> {
    pub fn new(buffer: &'b mut [u8]) -> Self {
        let start = buffer.len();
        Self { buffer, start }
    }

    /// The index of the first byte written; `None` when the text did not fit.
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

    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        if fast::ENABLED {
            let end = self.start;
            self.start = end.wrapping_sub(bytes.len());
            if let Some(place) = self.buffer.get_mut(self.start..end) {
                fast::copy_short(place, bytes);
            }
        } else {
            self.bytes_one_by_one(bytes);
        }
    }

    /// `mantissa / 10^scale`, without trailing zeros of the fraction, except directly after the point.
    #[inline(always)]
    pub fn decimal(&mut self, mantissa: i64, scale: u8) {
        if fast::ENABLED {
            self.magnitude(mantissa.unsigned_abs(), scale);
            if mantissa < 0 {
                self.byte(b'-');
            }
        } else {
            self.decimal_digit_by_digit(mantissa, scale);
        }
    }

    /// `magnitude / 10^scale`, in the same form.
    #[inline(always)]
    pub fn magnitude(&mut self, magnitude: u64, scale: u8) {
        if fast::ENABLED {
            self.start = fast::write_magnitude(self.buffer, self.start, magnitude, scale);
        } else {
            self.magnitude_digit_by_digit(magnitude, scale);
        }
    }

    // A small core would link `memcpy` for it, which takes 0.7 kB.
    fn bytes_one_by_one(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().rev() {
            self.byte(byte);
        }
    }

    fn decimal_digit_by_digit(&mut self, mantissa: i64, scale: u8) {
        self.magnitude_digit_by_digit(mantissa.unsigned_abs(), scale);
        if mantissa < 0 {
            self.byte(b'-');
        }
    }

    fn magnitude_digit_by_digit(&mut self, mut magnitude: u64, mut scale: u8) {
        let mut trimming = true;
        let mut whole = loop {
            // The digits before the point mostly fit 32 bits, which takes a third of the instructions.
            if let (Ok(whole), 0) = (u32::try_from(magnitude), scale) {
                break whole;
            }
            let digit;
            (magnitude, digit) = div_rem_10(magnitude);
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
            // A remainder by `%` would be a second division on ARMv6-M.
            let quotient = whole / 10;
            self.digit(whole.wrapping_sub(quotient.wrapping_mul(10)));
            whole = quotient;
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
    #![allow(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

    use super::{Writer, div_rem_10};

    /// What is written into `size` bytes; the bytes behind them must not change.
    fn written(size: usize, write: impl Fn(&mut Writer<'_>)) -> Option<String> {
        let mut buffer = [b'#'; 300];
        let (buffer, behind) = buffer.split_at_mut(size);
        let mut writer = Writer::new(buffer);
        write(&mut writer);
        let start = writer.start();
        assert!(behind.iter().all(|&byte| byte == b'#'));
        Some(String::from_utf8(buffer[start?..].to_vec()).unwrap())
    }

    #[test]
    fn division_agrees_with_the_native_one() {
        let mut random = fastrand::Rng::with_seed(1);
        for step in 0..2000_u64 {
            let n = random.u64(..);
            for n in [n, n >> 20, n >> 31, n >> 32, n >> 60, u64::MAX - step, u64::from(u32::MAX) + step] {
                assert_eq!(div_rem_10(n), (n / 10, u32::try_from(n % 10).unwrap()), "{n}");
            }
        }
    }

    #[test]
    fn a_text_that_just_fits_fits_and_one_byte_less_does_not() {
        let write = |writer: &mut Writer<'_>| {
            writer.decimal(-1234, 0);
            writer.bytes(b"key ");
            writer.byte(b'!');
        };
        assert_eq!(written(10, write).unwrap(), "!key -1234");
        for size in 0..10 {
            assert_eq!(written(size, write), None, "{size}");
        }
    }

    #[test]
    fn after_an_overflow_nothing_fits() {
        let write = |writer: &mut Writer<'_>| {
            writer.bytes(b"long");
            writer.byte(b'!');
        };
        assert_eq!(written(3, write), None);
    }

    /// Both ways give the same text, and need the same room.
    fn check(magnitude: u64, scale: u8) {
        let expected = written(270, |out| out.magnitude_digit_by_digit(magnitude, scale)).unwrap();
        let eight_at_a_time = |size| written(size, |out| out.magnitude(magnitude, scale));
        for size in [270, expected.len() + 7, expected.len() + 1, expected.len()] {
            assert_eq!(eight_at_a_time(size).as_ref(), Some(&expected), "{magnitude} {scale} in {size} bytes");
        }
        for size in [0, expected.len().saturating_sub(9), expected.len() - 1] {
            assert_eq!(eight_at_a_time(size), None, "{magnitude} {scale} in {size} bytes");
        }
    }

    const SCALES: [u8; 30] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 23, 24, 25, 31, 32, 33, 100, 254, 255,
    ];

    #[test]
    fn eight_at_a_time_agree_with_single_digits_around_every_power_of_ten() {
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
    fn eight_at_a_time_agree_with_single_digits_on_random_numbers() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..20_000 {
            // Of every length, with every number of zeros behind.
            let n = random.u64(..) >> random.u32(..64);
            let power = 10_u64.pow(random.u32(..16));
            let scale = SCALES[random.usize(..SCALES.len())];
            check(n, scale);
            check(n / power * power, scale);
        }
    }

    #[test]
    fn every_shorter_buffer_is_too_short() {
        for (magnitude, scale) in [(u64::MAX, 0), (u64::MAX, 19), (1_234_567_800_000_000, 12), (5, 30), (0, 0), (0, 9)]
        {
            let text = written(270, |out| out.magnitude(magnitude, scale)).unwrap();
            for size in 0..text.len() {
                assert_eq!(written(size, |out| out.magnitude(magnitude, scale)), None, "{text} in {size} bytes");
            }
        }
    }
}
