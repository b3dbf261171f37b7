//! Pipelined puts, each acknowledged and stored.

use std::time::Duration;

use anyhow::Result;

use super::fill;
use crate::bench::Bench;
use crate::comparison::{Comparison, Measurement};
use crate::cores::Placement;
use crate::report::{Ratio, Table, count};
use crate::samples::{Order, Samples};

const TURN: Duration = Duration::from_millis(100);

/// The number of keys of each connection.
const KEYS: usize = 100;

pub fn run(bench: &mut Bench) -> Result<()> {
    bench.placements().into_iter().try_for_each(|place| at(bench, place))
}

fn at(bench: &mut Bench, place: Placement) -> Result<()> {
    let windows: &[u32] = bench.pick(&[1, 4, 16, 64, 256, 1024, 4096], &[1, 64, 1024, 4096]);
    let connections: &[usize] = bench.pick(&[1, 4, 16], &[1]);
    let mut comparison = Comparison::new(format!("pipelined, {place}"));
    let mut entries = Vec::new();
    for &connections in connections {
        for &window in windows {
            let name = format!("window {window}, {connections} connections");
            let entry = comparison.add(name, 500..=bench.pick(1_000_000, 200_000), move |amount| {
                let each = usize::try_from(amount)?.div_ceil(connections);
                let devices: Vec<_> =
                    (0..connections).map(|device| Samples::new(device, KEYS, each, Order::Ascending)).collect();
                fill::measure(place, window, &devices)
            });
            entries.push((connections, window, entry));
        }
    }
    let outcome = comparison.run(TURN, bench.pick(11, 5))?;

    let (_, _, lockstep) = entries[0];
    let ratios: Vec<_> = entries
        .iter()
        .filter(|&&(connections, window, _)| connections == 1 && window > 1)
        .map(|&(_, window, entry)| {
            Ratio::new(format!("window {window} : window 1"), outcome.ratio(entry, lockstep, Measurement::rate))
        })
        .collect();
    let title = format!("Pipelined puts, one connection, {place}: how many times as many a second");
    bench.report.ratios(&title, &ratios)?;

    let plural = |&connections: &usize| if connections == 1 { "1 connection".into() } else { format!("{connections}") };
    let mut columns = vec!["window".to_owned()];
    columns.extend(connections.iter().map(plural));
    columns.push("CPU of server, ns a put over 1".into());
    let mut table = Table::new(format!("Pipelined puts a second, {place}, by number of connections"), &columns);
    for &window in windows {
        let entries: Vec<_> = entries.iter().filter(|&&(_, of, _)| of == window).map(|&(_, _, entry)| entry).collect();
        let mut row = vec![window.to_string()];
        row.extend(entries.iter().map(|&entry| count(outcome.median(entry, Measurement::rate))));
        row.extend(entries.first().map(|&entry| count(outcome.median(entry, Measurement::cpu_each))));
        table.row(row);
    }
    bench.report.table_of_readme(table)
}
