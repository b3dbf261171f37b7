//! Bare sockets that send as fast as the server reads, and discard its responses.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::Result;

use super::stdout::print_line;

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flood {
    /// Puts that replace the samples of a hundred keys.
    KnownKeys,
    /// Puts, each with a key that the store does not have.
    NewKeys,
    /// Line ends alone, which the server does not answer.
    BlankLines,
}

/// How much is written at once.
const SIZE: usize = 16 * 1024;

/// Bytes written to all connections.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

impl Flood {
    pub const ALL: [Self; 3] = [Self::KnownKeys, Self::NewKeys, Self::BlankLines];

    /// Floods `server` over this many connections until the parent ends the process. Prints the number of bytes written
    /// for each line on stdin.
    pub fn send(self, connections: usize, server: SocketAddr) -> Result<ExitCode> {
        for connection in 0..connections {
            let stream = TcpStream::connect(server)?;
            let mut answers = stream.try_clone()?;
            thread::spawn(move || io::copy(&mut answers, &mut io::sink()));
            thread::spawn(move || self.write(connection, stream));
        }
        for line in io::stdin().lines() {
            line?;
            print_line(WRITTEN.load(Ordering::Relaxed))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(self, connection: usize, mut stream: TcpStream) -> io::Result<()> {
        let mut keys = 0..;
        let mut lines = self.lines(connection, &mut keys);
        loop {
            stream.write_all(&lines)?;
            WRITTEN.fetch_add(lines.len() as u64, Ordering::Relaxed);
            if self == Self::NewKeys {
                lines = self.lines(connection, &mut keys);
            }
        }
    }

    /// The next write.
    fn lines(self, connection: usize, keys: &mut impl Iterator<Item = u64>) -> Vec<u8> {
        let count = SIZE / self.line_length();
        keys.take(count).flat_map(|key| self.line(connection, key).into_bytes()).collect()
    }

    fn line(self, connection: usize, key: u64) -> String {
        match self {
            Self::KnownKeys => Self::NewKeys.line(connection, key % 100),
            Self::NewKeys => format!("put flood{connection:02}.{key:08} 0.5 1501864247\n"),
            Self::BlankLines => "\n".to_owned(),
        }
    }

    /// In bytes, line end included.
    pub fn line_length(self) -> usize {
        self.line(0, 0).len()
    }
}
