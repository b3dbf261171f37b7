//! Memory of the server process for a connection and for a sample.

use anyhow::Result;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, FIXED_AMOUNT, Measurement};
use crate::drive::connections::Connections;
use crate::peers::python;
use crate::process::Process;
use crate::report::{Table, count, figure};
use crate::samples::Order;

const CONNECTIONS: usize = 1000;

pub fn run(bench: &mut Bench) -> Result<()> {
    connections(bench)?;
    samples(bench)
}

fn connections(bench: &mut Bench) -> Result<()> {
    let place = bench.cores.one();
    let mut table = Table::new(
        format!("Memory of the server process for each of {CONNECTIONS} connections that have put once"),
        &["server", "bytes a connection", "without any, MB"],
    );
    let (server, address) = fill::empty_server(place.server)?;
    let (empty, each) = of_connections(&server, address)?;
    table.row(["metricline".into(), count(each), figure(empty)]);
    if python::is_there() {
        let (server, address) = python::server(place.server)?;
        let (empty, each) = of_connections(&server, address)?;
        table.row(["Python".into(), count(each), figure(empty)]);
    }
    bench.report.table_of_readme(table)
}

/// Megabytes without connections, and bytes for each.
fn of_connections(server: &Process, address: std::net::SocketAddr) -> Result<(f64, f64)> {
    // Whatever the first connection makes it load stays.
    drop(Connections::connect(address, 1)?);
    let before = server.memory()?;
    let _open = Connections::connect(address, CONNECTIONS)?;
    let taken = server.memory()?.saturating_sub(before);
    Ok((before as f64 / 1e6, taken as f64 / CONNECTIONS as f64))
}

fn samples(bench: &mut Bench) -> Result<()> {
    let place = bench.cores.one();
    let amount = bench.pick(1_000_000, 100_000);
    let mut comparison = Comparison::new("memory");
    let mut entries = Vec::new();
    for keys in [10, 1000, amount / 10] {
        for order in Order::ALL {
            let work = move |amount| {
                fill::measure(place, fill::WINDOW, &fill::samples(usize::try_from(keys)?, amount, order)?)
            };
            let entry = comparison.add(format!("{keys} keys, {}", order.name()), amount..=amount, work);
            entries.push((keys, order, entry));
        }
    }
    let outcome = comparison.run(FIXED_AMOUNT, bench.pick(7, 3))?;
    let mut table = Table::new(
        format!("A stored sample, of {}", count(amount as f64)),
        &["keys", "timestamps", "bytes a sample", "CPU of server, ns a put"],
    );
    for (keys, order, entry) in entries {
        table.row([
            count(keys as f64),
            order.name().into(),
            figure(outcome.median(entry, Measurement::memory_each)),
            count(outcome.median(entry, Measurement::cpu_each)),
        ]);
    }
    bench.report.table_of_readme(table)
}
