//! One response of very many rows.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use metricline_benches::target::Target;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, FIXED_AMOUNT, Measurement};
use crate::cores::Placement;
use crate::process::Process;
use crate::report::{Ratio, Table, count, figure};
use crate::roles::{Reading, Role};
use crate::samples::Order;

const KEYS: usize = 100;

/// Megabytes a second.
const SPEED: Target = Target::AtLeast(500.0);

/// Megabytes by which a client that streams may grow, however long the response.
const CONSTANT: Target = Target::AtMost(0.5);

pub fn run(bench: &mut Bench) -> Result<()> {
    bench.cores.placements().try_for_each(|place| at(bench, place))
}

fn at(bench: &mut Bench, place: Placement) -> Result<()> {
    let rows = bench.pick(1_000_000, 200_000);
    let (server, address, _) = fill::filled_server(place, fill::WINDOW, &fill::samples(KEYS, rows, Order::Ascending)?)?;
    let size = read(place, address, &server, Reading::Raw)?.rows;
    let mut comparison = Comparison::new(format!("get, {place}"));
    let entries = Reading::ALL.map(|how| {
        let server = &server;
        let work = move |_| {
            let Read { rows: received, time, grown, cpu, client_cpu, .. } = read(place, address, server, how)?;
            ensure!(received == if matches!(how, Reading::Raw) { size } else { rows }, "{received} rows were received");
            Ok(Measurement { amount: size, time, cpu, client_cpu, memory: grown })
        };
        (how, comparison.add(format!("{how:?}"), size..=size, work))
    });
    let outcome = comparison.run(FIXED_AMOUNT, bench.pick(21, 7))?;

    let megabytes = |measurement: &Measurement| measurement.rate() / 1e6;
    let [(_, streamed), (_, collected), (_, raw)] = entries;
    let grown = outcome.of(streamed, |measurement| measurement.memory as f64 / 1e6);
    bench.report.ratios(
        &format!("`get *` of {} rows, {} MB, {place}", count(rows as f64), figure(size as f64 / 1e6)),
        &[
            Ratio::new("streamed : read and thrown away", outcome.ratio(streamed, raw, megabytes)),
            Ratio::new("collected : read and thrown away", outcome.ratio(collected, raw, megabytes)),
            Ratio::new("streamed, MB a second", outcome.of(streamed, megabytes)).target_if(!place.is_one_core(), SPEED),
            Ratio::new("streamed, MB by which the client grows", grown).target(CONSTANT).quiet(),
        ],
    )?;
    let mut table = Table::new(
        format!("`get *` of {} rows, {place}", count(rows as f64)),
        &["client", "MB a second", "rows a second", "client grows by MB", "CPU of server, ns a row", "of client"],
    );
    for (how, entry) in entries {
        let name = match how {
            Reading::Streamed => "`rows`, values to `f64`",
            Reading::Collected => "`get`",
            Reading::Raw => "read and thrown away",
        };
        let median = |figure: fn(&Measurement) -> f64| outcome.median(entry, figure);
        table.row([
            name.into(),
            count(median(Measurement::rate) / 1e6),
            count(median(Measurement::rate) / size as f64 * rows as f64),
            figure(median(|measurement| measurement.memory as f64) / 1e6),
            count(median(Measurement::cpu_each) * size as f64 / rows as f64),
            count(median(|measurement| measurement.client_cpu.as_nanos() as f64) / rows as f64),
        ]);
    }
    bench.report.table_of_readme_if(!place.is_one_core(), table)
}

/// What a reader prints.
pub struct Read {
    /// Or bytes, when it reads raw.
    pub rows: u64,
    pub time: Duration,
    /// By how many bytes the reader grew.
    pub grown: u64,
    /// The reader's peak memory, in bytes.
    pub peak: u64,
    /// The server's CPU time.
    pub cpu: Duration,
    pub client_cpu: Duration,
}

/// Starts a reader, which gets everything that a server has.
pub fn read(place: Placement, address: SocketAddr, server: &Process, how: Reading) -> Result<Read> {
    let (line, cpu) =
        server.cpu_during(|| Process::role(place.client, &Role::Reader { how, server: address })?.line())?;
    let figures: Vec<u64> = line.split(' ').map_while(|word| word.parse().ok()).collect();
    let [rows, time, client_cpu, before, peak] = figures[..] else {
        return Err(anyhow::anyhow!(line)).context("not what a reader says");
    };
    let [time, client_cpu] = [time, client_cpu].map(Duration::from_nanos);
    Ok(Read { rows, time, grown: peak.saturating_sub(before), peak, cpu, client_cpu })
}
