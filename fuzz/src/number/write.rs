//! From numbers to text.

use metricline::{Decimal, EncodeError, Number, Sample, Value, key};

use super::exact::Exact;
use crate::oracle::shortest;

/// `k `, a sign, a zero, a point and 255 digits, a timestamp.
const ROOM: usize = 300;

/// The first bytes are the bits of a float, of integers and of decimals; each goes out as its one text, which denotes
/// the same number.
pub fn bits(data: &[u8]) {
    let mut bytes = [0; 9];
    bytes.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
    let [a, b, c, d, e, f, g, h, scale] = bytes;
    let bits = u64::from_le_bytes([a, b, c, d, e, f, g, h]);

    double(f64::from_bits(bits));
    single(f32::from_bits(u32::from_le_bytes([a, b, c, d])));
    integers([a, b, c, d, e, f, g, h]);
    // Few digits, and digits that end in zeros, need a hand: random ones hardly ever do.
    let mantissa = i64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let short = i64::from(i16::from_le_bytes([a, b]));
    let scaled = short.saturating_mul(10_i64.pow(u32::from(c % 19)));
    let all = [mantissa, short, scaled].map(|mantissa| Decimal::new(mantissa, scale));
    all.into_iter().for_each(decimal);
    same_decimals(Decimal::new(scaled, scale), Decimal::new(short, d));
}

fn double(float: f64) {
    let Some(text) = text_of(float, float.is_finite()) else { return };
    assert_eq!(text, shortest(float));
    assert_eq!(text.parse().map(f64::to_bits), Ok(float.to_bits()));
    assert_eq!(Number::parse(&text).expect("what is sent is a number").to_f64().map(f64::to_bits), Ok(float.to_bits()));
}

fn single(float: f32) {
    let Some(text) = text_of(float, float.is_finite()) else { return };
    assert_eq!(text, shortest(float));
    assert_eq!(text.parse().map(f32::to_bits), Ok(float.to_bits()));
    assert_eq!(Number::parse(&text).expect("what is sent is a number").to_f32().map(f32::to_bits), Ok(float.to_bits()));
}

fn integers(bytes: [u8; 8]) {
    let [a, b, c, d, ..] = bytes;
    macro_rules! integers {
        ($($integer:expr),*) => {$(
            let integer = $integer;
            assert_eq!(text_of(integer, true), Some(integer.to_string()));
        )*};
    }
    integers!(
        u8::from_le_bytes([a]),
        i8::from_le_bytes([a]),
        u16::from_le_bytes([a, b]),
        i16::from_le_bytes([a, b]),
        u32::from_le_bytes([a, b, c, d]),
        i32::from_le_bytes([a, b, c, d]),
        u64::from_le_bytes(bytes),
        i64::from_le_bytes(bytes)
    );
}

fn decimal(decimal: Decimal) {
    let text = text_of(decimal, true).expect("every decimal can be sent");
    assert_eq!(text, padded(decimal));
    assert_eq!(text, decimal.to_string());
    assert_eq!(Exact::of(&text), Exact::of_decimal(decimal));
    assert_eq!(Number::parse(&text).expect("what is sent is a number").to_decimal(), Ok(decimal));
}

/// The shortest text by way of the longest: the mantissa padded with zeros on the left, a point, and the zeros on the
/// right taken away again, but for one right after the point.
fn padded(decimal: Decimal) -> String {
    let sign = if decimal.mantissa() < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", decimal.mantissa().unsigned_abs(), width = usize::from(decimal.scale()) + 1);
    let (integer, fraction) = digits.split_at(digits.len() - usize::from(decimal.scale()));
    if fraction.is_empty() {
        return format!("{sign}{integer}");
    }
    let significant = fraction.trim_end_matches('0');
    format!("{sign}{integer}.{}", if significant.is_empty() { "0" } else { significant })
}

/// Equal is what denotes the same number.
fn same_decimals(a: Decimal, b: Decimal) {
    assert_eq!(a == b, Exact::of_decimal(a) == Exact::of_decimal(b), "{a} and {b}");
}

/// The value's text in a row, or `None` when it is refused, as only what is not finite is.
fn text_of(value: impl Value, finite: bool) -> Option<String> {
    let encoded = Sample { key: key!("k"), value, timestamp: (-7).into() }.encode::<ROOM>();
    if !finite {
        assert_eq!(encoded, Err(EncodeError::NotFinite));
        return None;
    }
    let line = encoded.expect("there is room for every number");
    let line = std::str::from_utf8(&line).expect("a row is text");
    let value = line.strip_prefix("k ").and_then(|rest| rest.strip_suffix(" -7\n")).expect("a row has three fields");
    Some(value.to_string())
}
