//! A metrics server on the UART, for up to 32 samples in RAM: `server [COMMANDS]`.
//!
//! It prints `ready`, exits with 0 after it has answered so many commands, and otherwise serves for ever.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline::embedded_io::{Read as _, Write as _};
use metricline::server::{FixedStore, Session, Totals};
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, LineError, Uart, arguments};
use semihosting::println;

#[entry]
fn main() -> ! {
    let mut uart = Board::take().expect("nobody has taken the board before").uart;
    let commands: Option<u32> = arguments::parse(0);
    // For whoever waits on the host: what is sent to a UART before it was started is lost.
    println!("ready");

    let mut store: FixedStore<32> = FixedStore::new();
    let mut session: Session<256> = Session::new();
    loop {
        // A line that was damaged ends nothing: the session answers what is left of it with an error.
        let _ = step(&mut uart, &mut session, &mut store);
        let done = commands.is_some_and(|commands| answered(session.totals()) >= commands);
        if done && session.respond(&mut store).is_empty() && uart.flush().is_ok() {
            exit(SUCCESS)
        }
    }
}

/// Sends of the answers what the UART takes or, when there are none, receives.
fn step(uart: &mut Uart, session: &mut Session<256>, store: &mut FixedStore<32>) -> Result<(), LineError> {
    let answer = session.respond(store);
    if answer.is_empty() {
        let n = uart.read(session.space())?;
        session.received(n);
    } else {
        let n = uart.write(answer)?;
        session.sent(n);
    }
    Ok(())
}

fn answered(totals: Totals) -> u32 {
    totals.puts.saturating_add(totals.gets).saturating_add(totals.errors)
}
