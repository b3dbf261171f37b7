//! The other end of a client's connection.

use std::convert::Infallible;

use metricline::embedded_io::{ErrorType, Read, Write};

/// A transport that gives these bytes in pieces of these lengths, 0 being as much as there is room for, then the end of
/// the stream. It takes whatever is written.
pub struct Peer<'a, I> {
    pub rest: &'a [u8],
    pub pieces: I,
}

impl<I> ErrorType for Peer<'_, I> {
    type Error = Infallible;
}

impl<'s, I: Iterator<Item = &'s usize>> Read for Peer<'_, I> {
    fn read(&mut self, space: &mut [u8]) -> Result<usize, Infallible> {
        let room = space.len().min(self.rest.len());
        let n = match self.pieces.next() {
            Some(&piece) if piece > 0 => room.min(piece),
            _ => room,
        };
        let (piece, rest) = self.rest.split_at(n);
        space[..n].copy_from_slice(piece);
        self.rest = rest;
        Ok(n)
    }
}

impl<I> Write for Peer<'_, I> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
