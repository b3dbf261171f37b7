//! The sections of the measurement, one file each.

mod connections;
mod fill;
mod floods;
mod get;
mod growth;
mod lockstep;
mod memory;
mod pipelined;
mod victoria;

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::bench::Bench;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Section {
    /// Puts one by one, against a bare socket and against Python
    Lockstep,
    /// Pipelined puts, each acknowledged and stored, by window and number of connections
    Pipelined,
    /// Pipelined puts against VictoriaMetrics, which acknowledges nothing
    Victoria,
    /// A response of a million rows
    Get,
    /// 1 to 1000 connections, each putting one by one
    Connections,
    /// The wait of a lockstep client beside connections that send as fast as the server reads
    Floods,
    /// Memory of the server for a connection and for a sample
    Memory,
    /// The cost of twice as many samples, keys, connections and rows
    Growth,
}

impl Section {
    /// Enough open files for each of its processes.
    pub const fn open_files(self) -> u64 {
        match self {
            // The clients of both servers.
            Self::Connections => 2 * 1111 + 100,
            Self::Memory | Self::Growth => 1000 + 100,
            Self::Lockstep | Self::Pipelined | Self::Victoria | Self::Get => 100,
            // A flood has each of its connections twice: to write and to read.
            Self::Floods => 2 * 100 + 100,
        }
    }

    pub fn run(self, bench: &mut Bench) -> Result<()> {
        let run: fn(&mut Bench) -> Result<()> = match self {
            Self::Lockstep => lockstep::run,
            Self::Pipelined => pipelined::run,
            Self::Victoria => victoria::run,
            Self::Get => get::run,
            Self::Connections => connections::run,
            Self::Floods => floods::run,
            Self::Memory => memory::run,
            Self::Growth => growth::run,
        };
        let name = format!("{self:?}").to_lowercase();
        eprintln!("measuring: {name}");
        run(bench).context(name)
    }
}
