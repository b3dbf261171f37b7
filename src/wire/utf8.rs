//! Bytes as text.

/// `None` when they are not UTF-8.
#[cfg_attr(target_pointer_width = "64", inline(always))]
pub fn text(bytes: &[u8]) -> Option<&str> {
    // Nearly every key is ASCII, and a host tells that several times faster than core tells UTF-8.
    #[cfg(feature = "std")]
    if let Ok(ascii) = ascii::AsciiStr::from_ascii(bytes) {
        return Some(ascii.as_str());
    }
    core::str::from_utf8(bytes).ok()
}
