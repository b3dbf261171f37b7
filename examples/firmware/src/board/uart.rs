//! The board's UART as an `embedded_io` transport. It is polled: the interrupt is not used.

use core::fmt;

use metricline::embedded_io::{self, ErrorKind, ErrorType, Read, ReadReady, Write};

use super::selected;

/// What a UART does for one byte, in the registers of the chip.
pub trait ByteUart {
    /// The UART, with 8 data bits, no parity and one stop bit. Called once, when the board is taken.
    fn start() -> Self;

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
pub struct Uart(selected::Uart);

impl Uart {
    pub(super) fn start() -> Self {
        Self(ByteUart::start())
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
        Ok(self.0.has_received())
    }
}

impl Read for Uart {
    /// Waits for a byte, for as long as it takes, and returns what is there.
    ///
    /// # Errors
    ///
    /// [`LineError`]. What was taken before it in this call is dropped: the line that it belongs to is damaged anyway.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, LineError> {
        if buf.is_empty() {
            return Ok(0);
        }
        while !self.0.has_received() {}
        let mut n = 0;
        for byte in buf {
            if !self.0.has_received() {
                break;
            }
            *byte = self.0.receive()?;
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
        while !self.0.has_room() {}
        let mut n = 0;
        for &byte in buf {
            if !self.0.has_room() {
                break;
            }
            self.0.send(byte);
            n += 1;
        }
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), LineError> {
        while !self.0.has_sent() {}
        Ok(())
    }
}
