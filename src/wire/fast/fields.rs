//! A row, or the fields of a `put`, read before the end of its line is known: those in the usual form, with single
//! spaces, a timestamp of eight to fifteen digits and `\n` at the end. A value of at most seven bytes is converted, too.

use core::num::NonZero;

use super::swar::{bits_before, equal, number, repeat, space_or_control};
use crate::util::bytes::copy;
use crate::wire::grammar;

/// `<key> <value> <timestamp>\n`, as it stands at the start of some bytes.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    // Never 0, so that an `Option<Fields>` is no larger.
    key_end: NonZero<usize>,
    value_end: usize,
    line_end: usize,
    value: CachedF64,
    seconds: i64,
}

impl Fields {
    /// The length of the shortest line that is read here.
    pub const SHORTEST: usize = "k 0 12345678\n".len();

    /// The line at the start of `bytes`, or `None` when it has another form: then the grammar decides.
    #[inline(always)]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let key_end = field_end(bytes)?;
        let value = bytes.get(key_end.get().wrapping_add(1)..)?;
        let (value_length, value) = match value_and_length(*value.first_chunk()?) {
            Some((length, value)) => (length, CachedF64(value)),
            None => (length_of_number(value)?, CachedF64::NONE),
        };
        let value_end = key_end.get().wrapping_add(1).wrapping_add(value_length);
        let timestamp = bytes.get(value_end.wrapping_add(1)..)?;
        let (timestamp_length, seconds) = match timestamp.first_chunk() {
            Some(bytes) => seconds_and_length(bytes)?,
            None => seconds_and_length(&padded(timestamp))?,
        };
        let line_end = value_end.wrapping_add(1).wrapping_add(timestamp_length);
        Some(Self { key_end, value_end, line_end, value, seconds })
    }

    /// The index of the `\n`.
    #[inline(always)]
    pub fn line_end(&self) -> usize {
        self.line_end
    }

    /// The texts of the key and the value, out of the bytes that were read.
    #[inline(always)]
    pub fn key_and_value<'a>(&self, bytes: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let key_end = self.key_end.get();
        Some((bytes.get(..key_end)?, bytes.get(key_end.wrapping_add(1)..self.value_end)?))
    }

    /// The value, if it was converted.
    #[inline(always)]
    pub fn value(&self) -> CachedF64 {
        self.value
    }

    /// The timestamp.
    #[inline(always)]
    pub fn seconds(&self) -> i64 {
        self.seconds
    }
}

/// The value of a number that was converted when it was read; `NaN` stands for none.
#[derive(Clone, Copy, Debug)]
pub struct CachedF64(f64);

impl CachedF64 {
    pub const NONE: Self = Self(f64::NAN);

    #[inline(always)]
    pub fn get(self) -> Option<f64> {
        if self.0.is_nan() { None } else { Some(self.0) }
    }
}

/// The length of a field before a space. A field has at least one byte and no control character.
#[inline(always)]
fn field_end(bytes: &[u8]) -> Option<NonZero<usize>> {
    let mut before = 0_usize;
    for word in bytes.chunks_exact(8) {
        let word = u64::from_le_bytes(*word.first_chunk()?);
        let bits = bits_before(space_or_control(word));
        if bits < 64 {
            expect_byte_at(word, bits, b' ')?;
            return NonZero::new(before.wrapping_add(bytes_in(bits)?));
        }
        before = before.wrapping_add(8);
    }
    None
}

/// The length and the value of `[-] digits [. digits]` before a space, with at least one digit.
#[inline(always)]
fn value_and_length(bytes: [u8; 8]) -> Option<(usize, f64)> {
    const POWERS: [f64; 8] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
    let word = u64::from_le_bytes(bytes);
    let bits = bits_before(space_or_control(word));
    let negative = word & 0xff == u64::from(b'-');
    let sign_bits = u32::from(negative).wrapping_mul(8);
    let unsigned_bits = bits.wrapping_sub(sign_bits);
    // The digits stand at the end of the word, with zeros before them.
    let text = ((word ^ repeat(b'0')) >> sign_bits).checked_shl(64_u32.wrapping_sub(unsigned_bits))?;
    let bits_after_point = equal(text, b'.' ^ b'0').leading_zeros() & !7;
    // The bits up to the point, inclusive; none without a point.
    let through_point = u64::MAX.checked_shr(bits_after_point).unwrap_or(0);
    let digits = text & !through_point | (text & through_point >> 8) << 8;
    expect_byte_at(word, bits, b' ')?;
    if unsigned_bits / 8 <= u32::from(through_point != 0) {
        return None;
    }
    let places = bytes_in(bits_after_point & 0x3f)?;
    // Rounded once, because both numbers are exact as `f64`.
    let absolute = f64::from(number(digits)?) / POWERS.get(places)?;
    // The sign without a branch, which readings around zero would make unpredictable.
    Some((bytes_in(bits)?, f64::from_bits(absolute.to_bits() | u64::from(negative) << 63)))
}

/// The length of a number of any form before a space.
// Not inlined: it would slow down the usual case.
#[inline(never)]
fn length_of_number(bytes: &[u8]) -> Option<usize> {
    let (number, _) = bytes.split_at_checked(field_end(bytes)?.get())?;
    grammar::number(number).map(|_| number.len())
}

/// The length and the value of eight digits, and up to seven more, before a `\n`.
#[inline(always)]
fn seconds_and_length(bytes: &[u8; 16]) -> Option<(usize, i64)> {
    const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let (first, last) = (u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?));
    let bits = bits_before(space_or_control(last));
    expect_byte_at(last, bits, b'\n')?;
    let high = number(first ^ repeat(b'0'))?;
    // In two steps, because it may be all 64 bits.
    let low = number((last ^ repeat(b'0')).wrapping_shl(56_u32.wrapping_sub(bits)) << 8)?;
    let length = bytes_in(bits)?;
    let seconds = u64::from(high).wrapping_mul((*POWERS.get(length & 7)?).into()).wrapping_add(low.into());
    Some((length.wrapping_add(8), seconds.cast_signed()))
}

