//! Fails, to show that this is noticed: `crash` panics, `crash 1` executes an undefined instruction.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline_firmware::board::arguments::Arguments;

#[entry]
fn main() -> ! {
    let arguments = Arguments::new("crash [1]");
    match arguments.parse::<u32>(0) {
        None => panic!("as it was told"),
        Some(_) => cortex_m::asm::udf(),
    }
}
