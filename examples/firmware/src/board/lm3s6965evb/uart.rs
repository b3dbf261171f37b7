//! UART0, a PL011.

use crate::board::registers::Registers;
use crate::board::uart::{ByteUart, LineError};

const BASE: usize = 0x4000_C000;
const DATA: usize = 0x00;
const FLAGS: usize = 0x18;
const LINE_CONTROL: usize = 0x2C;
const CONTROL: usize = 0x30;

const DATA_ERRORS: u32 = 0b1111 << 8;
const FLAG_BUSY: u32 = 1 << 3;
const FLAG_RECEIVE_EMPTY: u32 = 1 << 4;
const FLAG_TRANSMIT_FULL: u32 = 1 << 5;

#[derive(Debug)]
pub struct Uart(Registers);

impl ByteUart for Uart {
    /// The emulated UART needs neither its clock nor its pins nor a baud rate. The chip does: set them here.
    unsafe fn start() -> Self {
        const EIGHT_BITS: u32 = 0b11 << 5;
        const FIFO: u32 = 1 << 4;
        const ENABLE_BOTH_WAYS: u32 = 1 << 9 | 1 << 8 | 1;
        // SAFETY: the UART is there, above are its registers, and nobody else uses it, as was promised.
        let mut registers = unsafe { Registers::at(BASE) };
        registers.write(LINE_CONTROL, EIGHT_BITS | FIFO);
        registers.write(CONTROL, ENABLE_BOTH_WAYS);
        Self(registers)
    }

    fn has_received(&self) -> bool {
        !self.0.any(FLAGS, FLAG_RECEIVE_EMPTY)
    }

    fn receive(&mut self) -> Result<u8, LineError> {
        // The byte, and what is wrong with it above.
        let data = self.0.read(DATA);
        if data & DATA_ERRORS == 0 { Ok(data as u8) } else { Err(LineError) }
    }

    fn has_room(&self) -> bool {
        !self.0.any(FLAGS, FLAG_TRANSMIT_FULL)
    }

    fn send(&mut self, byte: u8) {
        self.0.write(DATA, byte.into());
    }

    fn has_sent(&self) -> bool {
        !self.0.any(FLAGS, FLAG_BUSY)
    }
}
