//! Milliseconds since the start, counted by a timer of the board.

use core::sync::atomic::{AtomicU32, Ordering};

static MILLISECONDS: AtomicU32 = AtomicU32::new(0);

/// Milliseconds since the start. They wrap after 49 days: compare them with `wrapping_sub`.
#[must_use]
pub fn now_ms() -> u32 {
    MILLISECONDS.load(Ordering::Relaxed)
}

/// Sleeps until the next interrupt, which is at the end of the millisecond at the latest.
pub fn idle() {
    cortex_m::asm::wfi();
}

/// Counts a millisecond. Only the timer's interrupt may call it.
pub(super) fn tick() {
    // Load and store, which every core has: nothing else writes.
    MILLISECONDS.store(now_ms().wrapping_add(1), Ordering::Relaxed);
    #[cfg(feature = "embassy")]
    crate::embassy::tick();
}
