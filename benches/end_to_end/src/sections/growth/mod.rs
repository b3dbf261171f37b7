//! The cost of twice as much: at most twice as high.
//!
//! It is measured in three ways. Instructions hardly differ between runs. CPU time also depends on caches and the kernel:
//! a smaller part of a store that is twice as large is in the caches. Memory is that of the process.

mod connections;
mod doublings;
mod filled;
mod rows;

use anyhow::Result;

use crate::bench::Bench;
use doublings::Doublings;

pub fn run(bench: &mut Bench) -> Result<()> {
    let mut doublings = Doublings::new(bench)?;
    filled::samples(&mut doublings)?;
    filled::keys(&mut doublings)?;
    connections::run(&mut doublings)?;
    rows::run(&mut doublings)?;
    doublings.print()
}
