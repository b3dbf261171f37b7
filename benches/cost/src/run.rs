//! What a program does: its work, for ever.

use core::hint::black_box;

use crate::program::Program;
use crate::values::Reading;

/// Puts the readings and gets them back.
pub fn run<P: Program>(client: &'static mut P::Client) -> ! {
    loop {
        for &reading in black_box(P::Reading::ALL) {
            black_box(P::put(client, reading));
            black_box(P::get(client));
        }
    }
}
