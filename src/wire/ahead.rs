//! Lines read eight bytes at a time, before it is known where they end: those that are as nearly all are, with single
//! spaces and a timestamp of eight to fifteen digits. A value of at most seven bytes is converted as well.

use super::utf8::text;
use super::{CommandError, Key, Number, Row, RowError, Sample, Timestamp, grammar};
use crate::util::bytes::copy;
use crate::words::{self, HIGH_BITS};

/// `<key> <value> <timestamp>\n`, as it stands at the start of some bytes.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    key_end: usize,
    value_end: usize,
    line_end: usize,
    value: Known,
    seconds: i64,
}

impl Fields {
    /// In less than this many bytes there is nothing to read ahead.
    pub const SHORTEST: usize = "k 0 12345678\n".len();

    /// `None` when the line has to be found first and read by the grammar, for it may be a good one even so.
    #[inline(always)]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let key_end = field_end(bytes)?;
        let [b' ', value @ ..] = bytes.get(key_end..)? else { return None };
        let (value_length, value) = match value_and_length(*value.first_chunk()?) {
            Some((length, value)) => (length, Known(value)),
            None => (length_of_number(value)?, Known::NOTHING),
        };
        let value_end = key_end.wrapping_add(1).wrapping_add(value_length);
        let [b' ', timestamp @ ..] = bytes.get(value_end..)? else { return None };
        let (timestamp_length, seconds) = match timestamp.first_chunk() {
            Some(bytes) => seconds_and_length(bytes)?,
            None => seconds_and_length(&padded(timestamp))?,
        };
        let line_end = value_end.wrapping_add(1).wrapping_add(timestamp_length);
        Some(Self { key_end, value_end, line_end, value, seconds })
    }

    /// Where the `\n` is.
    #[inline(always)]
    pub fn line_end(&self) -> usize {
        self.line_end
    }

    /// The row that the line at the start of `bytes` is.
    #[inline(always)]
    pub fn row<'a>(&self, bytes: &'a [u8]) -> Result<Row<'a>, RowError> {
        let (key, value) = self.key_and_value(bytes);
        Ok(Row { key: text(key).ok_or(RowError::NotUtf8)?, value, timestamp: Timestamp::from_secs(self.seconds) })
    }

    /// The sample that the line at the start of `bytes` is, if that is the rest of a `put`.
    #[inline(always)]
    pub fn sample<'a>(&self, bytes: &'a [u8]) -> Result<Sample<'a>, CommandError> {
        let (key, value) = self.key_and_value(bytes);
        let key = Key::new(text(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?;
        Ok(Sample { key, value, timestamp: Timestamp::from_secs(self.seconds) })
    }

    #[inline(always)]
    fn key_and_value<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], Number<'a>) {
        let (key, rest) = bytes.split_at_checked(self.key_end).unwrap_or_default();
        let value = rest.get(1..self.value_end.wrapping_sub(self.key_end)).unwrap_or_default();
        (key, Number::known(value, self.value))
    }
}

/// Where the first space or control character is, and that is not at the start.
#[inline(always)]
fn field_end(bytes: &[u8]) -> Option<usize> {
    let mut before = 0_usize;
    for word in bytes.chunks_exact(8) {
        let bits = bits_before_space(u64::from_le_bytes(*word.first_chunk()?));
        if bits < 64 {
            let end = before.wrapping_add(bytes_in(bits)?);
            return if end == 0 { None } else { Some(end) };
        }
        before = before.wrapping_add(8);
    }
    None
}

/// `[-] digits [. digits]` up to the first space or control character, with at least one digit.
#[inline(always)]
fn value_and_length(bytes: [u8; 8]) -> Option<(usize, f64)> {
    const POWERS: [f64; 8] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
    let word = u64::from_le_bytes(bytes);
    let bits = bits_before_space(word);
    let negative = word & 0xff == u64::from(b'-');
    let sign_bits = u32::from(negative).wrapping_mul(8);
    let unsigned_bits = bits.wrapping_sub(sign_bits);
    // Moved to the end of the word, with zeros before it.
    let text = ((word ^ words::of(b'0')) >> sign_bits).checked_shl(64_u32.wrapping_sub(unsigned_bits))?;
    let bits_after_point = words::equal(text, b'.' ^ b'0').leading_zeros() & !7;
    // The bits of the point and of all before it; none without a point.
    let through_point = u64::MAX.checked_shr(bits_after_point).unwrap_or(0);
    let digits = text & !through_point | (text & through_point >> 8) << 8;
    if bits == 64 || unsigned_bits / 8 <= u32::from(through_point != 0) {
        return None;
    }
    let places = bytes_in(bits_after_point & 0x3f)?;
    // Rounded once, because both numbers are exact as `f64`.
    let absolute = f64::from(number(digits)?) / POWERS.get(places)?;
    // Not by a branch, which noise around zero makes unpredictable.
    Some((bytes_in(bits)?, f64::from_bits(absolute.to_bits() | u64::from(negative) << 63)))
}

