//! How the run goes, on stderr: one line that is rewritten in a terminal, a line per round elsewhere.

use std::error::Error;
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use crate::host::{Figure, Value};
use crate::name;
use crate::outbox::{Event, Totals};
use crate::unit::Unit;

/// To the start of the line, and clear it.
const REWRITE: &str = "\r\x1b[K";
/// A line that is longer than the terminal is wide is cut off, and so stays one that can be rewritten.
const CUT_OFF: &str = "\x1b[?7l";
const WRAP: &str = "\x1b[?7h";

pub struct Progress {
    rounds: u64,
    terminal: bool,
}

impl Progress {
    pub fn new(rounds: u64) -> Self {
        Self { rounds, terminal: io::stderr().is_terminal() }
    }

    pub fn start(&self, host: &str, server: &str, own: bool, every: Duration) {
        let own = if own { " (inside this program)" } else { "" };
        let rounds = match self.rounds {
            0 => "until Ctrl-C".into(),
            1 => "1 round".into(),
            rounds => format!("{rounds} rounds"),
        };
        self.line(&format!("{host} reports to {server}{own} every {every:?}, {rounds}"));
    }

    pub fn round(&self, round: u64, figures: &[Figure], waiting: usize) {
        let of = if self.rounds == 0 { String::new() } else { format!(" of {}", self.rounds) };
        let waiting = if waiting == 0 { String::new() } else { format!("{waiting} samples waiting · ") };
        let line = format!("round {round}{of} · {waiting}{}", summary(figures));
        if self.terminal {
            say(format_args!("{REWRITE}{CUT_OFF}{line}{WRAP}"));
        } else {
            self.line(&line);
        }
    }

    pub fn event(&self, event: &Event) {
        self.line(&match event {
            Event::Lost(error) => format!("the server is lost, samples wait until it is back: {}", chain(error)),
            Event::Back(waiting) => format!("the server is back, {waiting} samples waited for it"),
            Event::Rejected(key, error) => {
                format!("{key} was not stored: {}; from here on this is only counted", chain(error))
            }
        });
    }

    pub fn end(&self, totals: Totals, waiting: usize, unreadable: u64) {
        let Totals { stored, rejected, dropped } = totals;
        let counts = [
            (rejected, "rejected"),
            (dropped, "dropped, as too many waited"),
            (waiting as u64, "not delivered, as there was no time"),
        ];
        let bad = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
        self.line(&format!("{stored} samples stored{}\n", bad.collect::<String>()));
        if unreadable > 0 {
            self.line(&format!("{unreadable} lines of the response could not be read\n"));
        }
    }

    /// A line that stays.
    fn line(&self, text: &str) {
        let rewrite = if self.terminal { REWRITE } else { "" };
        say(format_args!("{rewrite}{text}\n"));
    }
}

/// Writes to stderr and goes on where it is closed; `eprint` would panic.
fn say(text: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(text);
}

fn summary(figures: &[Figure]) -> String {
    let figure = |name: &str| {
        let value = figures.iter().find(|figure| figure.name == name).map(|figure| match figure.value {
            Value::Count(count) => count as f64,
            Value::Real(real) => real.into(),
        });
        value.map_or_else(|| "?".into(), |value| Unit::of_figure(name).write(value))
    };
    format!(
        "cpu {} · memory {} of {} · disk {} free · network ↓ {} ↑ {}",
        figure(name::CPU),
        figure(name::MEMORY_USED),
        figure(name::MEMORY_TOTAL),
        figure(name::DISK_AVAILABLE),
        figure(name::NETWORK_RECEIVED),
        figure(name::NETWORK_SENT),
    )
}

/// An error and its sources on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
