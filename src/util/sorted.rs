//! Keeping a slice sorted as it grows.

use core::mem;

/// Moves the last item to its place among the others, which are sorted; equal ones stay in order of arrival.
///
/// What arrives last mostly belongs last, so this seldom moves anything.
pub fn sink_last<T, K: Ord>(mut items: &mut [T], key: impl Fn(&T) -> K) {
    while let [.., before, last] = items {
        if key(before) <= key(last) {
            return;
        }
        mem::swap(before, last);
        items = items.split_last_mut().map_or(&mut [], |(_, rest)| rest);
    }
}
