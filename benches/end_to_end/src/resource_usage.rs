//! The resource usage of processes and sockets, as the kernel reports it.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;

/// CPU time of a process, including its threads that have ended.
pub fn cpu(process: Pid) -> Result<Duration> {
    let clock = ClockId::pid_cpu_clock_id(process).context("it has no clock for CPU time")?;
    Ok(clock_gettime(clock).context("cannot ask for its CPU time")?.into())
}

/// CPU time of the calling thread.
pub fn thread_cpu() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).context("cannot ask for CPU time")?.into())
}

/// Resident memory of a process, in bytes.
pub fn memory(process: u32) -> Result<u64> {
    status(process, "VmRSS:")
}

/// Peak resident memory of a process, in bytes.
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

/// Bytes that are queued in the sockets of a server's connections, at both ends.
pub fn in_sockets(server: SocketAddr) -> Result<u64> {
    let path = "/proc/net/tcp";
    let port = format!(":{:04X}", server.port());
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    // The columns: number, local address, remote address, state, `bytes to send:bytes to read` in hexadecimal, and more.
    let queues = text.lines().filter(|line| line.split_whitespace().skip(1).take(2).any(|end| end.ends_with(&port)));
    let bytes = queues.filter_map(|line| {
        let (to_send, to_read) = line.split_whitespace().nth(4)?.split_once(':')?;
        Some(u64::from_str_radix(to_send, 16).ok()? + u64::from_str_radix(to_read, 16).ok()?)
    });
    Ok(bytes.sum())
}
