//! Reports readings as `uart` does, and logs with defmt: `log [READ_TIMEOUT_MS [ATTEMPTS]]`.
//!
//! A log record is a few bytes; the text stays in the ELF file, where `defmt-print` finds it. The library logs too.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use defmt_semihosting as _;
use metricline::Client;
use metricline_firmware::board::arguments::Arguments;
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, clock};
use metricline_firmware::readings::report;
use metricline_firmware::timeout::Timeout;

defmt::timestamp!("{=u32:ms}", clock::now_ms());

#[entry]
fn main() -> ! {
    let board = Board::take().expect("nobody has taken the board before");
    let arguments = Arguments::new("log [READ_TIMEOUT_MS [ATTEMPTS]]");
    let timeout_ms = arguments.parse(0).unwrap_or(2000);
    let attempts = arguments.parse(1).unwrap_or(3);
    defmt::info!("reporting, {=u32} ms for a response, {=u32} attempts", timeout_ms, attempts);

    let mut client = Client::new(Timeout::new(board.uart, timeout_ms, clock::now_ms));
    match report(&mut client, attempts, |note| defmt::info!("{=str}", note)) {
        Ok(()) => exit(SUCCESS),
        Err(failure) => {
            defmt::error!("{}", failure);
            exit(failure as u8)
        }
    }
}
