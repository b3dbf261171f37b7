//! The shape of a line: fields between blanks, and the digits of a number.
//!
//! nom's combinators stand over leaves of our own, because several of nom's leaves keep a panic branch in the linked
//! program. Input is one framed line, so "incomplete" is never an outcome.

use nom::branch::alt;
use nom::combinator::{all_consuming, map, opt};
use nom::sequence::{delimited, preceded};
use nom::{Err, IResult, Parser};

type Parsed<'a, O> = IResult<&'a str, O, ()>;

/// Space or tab: what separates fields.
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The line without the `\r` of a `\r\n`.
pub fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The digits of a number as written; each part holds nothing but ASCII digits.
pub struct Parts<'a> {
    pub negative: bool,
    pub integer: &'a str,
    pub fraction: &'a str,
    pub exponent: Option<(bool, &'a str)>,
}

impl Parts<'_> {
    /// The exponent's value, clamped far outside of what any type holds, and far inside of where sums saturate.
    pub fn exponent(&self) -> i32 {
        self.exponent.map_or(0, |(negative, digits)| {
            let magnitude = magnitude(digits).and_then(|n| i32::try_from(n).ok()).unwrap_or(i32::MAX);
            let magnitude = magnitude.min(i32::MAX / 2);
            if negative { 0_i32.saturating_sub(magnitude) } else { magnitude }
        })
    }
}

/// `<word> <rest>`: the first field, and what follows it.
pub fn word(line: &str) -> Option<(&str, &str)> {
    let (rest, word) = preceded(blanks0, token).parse(line).ok()?;
    Some((word, rest))
}

/// Exactly one field.
pub fn one_field(text: &str) -> Option<&str> {
    let (_, field) = all_consuming(delimited(blanks0, token, blanks0)).parse(text).ok()?;
    Some(field)
}

/// Exactly three fields.
pub fn three_fields(text: &str) -> Option<(&str, &str, &str)> {
    let fields = (token, preceded(blanks1, token), preceded(blanks1, token));
    let (_, fields) = all_consuming(delimited(blanks0, fields, blanks0)).parse(text).ok()?;
    Some(fields)
}

/// `[+-] digits [. digits] [(e|E) [+-] digits]`, with at least one digit before or after the point.
pub fn number(text: &str) -> Option<Parts<'_>> {
    let with_integer = (digits1, map(opt(preceded(byte(b'.'), digits0)), Option::unwrap_or_default));
    let without_integer = preceded(byte(b'.'), digits1).map(|fraction| ("", fraction));
    let exponent = preceded(alt((byte(b'e'), byte(b'E'))), (sign, digits1));
    let whole = (sign, alt((with_integer, without_integer)), opt(exponent));
    let (_, (negative, (integer, fraction), exponent)) = all_consuming(whole).parse(text).ok()?;
    Some(Parts { negative, integer, fraction, exponent })
}

/// `[+-] digits`: whether it is negative, and the digits.
pub fn integer(text: &str) -> Option<(bool, &str)> {
    let (_, parts) = all_consuming((sign, digits1)).parse(text).ok()?;
    Some(parts)
}

/// The number that decimal digits write, if it fits.
pub fn magnitude(digits: &str) -> Option<u64> {
    digits.bytes().try_fold(0, push_digit)
}

/// `magnitude` with one more decimal digit at its end, if that fits.
pub fn push_digit(magnitude: u64, digit: u8) -> Option<u64> {
    magnitude.checked_mul(10)?.checked_add(u64::from(digit & 0x0f))
}

/// A magnitude with its sign, if that fits.
pub fn signed(negative: bool, magnitude: u64) -> Option<i64> {
    if negative { 0_i64.checked_sub_unsigned(magnitude) } else { 0_i64.checked_add_unsigned(magnitude) }
}

/// Whether the sign is a minus.
fn sign(input: &str) -> Parsed<'_, bool> {
    map(opt(alt((byte(b'+').map(|()| false), byte(b'-').map(|()| true)))), Option::unwrap_or_default).parse(input)
}

fn byte<'a>(expected: u8) -> impl Parser<&'a str, Output = (), Error = ()> {
    move |input: &'a str| {
        let (first, rest) = input.split_at_checked(1).ok_or(Err::Error(()))?;
        if first.as_bytes() == [expected] { Ok((rest, ())) } else { Err(Err::Error(())) }
    }
}

fn token(input: &str) -> Parsed<'_, &str> {
    non_empty(while_byte(input, |byte| !is_blank(byte)))
}

fn blanks1(input: &str) -> Parsed<'_, &str> {
    non_empty(while_byte(input, is_blank))
}

fn blanks0(input: &str) -> Parsed<'_, &str> {
    while_byte(input, is_blank)
}

fn digits1(input: &str) -> Parsed<'_, &str> {
    non_empty(digits0(input))
}

fn digits0(input: &str) -> Parsed<'_, &str> {
    while_byte(input, |byte| byte.is_ascii_digit())
}

fn while_byte(input: &str, accepts: impl Fn(u8) -> bool) -> Parsed<'_, &str> {
    let end = input.bytes().position(|byte| !accepts(byte)).unwrap_or(input.len());
    let (taken, rest) = input.split_at_checked(end).ok_or(Err::Error(()))?;
    Ok((rest, taken))
}

fn non_empty<'a>(parsed: Parsed<'a, &'a str>) -> Parsed<'a, &'a str> {
    parsed.and_then(|(rest, taken)| if taken.is_empty() { Err(Err::Error(())) } else { Ok((rest, taken)) })
}
