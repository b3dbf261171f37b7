//! Cutting and moving bytes by hand.
//!
//! An index, `copy_from_slice` and `copy_within` panic when lengths or ranges do not match, and the branch stays in the
//! program where the compiler cannot see that they do.

use core::cell::Cell;
use core::ops::Range;

/// `bytes[start..end]`, where both are known to be in range: that they are clamped costs less than that they are checked.
pub fn within(bytes: &[u8], start: usize, end: usize) -> &[u8] {
    let end = end.min(bytes.len());
    bytes.get(start.min(end)..end).unwrap_or_default()
}

/// Copies as many bytes as both have, and says how many.
pub fn copy(to: &mut [u8], from: &[u8]) -> usize {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
    to.len().min(from.len())
}

/// Moves a range to the start; nothing where there is no such range.
pub fn move_to_start(bytes: &mut [u8], range: Range<usize>) {
    if cfg!(target_pointer_width = "64") {
        // The range is there, so this does not panic. A small core has no `memmove` yet, and it would take 0.7 kB.
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
