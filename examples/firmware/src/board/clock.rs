//! Milliseconds since the start, counted by SysTick.

use core::sync::atomic::{AtomicU32, Ordering};

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::exception;

/// The core's clock after reset, in hertz.
const CORE_HZ: u32 = 12_500_000;

static MILLISECONDS: AtomicU32 = AtomicU32::new(0);

pub(super) fn start(systick: &mut SYST) {
    systick.set_clock_source(SystClkSource::Core);
    systick.set_reload(CORE_HZ / 1000 - 1);
    systick.clear_current();
    systick.enable_interrupt();
    systick.enable_counter();
}

/// Milliseconds since the start. They wrap after 49 days: compare them with `wrapping_sub`.
#[must_use]
pub fn now_ms() -> u32 {
    MILLISECONDS.load(Ordering::Relaxed)
}

/// Sleeps until the next interrupt, which is at the end of the millisecond at the latest.
pub fn idle() {
    cortex_m::asm::wfi();
}

#[exception]
fn SysTick() {
    // Load and store, which every core has: nothing else writes.
    MILLISECONDS.store(now_ms().wrapping_add(1), Ordering::Relaxed);
    #[cfg(feature = "embassy")]
    crate::embassy::tick();
}
