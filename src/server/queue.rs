//! Bytes on their way through a session.

use super::output::Output;
use crate::util::bytes::clamped;
use crate::wire::fast::move_to_start;

/// A queue of bytes in an array: they are put in at the end and taken from the start.
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

    /// What is in it.
    pub fn bytes(&self) -> &[u8] {
        clamped(&self.bytes, self.start, self.end)
    }

    /// The first `n` bytes are done with.
    pub fn take(&mut self, n: usize) {
        self.start = self.start.saturating_add(n);
        if self.start >= self.end {
            self.start = 0;
            self.end = 0;
        }
    }

    /// Where to put further bytes.
    pub fn space(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    /// `n` bytes were put there.
    pub fn filled(&mut self, n: usize) {
        self.end = self.end.saturating_add(n).min(N);
    }

    /// Moves what is in it to the start of the array, if the array's end is reached.
    pub fn make_room(&mut self) {
        if self.end == N {
            move_to_start(&mut self.bytes, self.start..self.end);
            self.end = self.end.saturating_sub(self.start);
            self.start = 0;
        }
    }

    /// Lets `write` put bytes in.
    pub fn fill<T>(&mut self, write: impl FnOnce(&mut Output<'_>) -> T) -> T {
        let mut output = Output::new(&mut self.bytes, self.end);
        let result = write(&mut output);
        self.end = output.end();
        result
    }
}
