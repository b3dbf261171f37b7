//! Puts one by one.

use std::time::Duration;

use anyhow::Result;
use metricline_benches::target::Target;

use super::load;
use crate::bench::Bench;
use crate::contest::{Contest, Turn};
use crate::drive::lockstep::{Ours, Raw};
use crate::peers::python;
use crate::place::{Place, pin};
use crate::process::Process;
use crate::report::{Ratio, Table, count};
use crate::roles::Role;

const TURN: Duration = Duration::from_millis(20);
const AMOUNT: std::ops::RangeInclusive<u64> = 100..=100_000;

const RAW: &str = "raw ping-pong";
const OURS: &str = "client and server";
const PYTHON: &str = "Python client and server";

/// A server and the one client that it has.
struct Pair {
    name: &'static str,
    server: Process,
    put: Box<dyn FnMut(u64) -> Result<Duration>>,
}

pub fn run(bench: &mut Bench) -> Result<()> {
    if !python::is_there() {
        bench.report.note("Python is left out: there is no python3.");
    }
    for place in bench.cores.places() {
        at(bench, place)?;
    }
    Ok(())
}

fn at(bench: &mut Bench, place: Place) -> Result<()> {
    pin(place.client)?;
    let mut contest = Contest::new(format!("lockstep, {place}"));
    let mut entries = Vec::new();
    for Pair { name, server, mut put } in pairs(place)? {
        let work = move |amount| {
            let cpu = server.cpu()?;
            let time = put(amount)?;
            Ok(Turn { amount, time, cpu: server.cpu()? - cpu, memory: 0 })
        };
        entries.push((name, contest.enter(name, AMOUNT, work)));
    }
    let outcome = contest.run(TURN, bench.pick(61, 15))?;

    let find = |wanted| entries.iter().find(|&&(name, _)| name == wanted).map(|&(_, entry)| entry);
    // With a wake-up of another core in every exchange, that is what would be measured.
    let target = |least| if place.is_one_core() { Target::AtLeast(least) } else { Target::None };
    let mut ratios = Vec::new();
    for &(name, entry) in &entries {
        for (peer, least) in [(RAW, 0.93), (PYTHON, 2.5)] {
            let Some(other) = find(peer).filter(|_| name == OURS || peer == RAW && name != RAW) else { continue };
            let ratio = Ratio::new(format!("{name} : {peer}"), outcome.ratio(entry, other, Turn::rate));
            ratios.push(if name == OURS { ratio.target(target(least)) } else { ratio });
        }
    }
    bench.report.ratios(&format!("Lockstep puts, {place}: how many times as many a second"), &ratios);

    let columns = ["client, server", "puts a second", "server CPU, ns a put"];
    let mut table = Table::new(format!("Lockstep puts, {place}"), &columns);
    for (name, entry) in entries {
        let median = |figure: fn(&Turn) -> f64| count(outcome.of(entry, figure).median);
        table.row([name.into(), median(Turn::rate), median(Turn::cpu_each)]);
    }
    bench.report.table(&table);
    Ok(())
}

fn pairs(place: Place) -> Result<Vec<Pair>> {
    let raw_server = || -> Result<_> {
        let mut server = Process::role(place.server, &Role::RawServer)?;
        let address = server.address()?;
        Ok((server, address))
    };
    let mut pairs = Vec::new();
    let mut pair = |name, server, put| pairs.push(Pair { name, server, put });

    let (server, address) = raw_server()?;
    let mut client = Raw::connect(address)?;
    pair(RAW, server, Box::new(move |count| client.put(count)) as Box<_>);

    let (server, address) = load::server(place.server)?;
    let mut client = Ours::connect(address)?;
    pair(OURS, server, Box::new(move |count| client.put(count)));

    // Either end alone, to tell which of them costs what.
    let (server, address) = raw_server()?;
    let mut client = Ours::connect(address)?;
    pair("client, raw server", server, Box::new(move |count| client.put(count)));

    let (server, address) = load::server(place.server)?;
    let mut client = Raw::connect(address)?;
    pair("raw client, server", server, Box::new(move |count| client.put(count)));

    if python::is_there() {
        let (server, address) = load::server(place.server)?;
        let mut client = python::Client::connect(place.client, address)?;
        pair("Python client, server", server, Box::new(move |count| client.put(count)));

        let (server, address) = python::server(place.server)?;
        let mut client = python::Client::connect(place.client, address)?;
        pair(PYTHON, server, Box::new(move |count| client.put(count)));
    }
    Ok(pairs)
}
