//! The name of a series.

use core::convert::Infallible;
use core::fmt;

/// The name of a series: 1 or more characters, no whitespace of any kind, no control character, and not `*` alone.
///
/// A space or a line end inside a key would inject a second field or a second command, and some peers split at Unicode
/// spaces, too. So every [whitespace](char::is_whitespace) or [control](char::is_control) character is refused.
///
/// [`key!`](crate::key) checks a literal at compile time. Calls that take a key accept a `&str` as well, and check it.
///
/// ```
/// use metricline::{Key, KeyError};
///
/// assert_eq!(Key::new("palm.cpu")?.as_str(), "palm.cpu");
/// assert_eq!(Key::new("palm cpu"), Err(KeyError::Whitespace));
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Key<'a>(&'a str);

/// Makes a [`Key`] from a string literal or constant, checked at compile time: an invalid key does not compile.
///
/// ```
/// use metricline::{Key, key};
///
/// const CPU: Key = key!("palm.cpu");
/// assert_eq!(CPU.as_str(), "palm.cpu");
/// ```
///
/// ```compile_fail,E0080
/// metricline::key!("palm cpu");
/// ```
#[macro_export]
macro_rules! key {
    ($text:expr) => {
        const {
            match $crate::Key::new($text) {
                Ok(key) => key,
                Err(_) => panic!("invalid metricline key: empty, `*`, or contains whitespace or a control character"),
            }
        }
    };
}

impl<'a> Key<'a> {
    /// Checks `text`.
    ///
    /// # Errors
    ///
    /// Every [`KeyError`].
    pub const fn new(text: &'a str) -> Result<Self, KeyError> {
        // All whitespace and control characters by their bytes in UTF-8: `char`'s own tables take 460 bytes of flash, and
        // no `const fn` has them. A lead byte never occurs inside another character.
        let mut rest = text.as_bytes();
        match rest {
            [] => return Err(KeyError::Empty),
            b"*" => return Err(KeyError::Star),
            _ => {}
        }
        loop {
            rest = match rest {
                [] => return Ok(Self(text)),
                // Printable ASCII.
                [b'!'..=b'~', rest @ ..] => rest,
                [b'\t'..=b'\r' | b' ', ..]
                | [0xc2, 0x85 | 0xa0, ..]
                | [0xe1, 0x9a, 0x80, ..]
                | [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..]
                | [0xe2, 0x81, 0x9f, ..]
                | [0xe3, 0x80, 0x80, ..] => return Err(KeyError::Whitespace),
                [0x00..=0x1f | 0x7f, ..] | [0xc2, 0x80..=0x9f, ..] => return Err(KeyError::Control),
                [_, rest @ ..] => rest,
            }
        }
    }

    /// The key's text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl AsRef<str> for Key<'_> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl<'a> TryFrom<&'a str> for Key<'a> {
    type Error = KeyError;

    fn try_from(text: &'a str) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl<'a, const N: usize> TryFrom<&'a heapless::String<N>> for Key<'a> {
    type Error = KeyError;

    fn try_from(text: &'a heapless::String<N>) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

#[cfg(feature = "std")]
impl<'a> TryFrom<&'a String> for Key<'a> {
    type Error = KeyError;

    fn try_from(text: &'a String) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

/// Invalid key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum KeyError {
    /// The key is empty.
    Empty,
    /// The key is `*`, which selects every key.
    Star,
    /// The key contains whitespace: a space, a tab, a line end, or a Unicode space.
    Whitespace,
    /// The key contains a control character.
    Control,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the key is empty",
            Self::Star => "`*` selects every key, and cannot be one",
            Self::Whitespace => "the key contains whitespace",
            Self::Control => "the key contains a control character",
        })
    }
}

impl core::error::Error for KeyError {}

// So that `impl TryInto<Key, Error: Into<KeyError>>` accepts a `Key` beside a `&str`.
impl From<Infallible> for KeyError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, KeyError};

    #[test]
    fn every_character_is_classified_as_char_does() {
        for c in '\0'..=char::MAX {
            let expected = if c.is_whitespace() {
                Err(KeyError::Whitespace)
            } else if c.is_control() {
                Err(KeyError::Control)
            } else {
                Ok(())
            };
            let text = format!("a{c}b");
            assert_eq!(Key::new(&text).map(drop), expected, "{:?}", c);
        }
    }
}
