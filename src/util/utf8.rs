//! Bytes as text.

/// The bytes as text; `None` when they are not UTF-8.
#[inline]
pub fn from_utf8(bytes: &[u8]) -> Option<&str> {
    // Most keys are ASCII, and that check is several times faster than core's check for UTF-8.
    #[cfg(feature = "std")]
    if let Ok(ascii) = ascii::AsciiStr::from_ascii(bytes) {
        return Some(ascii.as_str());
    }
    core::str::from_utf8(bytes).ok()
}
