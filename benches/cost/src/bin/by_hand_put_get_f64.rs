//! Puts `f64` with `write!`, and gets them back with `parse`.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline_cost::by_hand::ByHand;
use metricline_cost::peer::Peer;
use metricline_cost::{run, values};

#[entry]
fn main() -> ! {
    static mut CLIENT: ByHand = ByHand::new(Peer);
    run(CLIENT, &values::F64, ByHand::put, ByHand::get::<f64>)
}
