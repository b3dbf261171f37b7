//! The clock's timer on boards whose core has SysTick.

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::exception;

use super::clock;

/// Ticks each millisecond, given the frequency of the core's clock.
pub fn start(systick: &mut SYST, core_hz: u32) {
    systick.set_clock_source(SystClkSource::Core);
    systick.set_reload(core_hz / 1000 - 1);
    systick.clear_current();
    systick.enable_interrupt();
    systick.enable_counter();
}

#[exception]
fn SysTick() {
    clock::tick();
}
