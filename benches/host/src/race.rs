//! Ways to do the same work, side by side.
//!
//! All take turns, so that whatever slows the machine down slows all of them down; what is printed is the median of the
//! rounds' ratios, and the middle half of them. Time is CPU time, so that waiting for the core does not count.

use std::time::Duration;

use cpu_time::ThreadTime;

use crate::order::Order;

pub use crate::target::Target;

/// A turn takes this long at least: far more than reading the clock, far less than a scheduler's time slice.
const TURN: Duration = Duration::from_micros(200);

/// Those who are about to run.
pub struct Race<'a> {
    title: String,
    contenders: Vec<Contender<'a>>,
}

struct Contender<'a> {
    name: &'static str,
    work: Box<dyn FnMut() + 'a>,
    /// One for each round.
    turns: Vec<Duration>,
}

impl<'a> Race<'a> {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), contenders: Vec::new() }
    }

    #[must_use]
    pub fn enter(mut self, name: &'static str, work: impl FnMut() + 'a) -> Self {
        self.contenders.push(Contender { name, work: Box::new(work), turns: Vec::new() });
        self
    }

    /// Lets them all run, so often in turn.
    #[must_use]
    pub fn run(mut self, rounds: usize) -> Outcome<'a> {
        let repeats: Vec<_> = self.contenders.iter_mut().map(Contender::repeats).collect();
        let mut order = Order::new(self.contenders.len());
        for _ in 0..rounds {
            for &index in order.next_round() {
                self.contenders[index].turn(repeats[index]);
            }
        }
        println!("\n{}", self.title);
        Outcome { contenders: self.contenders }
    }
}

impl Contender<'_> {
    /// How often the work has to be done for a turn to be long enough.
    fn repeats(&mut self) -> u32 {
        let mut repeats = 1;
        while self.time(repeats) < TURN {
            repeats *= 2;
        }
        repeats
    }

    /// Keeps the time that the work took once.
    fn turn(&mut self, repeats: u32) {
        let time = self.time(repeats) / repeats;
        self.turns.push(time);
    }

    fn time(&mut self, repeats: u32) -> Duration {
        let start = ThreadTime::now();
        for _ in 0..repeats {
            (self.work)();
        }
        start.elapsed()
    }
}

/// Who took how long.
pub struct Outcome<'a> {
    contenders: Vec<Contender<'a>>,
}

impl Outcome<'_> {
    /// Prints how much of the time of `peer` the contender `name` takes.
    pub fn time(&self, name: &str, peer: &str, target: Target) -> &Self {
        self.print(name, "of the time of", peer, self.ratios(name, peer), target)
    }

    /// Prints how many times as fast as `peer` the contender `name` is.
    pub fn speed(&self, name: &str, peer: &str, target: Target) -> &Self {
        self.print(name, "times as fast as", peer, self.ratios(peer, name), target)
    }

    fn ratios(&self, name: &str, peer: &str) -> Vec<f64> {
        let turns = |name| &self.contenders.iter().find(|contender| contender.name == name).expect(name).turns;
        let pairs = turns(name).iter().zip(turns(peer));
        pairs.map(|(time, peers)| time.as_secs_f64() / peers.as_secs_f64()).collect()
    }

    fn print(&self, name: &str, relation: &str, peer: &str, mut ratios: Vec<f64>, target: Target) -> &Self {
        ratios.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| ratios[ratios.len() * quarter / 4]);
        let verdict = target.verdict(median);
        let line = format!("  {name:24}{median:6.2} {relation:17}{peer:34}({low:.2} to {high:.2})  {verdict}");
        println!("{}", line.trim_end());
        self
    }
}
