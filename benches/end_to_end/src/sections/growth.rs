//! What twice as much costs: at most twice as much.

use anyhow::Result;
use metricline_benches::target::Target;

use super::get::{Read, read};
use super::load;
use crate::bench::Bench;
use crate::contest::{Contest, Entry, Outcome, Turn};
use crate::drive::turns::Turns;
use crate::place::pin;
use crate::report::{Ratio, Table, count, figure};
use crate::roles::Reading;
use crate::samples::Order;

/// Twice, and a tenth of it for what the machine does otherwise, for caches that hold a smaller part, and for memory
/// that is taken in steps.
const TWICE: Target = Target::AtMost(2.2);

/// Bytes of which fewer are not judged: memory is taken in pages, and many at a time.
const STEP: f64 = 1e6;

/// The most connections. Not more than the server takes unless it is told.
const CONNECTIONS: u64 = 1000;

/// Of what there is more and more.
struct Growth {
    title: String,
    unit: &'static str,
    /// By number of that unit.
    steps: Vec<(u64, Entry)>,
}

pub fn run(bench: &mut Bench) -> Result<()> {
    let columns = ["twice as many", "from", "to", "times the server's CPU, at most", "times the memory, at most"];
    let mut doublings = Table::new("What a doubling costs", &columns);
    samples(bench, &mut doublings)?;
    keys(bench, &mut doublings)?;
    connections(bench, &mut doublings)?;
    rows(bench, &mut doublings)?;
    bench.report.table_of_readme(doublings)?;
    Ok(())
}

/// So many, and half of it, and so on: the smallest first.
fn sizes(bench: &Bench, most: u64) -> impl Iterator<Item = u64> + use<> {
    let doublings = bench.pick(4, 2);
    (0..=doublings).rev().map(move |halvings| most >> halvings)
}

fn samples(bench: &mut Bench, doublings: &mut Table) -> Result<()> {
    let place = bench.cores.one();
    for order in Order::ALL {
        let mut contest = Contest::new(format!("growth, {} timestamps", order.name()));
        let steps = sizes(bench, bench.pick(1_000_000, 200_000))
            .map(|size| {
                let work = move |amount| load::filled(place, load::WINDOW, &load::samples(100, amount, order)?);
                (size, contest.enter(size.to_string(), size..=size, work))
            })
            .collect();
        let title = format!("Samples of 100 keys, {} timestamps", order.name());
        let outcome = contest.run(load::AS_GIVEN, bench.pick(9, 3))?;
        tell(bench, &Growth { title, unit: "samples", steps }, &outcome, doublings)?;
    }
    Ok(())
}

fn keys(bench: &mut Bench, doublings: &mut Table) -> Result<()> {
    let place = bench.cores.one();
    let mut contest = Contest::new("growth, keys");
    let steps = sizes(bench, bench.pick(100_000, 50_000))
        .map(|size| {
            let work = move |keys| {
                let turn = load::filled(
                    place,
                    load::WINDOW,
                    &load::samples(usize::try_from(keys)?, keys * 4, Order::Ascending)?,
                )?;
                Ok(Turn { amount: keys, ..turn })
            };
            (size, contest.enter(size.to_string(), size..=size, work))
        })
        .collect();
    let outcome = contest.run(load::AS_GIVEN, bench.pick(9, 3))?;
    tell(bench, &Growth { title: "Keys with 4 samples each".into(), unit: "keys", steps }, &outcome, doublings)
}

