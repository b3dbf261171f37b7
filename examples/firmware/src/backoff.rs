//! Whether to try again to reach a server that was lost, and when.

/// Delays that double from one attempt to the next, up to a limit. Each is a random part shorter, so that a thousand
/// devices that lost the same server do not come back at the same moment.
#[derive(Debug)]
pub struct Backoff {
    settings: Settings,
    /// How many attempts may still fail.
    attempts: u32,
    /// What the delay has come to.
    delay_ms: u32,
    random: u32,
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
    /// What is `random` is to differ from one device to the next.
    pub const fn new(settings: Settings, random: u32) -> Self {
        let Settings { attempts, first_delay_ms, .. } = settings;
        // The generator stays at 0 once it is there.
        Self { settings, attempts, delay_ms: first_delay_ms, random: random | 1 }
    }

    /// Starts anew, after a success.
    pub const fn reset(&mut self) {
        *self = Self::new(self.settings, self.random);
    }

    /// After a failure: the milliseconds to wait before the next attempt, if there may be one. They are between a half
    /// and the whole of what the delay has come to.
    pub fn next_ms(&mut self) -> Option<u32> {
        self.attempts = self.attempts.saturating_sub(1);
        if self.attempts == 0 {
            return None;
        }
        let delay_ms = self.delay_ms;
        self.delay_ms = delay_ms.saturating_mul(2).min(self.settings.longest_delay_ms);
        // Marsaglia's xorshift.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        Some(delay_ms - self.random % (delay_ms / 2 + 1))
    }
}
