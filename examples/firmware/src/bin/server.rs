//! A metrics server on the UART, for up to 32 samples in RAM: `server [COMMANDS]`.
//!
//! It prints `ready`, and exits with 0 after it has answered COMMANDS commands; without that argument it serves for
//! ever.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline::embedded_io::{Read as _, Write as _};
use metricline::server::{FixedStore, Session, Totals};
use metricline_firmware::board::arguments::Arguments;
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, Uart};
use semihosting::println;

/// What stands for bytes that were damaged or lost. It is never a part of UTF-8, so the line that it is in is answered
/// with an error: without it, a `put` that lost digits would store another number.
const DAMAGED: u8 = 0xFF;

#[entry]
fn main() -> ! {
    let mut uart = Board::take().expect("nobody has taken the board before").uart;
    let arguments = Arguments::new("server [COMMANDS]");
    let commands: Option<u32> = arguments.parse(0);
    // What is sent to a UART before it was started is lost, so a client on the host waits for this.
    println!("ready");

    let mut store: FixedStore<32> = FixedStore::new();
    let mut session: Session<256> = Session::new();
    loop {
        step(&mut uart, &mut session, &mut store);
        let done = commands.is_some_and(|commands| answered(session.totals()) >= commands);
        if done && session.respond(&mut store).is_empty() && uart.flush().is_ok() {
            exit(SUCCESS)
        }
    }
}

/// Sends what the UART takes of the answers or, without answers, receives.
fn step(uart: &mut Uart, session: &mut Session<256>, store: &mut FixedStore<32>) {
    let answer = session.respond(store);
    if !answer.is_empty() {
        // Only what is received can be damaged.
        let n = uart.write(answer).unwrap_or(0);
        session.sent(n);
        return;
    }
    let space = session.space();
    let n = uart.read(space).unwrap_or_else(|_| {
        space.fill(DAMAGED);
        space.len().min(1)
    });
    session.received(n);
}

fn answered(totals: Totals) -> u32 {
    totals.puts.saturating_add(totals.gets).saturating_add(totals.errors)
}
