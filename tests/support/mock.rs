//! The mock transport: a peer in memory, and in front of it all that can go wrong.

use std::future::poll_fn;
use std::task::Poll;

use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};

/// An operation of the transport.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    Read,
    /// What was taken.
    Write(String),
    Flush,
    /// It timed out, and did nothing.
    Failed,
}

/// Wraps a peer, and remembers the operations. As an async transport it is pending once before each, and a dropped
/// operation has done nothing.
#[derive(Debug)]
pub struct Mock<T> {
    pub inner: T,
    pub operations: Vec<Operation>,
    /// The operation of this number fails with a time-out.
    pub fails_at: Option<usize>,
    /// How many bytes a read gives at most.
    pub gives: usize,
    /// How many bytes a write takes at most.
    pub takes: usize,
    pended: bool,
}

impl<T> Mock<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, operations: vec![], fails_at: None, gives: usize::MAX, takes: usize::MAX, pended: false }
    }

    /// One that moves a byte at a time.
    pub fn byte_by_byte(inner: T) -> Self {
        Self { gives: 1, takes: 1, ..Self::new(inner) }
    }

    /// What was written, without the writes that took nothing.
    pub fn writes(&self) -> Vec<&str> {
        let written = self.operations.iter().filter_map(|operation| match operation {
            Operation::Write(text) if !text.is_empty() => Some(text.as_str()),
            _ => None,
        });
        written.collect()
    }

    fn begin(&mut self, operation: Operation) -> Result<(), ErrorKind> {
        let fails = self.fails_at == Some(self.operations.len());
        self.operations.push(if fails { Operation::Failed } else { operation });
        if fails { Err(ErrorKind::TimedOut) } else { Ok(()) }
    }

    async fn pend(&mut self) {
        poll_fn(|_| {
            self.pended = !self.pended;
            if self.pended { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }
}

impl<T> ErrorType for Mock<T> {
    type Error = ErrorKind;
}

impl<T: Read<Error = ErrorKind>> Read for Mock<T> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        assert!(!buf.is_empty(), "a read into an empty buffer looks like the end of the stream");
        self.begin(Operation::Read)?;
        let room = buf.len().min(self.gives);
        self.inner.read(&mut buf[..room])
    }
}

impl<T: Write<Error = ErrorKind>> Write for Mock<T> {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        assert!(!buf.is_empty(), "a write of nothing");
        let taken = &buf[..buf.len().min(self.takes)];
        self.begin(Operation::Write(String::from_utf8_lossy(taken).into()))?;
        if !taken.is_empty() {
            assert_eq!(self.inner.write(taken)?, taken.len(), "the peer takes what it is given");
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.begin(Operation::Flush)?;
        self.inner.flush()
    }
}

#[cfg(feature = "async")]
impl<T: Read<Error = ErrorKind>> metricline::embedded_io_async::Read for Mock<T> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        self.pend().await;
        Read::read(self, buf)
    }
}

#[cfg(feature = "async")]
impl<T: Write<Error = ErrorKind>> metricline::embedded_io_async::Write for Mock<T> {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        self.pend().await;
        Write::write(self, buf)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.pend().await;
        Write::flush(self)
    }
}
