//! Puts `f64` with `write!`.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline_cost::by_hand::ByHand;
use metricline_cost::peer::Peer;
use metricline_cost::{no_get, run, values};

#[entry]
fn main() -> ! {
    static mut CLIENT: ByHand = ByHand::new(Peer);
    run(CLIENT, &values::F64, ByHand::put, no_get)
}
