//! The store, shared by the loop and the lane.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// A lock is not fair: of two threads that want it all the time, one may never get it. So where both want it, the lane
/// gives way: its connection goes back to the loop, where turns are fair.
#[derive(Debug)]
pub struct Shared<S> {
    store: Mutex<S>,
    recalled: AtomicBool,
    turns: AtomicU32,
}

impl<S> Shared<S> {
    pub fn new(store: S) -> Self {
        Self { store: Mutex::new(store), recalled: AtomicBool::new(false), turns: AtomicU32::new(0) }
    }

    /// For the loop, which waits until the lane has done with what it has received. `None` where a thread has panicked
    /// with the store.
    pub fn for_loop(&self) -> Option<MutexGuard<'_, S>> {
        match self.store.try_lock() {
            Err(TryLockError::WouldBlock) => {
                self.recall();
                self.store.lock().ok()
            }
            tried => tried.ok(),
        }
    }

    /// For the lane, which does not wait.
    pub fn for_lane(&self) -> Option<MutexGuard<'_, S>> {
        self.turns.fetch_add(1, Ordering::Relaxed);
        if self.is_recalled() {
            return None;
        }
        let store = self.store.try_lock().ok();
        if store.is_none() {
            self.recall();
        }
        store
    }

    /// How often the lane wanted the store, modulo 2<sup>32</sup>. It is counted before a command is answered.
    pub fn turns(&self) -> u32 {
        self.turns.load(Ordering::Relaxed)
    }

    /// Asks the lane to give its connection back.
    pub fn recall(&self) {
        self.recalled.store(true, Ordering::Relaxed);
    }

    pub fn is_recalled(&self) -> bool {
        self.recalled.load(Ordering::Relaxed)
    }

    /// The lane has done so.
    pub fn end_recall(&self) {
        self.recalled.store(false, Ordering::Relaxed);
    }

    pub fn into_store(self) -> io::Result<S> {
        self.store.into_inner().map_err(|_| panicked())
    }
}

pub fn panicked() -> io::Error {
    io::Error::other("a thread of the server panicked")
}
