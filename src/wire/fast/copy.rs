//! Copying the few bytes of a key or a number.

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
