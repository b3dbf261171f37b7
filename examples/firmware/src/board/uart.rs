//! UART0, a PL011, as an `embedded_io` transport. It is polled: the interrupt is not used.

use core::fmt;
use core::ptr::{read_volatile, write_volatile};

use metricline::embedded_io::{self, ErrorKind, ErrorType, Read, ReadReady, Write};

/// The registers in use: addresses as offsets from [`BASE`].
const BASE: usize = 0x4000_C000;
const DATA: usize = 0x00;
const FLAGS: usize = 0x18;
const LINE_CONTROL: usize = 0x2C;
const CONTROL: usize = 0x30;

const DATA_ERRORS: u32 = 0b1111 << 8;
const FLAG_BUSY: u32 = 1 << 3;
const FLAG_RECEIVE_EMPTY: u32 = 1 << 4;
const FLAG_TRANSMIT_FULL: u32 = 1 << 5;

/// The UART. There is one, in [`Board`](super::Board).
#[derive(Debug)]
pub struct Uart(());

impl Uart {
    /// 8 data bits, no parity, one stop bit.
    ///
    /// The emulated UART needs neither its clock nor its pins nor a baud rate. The chip does: set them here.
    pub(super) fn start() -> Self {
        const EIGHT_BITS: u32 = 0b11 << 5;
        const FIFO: u32 = 1 << 4;
        const ENABLE_BOTH_WAYS: u32 = 1 << 9 | 1 << 8 | 1;
        let mut uart = Self(());
        uart.set(LINE_CONTROL, EIGHT_BITS | FIFO);
        uart.set(CONTROL, ENABLE_BOTH_WAYS);
        uart
    }

    fn register(&self, offset: usize) -> u32 {
        // SAFETY: the offsets above are those of readable registers, and the UART is nobody else's.
        unsafe { read_volatile((BASE + offset) as *const u32) }
    }

    fn set(&mut self, offset: usize, value: u32) {
        // SAFETY: the offsets above are those of writable registers, and the UART is nobody else's.
        unsafe { write_volatile((BASE + offset) as *mut u32, value) }
    }

    fn is(&self, flag: u32) -> bool {
        self.register(FLAGS) & flag != 0
    }
}

/// Bytes were damaged or lost on the line, or came faster than they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LineError;

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes were damaged or lost on the line")
    }
}

impl core::error::Error for LineError {}

impl embedded_io::Error for LineError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

impl ErrorType for Uart {
    type Error = LineError;
}

impl ReadReady for Uart {
    fn read_ready(&mut self) -> Result<bool, LineError> {
        Ok(!self.is(FLAG_RECEIVE_EMPTY))
    }
}

impl Read for Uart {
    /// Waits for a byte, for as long as it takes, and returns what is there.
    ///
    /// # Errors
    ///
    /// [`LineError`]. What was received together with it is dropped: the line that it belongs to is damaged anyway.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, LineError> {
        if buf.is_empty() {
            return Ok(0);
        }
        while self.is(FLAG_RECEIVE_EMPTY) {}
        let mut n = 0;
        let mut errors = 0;
        for byte in buf {
            if self.is(FLAG_RECEIVE_EMPTY) {
                break;
            }
            // The byte, and what is wrong with it above.
            let data = self.register(DATA);
            errors |= data & DATA_ERRORS;
            *byte = data as u8;
            n += 1;
        }
        if errors == 0 { Ok(n) } else { Err(LineError) }
    }
}

impl Write for Uart {
    /// Waits for room for a byte and writes what there is room for. No time-out: nothing can hold up the line, because
    /// there is no flow control.
    fn write(&mut self, buf: &[u8]) -> Result<usize, LineError> {
        if buf.is_empty() {
            return Ok(0);
        }
        while self.is(FLAG_TRANSMIT_FULL) {}
        let mut n = 0;
        for &byte in buf {
            if self.is(FLAG_TRANSMIT_FULL) {
                break;
            }
            self.set(DATA, byte.into());
            n += 1;
        }
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), LineError> {
        while self.is(FLAG_BUSY) {}
        Ok(())
    }
}
