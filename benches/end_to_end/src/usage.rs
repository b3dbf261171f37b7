//! What a process takes, as `/proc` says.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::time::{ClockId, clock_gettime};

/// CPU time of all its threads.
pub fn cpu(process: u32) -> Result<Duration> {
    let tasks = format!("/proc/{process}/task");
    let mut nanoseconds = 0;
    for task in fs::read_dir(&tasks).with_context(|| format!("cannot read {tasks}"))? {
        // A thread may end meanwhile. The first figure is its time on a core, in nanoseconds.
        if let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) {
            let first = text.split(' ').next().and_then(|figure| figure.parse::<u64>().ok());
            nanoseconds += first.with_context(|| format!("{tasks}/*/schedstat is not understood"))?;
        }
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// CPU time of the calling thread.
pub fn thread_cpu() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).context("cannot ask for CPU time")?.into())
}

/// The memory that it holds, in bytes.
pub fn memory(process: u32) -> Result<u64> {
    status(process, "VmRSS:")
}

/// The most memory that it has held, in bytes.
pub fn peak_memory(process: u32) -> Result<u64> {
    status(process, "VmHWM:")
}

fn status(process: u32, figure: &str) -> Result<u64> {
    let path = format!("/proc/{process}/status");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(figure));
    let kilobytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    Ok(kilobytes.with_context(|| format!("{path} has no {figure}"))? * 1024)
}
