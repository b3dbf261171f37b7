//! An empty server of this crate, and samples to fill it with.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;

use crate::contest::Turn;
use crate::drive::batch;
use crate::place::Place;
use crate::process::Process;
use crate::roles::Role;
use crate::samples::{Order, Samples};

/// Where a server is filled and no window is asked for.
pub const WINDOW: u32 = 1024;

/// A server, and its address.
pub fn server(core: usize) -> Result<(Process, SocketAddr)> {
    Process::server(core, &Role::Server)
}

/// Gives an empty server all samples of these devices.
pub fn fill(place: Place, window: u32, devices: &[Samples]) -> Result<(Process, SocketAddr, Turn)> {
    let (server, address) = server(place.server)?;
    let (memory, cpu) = (server.memory()?, server.cpu()?);
    let time = batch::put(address, place.client, window, devices)?;
    let turn = Turn {
        amount: devices.iter().map(|samples| samples.count() as u64).sum(),
        time,
        cpu: server.cpu()? - cpu,
        client_cpu: Duration::ZERO,
        memory: server.memory()?.saturating_sub(memory),
    };
    Ok((server, address, turn))
}

/// The same, of which only the turn is wanted.
pub fn filled(place: Place, window: u32, devices: &[Samples]) -> Result<Turn> {
    let (_server, _address, turn) = fill(place, window, devices)?;
    Ok(turn)
}

/// Samples of one device.
pub fn samples(keys: usize, count: u64, order: Order) -> Result<[Samples; 1]> {
    Ok([Samples::new(0, keys, count.try_into()?, order)])
}

/// The length of a turn whose amount of work is given.
pub const AS_GIVEN: Duration = Duration::ZERO;
