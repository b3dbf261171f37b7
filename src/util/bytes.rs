//! Cutting and moving bytes by hand.
//!
//! An index, `copy_from_slice` and `copy_within` panic when lengths or ranges do not match, and the branch stays in the
//! program where the compiler cannot see that they do.

use core::cell::Cell;
use core::ops::Range;

use crate::words::WIDE;

/// `bytes[start..end]`, where both are known to be in range: that they are clamped costs less than that they are checked.
#[cfg_attr(target_pointer_width = "64", inline(always))]
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

/// Copies all of `from` to a slice of its length, without calling `memcpy` where it is as short as keys and numbers are.
#[inline]
pub fn copy_short(to: &mut [u8], from: &[u8]) {
    let is_copied = copy_ends::<8>(to, from) || copy_ends::<16>(to, from) || copy_ends::<4>(to, from);
    if !is_copied {
        copy(to, from);
    }
}

/// Copies the first and the last `L` bytes, if that is everything.
#[inline]
fn copy_ends<const L: usize>(to: &mut [u8], from: &[u8]) -> bool {
    if from.len() > L.saturating_mul(2) {
        return false;
    }
    let (Some(first), Some(last)) = (from.first_chunk::<L>(), from.last_chunk()) else { return false };
    if let Some(place) = to.first_chunk_mut() {
        *place = *first;
    }
    if let Some(place) = to.last_chunk_mut::<L>() {
        *place = *last;
    }
    true
}

/// Moves a range to the start; nothing where there is no such range.
pub fn move_to_start(bytes: &mut [u8], range: Range<usize>) {
    if WIDE {
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

#[cfg(test)]
mod tests {
    use super::copy_short;

    #[test]
    fn texts_of_every_length_are_copied_whole() {
        let from: Vec<u8> = (1..=100).collect();
        for length in 0..=from.len() {
            let mut to = [0; 100];
            let (place, behind) = to.split_at_mut(length);
            copy_short(place, &from[..length]);
            assert_eq!(place, &from[..length]);
            assert!(behind.iter().all(|&byte| byte == 0));
        }
    }
}
