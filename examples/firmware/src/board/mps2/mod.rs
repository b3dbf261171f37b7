//! The MPS2 board, an FPGA: as AN386 it has a Cortex-M4 with a floating-point unit, as AN505 a Cortex-M33 with
//! TrustZone.

mod uart;

use cortex_m::Peripherals;

use super::systick;

pub use uart::Uart;

/// The clock of the core and of the UART, in hertz.
#[cfg(board = "mps2-an386")]
const CORE_HZ: u32 = 25_000_000;
#[cfg(board = "mps2-an505")]
const CORE_HZ: u32 = 20_000_000;

pub fn start_clock(core: &mut Peripherals) {
    systick::start(&mut core.SYST, CORE_HZ);
}
