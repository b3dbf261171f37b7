//! The text that a float goes out as.

use std::fmt::LowerExp;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A float, and the exponents of ten of its first digit for which it goes out without an exponent.
pub trait Float: Copy + FromStr + LowerExp + PartialEq {
    const PLAIN: RangeInclusive<i32>;
}

impl Float for f64 {
    const PLAIN: RangeInclusive<i32> = -5..=15;
}

impl Float for f32 {
    const PLAIN: RangeInclusive<i32> = -6..=12;
}

/// The shortest digits that read back to the same float, and of those the nearest to it, laid out as peers get to see them: with a
/// fraction always, or with an exponent that has a sign always and no leading zeros. Peers compare bytes, so the layout
/// is pinned like the digits.
pub fn shortest<F: Float>(float: F) -> String {
    let text = shortest_digits(float);
    let (text, sign) = text.strip_prefix('-').map_or((text.as_str(), ""), |rest| (rest, "-"));
    let (mantissa, exponent) = text.split_once('e').expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a decimal exponent");
    if !F::PLAIN.contains(&exponent) {
        return format!("{sign}{mantissa}e{exponent:+}");
    }
    let digits = mantissa.replace('.', "");
    let places = exponent.unsigned_abs() as usize;
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(places - 1));
    }
    let digits = format!("{digits:0<width$}", width = places + 2);
    let (integer, fraction) = digits.split_at(places + 1);
    format!("{sign}{integer}.{fraction}")
}

/// `<digit>.<digits>e<exponent>`. Where two are as short and as near, core takes the larger one; here it is the even
/// one, as `repr` has it in the Python programs that are the peers.
fn shortest_digits<F: Float>(float: F) -> String {
    let shortest = format!("{float:e}");
    let digits = shortest.split('e').next().unwrap_or_default().bytes().filter(u8::is_ascii_digit).count();
    // Rounds ties to even. Next to a power of two, the nearest text of that length may read back to another float.
    let nearest = format!("{float:.*e}", digits.saturating_sub(1));
    if nearest.parse().is_ok_and(|read: F| read == float) { nearest } else { shortest }
}
