//! This crate's server under valgrind, which counts its instructions. They do not depend on caches or on other work on
//! the machine, and do not include the kernel's.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};

use crate::process::{Process, is_installed};
use crate::roles::Role;

const PROGRAM: &str = "valgrind";

/// The tool that counts fastest, without the caches that it can simulate and warns about all the same. It writes its
/// figures when the server ends. No debugger is awaited, whose pipes would stay behind a server that is killed.
const COUNT: [&str; 5] =
    ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/stdout", "--log-file=/dev/null", "--vgdb=no"];

pub fn is_there() -> bool {
    is_installed(PROGRAM, "--version")
}

/// Counts the instructions that a server executes from its start until after `work`. The result of `work` may hold
/// connections, which are closed only then.
pub fn instructions<T>(core: usize, work: impl FnOnce(&Process, SocketAddr) -> Result<T>) -> Result<u64> {
    let command = Role::Server.command_under(PROGRAM, &COUNT)?;
    let (server, address) = Process::start_server("the server under valgrind", core, &command)?;
    let _open = work(&server, address)?;
    let figures = server.end()?;
    let total = figures.lines().find_map(|line| line.strip_prefix("summary: ")?.trim().parse().ok());
    total.context("valgrind does not say how many instructions it has counted")
}
