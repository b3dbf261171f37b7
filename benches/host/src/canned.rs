//! A server that costs next to nothing.

use std::convert::Infallible;
use std::hint::black_box;

use metricline::embedded_io::{ErrorType, Read, Write};

/// A transport that answers every write with the same bytes, as many a read as the reader has room for or `piece`.
#[derive(Debug)]
pub struct Canned<'r> {
    response: &'r [u8],
    unread: &'r [u8],
    piece: usize,
}

impl<'r> Canned<'r> {
    pub fn new(response: &'r [u8]) -> Self {
        Self::in_pieces(response, usize::MAX)
    }

    pub fn in_pieces(response: &'r [u8], piece: usize) -> Self {
        Self { response, unread: b"", piece }
    }
}

impl ErrorType for Canned<'_> {
    type Error = Infallible;
}

impl Read for Canned<'_> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Infallible> {
        let (read, unread) = self.unread.split_at(buf.len().min(self.piece).min(self.unread.len()));
        buf[..read.len()].copy_from_slice(read);
        self.unread = unread;
        Ok(read.len())
    }
}

impl Write for Canned<'_> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Infallible> {
        self.unread = self.response;
        Ok(black_box(buf).len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
