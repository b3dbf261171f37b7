//! The baseline: the transport alone, without a protocol.

#![no_std]
#![no_main]

use metricline::embedded_io::{Read, Write};
use metricline_cost::peer::{LineError, Peer};

metricline_cost::program!(Bare, i32, Bare::put, Bare::get);

struct Bare {
    peer: Peer,
    buffer: [u8; 128],
}

impl Bare {
    const fn new(peer: Peer) -> Self {
        Self { peer, buffer: [0; 128] }
    }

    fn put(&mut self, _: i32) -> Result<(), LineError> {
        self.exchange(b"put\n")
    }

    fn get(&mut self) -> Result<(), LineError> {
        self.exchange(b"get\n")
    }

    fn exchange(&mut self, command: &[u8]) -> Result<(), LineError> {
        self.peer.write(command)?;
        self.peer.flush()?;
        let mut left = self.peer.response_len();
        loop {
            let n = self.peer.read(&mut self.buffer)?;
            left = left.saturating_sub(n);
            if left == 0 {
                return Ok(());
            }
        }
    }
}
