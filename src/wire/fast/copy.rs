//! Copying the few bytes of a key, a number or a line.

use core::cell::Cell;
use core::ops::Range;

use super::ENABLED;
use crate::util::bytes::copy;

/// Copies `from` to a slice of the same length, without a call of `memcpy` up to 32 bytes.
#[inline]
pub fn copy_short(to: &mut [u8], from: &[u8]) {
    let is_copied = copy_ends::<8>(to, from) || copy_ends::<16>(to, from) || copy_ends::<4>(to, from);
    if !is_copied {
        copy(to, from);
    }
}

/// Copies the first and the last `L` bytes, if together they are all of `from`.
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

/// Moves a range to the start of the slice; a range that is out of bounds moves nothing.
pub fn move_to_start(bytes: &mut [u8], range: Range<usize>) {
    if ENABLED {
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
