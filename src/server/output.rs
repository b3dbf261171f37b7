//! What a session has yet to send.

use crate::bytes;

/// A queue of bytes in an array: whole answers go in at the end, the transport takes from the start.
#[derive(Debug)]
pub struct Output<const N: usize> {
    bytes: [u8; N],
    start: usize,
    end: usize,
}

impl<const N: usize> Output<N> {
    pub const fn new() -> Self {
        Self { bytes: [0; N], start: 0, end: 0 }
    }

    pub fn unsent(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    pub fn sent(&mut self, n: usize) {
        self.start = self.start.saturating_add(n);
        if self.start >= self.end {
            self.start = 0;
            self.end = 0;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    pub fn room(&self) -> usize {
        N.saturating_sub(self.end)
    }

    /// Appends all of the parts, or nothing when they do not fit.
    pub fn push(&mut self, parts: &[&[u8]]) -> bool {
        let length = parts.iter().map(|part| part.len()).fold(0, usize::saturating_add);
        if length > self.room() {
            return false;
        }
        for part in parts {
            self.push_some(part);
        }
        true
    }

    /// Appends as much as fits, and says how much that was.
    pub fn push_some(&mut self, part: &[u8]) -> usize {
        let free = self.bytes.get_mut(self.end..).unwrap_or_default();
        let taken = bytes::copy(free, part);
        self.end = self.end.saturating_add(taken);
        taken
    }
}
