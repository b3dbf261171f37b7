//! SIGINT (Ctrl-C) and SIGTERM: the first asks the program to end, the second ends it at once.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::failure::Failure;

/// What a shell reports for a program that SIGINT ended.
const INTERRUPTED: i32 = 130;

pub struct Interrupt {
    signals: Receiver<()>,
    seen: bool,
}

impl Interrupt {
    /// From here on signals are caught.
    pub fn catch() -> Result<Self, Failure> {
        let (sender, signals) = mpsc::channel();
        let again = AtomicBool::new(false);
        let on_signal = move || {
            // Nobody listens any more when the program is already on its way out.
            if again.swap(true, Ordering::Relaxed) || sender.send(()).is_err() {
                process::exit(INTERRUPTED);
            }
        };
        ctrlc::set_handler(on_signal).map_err(|error| Failure::new("cannot catch Ctrl-C", error))?;
        Ok(Self { signals, seen: false })
    }

    /// Waits for so long, or until a signal comes; whether one has come.
    pub fn wait(&mut self, duration: Duration) -> bool {
        self.seen = self.seen || self.signals.recv_timeout(duration) != Err(RecvTimeoutError::Timeout);
        self.seen
    }
}
