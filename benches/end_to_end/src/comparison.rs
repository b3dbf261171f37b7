//! Ways to do the same work, side by side.
//!
//! All take turns, so that whatever slows the machine down slows all of them down. What is printed is the median of the
//! rounds, and for a ratio the median of the rounds' ratios.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context as _, Result};
use metricline_benches::order::Order;

use crate::interrupt;
use crate::progress::Progress;

/// What a turn has shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// How much work was done, in whatever is counted.
    pub amount: u64,
    pub time: Duration,
    /// CPU time of the server.
    pub cpu: Duration,
    /// CPU time of the client, where it is asked for.
    pub client_cpu: Duration,
    /// Bytes that it has taken for the work.
    pub memory: u64,
}

impl Turn {
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

/// Those who are about to take turns.
pub struct Contest<'a> {
    title: String,
    contenders: Vec<Contender<'a>>,
}

type Work<'a> = Box<dyn FnMut(u64) -> Result<Turn> + 'a>;

struct Contender<'a> {
    name: String,
    amount: u64,
    most: u64,
    work: Work<'a>,
    turns: Vec<Turn>,
}

/// A contender.
#[derive(Clone, Copy)]
pub struct Entry(usize);

impl<'a> Contest<'a> {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), contenders: Vec::new() }
    }

    /// Lets one more take part, with as much work a turn as the turn's length asks for within these limits.
    pub fn enter(
        &mut self,
        name: impl Into<String>,
        amount: RangeInclusive<u64>,
        work: impl FnMut(u64) -> Result<Turn> + 'a,
    ) -> Entry {
        let (amount, most) = amount.into_inner();
        self.contenders.push(Contender { name: name.into(), amount, most, work: Box::new(work), turns: Vec::new() });
        Entry(self.contenders.len() - 1)
    }

    /// Lets all of them work for about so long a turn, in so many rounds.
    pub fn run(mut self, turn: Duration, rounds: usize) -> Result<Outcome> {
        let progress = Progress::of(&self.title);
        for contender in &mut self.contenders {
            progress.tell(format_args!("getting ready: {}", contender.name));
            contender.calibrate(turn).with_context(|| contender.name.clone())?;
        }
        let mut order = Order::new(self.contenders.len());
        for round in 0..rounds {
            for &index in order.next_round() {
                let contender = &mut self.contenders[index];
                progress.tell(format_args!("round {} of {rounds}: {}", round + 1, contender.name));
                interrupt::check()?;
                let turn = (contender.work)(contender.amount).with_context(|| contender.name.clone())?;
                contender.turns.push(turn);
            }
        }
        let turns = self.contenders.into_iter().map(|contender| contender.turns).collect();
        Ok(Outcome { turns })
    }
}

impl Contender<'_> {
    /// Finds the amount of work for a turn of this length. It is a warm-up too.
    fn calibrate(&mut self, turn: Duration) -> Result<()> {
        loop {
            interrupt::check()?;
            let time = (self.work)(self.amount)?.time;
            if self.amount >= self.most || time >= turn.mul_f64(0.7) {
                return Ok(());
            }
            let growth = (turn.as_secs_f64() / time.as_secs_f64()).clamp(1.5, 10.0);
            self.amount = ((self.amount as f64 * growth) as u64).min(self.most);
        }
    }
}

/// What all turns have shown.
pub struct Outcome {
    turns: Vec<Vec<Turn>>,
}

impl Outcome {
    /// The middle of all rounds of one contender.
    pub fn of(&self, Entry(index): Entry, figure: impl Fn(&Turn) -> f64) -> Middle {
        Middle::of(self.turns[index].iter().map(figure).collect())
    }

    /// The middle of the rounds' ratios of two.
    pub fn ratio(&self, one: Entry, other: Entry, figure: impl Fn(&Turn) -> f64) -> Middle {
        let pairs = self.turns[one.0].iter().zip(&self.turns[other.0]);
        Middle::of(pairs.map(|(one, other)| figure(one) / figure(other)).collect())
    }
}

/// The median, and between which figures the middle half is.
#[derive(Clone, Copy, Debug)]
pub struct Middle {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Middle {
    /// Of a figure that is the same in every round.
    pub const fn exactly(figure: f64) -> Self {
        Self { low: figure, median: figure, high: figure }
    }

    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| figures[figures.len() * quarter / 4]);
        Self { low, median, high }
    }
}
