//! The grammar of a line in nom's combinators: the one authority on what a line is.
//!
//! The protocol's grammar as ABNF (RFC 5234 and 7405). Each rule is quoted at the code that parses it. A line is given
//! without its line end, `[CR] LF`.
//!
//! ```abnf
//! command   = *blank (put / get)
//! put       = %s"put" 1*blank row
//! get       = %s"get" 1*blank field *blank
//! row       = *blank field 1*blank field 1*blank field *blank    ; key, value, timestamp
//! status    = %s"ok" / %s"error"
//! field     = 1*(%x00-08 / %x0B-1F / %x21-FF)                     ; neither blank nor LF
//! blank     = SP / HTAB
//! number    = [sign] mantissa [exponent]
//! mantissa  = 1*DIGIT ["." *DIGIT] / "." 1*DIGIT
//! exponent  = ("e" / "E") [sign] 1*DIGIT
//! timestamp = [sign] 1*DIGIT
//! sign      = "+" / "-"
//! ```
//!
//! What a field may hold beyond that stands with its type: a key is text without whitespace
//! ([`Key`](super::key::Key)), a timestamp fits an `i64`.
//!
//! The leaves are our own, because several of nom's keep a panic branch in the linked program. The input is a whole
//! line, so "incomplete" is never a result.

use nom::branch::alt;
use nom::combinator::{all_consuming, verify};
use nom::sequence::{preceded, terminated};
use nom::{Err, IResult, Parser};

type Parsed<'a, O> = IResult<&'a [u8], O, ()>;

/// The texts of a key, a value and a timestamp.
pub type Fields<'a> = (&'a [u8], &'a [u8], &'a [u8]);

/// A command's word, with the texts of its fields.
pub enum Command<'a> {
    Put(Fields<'a>),
    Get(&'a [u8]),
}

/// The rule of `command` that a line does not match.
pub enum CommandError {
    /// It starts with neither word.
    Word,
    /// The word is followed by too few or too many fields.
    Fields,
}

/// `command = *blank (put / get)`
#[inline]
pub fn command(line: &[u8]) -> Result<Command<'_>, CommandError> {
    let Ok((fields, word)) = field(line) else { return Err(CommandError::Word) };
    match word {
        // put = %s"put" 1*blank row
        b"put" => row(fields).map(Command::Put).ok_or(CommandError::Fields),
        // get = %s"get" 1*blank field *blank
        b"get" => complete(terminated(field, blanks), fields).map(Command::Get).ok_or(CommandError::Fields),
        _ => Err(CommandError::Word),
    }
}

/// `row = *blank field 1*blank field 1*blank field *blank`
pub fn row(line: &[u8]) -> Option<Fields<'_>> {
    complete(terminated((field, field, field), blanks), line)
}

/// `status = %s"ok" / %s"error"`: whether it is `ok`.
pub fn status(line: &[u8]) -> Option<bool> {
    complete(alt((literal(b"ok").map(|()| true), literal(b"error").map(|()| false))), line)
}

/// A number as written: `mantissa * 10^exponent`, with the point before the last `places` digits of the mantissa.
pub struct Number<'a> {
    pub negative: bool,
    /// ASCII digits, at least one, and at most one point.
    pub mantissa: &'a [u8],
    pub places: usize,
    pub exponent: i32,
}

/// `number = [sign] mantissa [exponent]`, `mantissa = 1*DIGIT ["." *DIGIT] / "." 1*DIGIT`
// A loop, and so are its parts and `timestamp`: as combinators they take 208 bytes of flash more, and a row a twelfth
// more instructions, because digits are looked at twice.
pub fn number(text: &[u8]) -> Option<Number<'_>> {
    let (negative, unsigned) = sign(text);
    let mut digits = 0_usize;
    let mut before_point = None;
    let mut rest = unsigned;
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
    let mantissa = unsigned.get(..unsigned.len().wrapping_sub(rest.len()))?;
    let places = digits.wrapping_sub(before_point.unwrap_or(digits));
    Some(Number { negative, mantissa, places, exponent })
}

/// `exponent = ("e" / "E") [sign] 1*DIGIT`, without its letter.
///
/// Beyond 10^8 its first digits are enough: no type holds such a number, unless as many digits undo it.
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

/// `timestamp = [sign] 1*DIGIT`: whether it is negative, and its digits, which the caller checks as it adds them up.
pub fn timestamp(text: &[u8]) -> Option<(bool, &[u8])> {
    let (negative, digits) = sign(text);
    if digits.is_empty() { None } else { Some((negative, digits)) }
}

/// `[sign]`: whether it is a minus, and what follows.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    }
}

/// `*blank field`: the field.
fn field(input: &[u8]) -> Parsed<'_, &[u8]> {
    let is_empty = |field: &&[u8]| !field.is_empty();
    preceded(blanks, verify(span(|byte| !is_blank(byte)), is_empty)).parse(input)
}

/// `*blank`
fn blanks(input: &[u8]) -> Parsed<'_, &[u8]> {
    span(is_blank).parse(input)
}

/// The longest prefix of accepted bytes, which may be empty.
fn span<'a>(accepts: impl Fn(u8) -> bool) -> impl Parser<&'a [u8], Output = &'a [u8], Error = ()> {
    move |input: &'a [u8]| {
        let end = input.iter().position(|&byte| !accepts(byte)).unwrap_or(input.len());
        let (accepted, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        Ok((rest, accepted))
    }
}

/// These bytes.
fn literal<'a, const L: usize>(bytes: &'static [u8; L]) -> impl Parser<&'a [u8], Output = (), Error = ()> {
    move |input: &'a [u8]| match input.split_first_chunk::<L>() {
        Some((first, rest)) if first == bytes => Ok((rest, ())),
        _ => Err(Err::Error(())),
    }
}

/// Runs a parser over all of the text.
fn complete<'a, O>(parser: impl Parser<&'a [u8], Output = O, Error = ()>, text: &'a [u8]) -> Option<O> {
    all_consuming(parser).parse(text).ok().map(|(_, output)| output)
}

/// `blank = SP / HTAB`
pub fn is_blank(byte: u8) -> bool {
    // The first comparison alone decides for most bytes.
    byte <= b' ' && matches!(byte, b' ' | b'\t')
}

/// The line without the `\r` of its line end, if it has one.
pub fn without_cr(line: &[u8]) -> &[u8] {
    match line {
        [line @ .., b'\r'] => line,
        line => line,
    }
}
