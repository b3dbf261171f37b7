//! Servers of this crate, empty or filled with samples.

use std::net::SocketAddr;

use anyhow::Result;

use crate::comparison::Measurement;
use crate::cores::Placement;
use crate::drive::batch;
use crate::process::Process;
use crate::roles::Role;
use crate::samples::{Order, Samples};

/// The window where none is asked for.
pub const WINDOW: u32 = 1024;

/// Starts a server. Returns it and its address.
pub fn empty_server(core: usize) -> Result<(Process, SocketAddr)> {
    Process::server(core, &Role::Server)
}

/// Starts a server and puts all samples of these devices.
pub fn filled_server(place: Placement, window: u32, devices: &[Samples]) -> Result<(Process, SocketAddr, Measurement)> {
    let (server, address) = empty_server(place.server)?;
    let memory = server.memory()?;
    let (time, cpu) = server.cpu_during(|| batch::put(address, place.client, window, devices))?;
    let measurement = Measurement {
        amount: devices.iter().map(|samples| samples.count() as u64).sum(),
        time,
        cpu,
        memory: server.memory()?.saturating_sub(memory),
        ..Measurement::default()
    };
    Ok((server, address, measurement))
}

/// Fills a server, and ends it.
pub fn measure(place: Placement, window: u32, devices: &[Samples]) -> Result<Measurement> {
    let (_server, _address, measurement) = filled_server(place, window, devices)?;
    Ok(measurement)
}

/// Samples of one device.
pub fn samples(keys: usize, count: u64, order: Order) -> Result<[Samples; 1]> {
    Ok([Samples::new(0, keys, count.try_into()?, order)])
}
