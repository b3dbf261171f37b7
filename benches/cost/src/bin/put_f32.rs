//! Puts `f32`.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use metricline_cost::ours::{self, Ours};
use metricline_cost::peer::Peer;
use metricline_cost::{no_get, run, values};

#[entry]
fn main() -> ! {
    static mut CLIENT: Ours = Ours::new(Peer);
    run(CLIENT, &values::F32, ours::put, no_get)
}
