//! Random bits.

/// Bits that differ from one start to the next.
///
/// They come from the host by semihosting. On a board: from its random number generator, or the noise of an ADC.
#[must_use]
pub fn bits() -> u64 {
    let mut bytes = [0; 8];
    // Where the host has none they are the same each time: nothing that a run in an emulator would notice.
    let _ = semihosting::experimental::random::fill_bytes(&mut bytes);
    u64::from_le_bytes(bytes)
}
