//! Ctrl-C, SIGTERM and SIGHUP kill the children. So whatever waits for a child fails, and the program ends as after any
//! other failure, which removes its temporary files. Further signals do the same.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;

/// The number of the first signal, or 0.
static COME: AtomicU8 = AtomicU8::new(0);
static CHILDREN: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Starts handling signals. Call it before any other thread or child is started; a child has to `release` them.
pub fn catch() -> Result<()> {
    let signals = signals();
    signals.thread_block().context("cannot catch Ctrl-C")?;
    thread::spawn(move || {
        while let Ok(signal) = signals.wait() {
            let _ = COME.compare_exchange(0, signal as u8, Ordering::SeqCst, Ordering::SeqCst);
            with_children(|children| children.iter().for_each(|&child| _ = kill(child, Signal::SIGKILL)));
        }
    });
    Ok(())
}

/// Lets signals end this process again: a child inherits that they are blocked.
pub fn release() -> Result<()> {
    signals().thread_unblock().context("cannot be ended by a signal")
}

fn signals() -> SigSet {
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect()
}

/// What a shell reports for a program that the first signal ended, if there was one.
pub fn status() -> Option<u8> {
    Some(COME.load(Ordering::SeqCst)).filter(|&signal| signal > 0).map(|signal| 128 + signal)
}

/// Fails after Ctrl-C.
pub fn check() -> Result<()> {
    if status().is_some() {
        bail!("interrupted");
    }
    Ok(())
}

/// Adds a child that signals kill, until `forget`.
pub fn watch(child: Pid) {
    with_children(|children| children.push(child));
}

/// Call it before the child is waited for: after that its id may belong to another process.
pub fn forget(child: Pid) {
    with_children(|children| children.retain(|&other| other != child));
}

fn with_children(action: impl FnOnce(&mut Vec<Pid>)) {
    action(&mut CHILDREN.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
}
