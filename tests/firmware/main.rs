//! The programs in `examples/firmware`, run in QEMU against real peers.
//!
//! The guest's clock runs slow on a busy machine: its time-outs are lower bounds, and no test expects one to be over
//! after so much time. Nor is any time-out short that is not meant to be run into.

// Unix, because the emulator is started by a shell script; and in fact Linux, for the namespaces.
#![cfg(all(feature = "std", unix))]

#[path = "../support/mod.rs"]
mod support;

#[macro_use]
mod cases;

mod board;
mod crash;
mod log;
mod namespace;
mod peers;
mod relay;
mod server;
mod silence;
mod tcp;
mod uart;
