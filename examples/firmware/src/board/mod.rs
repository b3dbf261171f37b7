//! Support for the boards as QEMU emulates them: all that is to be replaced for another board.
//!
//! A board has a folder of its own with what differs; build.rs selects one by the target. The programs see none of
//! that, except that an Ethernet is not on every board.

pub mod arguments;
pub mod clock;
pub mod exit;
mod faults;
pub mod random;
mod registers;
#[cfg(not(board = "microbit"))]
mod systick;
mod uart;

#[cfg(board = "lm3s6965evb")]
mod lm3s6965evb;
#[cfg(board = "lm3s6965evb")]
use lm3s6965evb as selected;
#[cfg(board = "lm3s6965evb")]
pub use lm3s6965evb::ethernet;

#[cfg(board = "microbit")]
mod microbit;
#[cfg(board = "microbit")]
use microbit as selected;

#[cfg(any(board = "mps2-an386", board = "mps2-an505"))]
mod mps2;
#[cfg(any(board = "mps2-an386", board = "mps2-an505"))]
use mps2 as selected;

#[cfg(all(not(board = "lm3s6965evb"), any(feature = "tcp", feature = "embassy")))]
compile_error!("`tcp` and `embassy` need an Ethernet, which of these boards only the lm3s6965evb has");

pub use uart::{LineError, Uart};

/// What a program gets of the board, after the clock and the UART were started.
#[derive(Debug)]
pub struct Board {
    pub uart: Uart,
    #[cfg(board = "lm3s6965evb")]
    pub ethernet: ethernet::Ethernet,
}

impl Board {
    /// Returns the board to the first caller.
    #[must_use]
    pub fn take() -> Option<Self> {
        let mut core = cortex_m::Peripherals::take()?;
        selected::start_clock(&mut core);
        Some(Self {
            // SAFETY: the core's peripherals can be taken once, and so this is called once.
            uart: unsafe { Uart::start() },
            #[cfg(board = "lm3s6965evb")]
            // SAFETY: as for the UART.
            ethernet: unsafe { ethernet::Ethernet::new() },
        })
    }
}
