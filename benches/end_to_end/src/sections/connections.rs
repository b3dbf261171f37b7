//! Many connections, each putting one by one.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, Measurement};
use crate::cores::pin;
use crate::drive::connections::Connections;
use crate::peers::python;
use crate::process::Process;
use crate::report::{Ratio, Table, count, figure};

const TURN: Duration = Duration::from_millis(50);
const AMOUNT: std::ops::RangeInclusive<u64> = 1000..=100_000;
const CONNECTIONS: [usize; 4] = [1, 10, 100, 1000];

/// Starts a server on a core.
type Start = fn(usize) -> Result<(Process, SocketAddr)>;

pub fn run(bench: &mut Bench) -> Result<()> {
    let place = bench.cores.one();
    pin(place.client)?;
    // A server for each, so that none holds connections which others use.
    let mut peers: Vec<(&str, Start)> = vec![("metricline", fill::empty_server)];
    if python::is_there() {
        peers.push(("Python", python::server));
    } else {
        bench.report.note("Python is left out: there is no python3.")?;
    }
    let mut servers = Vec::new();
    for connections in CONNECTIONS {
        for &(name, start) in &peers {
            let (server, address) = start(place.server)?;
            servers.push((name, connections, server, Connections::connect(address, connections)?));
        }
    }
    let mut comparison = Comparison::new("connections");
    let mut entries = Vec::new();
    for (name, connections, server, open) in &mut servers {
        let work = |amount| {
            let ((amount, time), cpu) = server.cpu_during(|| open.put_evenly(amount))?;
            Ok(Measurement { amount, time, cpu, ..Measurement::default() })
        };
        let entry = comparison.add(format!("{name}, {connections} connections"), AMOUNT, work);
        entries.push((*name, *connections, entry));
    }
    let outcome = comparison.run(TURN, bench.pick(31, 7))?;

    let find = |name, connections| {
        entries.iter().find(|&&(of, number, _)| of == name && number == connections).map(|&(_, _, entry)| entry)
    };
    let mut ratios = Vec::new();
    let mut table = Table::new(
        format!("Lockstep puts from bare sockets, {place}"),
        &["connections", "puts a second", "CPU of server, ns a put", "times the Python server"],
    );
    for connections in CONNECTIONS {
        let Some(ours) = find("metricline", connections) else { continue };
        if let Some(python) = find("Python", connections) {
            let ratio = outcome.ratio(ours, python, Measurement::rate);
            ratios.push(Ratio::new(format!("{connections} connections: server : Python server"), ratio));
        }
        let times = find("Python", connections).map(|python| outcome.ratio(ours, python, Measurement::rate).median);
        table.row([
            connections.to_string(),
            count(outcome.median(ours, Measurement::rate)),
            count(outcome.median(ours, Measurement::cpu_each)),
            times.map(figure).unwrap_or_default(),
        ]);
    }
    if let Some(one) = find("metricline", 1) {
        for &(_, connections, entry) in entries.iter().filter(|entry| entry.0 == "metricline" && entry.1 > 1) {
            let ratio = outcome.ratio(entry, one, Measurement::rate);
            ratios.push(Ratio::new(format!("{connections} connections : 1 connection"), ratio));
        }
    }
    bench.report.ratios(&format!("Connections, {place}: how many times as many puts a second"), &ratios)?;
    bench.report.table_of_readme(table)
}
