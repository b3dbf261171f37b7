//! What twice as much costs: at most twice as much.
//!
//! Shown three ways. Instructions are the work itself, and hardly differ between runs. CPU time is what becomes of
//! it: a store that is twice as large has a smaller part of it in the caches, and the kernel has its part in every
//! exchange. Memory is what is kept.

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
    doublings.tell()
}