/// The length of a number of any form that has a space after it.
// Not inlined into the usual way, which it would slow down.
#[inline(never)]
fn length_of_number(bytes: &[u8]) -> Option<usize> {
    let (number, _) = bytes.split_at_checked(field_end(bytes)?)?;
    grammar::number(number).map(|_| number.len())
}

/// Eight digits, and up to seven more before a `\n`.
#[inline(always)]
fn seconds_and_length(bytes: &[u8; 16]) -> Option<(usize, i64)> {
    const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let (first, rest) = (u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?));
    let bits = bits_before_space(rest);
    if rest.checked_shr(bits)? & 0xff != u64::from(b'\n') {
        return None;
    }
    let high = number(first ^ words::of(b'0'))?;
    let low = number((rest ^ words::of(b'0')).checked_shl(64_u32.wrapping_sub(bits)).unwrap_or(0))?;
    let length = bytes_in(bits)?;
    let seconds = u64::from(high).wrapping_mul((*POWERS.get(length & 7)?).into()).wrapping_add(low.into());
    Some((length.wrapping_add(8), seconds.cast_signed()))
}

/// As much as there is, and zeros.
// As above.
#[inline(never)]
fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut padded = [0; 16];
    copy(&mut padded, bytes);
    padded
}

/// How many bits there are before the first space or control character: 64 when there is none.
#[inline(always)]
fn bits_before_space(word: u64) -> u32 {
    let others = (word & !HIGH_BITS).wrapping_add(words::of(0x80 - b' ' - 1)) | word;
    words::bits_before(!others & HIGH_BITS)
}

#[inline(always)]
fn bytes_in(bits: u32) -> Option<usize> {
    usize::try_from(bits / 8).ok()
}

/// The number that eight digits are, from 0 to 9 each; `None` when one is more than that.
#[inline(always)]
fn number(digits: u64) -> Option<u32> {
    if (digits.wrapping_add(words::of(0x80 - 10)) | digits) & HIGH_BITS != 0 {
        return None;
    }
    // Neighbours are joined to pairs, in every second byte; then each pair is multiplied by what it counts, which adds
    // up in the upper half.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (odd, even) = (pairs & 0xff_0000_00ff, pairs >> 16 & 0xff_0000_00ff);
    let sum = odd.wrapping_mul(1_000_000 << 32 | 100).wrapping_add(even.wrapping_mul(10_000 << 32 | 1));
    u32::try_from(sum >> 32).ok()
}

/// What a number's value is known to be; `NaN` stands for nothing.
#[derive(Clone, Copy, Debug)]
pub struct Known(f64);

impl Known {
    pub const NOTHING: Self = Self(f64::NAN);

    #[inline(always)]
    pub fn value(self) -> Option<f64> {
        if self.0.is_nan() { None } else { Some(self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use crate::wire::{Command, Row};

    /// What is read ahead is what the grammar reads in the line that ends there; says whether it is anything.
    fn check(bytes: &[u8]) -> bool {
        let Some(fields) = Fields::read(bytes) else { return false };
        let (line, rest) = bytes.split_at(fields.line_end());
        assert!(!line.contains(&b'\n') && rest.starts_with(b"\n"), "{:?}", bytes.escape_ascii().to_string());
        let (ahead, row) = (fields.row(bytes), Row::parse(line));
        assert_eq!(ahead, row, "{:?}", bytes.escape_ascii().to_string());
        if let (Ok(ahead), Ok(row)) = (ahead, row) {
            // Signs of zeros included.
            assert_eq!(ahead.value.to_f64().map(f64::to_bits), row.value.to_f64().map(f64::to_bits), "{row:?}");
        }
        let put = [b"put ", line].concat();
        assert_eq!(Command::ahead(&[b"put ", bytes].concat()), Some((put.len(), Command::parse(&put))));
        true
    }

    #[test]
    fn usual_rows_are_read_ahead() {
        for value in ["0", "7", "-7", "0.5", "-0.5", ".5", "5.", "-0", "-.0", "10.6", "1013.25", "9999999", "-999.99"] {
            for key in ["a", "palm.cpu", "seven77", "eight888", "sixteen.letters1", "\u{fc}", "\u{1f321}.\u{b0}C"] {
                for timestamp in ["12345678", "1501864247", "00000000", "999999999999999"] {
                    assert!(check(format!("{key} {value} {timestamp}\nnext 1 1\n").as_bytes()), "{key} {value}");
                }
            }
        }
        // Longer values too, unconverted.
        for value in ["12345678", "4200000.0", "-0.30000000000000004", "1e-7", "+5", "1.7976931348623157e308", "1e999"]
        {
            assert!(check(format!("palm.cpu {value} 1501864247\nnext 1 1\n").as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_is_not_usual_is_left_to_the_grammar() {
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

    /// Whatever bytes come, with a byte that has a meaning in every place of every usual row.
    #[test]
    fn no_byte_makes_a_difference_between_the_two_ways() {
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
}
