//! Whether to try again to reach a server that was lost, and when.

use fastrand::Rng;

/// Delays that double from one attempt to the next, up to a limit. Each is a random part shorter, so that a thousand
/// devices that lost the same server do not come back at the same moment.
#[derive(Debug)]
pub struct Backoff {
    settings: Settings,
    /// How many attempts may still fail.
    attempts: u32,
    /// The next delay, before a random part of it is taken off.
    delay_ms: u32,
    random: Rng,
}

/// What a [`Backoff`] starts from.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many attempts may fail in a row.
    pub attempts: u32,
    pub first_delay_ms: u32,
    pub longest_delay_ms: u32,
}

impl Backoff {
    /// The `seed` has to differ from one device to the next.
    pub const fn new(settings: Settings, seed: u64) -> Self {
        let Settings { attempts, first_delay_ms, .. } = settings;
        Self { settings, attempts, delay_ms: first_delay_ms, random: Rng::with_seed(seed) }
    }

    /// Restarts from the first delay, after a success.
    pub const fn reset(&mut self) {
        self.attempts = self.settings.attempts;
        self.delay_ms = self.settings.first_delay_ms;
    }

    /// After a failure: the milliseconds to wait before the next attempt, or `None` if there have been too many. They
    /// are between a half and the whole of the delay.
    pub fn next_ms(&mut self) -> Option<u32> {
        self.attempts = self.attempts.saturating_sub(1);
        if self.attempts == 0 {
            return None;
        }
        let delay_ms = self.delay_ms;
        self.delay_ms = delay_ms.saturating_mul(2).min(self.settings.longest_delay_ms);
        Some(delay_ms - self.random.u32(..=delay_ms / 2))
    }
}
