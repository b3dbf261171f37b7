//! Several ways to do the same work, measured in interleaved rounds.
//!
//! Every candidate is measured once a round, so that whatever slows the machine down slows all of them down. The result
//! is the median of the rounds, and for a ratio the median of the rounds' ratios.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context as _, Result};
use metricline_benches::order::Order;
use metricline_benches::quartiles::Quartiles;

use crate::interrupt;
use crate::progress::Progress;

/// What one candidate did in one round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measurement {
    /// How much work was done, in the units of the comparison.
    pub amount: u64,
    pub time: Duration,
    /// CPU time of the server.
    pub cpu: Duration,
    /// CPU time of the client; zero where it is not measured.
    pub client_cpu: Duration,
    /// Bytes by which the measured process grew.
    pub memory: u64,
}

impl Measurement {
    /// Per second.
    pub fn rate(&self) -> f64 {
        self.amount as f64 / self.time.as_secs_f64()
    }

    /// Nanoseconds of the server's CPU time for each piece of work.
    pub fn cpu_each(&self) -> f64 {
        self.cpu.as_nanos() as f64 / self.amount as f64
    }

    /// Nanoseconds of both ends' CPU time for each piece of work.
    pub fn both_cpu_each(&self) -> f64 {
        (self.cpu + self.client_cpu).as_nanos() as f64 / self.amount as f64
    }

    /// Bytes for each piece of work.
    pub fn memory_each(&self) -> f64 {
        self.memory as f64 / self.amount as f64
    }
}

/// The candidates that are to be measured.
pub struct Comparison<'a> {
    title: String,
    candidates: Vec<Candidate<'a>>,
}

/// The `length` of a comparison whose amounts of work are given.
pub const FIXED_AMOUNT: Duration = Duration::ZERO;

type Work<'a> = Box<dyn FnMut(u64) -> Result<Measurement> + 'a>;

struct Candidate<'a> {
    name: String,
    amount: u64,
    most: u64,
    work: Work<'a>,
    measurements: Vec<Measurement>,
}

/// Refers to a candidate of a comparison and of its outcome.
#[derive(Clone, Copy)]
pub struct Entry(usize);

impl<'a> Comparison<'a> {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), candidates: Vec::new() }
    }

    /// Adds a candidate. Its amount of work in a round is within these limits, as large as `run`'s length asks for.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        amount: RangeInclusive<u64>,
        work: impl FnMut(u64) -> Result<Measurement> + 'a,
    ) -> Entry {
        let (amount, most) = amount.into_inner();
        self.candidates.push(Candidate {
            name: name.into(),
            amount,
            most,
            work: Box::new(work),
            measurements: Vec::new(),
        });
        Entry(self.candidates.len() - 1)
    }

    /// Measures every candidate for about `length` in each of this many rounds.
    pub fn run(mut self, length: Duration, rounds: usize) -> Result<Outcome> {
        let progress = Progress::of(&self.title);
        for candidate in &mut self.candidates {
            progress.show(format_args!("getting ready: {}", candidate.name));
            candidate.calibrate(length).with_context(|| candidate.name.clone())?;
        }
        let mut order = Order::new(self.candidates.len());
        for round in 0..rounds {
            for &index in order.next_round() {
                let candidate = &mut self.candidates[index];
                progress.show(format_args!("round {} of {rounds}: {}", round + 1, candidate.name));
                interrupt::check()?;
                let measurement = (candidate.work)(candidate.amount).with_context(|| candidate.name.clone())?;
                candidate.measurements.push(measurement);
            }
        }
        let measurements = self.candidates.into_iter().map(|candidate| candidate.measurements).collect();
        Ok(Outcome { measurements })
    }
}

impl Candidate<'_> {
    /// Finds the amount of work that takes about `length`. It is a warm-up too.
    fn calibrate(&mut self, length: Duration) -> Result<()> {
        loop {
            interrupt::check()?;
            let time = (self.work)(self.amount)?.time;
            if self.amount >= self.most || time >= length.mul_f64(0.7) {
                return Ok(());
            }
            let growth = (length.as_secs_f64() / time.as_secs_f64()).clamp(1.5, 10.0);
            self.amount = ((self.amount as f64 * growth) as u64).min(self.most);
        }
    }
}

/// The measurements of all rounds, by candidate.
pub struct Outcome {
    measurements: Vec<Vec<Measurement>>,
}

impl Outcome {
    /// A figure of one candidate, over all rounds.
    pub fn of(&self, Entry(index): Entry, figure: impl Fn(&Measurement) -> f64) -> Quartiles {
        Quartiles::of(self.measurements[index].iter().map(figure).collect())
    }

    /// The median of a figure of one candidate.
    pub fn median(&self, entry: Entry, figure: impl Fn(&Measurement) -> f64) -> f64 {
        self.of(entry, figure).median
    }

    /// The ratio of one candidate's figure to the other's in the same round, over all rounds.
    pub fn ratio(&self, one: Entry, other: Entry, figure: impl Fn(&Measurement) -> f64) -> Quartiles {
        let pairs = self.measurements[one.0].iter().zip(&self.measurements[other.0]);
        Quartiles::of(pairs.map(|(one, other)| figure(one) / figure(other)).collect())
    }
}
