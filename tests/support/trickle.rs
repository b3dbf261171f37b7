//! A transport that moves one byte at a time, and fails or waits on purpose.

use std::future::poll_fn;
use std::task::Poll;

use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};

/// Wraps a transport. Operations are counted from 0; the one numbered `fails_at` fails with a time-out and does
/// nothing. As an async transport it is pending once before each operation, and a dropped operation has done nothing.
#[derive(Debug)]
pub struct Trickle<T> {
    pub inner: T,
    pub operations: usize,
    pub fails_at: Option<usize>,
    pended: bool,
}

impl<T> Trickle<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, operations: 0, fails_at: None, pended: false }
    }

    fn count(&mut self) -> Result<(), ErrorKind> {
        let number = self.operations;
        self.operations += 1;
        if self.fails_at == Some(number) { Err(ErrorKind::TimedOut) } else { Ok(()) }
    }

    async fn pend(&mut self) {
        poll_fn(|_| {
            self.pended = !self.pended;
            if self.pended { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }
}

impl<T> ErrorType for Trickle<T> {
    type Error = ErrorKind;
}

impl<T: Read<Error = ErrorKind>> Read for Trickle<T> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        assert!(!buf.is_empty(), "a read into an empty buffer looks like the end of the stream");
        self.count()?;
        self.inner.read(&mut buf[..1])
    }
}

impl<T: Write<Error = ErrorKind>> Write for Trickle<T> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        assert!(!buf.is_empty());
        self.count()?;
        self.inner.write(&buf[..1])
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.count()?;
        self.inner.flush()
    }
}

#[cfg(feature = "async")]
impl<T: Read<Error = ErrorKind>> metricline::embedded_io_async::Read for Trickle<T> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        self.pend().await;
        Read::read(self, buf)
    }
}

#[cfg(feature = "async")]
impl<T: Write<Error = ErrorKind>> metricline::embedded_io_async::Write for Trickle<T> {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        self.pend().await;
        Write::write(self, buf)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.pend().await;
        Write::flush(self)
    }
}
