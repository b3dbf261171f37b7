//! The same lines to this crate's server and to VictoriaMetrics.

use anyhow::Result;
use metricline_benches::target::Target;

use super::load;
use crate::bench::Bench;
use crate::contest::{Contest, Entry, Turn};
use crate::peers::victoria::{self, Lines, Victoria};
use crate::place::Place;
use crate::report::{Ratio, Table, count, figure};
use crate::samples::Order;

const KEYS: usize = 100;

/// How many lines: of far fewer VictoriaMetrics does much of the work only after it has taken them.
const AMOUNT: u64 = 1_000_000;

/// Unacknowledged puts at the same time.
const WINDOWS: [u32; 2] = [1024, 4096];

/// How many times as many lines a second are to be taken.
const SPEED: Target = Target::AtLeast(2.0);

/// Nanoseconds of the server's CPU time for a put.
const CPU: Target = Target::AtMost(120.0);

pub fn run(bench: &mut Bench) -> Result<()> {
    let is_there = victoria::is_there();
    if !is_there {
        bench.report.note("VictoriaMetrics is left out: there is no victoria-metrics.")?;
    }
    for place in bench.places() {
        at(bench, place, is_there)?;
    }
    Ok(())
}

fn at(bench: &mut Bench, place: Place, is_there: bool) -> Result<()> {
    let samples = load::samples(KEYS, AMOUNT, Order::Ascending)?;
    let [mut of_victoria] = load::samples(KEYS, AMOUNT, Order::Ascending)?;
    // The same one in every turn, because it is faster when it has run for a while.
    let victoria = is_there.then(|| Victoria::start(place)).transpose()?;
    let mut contest = Contest::new(format!("victoria, {place}"));
    let peer = victoria.as_ref().map(|victoria| {
        contest.enter("VictoriaMetrics", AMOUNT..=AMOUNT, |amount| {
            let (time, cpu) = victoria.put(&Lines::new(&of_victoria)?)?;
            of_victoria.postpone();
            Ok(Turn { amount, time, cpu, ..Turn::default() })
        })
    });
    let ours: Vec<(u32, Entry)> = WINDOWS
        .iter()
        .map(|&window| {
            let samples = &samples;
            let fill = move |_| load::filled(place, window, samples);
            (window, contest.enter(format!("window {window}"), AMOUNT..=AMOUNT, fill))
        })
        .collect();
    let outcome = contest.run(load::AS_GIVEN, bench.pick(15, 3))?;

    // A wake-up of another core costs as much as hundreds of puts.
    let target = |target| if place.is_one_core() { target } else { Target::None };
    let mut ratios = Vec::new();
    if let Some(peer) = peer {
        for &(window, entry) in &ours {
            let ratio = outcome.ratio(entry, peer, Turn::rate);
            let what = format!("window {window}, acknowledged : VictoriaMetrics");
            ratios.push(Ratio::new(what, ratio).target(target(SPEED)));
        }
    }
    for &(window, entry) in &ours {
        let cpu = outcome.of(entry, Turn::cpu_each);
        ratios.push(Ratio::new(format!("window {window}, ns of server CPU a put"), cpu).target(target(CPU)));
    }
    bench.report.ratios(&format!("Lines a second, {place}: how many times as many"), &ratios)?;

    let mut table = Table::new(
        format!("{} lines over one connection, {place}", count(AMOUNT as f64)),
        &["server", "times VictoriaMetrics", "lines a second", "CPU of server, ns a line"],
    );
    let ours = ours.iter().map(|&(window, entry)| (format!("metricline, window {window}, acknowledged"), entry));
    let theirs = peer.map(|peer| ("VictoriaMetrics, unacknowledged".to_owned(), peer));
    for (name, entry) in ours.chain(theirs) {
        let times = peer.map(|peer| figure(outcome.ratio(entry, peer, Turn::rate).median));
        let median = |figure: fn(&Turn) -> f64| count(outcome.of(entry, figure).median);
        table.row([name, times.unwrap_or_default(), median(Turn::rate), median(Turn::cpu_each)]);
    }
    bench.report.place_table(place, table)
}
