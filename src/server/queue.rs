//! The buffers of a session.

use super::output::Output;
use crate::util::bytes::{clamped, move_to_start};

/// A queue of bytes in an array: added at the end, removed from the start.
#[derive(Debug)]
pub struct Queue<const N: usize> {
    bytes: [u8; N],
    start: usize,
    end: usize,
}

impl<const N: usize> Queue<N> {
    pub const fn new() -> Self {
        Self { bytes: [0; N], start: 0, end: 0 }
    }

    /// The bytes in the queue.
    pub fn bytes(&self) -> &[u8] {
        clamped(&self.bytes, self.start, self.end)
    }

    /// Removes the first `n` bytes.
    pub fn remove(&mut self, n: usize) {
        self.start = self.start.saturating_add(n);
        if self.start >= self.end {
            self.start = 0;
            self.end = 0;
        }
    }

    /// The free part of the array, for bytes that [`added`](Self::added) then adds. It is empty only when the queue
    /// fills the array.
    pub fn space(&mut self) -> &mut [u8] {
        if self.end == N {
            move_to_start(&mut self.bytes, self.start..self.end);
            self.end = self.end.saturating_sub(self.start);
            self.start = 0;
        }
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    /// Adds the first `n` bytes of [`space`](Self::space).
    pub fn added(&mut self, n: usize) {
        self.end = self.end.saturating_add(n).min(N);
    }

    /// Adds what `write` writes.
    pub fn write<T>(&mut self, write: impl FnOnce(&mut Output<'_>) -> T) -> T {
        let mut output = Output::new(&mut self.bytes, self.end);
        let result = write(&mut output);
        self.end = output.end();
        result
    }
}
