//! Where responses are written.

use crate::util::bytes;
use crate::wire::fast::copy_short;

/// A borrowed buffer that is filled from its start. It does not say whose buffer that is, so a [`Session`] with two
/// arrays and a TCP server with one buffer for all connections write responses with the same code.
///
/// [`Session`]: super::session::Session
#[derive(Debug)]
pub struct Output<'b> {
    bytes: &'b mut [u8],
    end: usize,
}

impl<'b> Output<'b> {
    /// An output whose first `end` bytes are filled.
    pub fn new(bytes: &'b mut [u8], end: usize) -> Self {
        Self { bytes, end }
    }

    /// How many bytes are filled.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The bytes that are filled.
    #[cfg(feature = "std")]
    pub fn bytes(&self) -> &[u8] {
        bytes::clamped(self.bytes, 0, self.end)
    }

    pub fn is_empty(&self) -> bool {
        self.end == 0
    }

    /// How many more bytes fit.
    pub fn room(&self) -> usize {
        self.bytes.len().saturating_sub(self.end)
    }

    /// Appends all bytes or none; returns whether they fit.
    pub fn push_all<const L: usize>(&mut self, bytes: &[u8; L]) -> bool {
        let place = self.space().first_chunk_mut();
        let fits = place.is_some();
        if let Some(place) = place {
            *place = *bytes;
            self.filled(L);
        }
        fits
    }

    /// Appends as many bytes as fit; returns how many.
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        let space = self.space();
        let pushed = match space.get_mut(..bytes.len()) {
            Some(place) => {
                copy_short(place, bytes);
                bytes.len()
            }
            None => bytes::copy(space, bytes),
        };
        self.filled(pushed);
        pushed
    }

    fn space(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    fn filled(&mut self, n: usize) {
        self.end = self.end.saturating_add(n).min(self.bytes.len());
    }
}
