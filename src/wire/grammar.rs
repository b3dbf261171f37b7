//! The shape of a line: fields between blanks, and the digits of a number.
//!
//! nom's combinators stand over leaves of our own, because several of nom's leaves keep a panic branch in the linked
//! program. Input is one framed line, so "incomplete" is never an outcome.

use nom::combinator::all_consuming;
use nom::sequence::terminated;
use nom::{Err, IResult, Parser};

type Parsed<'a, O> = IResult<&'a [u8], O, ()>;

/// Space or tab: what separates fields.
pub fn is_blank(byte: u8) -> bool {
    // Most bytes are told by the first comparison alone.
    byte <= b' ' && matches!(byte, b' ' | b'\t')
}

/// The line without the `\r` of a `\r\n`.
pub fn without_cr(line: &[u8]) -> &[u8] {
    match line {
        [line @ .., b'\r'] => line,
        line => line,
    }
}

/// `<word> <rest>`: the first field, and what follows it.
pub fn word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, word) = field.parse(line).ok()?;
    Some((word, rest))
}

/// Exactly one field.
pub fn one_field(text: &[u8]) -> Option<&[u8]> {
    let (_, field) = all_consuming(terminated(field, blanks)).parse(text).ok()?;
    Some(field)
}

/// Exactly three fields.
pub fn three_fields(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (_, fields) = all_consuming(terminated((field, field, field), blanks)).parse(text).ok()?;
    Some(fields)
}

/// Blanks, then all up to the next blank: one byte or more.
fn field(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (input, ()) = blanks(input)?;
    let (field, rest) = span(input, |byte| !is_blank(byte));
    if field.is_empty() { Err(Err::Error(())) } else { Ok((rest, field)) }
}

fn blanks(input: &[u8]) -> Parsed<'_, ()> {
    let (_, rest) = span(input, is_blank);
    Ok((rest, ()))
}

/// The bytes up to the first that is not accepted, and the rest.
fn span(input: &[u8], accepts: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = input.iter().position(|&byte| !accepts(byte)).unwrap_or(input.len());
    input.split_at_checked(end).unwrap_or((input, &[]))
}

/// A number as written: `mantissa * 10^exponent`, where the point stands before the mantissa's last `places` digits.
pub struct Parts<'a> {
    pub negative: bool,
    /// ASCII digits, of which there is at least one, and at most one point.
    pub mantissa: &'a [u8],
    pub places: usize,
    pub exponent: i32,
}

/// `[+-] digits [. digits] [(e|E) [+-] digits]`, with at least one digit before or after the point.
pub fn number(text: &[u8]) -> Option<Parts<'_>> {
    let (negative, text) = sign(text);
    let mut digits = 0_usize;
    let mut before_point = None;
    let mut rest = text;
    let exponent = loop {
        rest = match rest {
            [b'0'..=b'9', rest @ ..] => {
                digits = digits.wrapping_add(1);
                rest
            }
            [b'.', rest @ ..] if before_point.is_none() => {
                before_point = Some(digits);
                rest
            }
            [b'e' | b'E', exponent @ ..] => break self::exponent(exponent)?,
            [] => break 0,
            _ => return None,
        };
    };
    if digits == 0 {
        return None;
    }
    let mantissa = text.get(..text.len().wrapping_sub(rest.len()))?;
    let places = digits.wrapping_sub(before_point.unwrap_or(digits));
    Some(Parts { negative, mantissa, places, exponent })
}

/// `[+-] digits`. Of a number beyond 10^8, which no type holds unless as many digits undo it, the first digits are enough.
fn exponent(text: &[u8]) -> Option<i32> {
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return None;
    }
    let magnitude = digits.iter().try_fold(0_i32, |magnitude, digit| match digit {
        b'0'..=b'9' if magnitude < 100_000_000 => {
            Some(magnitude.wrapping_mul(10).wrapping_add(i32::from(digit & 0x0f)))
        }
        b'0'..=b'9' => Some(magnitude),
        _ => None,
    })?;
    Some(if negative { magnitude.wrapping_neg() } else { magnitude })
}

/// Whether the sign is a minus, and what follows it.
pub fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    }
}
