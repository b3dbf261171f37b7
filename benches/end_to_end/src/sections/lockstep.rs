//! Puts one by one.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use metricline_benches::target::Target;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, Measurement};
use crate::cores::{Placement, pin};
use crate::drive::connections::Connections;
use crate::drive::lockstep::{Client, Ours};
use crate::peers::python;
use crate::process::Process;
use crate::report::{Ratio, Table, count, figure};
use crate::roles::Role;

const TURN: Duration = Duration::from_millis(5);
const AMOUNT: std::ops::RangeInclusive<u64> = 100..=100_000;

/// The least part of the raw rate.
const RATE: f64 = 0.89;

/// The most, as a multiple of the raw CPU time of both ends: with both on one core nothing else decides the rate.
const CPU: f64 = 1.13;

const RAW: &str = "raw ping-pong";
const OURS: &str = "client and server";
const PYTHON: &str = "Python client and server";

/// A server and its only client.
struct Pair {
    name: &'static str,
    server: Process,
    client: Box<dyn Client>,
}

pub fn run(bench: &mut Bench) -> Result<()> {
    if !python::is_there() {
        bench.report.note("Python is left out: there is no python3.")?;
    }
    bench.placements().into_iter().try_for_each(|place| at(bench, place))
}

fn at(bench: &mut Bench, place: Placement) -> Result<()> {
    pin(place.client)?;
    let mut comparison = Comparison::new(format!("lockstep, {place}"));
    let mut entries = Vec::new();
    for Pair { name, server, mut client } in pairs(place)? {
        let work = move |amount| {
            client.get_ready(amount)?;
            let client_cpu = client.cpu()?;
            let (time, cpu) = server.cpu_during(|| client.put(amount))?;
            let client_cpu = client.cpu()? - client_cpu;
            Ok(Measurement { amount, time, cpu, client_cpu, ..Measurement::default() })
        };
        entries.push((name, comparison.add(name, AMOUNT, work)));
    }
    let outcome = comparison.run(TURN, bench.pick(301, 61))?;

    let find = |wanted| entries.iter().find(|&&(name, _)| name == wanted).map(|&(_, entry)| entry);
    // With a wake-up of another core in every exchange, that is what would be measured.
    let is_judged = |name| name == OURS && place.is_one_core();
    let mut ratios = Vec::new();
    for &(name, entry) in &entries {
        for (peer, least) in [(RAW, RATE), (PYTHON, 2.5)] {
            let Some(other) = find(peer).filter(|_| name == OURS || peer == RAW && name != RAW) else { continue };
            let ratio = Ratio::new(format!("{name} : {peer}"), outcome.ratio(entry, other, Measurement::rate));
            ratios.push(ratio.target_if(is_judged(name), Target::AtLeast(least)));
        }
    }
    bench.report.ratios(&format!("Lockstep puts, {place}: how many times as many a second"), &ratios)?;
    // What other processes do moves it less.
    let cpu = |name, entry| {
        let middle = outcome.ratio(entry, find(RAW).filter(|_| name != RAW)?, Measurement::both_cpu_each);
        Some(Ratio::new(format!("{name} : {RAW}"), middle).target_if(is_judged(name), Target::AtMost(CPU)))
    };
    let ratios: Vec<_> = entries.iter().filter_map(|&(name, entry)| cpu(name, entry)).collect();
    bench.report.ratios(&format!("Lockstep puts, {place}: how many times the CPU time of both ends"), &ratios)?;

    let columns = ["client, server", "of the raw rate", "puts a second", "CPU of server, ns a put", "of both"];
    let raw = find(RAW);
    let mut table = Table::new(format!("Lockstep puts, {place}"), &columns);
    for (name, entry) in entries {
        let of_raw = raw.map(|raw| figure(outcome.ratio(entry, raw, Measurement::rate).median));
        let median = |figure: fn(&Measurement) -> f64| count(outcome.median(entry, figure));
        let cpu = [median(Measurement::cpu_each), median(Measurement::both_cpu_each)];
        table.row([name.into(), of_raw.unwrap_or_default(), median(Measurement::rate)].into_iter().chain(cpu));
    }
    bench.report.table_of_readme_if(place.is_one_core(), table)
}

impl Pair {
    fn new(
        name: &'static str,
        (server, address): (Process, SocketAddr),
        connect: impl Fn(SocketAddr) -> Result<Box<dyn Client>>,
    ) -> Result<Self> {
        Ok(Self { name, server, client: connect(address)? })
    }
}

fn pairs(place: Placement) -> Result<Vec<Pair>> {
    let ours = || fill::empty_server(place.server);
    let raw = || Process::server(place.server, &Role::RawServer);
    let our_client = |address| Ok(Box::new(Ours::connect(address)?) as Box<dyn Client>);
    let raw_client = |address| Ok(Box::new(Connections::connect(address, 1)?) as Box<dyn Client>);
    let mut pairs = vec![
        Pair::new(RAW, raw()?, raw_client)?,
        Pair::new(OURS, ours()?, our_client)?,
        // Either end alone, to tell which of them costs what.
        Pair::new("client, raw server", raw()?, our_client)?,
        Pair::new("raw client, server", ours()?, raw_client)?,
    ];
    if python::is_there() {
        let client = |address| Ok(Box::new(python::Client::connect(place.client, address)?) as Box<dyn Client>);
        pairs.push(Pair::new("Python client, server", ours()?, client)?);
        pairs.push(Pair::new(PYTHON, python::server(place.server)?, client)?);
    }
    Ok(pairs)
}