fn connections(bench: &mut Bench, doublings: &mut Table) -> Result<()> {
    let place = bench.cores.one();
    pin(place.client)?;
    let puts = bench.pick(100, 20);
    let mut contest = Contest::new("growth, connections");
    let steps = sizes(bench, CONNECTIONS)
        .map(|size| {
            let work = move |connections| {
                let (server, address) = load::server(place.server)?;
                drop(Turns::connect(address, 1)?);
                let (memory, cpu) = (server.memory()?, server.cpu()?);
                let mut turns = Turns::connect(address, usize::try_from(connections)?)?;
                // Before they store samples.
                let memory = server.memory()?.saturating_sub(memory);
                let (_, time) = turns.put(connections * puts)?;
                let cpu = server.cpu()? - cpu;
                Ok(Turn { amount: connections, time, cpu, memory, ..Turn::default() })
            };
            (size, contest.enter(size.to_string(), size..=size, work))
        })
        .collect();
    let outcome = contest.run(load::AS_GIVEN, bench.pick(9, 3))?;
    let title = format!("Connections with {puts} lockstep puts each");
    tell(bench, &Growth { title, unit: "connections", steps }, &outcome, doublings)
}

fn rows(bench: &mut Bench, doublings: &mut Table) -> Result<()> {
    let place = bench.cores.one();
    let most = bench.pick(1_000_000, 200_000);
    let mut servers = Vec::new();
    for size in sizes(bench, most) {
        let (server, address, _) = load::fill(place, load::WINDOW, &load::samples(100, size, Order::Ascending)?)?;
        servers.push((size, server, address));
    }
    let mut contest = Contest::new("growth, rows");
    let steps = servers
        .iter()
        .map(|(size, server, address)| {
            let work = |amount| {
                let Read { time, cpu, peak, .. } = read(place, *address, server, Reading::Streamed)?;
                Ok(Turn { amount, time, cpu, memory: peak, ..Turn::default() })
            };
            (*size, contest.enter(size.to_string(), *size..=*size, work))
        })
        .collect();
    let outcome = contest.run(load::AS_GIVEN, bench.pick(15, 5))?;
    tell(bench, &Growth { title: "Rows of a streamed `get *`".into(), unit: "rows", steps }, &outcome, doublings)
}

fn tell(bench: &mut Bench, growth: &Growth, outcome: &Outcome, doublings: &mut Table) -> Result<()> {
    let Growth { title, unit, steps } = growth;
    let mut ratios = Vec::new();
    let (mut most_cpu, mut most_memory) = (0.0_f64, None::<f64>);
    for pair in steps.windows(2) {
        let [(less, half), (more, whole)] = *pair else { continue };
        let step = format!("{} {unit} : {}", count(more as f64), count(less as f64));
        let cpu = outcome.ratio(whole, half, |turn| turn.cpu.as_secs_f64());
        ratios.push(Ratio::new(format!("{step}, CPU"), cpu).target(TWICE));
        let memory = outcome.ratio(whole, half, |turn| turn.memory as f64);
        let is_judged = outcome.of(half, |turn| turn.memory as f64).median >= STEP;
        let target = if is_judged { TWICE } else { Target::None };
        ratios.push(Ratio::new(format!("{step}, memory"), memory).target(target).quiet());
        most_cpu = most_cpu.max(cpu.median);
        if is_judged {
            most_memory = Some(most_memory.unwrap_or_default().max(memory.median));
        }
    }
    if let [(least, _), .., (most, _)] = steps[..] {
        let memory = most_memory.map(figure).unwrap_or_default();
        doublings.row([title.clone(), count(least as f64), count(most as f64), figure(most_cpu), memory]);
    }
    bench.report.ratios(&format!("{title}: what twice as many cost"), &ratios)?;
    let mut table = Table::new(title.clone(), &[unit, "server CPU, ms", "memory, MB", "ns each", "bytes each"]);
    for &(size, entry) in steps {
        let median = |figure: &dyn Fn(&Turn) -> f64| outcome.of(entry, figure).median;
        table.row([
            count(size as f64),
            figure(median(&|turn| turn.cpu.as_secs_f64() * 1e3)),
            figure(median(&|turn| turn.memory as f64 / 1e6)),
            count(median(&Turn::cpu_each)),
            figure(median(&Turn::memory_each)),
        ]);
    }
    bench.report.table(&table)
}
