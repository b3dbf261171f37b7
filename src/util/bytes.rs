//! Slicing and copying without a panic branch.
//!
//! Indexing and `copy_from_slice` panic when a range or a length does not match, and that branch stays in the program
//! wherever the compiler cannot see that they do match.

/// `bytes[start..end]`, with both ends clamped to the slice.
///
/// The callers' ranges are always in bounds; to clamp them costs less than to check them.
#[inline]
pub fn clamped(bytes: &[u8], start: usize, end: usize) -> &[u8] {
    let end = end.min(bytes.len());
    bytes.get(start.min(end)..end).unwrap_or_default()
}

/// Copies as many bytes as both slices have, and returns how many.
pub fn copy(to: &mut [u8], from: &[u8]) -> usize {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
    to.len().min(from.len())
}
