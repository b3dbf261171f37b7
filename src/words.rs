//! Eight bytes at a time, where the core has words of that size. The first byte is the lowest of a word.

/// A core with words of eight bytes, in a program that counts nanoseconds rather than bytes of flash.
pub const WIDE: bool = cfg!(target_pointer_width = "64");

pub const HIGH_BITS: u64 = of(0x80);

/// Eight times the same byte.
pub const fn of(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Marks, by its high bit, every byte that is `byte`.
pub const fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ of(byte);
    !((difference & !HIGH_BITS).wrapping_add(!HIGH_BITS) | difference) & HIGH_BITS
}

/// How many bits there are before the first marked byte: 64 when none is.
pub const fn bits_before(marks: u64) -> u32 {
    marks.trailing_zeros() & !7
}

/// Where the first `\n` is.
#[inline(always)]
pub fn line_end(bytes: &[u8]) -> Option<usize> {
    if WIDE { line_end_in_words(bytes) } else { bytes.iter().position(|&byte| byte == b'\n') }
}

fn line_end_in_words(bytes: &[u8]) -> Option<usize> {
    let mut before = 0_usize;
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk() {
        let marks = equal(u64::from_le_bytes(*word), b'\n');
        if marks != 0 {
            let length = usize::try_from(bits_before(marks) / 8).ok()?;
            return Some(before.wrapping_add(length));
        }
        before = before.wrapping_add(word.len());
        rest = after;
    }
    rest.iter().position(|&byte| byte == b'\n').map(|length| before.wrapping_add(length))
}

#[cfg(test)]
mod tests {
    use super::line_end;

    #[test]
    fn the_first_line_end_is_found_wherever_it_is() {
        for length in 0..40 {
            // Bytes that differ from a line end in the lowest bit, the highest, and by one.
            for other in [b'\x0b', b'\x8a', b'\x09', b'\x00', b'\xff'] {
                let mut bytes = vec![other; length];
                assert_eq!(line_end(&bytes), None);
                for place in (0..length).rev() {
                    bytes[place] = b'\n';
                    assert_eq!(line_end(&bytes), Some(place), "{bytes:?}");
                }
            }
        }
    }
}
