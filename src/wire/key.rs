//! Keys, and what a `get` selects by.

use core::convert::Infallible;
use core::fmt;

/// The name of a series: 1 or more characters, no whitespace of any kind, no control character, and not `*` alone.
///
/// A space or a line end inside a key would inject a second field or a second command, and some peers split at Unicode
/// spaces too, so every character that [`char::is_whitespace`] or [`char::is_control`] names is refused.
///
/// A literal is best checked by [`key!`](crate::key), at compile time. Everywhere else a `&str` does: it is checked
/// by the call that takes it.
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

/// Makes a [`Key`] of a string that is known at compile time; a bad one does not compile, and nothing is left to
/// check at run time.
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
                Err(_) => panic!("not a metricline key: empty, `*`, or with whitespace or a control character in it"),
            }
        }
    };
}

impl<'a> Key<'a> {
    /// Checks `text`.
    ///
    /// # Errors
    ///
    /// Says why `text` is no key.
    pub const fn new(text: &'a str) -> Result<Self, KeyError> {
        // Byte patterns of the UTF-8 forms of all whitespace and control characters: `char`'s own tables cost a
        // microcontroller 460 bytes and are not to be had in a `const fn`. A lead byte never occurs inside a character.
        let mut rest = text.as_bytes();
        match rest {
            [] => return Err(KeyError::Empty),
            b"*" => return Err(KeyError::Star),
            _ => {}
        }
        loop {
            rest = match rest {
                [] => return Ok(Self(text)),
                // Nearly every character there is.
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

/// What a `get` asks for: one key, or with `*` every key.
///
/// ```
/// use metricline::{Selector, key};
///
/// assert_eq!(Selector::try_from("*"), Ok(Selector::All));
/// assert_eq!(Selector::try_from("palm.cpu"), Ok(Selector::Key(key!("palm.cpu"))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Selector<'a> {
    /// Every key: `get *`.
    All,
    /// One key: `get <key>`.
    Key(Key<'a>),
}

impl<'a> Selector<'a> {
    /// `*`, or the key's text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::All => "*",
            Self::Key(key) => key.as_str(),
        }
    }
}

impl<'a> From<Key<'a>> for Selector<'a> {
    fn from(key: Key<'a>) -> Self {
        Self::Key(key)
    }
}

impl<'a> TryFrom<&'a str> for Selector<'a> {
    type Error = KeyError;

    fn try_from(text: &'a str) -> Result<Self, KeyError> {
        if text == "*" { Ok(Self::All) } else { Key::new(text).map(Self::Key) }
    }
}

impl<'a, const N: usize> TryFrom<&'a heapless::String<N>> for Selector<'a> {
    type Error = KeyError;

    fn try_from(text: &'a heapless::String<N>) -> Result<Self, KeyError> {
        Self::try_from(text.as_str())
    }
}

#[cfg(feature = "std")]
impl<'a> TryFrom<&'a String> for Selector<'a> {
    type Error = KeyError;

    fn try_from(text: &'a String) -> Result<Self, KeyError> {
        Self::try_from(text.as_str())
    }
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum KeyError {
    /// It has no character.
    Empty,
    /// It is `*`, which selects every key.
    Star,
    /// It holds whitespace: a space, a tab, a line end, or a Unicode space.
    Whitespace,
    /// It holds a control character.
    Control,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "a key needs at least one character",
            Self::Star => "`*` selects every key and is none itself",
            Self::Whitespace => "a key holds no whitespace",
            Self::Control => "a key holds no control character",
        })
    }
}

impl core::error::Error for KeyError {}

// Lets a call take `impl TryInto<Key, Error: Into<KeyError>>`: both a `&str` and a `Key`.
impl From<Infallible> for KeyError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, KeyError};

    #[test]
    fn every_character_is_judged_as_char_judges_it() {
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
