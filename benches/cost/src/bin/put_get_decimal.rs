//! Puts `Decimal`, and gets them back.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline::Decimal;
use metricline_cost::ours::{self, Ours};
use metricline_cost::peer::Peer;
use metricline_cost::{run, values};

#[entry]
fn main() -> ! {
    static mut CLIENT: Ours = Ours::new(Peer);
    run(CLIENT, &values::DECIMALS, ours::put_decimal, ours::get::<Decimal>)
}