/// The bytes, and zeros after them.
// Not inlined, as above.
#[inline(never)]
fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut padded = [0; 16];
    copy(&mut padded, bytes);
    padded
}

/// `Some` when the byte behind the first `bits` bits is `byte`.
#[inline(always)]
fn expect_byte_at(word: u64, bits: u32, byte: u8) -> Option<()> {
    (word.checked_shr(bits)? & 0xff == u64::from(byte)).then_some(())
}

#[inline(always)]
fn bytes_in(bits: u32) -> Option<usize> {
    usize::try_from(bits / 8).ok()
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use crate::wire::grammar;

    /// Compares the fast path with what the grammar reads in the same line; returns whether the fast path was taken.
    fn check(bytes: &[u8]) -> bool {
        let Some(fields) = Fields::read(bytes) else { return false };
        let shown = bytes.escape_ascii().to_string();
        let (line, after) = bytes.split_at(fields.line_end());
        assert!(!line.contains(&b'\n') && after.starts_with(b"\n"), "{shown}");
        let (key, value, timestamp) = grammar::row(line).expect(&shown);
        assert_eq!(fields.key_and_value(bytes), Some((key, value)), "{shown}");
        assert!(grammar::number(value).is_some(), "{shown}");
        assert_eq!(Ok(fields.seconds()), str::from_utf8(timestamp).unwrap().parse(), "{shown}");
        if let Some(cached) = fields.value().get() {
            let core: f64 = str::from_utf8(value).unwrap().parse().unwrap();
            // The sign of a zero included.
            assert_eq!(cached.to_bits(), core.to_bits(), "{shown}");
        }
        true
    }

    #[test]
    fn usual_rows_take_the_fast_path() {
        for value in ["0", "7", "-7", "0.5", "-0.5", ".5", "5.", "-0", "-.0", "10.6", "1013.25", "9999999", "-999.99"] {
            for key in ["a", "palm.cpu", "seven77", "eight888", "sixteen.letters1", "\u{fc}", "\u{1f321}.\u{b0}C"] {
                for timestamp in ["12345678", "1501864247", "00000000", "999999999999999"] {
                    assert!(check(format!("{key} {value} {timestamp}\nnext 1 1\n").as_bytes()), "{key} {value}");
                }
            }
        }
        // Longer values too, which are not converted.
        for value in ["12345678", "4200000.0", "-0.30000000000000004", "1e-7", "+5", "1.7976931348623157e308", "1e999"]
        {
            assert!(check(format!("palm.cpu {value} 1501864247\nnext 1 1\n").as_bytes()), "{value}");
        }
    }

    #[test]
    fn other_rows_are_left_to_the_grammar() {
        for row in [
            "k  1 1501864247\n",
            "k 1  1501864247\n",
            " k 1 1501864247\n",
            "k 1 1501864247 \n",
            "k\t1 1501864247\n",
            "k 1\t1501864247\n",
            "k 1 1501864247\r\n",
            "k 1 1501864247",
            "k 1 150186424\x0b\n",
            "k\x01 1 1501864247\n",
            "k 1 1234567\n",
            "k 1 -12345678\n",
            "k 1 +12345678\n",
            "k 1 9223372036854775807\n",
            "k 1 1501864:47\n",
            "k . 1501864247\n",
            "k - 1501864247\n",
            "k -. 1501864247\n",
            "k 1.2.3 1501864247\n",
            "k --1 1501864247\n",
            "k nan 1501864247\n",
            "k 1,5 1501864247\n",
            "k 1/2 1501864247\n",
            "k 1:2 1501864247\n",
            "k 1501864247\n",
            "\n\nk 1 1501864247\n",
            "k\n1 1501864247\n",
            "k 1\n1501864247\n",
        ] {
            assert!(!check(format!("{row}next 1 1501864247\n").as_bytes()), "{row:?}");
        }
    }

    #[test]
    fn rows_with_any_byte_in_any_place_give_the_grammars_result() {
        for row in [
            "k 1 15018642\n",
            "palm.cpu 10.6 1501864247\n",
            "eight888 -0.0001 1501864247\n",
            "k 12345678.5 1501864247\n",
        ] {
            let bytes = [row.as_bytes(), b"next 1 1501864247\n"].concat();
            let mut read = 0;
            for place in 0..row.len() {
                for byte in 0..=u8::MAX {
                    let mut bytes = bytes.clone();
                    bytes[place] = byte;
                    read += u32::from(check(&bytes));
                }
            }
            for cut in 0..bytes.len() {
                check(&bytes[..cut]);
            }
            assert!(read > 200, "{read}");
        }
    }

    #[test]
    fn random_lines_of_telling_bytes_give_the_grammars_result() {
        const BYTES: &[u8] = b"0123456789012345678901234567890123456789  --..ek\n\t\r+\x80\xff";
        let mut random = fastrand::Rng::with_seed(1);
        let mut taken = 0;
        for _ in 0..200_000 {
            let mut bytes =
                format!("k {}.{} {}\nnext 1 1\n", random.u16(..), random.u8(..), random.u64(..) >> random.u8(..64))
                    .into_bytes();
            for _ in 0..random.u8(..4) {
                let place = random.usize(..bytes.len());
                bytes[place] = BYTES[random.usize(..BYTES.len())];
            }
            taken += u32::from(check(&bytes));
        }
        assert!(taken > 10_000, "{taken}");
    }
}
