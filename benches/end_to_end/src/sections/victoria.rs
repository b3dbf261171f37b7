//! The same lines to this crate's server and to VictoriaMetrics.

use anyhow::Result;
use metricline_benches::target::Target;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, Entry, FIXED_AMOUNT, Measurement};
use crate::cores::Placement;
use crate::peers::victoria::{self, Lines, Victoria};
use crate::report::{Ratio, Table, count, figure};
use crate::samples::Order;

const KEYS: usize = 100;

/// The number of lines. With far fewer, VictoriaMetrics does much of its work only after it has read them.
const AMOUNT: u64 = 1_000_000;

/// The most unacknowledged puts.
const WINDOWS: [u32; 2] = [1024, 4096];

/// The ratio of lines a second.
const SPEED: Target = Target::AtLeast(2.0);

/// Nanoseconds of the server's CPU time for a put.
const CPU: Target = Target::AtMost(120.0);

pub fn run(bench: &mut Bench) -> Result<()> {
    let is_there = victoria::is_there();
    if !is_there {
        bench.report.note("VictoriaMetrics is left out: there is no victoria-metrics.")?;
    }
    bench.placements().into_iter().try_for_each(|place| at(bench, place, is_there))
}

fn at(bench: &mut Bench, place: Placement, is_there: bool) -> Result<()> {
    let samples = fill::samples(KEYS, AMOUNT, Order::Ascending)?;
    let [mut of_victoria] = fill::samples(KEYS, AMOUNT, Order::Ascending)?;
    // The same one in every turn, because it is faster when it has run for a while.
    let victoria = is_there.then(|| Victoria::start(place)).transpose()?;
    let mut comparison = Comparison::new(format!("victoria, {place}"));
    let peer = victoria.as_ref().map(|victoria| {
        comparison.add("VictoriaMetrics", AMOUNT..=AMOUNT, |amount| {
            let (time, cpu) = victoria.put(&Lines::new(&of_victoria)?)?;
            of_victoria.postpone();
            Ok(Measurement { amount, time, cpu, ..Measurement::default() })
        })
    });
    let ours: Vec<(u32, Entry)> = WINDOWS
        .iter()
        .map(|&window| {
            let samples = &samples;
            let fill = move |_| fill::measure(place, window, samples);
            (window, comparison.add(format!("window {window}"), AMOUNT..=AMOUNT, fill))
        })
        .collect();
    let outcome = comparison.run(FIXED_AMOUNT, bench.pick(15, 3))?;

    // A wake-up of another core costs as much as hundreds of puts.
    let is_judged = place.is_one_core();
    let mut ratios = Vec::new();
    if let Some(peer) = peer {
        for &(window, entry) in &ours {
            let ratio = outcome.ratio(entry, peer, Measurement::rate);
            let what = format!("window {window}, acknowledged : VictoriaMetrics");
            ratios.push(Ratio::new(what, ratio).target_if(is_judged, SPEED));
        }
    }
    for &(window, entry) in &ours {
        let cpu = outcome.of(entry, Measurement::cpu_each);
        ratios.push(Ratio::new(format!("window {window}, ns of server CPU a put"), cpu).target_if(is_judged, CPU));
    }
    bench.report.ratios(&format!("Lines a second, {place}: how many times as many"), &ratios)?;

    let mut table = Table::new(
        format!("{} lines over one connection, {place}", count(AMOUNT as f64)),
        &["server", "times VictoriaMetrics", "lines a second", "CPU of server, ns a line"],
    );
    let ours = ours.iter().map(|&(window, entry)| (format!("metricline, window {window}, acknowledged"), entry));
    let theirs = peer.map(|peer| ("VictoriaMetrics, unacknowledged".to_owned(), peer));
    for (name, entry) in ours.chain(theirs) {
        let times = peer.map(|peer| figure(outcome.ratio(entry, peer, Measurement::rate).median));
        let median = |figure: fn(&Measurement) -> f64| count(outcome.median(entry, figure));
        table.row([name, times.unwrap_or_default(), median(Measurement::rate), median(Measurement::cpu_each)]);
    }
    bench.report.table_of_readme_if(place.is_one_core(), table)
}
