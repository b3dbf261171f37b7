//! Numbers, read and written.

mod exact;
mod read;
mod write;

/// The input as a number's text is read as every type, and its first bytes as the bits of a number are written as every
/// type.
pub fn number(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        read::text(text);
    }
    write::bits(data);
}
