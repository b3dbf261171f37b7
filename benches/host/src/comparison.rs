//! Several ways to do the same work, measured in interleaved rounds.
//!
//! Every candidate is timed once a round, so that whatever slows the machine down slows all of them down. What is printed
//! is the median of the rounds' ratios, and the middle half of them. Time is CPU time, so that waiting for the core does
//! not count.

use std::time::Duration;

use cpu_time::ThreadTime;

use crate::order::Order;
use crate::quartiles::Quartiles;

pub use crate::target::Target;

/// The least time of a candidate in a round: far more than reading the clock takes, far less than a scheduler's time
/// slice.
const SHORTEST: Duration = Duration::from_micros(200);

pub struct Comparison<'a> {
    title: String,
    candidates: Vec<Candidate<'a>>,
}

struct Candidate<'a> {
    name: &'static str,
    work: Box<dyn FnMut() + 'a>,
    /// What the work took once, for each round.
    times: Vec<Duration>,
}

impl<'a> Comparison<'a> {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), candidates: Vec::new() }
    }

    #[must_use]
    pub fn add(mut self, name: &'static str, work: impl FnMut() + 'a) -> Self {
        self.candidates.push(Candidate { name, work: Box::new(work), times: Vec::new() });
        self
    }

    /// Measures all candidates in this many rounds.
    #[must_use]
    pub fn run(mut self, rounds: usize) -> Outcome<'a> {
        let repeats: Vec<_> = self.candidates.iter_mut().map(Candidate::repeats).collect();
        let mut order = Order::new(self.candidates.len());
        for _ in 0..rounds {
            for &index in order.next_round() {
                let time = self.candidates[index].time(repeats[index]) / repeats[index];
                self.candidates[index].times.push(time);
            }
        }
        println!("\n{}", self.title);
        Outcome { candidates: self.candidates }
    }
}

impl Candidate<'_> {
    /// How often the work has to be done to take long enough.
    fn repeats(&mut self) -> u32 {
        let mut repeats = 1;
        while self.time(repeats) < SHORTEST {
            repeats *= 2;
        }
        repeats
    }

    fn time(&mut self, repeats: u32) -> Duration {
        let start = ThreadTime::now();
        for _ in 0..repeats {
            (self.work)();
        }
        start.elapsed()
    }
}

pub struct Outcome<'a> {
    candidates: Vec<Candidate<'a>>,
}

impl Outcome<'_> {
    /// Prints how much of the time of `peer` the candidate `name` takes.
    pub fn time(&self, name: &str, peer: &str, target: Target) -> &Self {
        self.print(name, "of the time of", peer, self.ratios(name, peer), target)
    }

    /// Prints how many times as fast as `peer` the candidate `name` is.
    pub fn speed(&self, name: &str, peer: &str, target: Target) -> &Self {
        self.print(name, "times as fast as", peer, self.ratios(peer, name), target)
    }

    fn ratios(&self, name: &str, peer: &str) -> Quartiles {
        let times = |name| &self.candidates.iter().find(|candidate| candidate.name == name).expect(name).times;
        let pairs = times(name).iter().zip(times(peer));
        Quartiles::of(pairs.map(|(time, peers)| time.as_secs_f64() / peers.as_secs_f64()).collect())
    }

    fn print(&self, name: &str, relation: &str, peer: &str, ratios: Quartiles, target: Target) -> &Self {
        let Quartiles { low, median, high } = ratios;
        let verdict = target.verdict(median);
        let line = format!("  {name:24}{median:7.3} {relation:17}{peer:34}({low:.3} to {high:.3})  {verdict}");
        println!("{}", line.trim_end());
        self
    }
}
