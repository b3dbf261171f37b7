//! Run-time parameters, so that one program serves many runs: `cargo run --bin uart -- 500 3`.
//!
//! They come from the host by semihosting. On a board this would be a configuration in flash.

use core::str::FromStr;

use semihosting::eprintln;

use super::exit::{USAGE, exit};

/// The arguments of a program.
#[derive(Clone, Copy, Debug)]
pub struct Arguments {
    usage: &'static str,
}

impl Arguments {
    /// The arguments that are to be as `usage` says.
    #[must_use]
    pub const fn new(usage: &'static str) -> Self {
        Self { usage }
    }

    /// The argument at `index`, counted from 0, if it was given. One that cannot be parsed ends the program: with
    /// another value than the one that was meant, it would do something else than was meant.
    #[must_use]
    pub fn parse<T: FromStr>(&self, index: usize) -> Option<T> {
        let arguments = semihosting::experimental::env::args::<128>().ok()?;
        // The first is the program's name.
        let argument = (&arguments).skip(1).nth(index)?;
        let Some(value) = argument.ok().and_then(|argument| argument.parse().ok()) else {
            eprintln!("usage: {}", self.usage);
            exit(USAGE)
        };
        Some(value)
    }
}
