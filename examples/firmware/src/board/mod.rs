//! Support for the lm3s6965evb as QEMU emulates it: all that is to be replaced for another board.

pub mod arguments;
pub mod clock;
pub mod ethernet;
pub mod exit;
mod faults;
pub mod random;
mod uart;

pub use ethernet::Ethernet;
pub use uart::{LineError, Uart};

/// What a program gets of the board, after the clock and the UART were started.
#[derive(Debug)]
pub struct Board {
    pub uart: Uart,
    pub ethernet: Ethernet,
}

impl Board {
    /// The board, for whoever asks first.
    #[must_use]
    pub fn take() -> Option<Self> {
        let mut core = cortex_m::Peripherals::take()?;
        clock::start(&mut core.SYST);
        Some(Self { uart: Uart::start(), ethernet: Ethernet::new() })
    }
}
