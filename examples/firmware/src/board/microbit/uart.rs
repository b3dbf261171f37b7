//! The nRF51's UART.

use crate::board::registers::Registers;
use crate::board::uart::{ByteUart, LineError};

const BASE: usize = 0x4000_2000;
const TASK_START_RECEIVE: usize = 0x000;
const TASK_START_TRANSMIT: usize = 0x008;
const EVENT_RECEIVED: usize = 0x108;
const EVENT_SENT: usize = 0x11C;
const ERRORS: usize = 0x480;
const ENABLE: usize = 0x500;
const RECEIVED: usize = 0x518;
const TO_SEND: usize = 0x51C;

#[derive(Debug)]
pub struct Uart {
    registers: Registers,
    /// A byte was sent: the next one has to wait for the event.
    sending: bool,
}

impl ByteUart for Uart {
    /// The emulated UART needs neither pins nor a baud rate. The chip does: set them here.
    unsafe fn start() -> Self {
        const ENABLED: u32 = 4;
        // SAFETY: the UART is there, above are its registers, and nobody else uses it, as was promised.
        let mut registers = unsafe { Registers::at(BASE) };
        registers.write(ENABLE, ENABLED);
        registers.write(TASK_START_RECEIVE, 1);
        registers.write(TASK_START_TRANSMIT, 1);
        Self { registers, sending: false }
    }

    fn has_received(&self) -> bool {
        self.registers.any(EVENT_RECEIVED, 1)
    }

    fn receive(&mut self) -> Result<u8, LineError> {
        // Before the byte is taken, because that raises it again when the FIFO holds another one.
        self.registers.write(EVENT_RECEIVED, 0);
        let byte = self.registers.read(RECEIVED) as u8;
        let errors = self.registers.read(ERRORS);
        if errors != 0 {
            // Cleared by writing them.
            self.registers.write(ERRORS, errors);
            return Err(LineError);
        }
        Ok(byte)
    }

    fn has_room(&self) -> bool {
        self.has_sent()
    }

    fn send(&mut self, byte: u8) {
        self.registers.write(EVENT_SENT, 0);
        self.registers.write(TO_SEND, byte.into());
        self.sending = true;
    }

    fn has_sent(&self) -> bool {
        !self.sending || self.registers.any(EVENT_SENT, 1)
    }
}
