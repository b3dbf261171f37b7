//! The table of what a doubling costs.

use std::net::SocketAddr;

use anyhow::Result;
use metricline_benches::quartiles::Quartiles;
use metricline_benches::target::Target;

use crate::bench::Bench;
use crate::comparison::{Entry, Measurement, Outcome};
use crate::process::Process;
use crate::progress::Progress;
use crate::report::{Ratio, Table, count, figure};
use crate::valgrind;

/// Twice, and a tenth of it for other work on the machine, for caches that hold a smaller part, and for memory that is
/// allocated in steps.
pub const TWICE: Target = Target::AtMost(2.2);

/// Fewer bytes are not compared: memory is allocated many pages at a time.
const STEP: f64 = 1e6;

/// Measurements of increasing sizes.
pub struct Growth {
    pub title: String,
    pub unit: &'static str,
    /// The smallest first.
    pub steps: Vec<Step>,
    /// For the ratio of each size to the one before.
    pub target: Target,
}

pub struct Step {
    /// In the unit of the growth.
    pub size: u64,
    pub entry: Entry,
    /// The server's, where they are counted.
    pub instructions: Option<u64>,
}

pub struct Doublings<'a> {
    pub bench: &'a mut Bench,
    table: Table,
    /// The instructions of an idle server, where they can be counted.
    idle: Option<u64>,
}

impl<'a> Doublings<'a> {
    pub fn new(bench: &'a mut Bench) -> Result<Self> {
        let mut idle = None;
        if valgrind::is_there() {
            idle = Some(valgrind::instructions(bench.cores.one().server, |_, _| Ok(()))?);
        } else {
            bench.report.note("Instructions are left out: there is no valgrind.")?;
        }
        let columns = [
            "twice as many",
            "from",
            "to",
            "times the server's instructions, at most",
            "times its CPU, at most",
            "times the memory, at most",
        ];
        Ok(Self { bench, table: Table::new("What a doubling costs", &columns), idle })
    }

    /// `most`, its half, and so on: the smallest first.
    pub fn sizes(&self, most: u64) -> impl Iterator<Item = u64> + use<> {
        let doublings = self.bench.pick(4, 2);
        (0..=doublings).rev().map(move |halvings| most >> halvings)
    }

    /// Counts the instructions that a server executes for `work`. Once, because two counts differ by less than a
    /// thousandth.
    pub fn instructions<T>(
        &self,
        title: &str,
        size: u64,
        work: impl FnOnce(&Process, SocketAddr) -> Result<T>,
    ) -> Result<Option<u64>> {
        let Some(idle) = self.idle else { return Ok(None) };
        let progress = Progress::of(title);
        progress.show(format_args!("counting instructions: {size}"));
        let all = valgrind::instructions(self.bench.cores.one().server, work)?;
        Ok(Some(all.saturating_sub(idle)))
    }

    /// Adds a row, and prints the figures behind it.
    pub fn add(&mut self, growth: &Growth, outcome: &Outcome) -> Result<()> {
        let Growth { title, unit, steps, target } = growth;
        let (mut instructions, mut cpu, mut memory) = (Most::default(), Most::default(), Most::default());
        let mut ratios = Vec::new();
        for pair in steps.windows(2) {
            let [half, whole] = pair else { continue };
            let step = format!("{} {unit} : {}", count(whole.size as f64), count(half.size as f64));
            if let (Some(half), Some(whole)) = (half.instructions, whole.instructions) {
                let ratio = Quartiles::exactly(whole as f64 / half as f64);
                instructions.note(ratio);
                ratios.push(Ratio::new(format!("{step}, instructions"), ratio).target(*target).quiet());
            }
            let ratio = outcome.ratio(whole.entry, half.entry, |measurement| measurement.cpu.as_secs_f64());
            cpu.note(ratio);
            ratios.push(Ratio::new(format!("{step}, CPU"), ratio).target(*target));
            if outcome.median(half.entry, |measurement| measurement.memory as f64) >= STEP {
                let ratio = outcome.ratio(whole.entry, half.entry, |measurement| measurement.memory as f64);
                memory.note(ratio);
                ratios.push(Ratio::new(format!("{step}, memory"), ratio).target(*target).quiet());
            }
        }
        if let [least, .., most] = steps.as_slice() {
            let sizes = [least, most].map(|step| count(step.size as f64));
            let most = [instructions, cpu, memory].map(Most::figure);
            self.table.row([title.clone()].into_iter().chain(sizes).chain(most));
        }
        self.bench.report.ratios(&format!("{title}: what twice as many cost"), &ratios)?;
        self.detail(growth, outcome)
    }

    /// Prints the cost of each size.
    fn detail(&self, Growth { title, unit, steps, .. }: &Growth, outcome: &Outcome) -> Result<()> {
        let mut table = Table::new(
            title.clone(),
            &[
                unit,
                "server's instructions, millions",
                "CPU, ms",
                "memory, MB",
                "instructions each",
                "ns each",
                "bytes each",
            ],
        );
        for &Step { size, entry, instructions } in steps {
            let instructions = |per: f64| instructions.map(|instructions| instructions as f64 / per);
            let median = |figure: &dyn Fn(&Measurement) -> f64| outcome.median(entry, figure);
            table.row([
                count(size as f64),
                instructions(1e6).map(figure).unwrap_or_default(),
                figure(median(&|measurement| measurement.cpu.as_secs_f64() * 1e3)),
                figure(median(&|measurement| measurement.memory as f64 / 1e6)),
                instructions(size as f64).map(count).unwrap_or_default(),
                count(median(&Measurement::cpu_each)),
                figure(median(&Measurement::memory_each)),
            ]);
        }
        self.bench.report.table(&table)
    }

    /// Prints the table.
    pub fn print(self) -> Result<()> {
        self.bench.report.table_of_readme(self.table)
    }
}

/// The highest of the noted ratios, if there are any.
#[derive(Default)]
struct Most(Option<f64>);

impl Most {
    fn note(&mut self, ratio: Quartiles) {
        self.0 = Some(self.0.map_or(ratio.median, |most| most.max(ratio.median)));
    }

    fn figure(self) -> String {
        self.0.map(figure).unwrap_or_default()
    }
}
