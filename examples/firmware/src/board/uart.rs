//! The board's UART as an `embedded_io` transport. It is polled: the interrupt is not used.

use core::fmt;

use metricline::embedded_io::{self, ErrorKind, ErrorType, Read, ReadReady, Write};

use super::selected;

/// What a UART does for one byte, in the registers of the chip.
pub trait ByteUart {
    /// The UART, with 8 data bits, no parity and one stop bit.
    ///
    /// # Safety
    ///
    /// Called once: there is no other that uses the UART.
    unsafe fn start() -> Self;

    /// Whether a byte waits to be taken.
    fn has_received(&self) -> bool;

    /// Takes the byte that waits. There must be one.
    fn receive(&mut self) -> Result<u8, LineError>;

    /// Whether a byte can be sent.
    fn has_room(&self) -> bool;

    /// Sends a byte. There must be room for it.
    fn send(&mut self, byte: u8);

    /// Whether all bytes have left.
    fn has_sent(&self) -> bool;
}

/// The UART. There is one, in [`Board`](super::Board).
#[derive(Debug)]
pub struct Uart {
    bytes: selected::Uart,
    /// An error that the next `read` is to return, because the last one had bytes to return that came before it.
    damaged: bool,
}

impl Uart {
    /// # Safety
    ///
    /// Called once.
    pub(super) unsafe fn start() -> Self {
        // SAFETY: this is called once.
        Self { bytes: unsafe { ByteUart::start() }, damaged: false }
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
        Ok(self.damaged || self.bytes.has_received())
    }
}

impl Read for Uart {
    /// Waits for a byte, for as long as it takes, and returns what is there.
    ///
    /// # Errors
    ///
    /// [`LineError`], in the place of the bytes that are missing: after those that came before them.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, LineError> {
        if buf.is_empty() {
            return Ok(0);
        }
        if core::mem::take(&mut self.damaged) {
            return Err(LineError);
        }
        while !self.bytes.has_received() {}
        let mut n = 0;
        for byte in buf {
            if !self.bytes.has_received() {
                break;
            }
            match self.bytes.receive() {
                Ok(received) => *byte = received,
                Err(error) if n == 0 => return Err(error),
                Err(_) => {
                    self.damaged = true;
                    break;
                }
            }
            n += 1;
        }
        Ok(n)
    }
}

impl Write for Uart {
    /// Waits for room for a byte and writes what there is room for. No time-out: nothing can hold up the line, because
    /// there is no flow control.
    fn write(&mut self, buf: &[u8]) -> Result<usize, LineError> {
        if buf.is_empty() {
            return Ok(0);
        }
        while !self.bytes.has_room() {}
        let mut n = 0;
        for &byte in buf {
            if !self.bytes.has_room() {
                break;
            }
            self.bytes.send(byte);
            n += 1;
        }
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), LineError> {
        while !self.bytes.has_sent() {}
        Ok(())
    }
}
