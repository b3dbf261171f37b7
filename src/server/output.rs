//! Where answers go.

use crate::util::bytes;

/// Bytes that are filled from their start: whole answers go in at the end.
#[derive(Debug)]
pub struct Output<'b> {
    bytes: &'b mut [u8],
    end: usize,
}

impl<'b> Output<'b> {
    /// Goes on where so many bytes were filled before.
    pub fn new(bytes: &'b mut [u8], end: usize) -> Self {
        Self { bytes, end }
    }

    /// How many bytes are filled.
    pub fn end(&self) -> usize {
        self.end
    }

    /// What is filled.
    #[cfg(feature = "std")]
    pub fn bytes(&self) -> &[u8] {
        bytes::clamped(self.bytes, 0, self.end)
    }

    pub fn is_empty(&self) -> bool {
        self.end == 0
    }

    pub fn room(&self) -> usize {
        self.bytes.len().saturating_sub(self.end)
    }

    /// What is not filled. The first `n` bytes of it are, once [`filled`](Self::filled) is told so.
    pub fn space(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    pub fn filled(&mut self, n: usize) {
        self.end = self.end.saturating_add(n).min(self.bytes.len());
    }

    /// Appends all of it or nothing; whether it fits.
    pub fn push_all<const L: usize>(&mut self, bytes: &[u8; L]) -> bool {
        let place = self.space().first_chunk_mut();
        let fits = place.is_some();
        if let Some(place) = place {
            *place = *bytes;
            self.filled(L);
        }
        fits
    }

    /// Appends as much as fits, and says how much that was.
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes::copy(self.space(), bytes);
        self.filled(taken);
        taken
    }
}
