//! The Stellaris LM3S6965 evaluation board: a Cortex-M3.

pub mod ethernet;
mod uart;

use cortex_m::Peripherals;

use super::systick;

pub use uart::Uart;

/// The core's clock after reset, in hertz.
const CORE_HZ: u32 = 12_500_000;

pub fn start_clock(core: &mut Peripherals) {
    systick::start(&mut core.SYST, CORE_HZ);
}
