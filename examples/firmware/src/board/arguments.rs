//! Run-time parameters, so that one program serves many runs: `cargo run --bin uart -- 500 3`.
//!
//! They come from the host by semihosting. On a board this would be a configuration in flash.

use core::str::FromStr;

/// The argument at `index`, counted from 0, if it was given and can be parsed.
#[must_use]
pub fn parse<T: FromStr>(index: usize) -> Option<T> {
    let arguments = semihosting::experimental::env::args::<128>().ok()?;
    // The first is the program's name.
    (&arguments).skip(1).nth(index)?.ok()?.parse().ok()
}
