//! The grammar once more, by splitting strings.

mod float;

pub use float::shortest;

use metricline::{CommandError, KeyError, RowError};

/// What a command's line says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order<'a> {
    Put { key: &'a str, value: &'a str, timestamp: i64 },
    Get { selector: &'a str },
}

/// What a row says: key, value and timestamp.
pub type RowFields<'a> = (&'a str, &'a str, i64);

/// Reads a command's line, without its `\n`.
pub fn command(line: &[u8]) -> Result<Order<'_>, CommandError> {
    match fields(line)[..] {
        [b"put", key, value, timestamp] => Ok(Order::Put {
            key: self::key(text(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?,
            value: text(value).and_then(number).ok_or(CommandError::Value)?,
            timestamp: text(timestamp).and_then(integer).ok_or(CommandError::Timestamp)?,
        }),
        [b"get", b"*"] => Ok(Order::Get { selector: "*" }),
        [b"get", key] => {
            let selector = self::key(text(key).ok_or(CommandError::NotUtf8)?).map_err(CommandError::Key)?;
            Ok(Order::Get { selector })
        }
        [b"put" | b"get", ..] => Err(CommandError::Fields),
        _ => Err(CommandError::Word),
    }
}

/// Reads a row, without its `\n`.
pub fn row(line: &[u8]) -> Result<RowFields<'_>, RowError> {
    let [key, value, timestamp] = fields(line)[..] else { return Err(RowError::Fields) };
    let key = text(key).ok_or(RowError::NotUtf8)?;
    let value = text(value).and_then(number).ok_or(RowError::Value)?;
    let timestamp = text(timestamp).and_then(integer).ok_or(RowError::Timestamp)?;
    Ok((key, value, timestamp))
}

/// Whether a line holds nothing, or only spaces and tabs.
pub fn is_blank(line: &[u8]) -> bool {
    without_cr(line).iter().all(|byte| b" \t".contains(byte))
}

pub fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A key's text, or the reason why its first bad character makes it invalid.
pub fn key(text: &str) -> Result<&str, KeyError> {
    match text {
        "" => return Err(KeyError::Empty),
        "*" => return Err(KeyError::Star),
        _ => {}
    }
    match text.chars().find(|c| c.is_whitespace() || c.is_control()) {
        Some(c) if c.is_whitespace() => Err(KeyError::Whitespace),
        Some(_) => Err(KeyError::Control),
        None => Ok(text),
    }
}

/// A decimal number's text: what core reads as a float, but for the words it reads too (`inf`, `nan`).
pub fn number(text: &str) -> Option<&str> {
    let decimal = text.bytes().all(|byte| b"0123456789+-.eE".contains(&byte));
    (decimal && text.parse::<f64>().is_ok()).then_some(text)
}

fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

fn fields(line: &[u8]) -> Vec<&[u8]> {
    let line = without_cr(line);
    line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|field| !field.is_empty()).collect()
}

fn text(field: &[u8]) -> Option<&str> {
    std::str::from_utf8(field).ok()
}
