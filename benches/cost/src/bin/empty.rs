//! What the others are compared with: the transport alone, without a protocol.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline::embedded_io::{Read, Write};
use metricline_cost::peer::{LineError, Peer};
use metricline_cost::{run, values};

struct Bare {
    peer: Peer,
    buffer: [u8; 128],
}

#[entry]
fn main() -> ! {
    static mut BARE: Bare = Bare { peer: Peer, buffer: [0; 128] };
    run(BARE, &values::INTEGERS, |bare, _| bare.exchange(b"put\n"), |bare| bare.exchange(b"get\n"))
}

impl Bare {
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
