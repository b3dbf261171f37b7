//! Up to 64 samples of one key, packed.

use std::mem;

/// The most samples in a chunk. Smaller chunks would be more chunks to search, larger ones more to search in each.
pub const CHUNK: usize = 64;

/// Samples with distinct offsets.
///
/// In a large store a `put` takes about as long as the memory that it waits for. Hence two things: the low byte of each
/// offset is stored apart from the samples, so that most new offsets are found to be new without reading a sample; and
/// a new sample is appended and not inserted in order, because a write is not waited for.
#[derive(Clone, Debug)]
pub struct Chunk {
    len: usize,
    /// Whether the samples are known to be in order.
    is_sorted: bool,
    /// The low byte of each offset.
    low_bytes: [u8; CHUNK],
    samples: Box<[Packed; CHUNK]>,
}

/// A sample in 12 bytes.
#[derive(Clone, Copy, Debug)]
struct Packed {
    offset: i32,
    value: [u8; 8],
}

impl Packed {
    const fn new(offset: i32, value: f64) -> Self {
        Self { offset, value: value.to_ne_bytes() }
    }

    const fn unpack(self) -> (i32, f64) {
        (self.offset, f64::from_ne_bytes(self.value))
    }
}

impl Chunk {
    pub fn new() -> Self {
        Self { len: 0, is_sorted: true, low_bytes: [0; CHUNK], samples: Box::new([Packed::new(0, 0.0); CHUNK]) }
    }

    /// Replaces the value at this offset; returns whether there was one.
    pub fn replace(&mut self, offset: i32, value: f64) -> bool {
        // Usually there is none, and a loop of fixed length without an early exit compares many bytes at once.
        let low = low_byte(offset);
        if !self.low_bytes.iter().fold(false, |found, &other| found | (other == low)) {
            return false;
        }
        let same = self.samples.iter_mut().take(self.len).find(|sample| sample.offset == offset);
        same.map(|sample| *sample = Packed::new(offset, value)).is_some()
    }

    /// Adds a sample whose offset is not in the chunk. If the chunk is full it is split: the later part is returned,
    /// with the earliest offset that belongs there.
    pub fn insert(&mut self, offset: i32, value: f64) -> Option<(i32, Self)> {
        let mut later = if self.len < CHUNK { None } else { self.split(offset) };
        let chunk = match &mut later {
            Some((from, later)) if *from <= offset => later,
            _ => self,
        };
        chunk.is_sorted = false;
        chunk.push(Packed::new(offset, value));
        later
    }

    /// Splits a full chunk in halves, or before its first sample when the new sample precedes it: samples that arrive
    /// in descending order leave full chunks. There is no such case for ascending order, which can be guessed wrong:
    /// samples that arrive each before the last could then leave chunks of one.
    fn split(&mut self, offset: i32) -> Option<(i32, Self)> {
        let first = self.samples.iter().map(|sample| sample.offset).min()?;
        if offset < first {
            return Some((first, mem::replace(self, Self::new())));
        }
        let mut samples = *self.samples;
        let (_, &mut Packed { offset: from, .. }, _) =
            samples.select_nth_unstable_by_key(CHUNK / 2, |sample| sample.offset);
        let mut later = Self { is_sorted: false, ..Self::new() };
        (self.len, self.is_sorted) = (0, false);
        for sample in samples {
            let half = if sample.offset < from { &mut *self } else { &mut later };
            half.push(sample);
        }
        Some((from, later))
    }

    /// Appends a sample to a chunk that is not full.
    fn push(&mut self, sample: Packed) {
        if let (Some(low), Some(last)) = (self.low_bytes.get_mut(self.len), self.samples.get_mut(self.len)) {
            (*low, *last) = (low_byte(sample.offset), sample);
            self.len = self.len.saturating_add(1);
        }
    }

    /// The samples, ascending by offset.
    pub fn sorted(&self) -> impl Iterator<Item = (i32, f64)> {
        let samples = self.samples.get(..self.len).unwrap_or_default();
        let (in_order, mut unordered) = if self.is_sorted { (samples, vec![]) } else { (&[][..], samples.to_vec()) };
        unordered.sort_unstable_by_key(|sample| sample.offset);
        in_order.iter().copied().chain(unordered).map(Packed::unpack)
    }
}

/// Of samples in ascending order, the first [`CHUNK`].
impl FromIterator<(i32, f64)> for Chunk {
    fn from_iter<I: IntoIterator<Item = (i32, f64)>>(samples: I) -> Self {
        let mut chunk = Self::new();
        samples.into_iter().for_each(|(offset, value)| chunk.push(Packed::new(offset, value)));
        chunk
    }
}

fn low_byte(offset: i32) -> u8 {
    let [low, ..] = offset.to_le_bytes();
    low
}
