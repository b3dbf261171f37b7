//! Some samples of one key, packed.

use std::mem;

/// How many samples a chunk has at most. The fewer they are, the more chunks there are to search.
pub const CHUNK: usize = 64;

/// At most one sample for each offset.
///
/// What a `put` costs in a large store is the memory that it waits for. So the marks, which lie apart from the samples,
/// mostly tell that an offset is a new one, and a sample is not inserted where it belongs but added at the end: that is
/// written and not waited for.
#[derive(Clone, Debug)]
pub struct Chunk {
    len: usize,
    /// Whether the samples are known to be in order.
    is_sorted: bool,
    /// The low byte of each offset.
    marks: [u8; CHUNK],
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
        Self { len: 0, is_sorted: true, marks: [0; CHUNK], samples: Box::new([Packed::new(0, 0.0); CHUNK]) }
    }

    /// Replaces the value of this offset, if it is there.
    pub fn replace(&mut self, offset: i32, value: f64) -> bool {
        // It mostly is not there, and a loop of fixed length without an early exit compares many at once.
        let mark = mark(offset);
        if !self.marks.iter().fold(false, |found, &other| found | (other == mark)) {
            return false;
        }
        let same = self.samples.iter_mut().take(self.len).find(|sample| sample.offset == offset);
        same.map(|sample| *sample = Packed::new(offset, value)).is_some()
    }

    /// Adds a sample whose offset is not there yet; what becomes too much is returned, with the earliest offset of it.
    pub fn insert(&mut self, offset: i32, value: f64) -> Option<(i32, Self)> {
        let mut rest = if self.len < CHUNK { None } else { self.split(offset) };
        let chunk = match &mut rest {
            Some((from, rest)) if *from <= offset => rest,
            _ => self,
        };
        chunk.is_sorted = false;
        chunk.push(Packed::new(offset, value));
        rest
    }

    /// Leaves a full chunk behind where samples come in descending order, and halves elsewhere. It could leave full
    /// ones where they seem to ascend too; but then each could be earlier than the last, and leave a chunk of one behind.
    fn split(&mut self, offset: i32) -> Option<(i32, Self)> {
        let first = self.samples.iter().map(|sample| sample.offset).min()?;
        if offset < first {
            return Some((first, mem::replace(self, Self::new())));
        }
        let mut samples = *self.samples;
        let (_, &mut Packed { offset: from, .. }, _) =
            samples.select_nth_unstable_by_key(CHUNK / 2, |sample| sample.offset);
        let mut rest = Self { is_sorted: false, ..Self::new() };
        (self.len, self.is_sorted) = (0, false);
        for sample in samples {
            let half = if sample.offset < from { &mut *self } else { &mut rest };
            half.push(sample);
        }
        Some((from, rest))
    }

    /// Adds a sample to a chunk that is not full.
    fn push(&mut self, sample: Packed) {
        if let (Some(last_mark), Some(last)) = (self.marks.get_mut(self.len), self.samples.get_mut(self.len)) {
            (*last_mark, *last) = (mark(sample.offset), sample);
            self.len = self.len.saturating_add(1);
        }
    }

    /// The samples by ascending offset.
    pub fn sorted(&self) -> impl Iterator<Item = (i32, f64)> {
        let samples = self.samples.get(..self.len).unwrap_or_default();
        let (in_order, mut shuffled) = if self.is_sorted { (samples, vec![]) } else { (&[][..], samples.to_vec()) };
        shuffled.sort_unstable_by_key(|sample| sample.offset);
        in_order.iter().copied().chain(shuffled).map(Packed::unpack)
    }
}

/// Of samples in order, as many as there is room for.
impl FromIterator<(i32, f64)> for Chunk {
    fn from_iter<I: IntoIterator<Item = (i32, f64)>>(samples: I) -> Self {
        let mut chunk = Self::new();
        samples.into_iter().for_each(|(offset, value)| chunk.push(Packed::new(offset, value)));
        chunk
    }
}

fn mark(offset: i32) -> u8 {
    let [mark, ..] = offset.to_le_bytes();
    mark
}
