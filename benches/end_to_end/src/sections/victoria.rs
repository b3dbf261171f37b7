//! The same lines to this crate's server and to VictoriaMetrics.

use anyhow::Result;
use metricline_benches::target::Target;

use super::load;
use crate::bench::Bench;
use crate::contest::{Contest, Entry, Turn};
use crate::peers::victoria::{self, Lines, Victoria};
use crate::place::Place;
use crate::report::{Ratio, Table, count};
use crate::samples::Order;

const KEYS: usize = 100;

/// Windows, and how many times as many lines a second are to be taken.
const WINDOWS: [(u32, Target); 3] = [(256, Target::None), (1024, Target::AtLeast(2.0)), (4096, Target::AtLeast(4.0))];

/// Nanoseconds of the server's CPU time for a put.
const CPU: Target = Target::AtMost(120.0);

pub fn run(bench: &mut Bench) -> Result<()> {
    let is_there = victoria::is_there();
    if !is_there {
        bench.report.note("VictoriaMetrics is left out: there is no victoria-metrics.");
    }
    for place in bench.cores.places() {
        at(bench, place, is_there)?;
    }
    Ok(())
}

fn at(bench: &mut Bench, place: Place, is_there: bool) -> Result<()> {
    let amount = bench.pick(1_000_000, 300_000);
    let samples = load::samples(KEYS, amount, Order::Ascending)?;
    let lines = Lines::new(&samples[0])?;
    // The same one in every turn, because it is faster when it has run for a while.
    let victoria = is_there.then(|| Victoria::start(place)).transpose()?;
    let mut contest = Contest::new(format!("victoria, {place}"));
    let peer = victoria.as_ref().map(|victoria| {
        contest.enter("VictoriaMetrics", amount..=amount, |amount| {
            let (time, cpu) = victoria.put(&lines)?;
            Ok(Turn { amount, time, cpu, ..Turn::default() })
        })
    });
    let ours: Vec<(u32, Target, Entry)> = WINDOWS
        .iter()
        .map(|&(window, target)| {
            let samples = &samples;
            let fill = move |_| load::filled(place, window, samples);
            (window, target, contest.enter(format!("window {window}"), amount..=amount, fill))
        })
        .collect();
    let outcome = contest.run(load::AS_GIVEN, bench.pick(15, 5))?;

    let mut ratios = Vec::new();
    for &(window, target, entry) in &ours {
        if let Some(peer) = peer {
            let ratio = outcome.ratio(entry, peer, Turn::rate);
            ratios.push(Ratio::new(format!("window {window}, acknowledged : VictoriaMetrics"), ratio).target(target));
        }
    }
    for &(window, target, entry) in &ours {
        let target = if matches!(target, Target::None) { Target::None } else { CPU };
        let cpu = outcome.of(entry, Turn::cpu_each);
        ratios.push(Ratio::new(format!("window {window}, ns of server CPU a put"), cpu).target(target));
    }
    bench.report.ratios(&format!("Lines a second, {place}: how many times as many"), &ratios);

    let mut table = Table::new(
        format!("{} lines over one connection, {place}", count(amount as f64)),
        &["server", "lines a second", "server CPU, ns a line"],
    );
    let ours = ours.iter().map(|&(window, _, entry)| (format!("metricline, window {window}, acknowledged"), entry));
    let peer = peer.map(|peer| ("VictoriaMetrics, unacknowledged".to_owned(), peer));
    for (name, entry) in ours.chain(peer) {
        let rate = outcome.of(entry, Turn::rate).median;
        table.row([name, count(rate), count(outcome.of(entry, Turn::cpu_each).median)]);
    }
    bench.report.table(&table);
    Ok(())
}
