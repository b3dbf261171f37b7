//! Bytes that are left over when a connection's turn ends.

/// Mostly none, which takes no memory.
#[derive(Debug, Default)]
pub struct Backlog {
    bytes: Vec<u8>,
    start: usize,
}

impl Backlog {
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Keeps a copy of these in place of what was kept.
    pub fn keep(&mut self, bytes: &[u8]) {
        *self = Self { bytes: bytes.to_vec(), start: 0 };
    }

    /// Lets go of the first `n`.
    pub fn take(&mut self, n: usize) {
        self.start = self.start.saturating_add(n);
        // No more memory than twice what is left.
        if self.start >= self.bytes.len() / 2 {
            *self = Self { bytes: self.bytes().to_vec(), start: 0 };
        }
    }
}
