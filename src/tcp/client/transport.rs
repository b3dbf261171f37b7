//! A TCP socket as an `embedded_io` transport.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::client;
use crate::tcp::error::Error;

/// A connected TCP socket, as a transport for the core's [`Client`](crate::Client), whose buffer has the size that you
/// choose.
///
/// A read or write that takes longer than the time-out fails with [`io::ErrorKind::TimedOut`]. One that a signal
/// interrupts is repeated.
///
/// ```
/// use metricline::Client;
/// use metricline::tcp::{Server, Transport};
///
/// let server = Server::bind("127.0.0.1:0")?.start()?;
/// let transport = Transport::connect(server.local_addr(), None)?;
/// let mut client: Client<_, 128> = Client::new(transport);
/// client.put("palm.cpu", 0.5, 1)?;
/// let mut rows = client.get("*")?;
/// while let Some(row) = rows.next()? {
///     assert_eq!(row.value.as_str(), "0.5");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Transport {
    stream: TcpStream,
    timeout: Option<Duration>,
}

impl Transport {
    /// Connects to the first address that answers, and sets `TCP_NODELAY`, so that a command is sent at once.
    ///
    /// `timeout` limits the attempt to connect to each address, and later each read and write. `None` waits forever.
    ///
    /// # Errors
    ///
    /// [`Error::Address`], [`Error::Connect`] with the error of the last address, or [`Error::Timeout`] if the time-out
    /// is zero.
    pub fn connect(address: impl ToSocketAddrs, timeout: impl Into<Option<Duration>>) -> Result<Self, Error> {
        let timeout = timeout.into();
        check(timeout)?;
        let mut failed = None;
        for address in address.to_socket_addrs().map_err(Error::Address)? {
            let connected = match timeout {
                Some(timeout) => TcpStream::connect_timeout(&address, timeout),
                None => TcpStream::connect(address),
            };
            match connected.and_then(|stream| Self::with_stream(stream, timeout)) {
                Ok(transport) => return Ok(transport),
                Err(source) => failed = Some(Error::Connect { address, source }),
            }
        }
        Err(failed.unwrap_or_else(|| Error::Address(io::Error::other("the name has no address"))))
    }

    fn with_stream(stream: TcpStream, timeout: Option<Duration>) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        set_timeouts(&stream, timeout)?;
        Ok(Self { stream, timeout })
    }

    /// Changes the time-out of reads and writes.
    ///
    /// # Errors
    ///
    /// [`Error::Timeout`] if it is zero, [`Error::Call`] if the system refuses it.
    pub fn set_timeout(&mut self, timeout: impl Into<Option<Duration>>) -> Result<(), Error> {
        let timeout = timeout.into();
        check(timeout)?;
        set_timeouts(&self.stream, timeout).map_err(|error| Error::Call(client::Error::Transport(error)))?;
        self.timeout = timeout;
        Ok(())
    }

    /// The socket.
    #[must_use]
    pub const fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

impl embedded_io::ErrorType for Transport {
    type Error = io::Error;
}

impl embedded_io::Read for Transport {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        uninterrupted(self.timeout, || self.stream.read(buf))
    }
}

impl embedded_io::Write for Transport {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        uninterrupted(self.timeout, || self.stream.write(buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn set_timeouts(stream: &TcpStream, timeout: Option<Duration>) -> io::Result<()> {
    stream.set_read_timeout(timeout)?;
    stream.set_write_timeout(timeout)
}

fn check(timeout: Option<Duration>) -> Result<(), Error> {
    if timeout.is_some_and(|timeout| timeout.is_zero()) { Err(Error::Timeout) } else { Ok(()) }
}

/// Repeats an operation that a signal interrupts, until the time-out has passed.
fn uninterrupted(timeout: Option<Duration>, mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    let mut first_interrupted = None;
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                let since = first_interrupted.get_or_insert_with(Instant::now);
                if timeout.is_some_and(|timeout| since.elapsed() >= timeout) {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            // The name of a socket's time-out differs by platform.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            done => return done,
        }
    }
}
