//! Twice as many connections. A server that only reads and writes shows the kernel's part of their cost.

use anyhow::Result;
use metricline_benches::target::Target;

use super::doublings::{Doublings, Growth, Step, TWICE};
use crate::comparison::{Comparison, FIXED_AMOUNT, Measurement};
use crate::cores::{Placement, pin};
use crate::drive::connections::Connections;
use crate::process::Process;
use crate::report::{Ratio, count};
use crate::roles::Role;

/// The most. The server does not accept more by default.
const CONNECTIONS: u64 = 1000;

pub fn run(doublings: &mut Doublings<'_>) -> Result<()> {
    let place = doublings.bench.cores.one();
    pin(place.client)?;
    let each = doublings.bench.pick(100, 20);
    let title = format!("Connections with {each} lockstep puts each");
    let mut comparison = Comparison::new("growth, connections");
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for size in doublings.sizes(CONNECTIONS) {
        let put = |_: &_, address| {
            let mut connections = Connections::connect(address, usize::try_from(size)?)?;
            connections.put_evenly(size * each)?;
            Ok(connections)
        };
        let instructions = doublings.instructions(&title, size, put)?;
        let mut enter = |name, role: Role| {
            let work = move |amount| measure(place, &role, amount, each);
            comparison.add(format!("{size} at {name}"), size..=size, work)
        };
        ours.push(Step { size, entry: enter("the server", Role::Server), instructions });
        raw.push(Step { size, entry: enter("the raw loop", Role::RawLoop), instructions: None });
    }
    let outcome = comparison.run(FIXED_AMOUNT, doublings.bench.pick(9, 3))?;
    let against_raw = |(ours, raw): (&Step, &Step)| {
        let ratio = outcome.ratio(ours.entry, raw.entry, Measurement::cpu_each);
        Ratio::new(format!("{} connections", count(ours.size as f64)), ratio)
    };
    let of_raw: Vec<_> = ours.iter().zip(&raw).map(against_raw).collect();
    let unit = "connections";
    doublings.add(&Growth { title, unit, steps: ours, target: TWICE }, &outcome)?;
    let title = "The same at a server that only answers".to_owned();
    // What the kernel takes is not this crate's to judge.
    doublings.add(&Growth { title, unit, steps: raw, target: Target::None }, &outcome)?;
    doublings.bench.report.ratios("Connections: how many times the CPU of a server that only answers", &of_raw)
}

/// Opens `count` connections, and puts `each` times over every one.
fn measure(place: Placement, role: &Role, count: u64, each: u64) -> Result<Measurement> {
    let (server, address) = Process::server(place.server, role)?;
    // Whatever the first connection makes it load stays.
    drop(Connections::connect(address, 1)?);
    let (memory, cpu) = (server.memory()?, server.cpu()?);
    let mut connections = Connections::connect(address, usize::try_from(count)?)?;
    // Before they store samples.
    let memory = server.memory()?.saturating_sub(memory);
    let (_, time) = connections.put_evenly(count * each)?;
    let cpu = server.cpu()? - cpu;
    Ok(Measurement { amount: count, time, cpu, memory, ..Measurement::default() })
}
