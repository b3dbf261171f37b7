//! How long a lockstep client waits for its response beside connections that send as fast as the server reads.
//!
//! The server has a core of its own. The floods share the other core with the measured client and run only while it
//! waits, so the wait is the time that the server spends on the floods before it answers. The last column of the table
//! is how much the server reads from all floods in that time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use metricline::tcp::Client;
use metricline::{Key, key};
use metricline_benches::order::Order;
use metricline_benches::quartiles::Quartiles;
use metricline_benches::target::Target;

use super::fill;
use crate::bench::Bench;
use crate::cores::{Placement, pin};
use crate::process::Process;
use crate::progress::Progress;
use crate::report::{Ratio, Table, count, figure};
use crate::roles::{Flood, Role};
use crate::{interrupt, resource_usage};

const CONNECTIONS: [usize; 3] = [1, 10, 100];

/// In each round, on a server that begins empty. Long enough for several waits; short enough for new keys to take only
/// about 100 MB.
const WARM_UP: Duration = Duration::from_millis(100);
const MEASURED: Duration = Duration::from_millis(300);

/// The client puts the same sample every time, which a full store accepts too.
const SAMPLE: (Key<'_>, f64, i64) = (key!("palm.cpu"), 0.5, 1_501_864_247);

/// One row of the table, with what was measured in all rounds.
struct Case {
    flood: Flood,
    connections: usize,
    waits: Vec<Duration>,
    time: Duration,
    bytes: u64,
}

pub fn run(bench: &mut Bench) -> Result<()> {
    let Some(place) = bench.cores.two() else {
        return bench.report.note("Floods are left out: they need two cores.");
    };
    pin(place.client)?;
    let case = |flood| move |connections| Case::new(flood, connections);
    let mut cases: Vec<_> = Flood::ALL.into_iter().flat_map(|flood| CONNECTIONS.map(case(flood))).collect();
    let progress = Progress::of("floods");
    let mut order = Order::new(cases.len());
    let rounds = bench.pick(5, 1);
    for round in 1..=rounds {
        for &index in order.next_round() {
            progress.show(format_args!("round {round} of {rounds}: {}", cases[index].name()));
            cases[index].measure(place)?;
        }
    }
    drop(progress);

    let title = format!("a lockstep put beside floods, {place}");
    let ratios: Vec<_> =
        cases.iter().map(|case| Ratio::new(case.name(), case.middle()).target(case.target())).collect();
    bench.report.ratios(&format!("Milliseconds of {title}"), &ratios)?;
    let columns = [
        "flood",
        "connections",
        "median wait, ms",
        "99th percentile, ms",
        "flood, MB a second",
        "lines a second",
        "kB in a wait",
    ];
    let mut table = Table::new(format!("Wait of {title}"), &columns);
    cases.iter().for_each(|case| table.row(case.row()));
    bench.report.table_of_readme(table)
}

impl Case {
    const fn new(flood: Flood, connections: usize) -> Self {
        Self { flood, connections, waits: Vec::new(), time: Duration::ZERO, bytes: 0 }
    }

    /// One round.
    fn measure(&mut self, place: Placement) -> Result<()> {
        let (_server, address) = fill::empty_server(place.server)?;
        let mut client = Client::connect(address, None)?;
        // Stored before new keys can fill the store.
        puts(&mut client, Duration::ZERO)?;
        let role = Role::Flood { of: self.flood, connections: self.connections, server: address };
        // A process of the idle class leaves the core to the client as soon as the response has come.
        let mut flood = Process::start(role.name(), place.client, &role.command_under("chrt", &["--idle", "0"])?)?;
        taken(&mut flood, address)?;
        puts(&mut client, WARM_UP)?;
        let (start, before) = (Instant::now(), taken(&mut flood, address)?);
        self.waits.extend(puts(&mut client, MEASURED)?);
        self.bytes += taken(&mut flood, address)? - before;
        self.time += start.elapsed();
        Ok(())
    }

    fn name(&self) -> String {
        format!("{} of {}", self.connections, self.kind())
    }

    const fn kind(&self) -> &'static str {
        match self.flood {
            Flood::KnownKeys => "puts of known keys",
            Flood::NewKeys => "puts of new keys",
            Flood::BlankLines => "blank lines",
        }
    }

    const fn target(&self) -> Target {
        match (self.flood, self.connections) {
            (Flood::NewKeys, 10) => Target::AtMost(6.0),
            (Flood::NewKeys, 100) => Target::AtMost(60.0),
            _ => Target::None,
        }
    }

    fn middle(&self) -> Quartiles {
        Quartiles::of(self.milliseconds())
    }

    fn milliseconds(&self) -> Vec<f64> {
        self.waits.iter().map(|wait| wait.as_secs_f64() * 1e3).collect()
    }

    fn row(&self) -> [String; 7] {
        let mut waits = self.milliseconds();
        waits.sort_by(f64::total_cmp);
        let median = self.middle().median;
        let rate = self.bytes as f64 / self.time.as_secs_f64();
        [
            self.kind().into(),
            self.connections.to_string(),
            figure(median),
            figure(waits[waits.len() * 99 / 100]),
            figure(rate / 1e6),
            count(rate / self.flood.line_length() as f64),
            figure(median * rate / 1e6),
        ]
    }
}

/// Puts for this long, at least once, and returns the time of each put.
fn puts(client: &mut Client, time: Duration) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    let start = Instant::now();
    while waits.is_empty() || start.elapsed() < time {
        interrupt::check()?;
        let (key, value, timestamp) = SAMPLE;
        let sent = Instant::now();
        client.put(key, value, timestamp)?;
        waits.push(sent.elapsed());
    }
    Ok(waits)
}

/// How many bytes the server has read from the floods.
fn taken(flood: &mut Process, server: SocketAddr) -> Result<u64> {
    flood.say("")?;
    let written: u64 = flood.line()?.parse().context("not what a flood says")?;
    Ok(written.saturating_sub(resource_usage::in_sockets(server)?))
}
