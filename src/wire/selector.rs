//! The keys of a `get`.

use super::key::{Key, KeyError};

/// The keys of a `get`: one key, or `*` for every key.
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
