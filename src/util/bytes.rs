//! Slicing and copying without a panic branch.
//!
//! Indexing and `copy_from_slice` panic when a range or a length does not match, and that branch stays in the program
//! wherever the compiler cannot see that they do match.

use core::cell::Cell;
use core::ops::Range;

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

/// Moves a range to the start of the slice; a range that is out of bounds moves nothing.
pub fn move_to_start(bytes: &mut [u8], range: Range<usize>) {
    if cfg!(target_pointer_width = "64") {
        // In bounds, so it does not panic. A small core would link `memmove` for it, which takes 0.7 kB.
        if bytes.get(range.clone()).is_some() {
            bytes.copy_within(range, 0);
        }
        return;
    }
    let cells = Cell::from_mut(bytes).as_slice_of_cells();
    for (to, from) in cells.iter().zip(cells.get(range).unwrap_or_default()) {
        to.set(from.get());
    }
}
