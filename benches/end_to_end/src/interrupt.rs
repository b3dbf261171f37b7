//! Ctrl-C: the children are ended, so whatever waits for one fails, and the program ends the way of any other failure.

use std::process;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// What a shell reports for a program that SIGINT ended.
pub const STATUS: u8 = 130;

static COME: AtomicBool = AtomicBool::new(false);
static CHILDREN: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

pub fn catch() -> Result<()> {
    let on_signal = || {
        if COME.swap(true, Ordering::SeqCst) {
            process::exit(STATUS.into());
        }
        with_children(|children| children.iter().for_each(|&child| _ = kill(child, Signal::SIGKILL)));
    };
    ctrlc::set_handler(on_signal).context("cannot catch Ctrl-C")
}

pub fn has_come() -> bool {
    COME.load(Ordering::SeqCst)
}

/// Fails after Ctrl-C.
pub fn check() -> Result<()> {
    if has_come() {
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
