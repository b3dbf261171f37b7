//! Reports readings over the UART: `uart [READ_TIMEOUT_MS [ATTEMPTS]]`.
//!
//! It exits with 0 when the server has the readings, and otherwise with the status that `Failure` gives.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline::Client;
use metricline_firmware::board::arguments::Arguments;
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, clock};
use metricline_firmware::readings::report;
use metricline_firmware::timeout::Timeout;
use semihosting::println;

#[entry]
fn main() -> ! {
    let board = Board::take().expect("nobody has taken the board before");
    let arguments = Arguments::new("uart [READ_TIMEOUT_MS [ATTEMPTS]]");
    let timeout_ms = arguments.parse(0).unwrap_or(2000);
    let attempts = arguments.parse(1).unwrap_or(3);

    let mut client = Client::new(Timeout::new(board.uart, timeout_ms, clock::now_ms));
    match report(&mut client, attempts, |note| println!("{note}")) {
        Ok(()) => exit(SUCCESS),
        Err(failure) => {
            println!("{failure:?}");
            exit(failure as u8)
        }
    }
}
