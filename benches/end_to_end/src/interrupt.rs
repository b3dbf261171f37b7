//! Ctrl-C and what else asks to end: the children are ended, so whatever waits for one fails, and the program ends the
//! way of any other failure, which removes what it has made. Asked again, it does the same, so nothing stays behind.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;

/// The number of the signal that came first; 0 before one has.
static COME: AtomicU8 = AtomicU8::new(0);
static CHILDREN: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// To be called before another thread is started, and before a child is, which has to `release`.
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

/// Lets signals end this process again: a child inherits that they are held back.
pub fn release() -> Result<()> {
    signals().thread_unblock().context("cannot be ended by a signal")
}

fn signals() -> SigSet {
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect()
}

/// What a shell reports for a program that such a signal ended, once one has come.
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

/// Has a child ended by Ctrl-C, until it is forgotten.
pub fn watch(child: Pid) {
    with_children(|children| children.push(child));
}

/// To be called before the child is waited for: then its number may become another's.
pub fn forget(child: Pid) {
    with_children(|children| children.retain(|&other| other != child));
}

fn with_children(action: impl FnOnce(&mut Vec<Pid>)) {
    action(&mut CHILDREN.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
}
