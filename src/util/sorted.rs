//! A slice kept sorted as it grows.

use core::mem;

/// Moves the last item to its place among the others, which are sorted by `key`. Equal items keep their order.
///
/// Items that arrive in order cost one comparison.
pub fn insert_last_sorted<T, K: Ord>(mut items: &mut [T], key: impl Fn(&T) -> K) {
    while let [.., before, last] = items {
        if key(before) <= key(last) {
            return;
        }
        mem::swap(before, last);
        items = items.split_last_mut().map_or(&mut [], |(_, sorted)| sorted);
    }
}
