//! A length of time as an argument: seconds, fractions allowed.

use std::time::Duration;

pub fn parse(text: &str) -> Result<Duration, &'static str> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds")?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| "not a length of time")?;
    // Neither a busy loop, nor so long that a clock overflows.
    let allowed = Duration::from_millis(1)..=Duration::from_secs(1_000_000_000);
    if allowed.contains(&duration) { Ok(duration) } else { Err("a length of time is 0.001 to 1000000000 seconds") }
}
