//! UART0, of Arm's Cortex-M System Design Kit.

use super::CORE_HZ;
use crate::board::registers::Registers;
use crate::board::uart::{ByteUart, LineError};

#[cfg(board = "mps2-an386")]
const BASE: usize = 0x4000_4000;
/// As secure code sees it: the core is secure after reset, and so are the peripherals.
#[cfg(board = "mps2-an505")]
const BASE: usize = 0x5020_0000;
const DATA: usize = 0x00;
const STATE: usize = 0x04;
const CONTROL: usize = 0x08;
const BAUD_DIVIDER: usize = 0x10;

const STATE_TRANSMIT_FULL: u32 = 1 << 0;
const STATE_RECEIVE_FULL: u32 = 1 << 1;
const STATE_RECEIVE_OVERRUN: u32 = 1 << 3;

/// Slow, because this UART has no FIFO: each byte must have been taken when the next one is complete, and a program
/// that has just received a row has to understand it in that time, 5000 cycles here.
const BAUD: u32 = 38_400;

#[derive(Debug)]
pub struct Uart(Registers);

impl ByteUart for Uart {
    unsafe fn start() -> Self {
        const ENABLE_BOTH_WAYS: u32 = 1 << 1 | 1;
        // SAFETY: the UART is there, above are its registers, and nobody else uses it, as was promised.
        let mut registers = unsafe { Registers::at(BASE) };
        registers.write(BAUD_DIVIDER, CORE_HZ / BAUD);
        registers.write(CONTROL, ENABLE_BOTH_WAYS);
        Self(registers)
    }

    fn has_received(&self) -> bool {
        self.0.any(STATE, STATE_RECEIVE_FULL)
    }

    fn receive(&mut self) -> Result<u8, LineError> {
        let byte = self.0.read(DATA) as u8;
        if self.0.any(STATE, STATE_RECEIVE_OVERRUN) {
            // Cleared by writing it.
            self.0.write(STATE, STATE_RECEIVE_OVERRUN);
            return Err(LineError);
        }
        Ok(byte)
    }

    fn has_room(&self) -> bool {
        !self.0.any(STATE, STATE_TRANSMIT_FULL)
    }

    fn send(&mut self, byte: u8) {
        self.0.write(DATA, byte.into());
    }

    /// All but the byte on the line, of which the UART does not tell.
    fn has_sent(&self) -> bool {
        self.has_room()
    }
}
