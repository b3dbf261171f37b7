//! Can panic: an index that may be out of bounds. It shows that the proof of the others could fail.

#![no_std]
#![no_main]

use core::hint::black_box;

use cortex_m_rt::entry;
use metricline_cost as _;

#[entry]
fn main() -> ! {
    loop {
        black_box(black_box([1, 2, 3].as_slice())[black_box(3)]);
    }
}
