//! The BBC micro:bit: an nRF51822, which is a Cortex-M0 without SysTick.

mod timer;
mod uart;

use cortex_m::Peripherals;

pub use uart::Uart;

/// The core's own timer is not there.
pub fn start_clock(_core: &mut Peripherals) {
    timer::start();
}
