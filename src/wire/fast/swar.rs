//! Eight bytes in one word, of which the first is the lowest. A mark is the high bit of a byte.

pub const HIGH_BITS: u64 = repeat(0x80);

/// The same byte eight times.
pub const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks every byte that equals `byte`.
pub const fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ repeat(byte);
    !((difference & !HIGH_BITS).wrapping_add(!HIGH_BITS) | difference) & HIGH_BITS
}

/// Marks every space and control character.
pub const fn space_or_control(word: u64) -> u64 {
    let others = (word & !HIGH_BITS).wrapping_add(repeat(0x80 - b' ' - 1)) | word;
    !others & HIGH_BITS
}

/// How many bits there are before the first marked byte: 64 when none is marked.
pub const fn bits_before(marks: u64) -> u32 {
    marks.trailing_zeros() & !7
}

/// The number written as eight digits, which are bytes from 0 to 9; `None` when a byte is larger.
#[inline(always)]
pub fn number(digits: u64) -> Option<u32> {
    if (digits.wrapping_add(repeat(0x80 - 10)) | digits) & HIGH_BITS != 0 {
        return None;
    }
    // Each second byte becomes a pair of digits; then each pair is multiplied by its power of ten, and the products add
    // up in the upper half.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (odd, even) = (pairs & 0xff_0000_00ff, pairs >> 16 & 0xff_0000_00ff);
    let sum = odd.wrapping_mul(1_000_000 << 32 | 100).wrapping_add(even.wrapping_mul(10_000 << 32 | 1));
    u32::try_from(sum >> 32).ok()
}
