//! Fast paths: the grammar's usual cases, eight bytes at a time in one `u64`. The method is called SWAR, "SIMD within a
//! register": one addition or multiplication works on eight bytes, or on eight digits, at once.
//!
//! In use on 64-bit targets, where speed matters more than code size ([`ENABLED`]). On smaller ones `portable` stands in
//! for the line reader, takes no memory and recognizes no line, and the callers take their own short loops.
//!
//! [`Fields`] gives the grammar's result or none at all, which means: ask the grammar. Tests and the fuzz target `fast`
//! hold the two against each other, byte for byte. What is written is the text of the writer's own loop.
//!
//! Outside of this folder, `Link::poll`, its line reader and the clients' `event` are inlined on the same targets.

mod copy;
mod digits;
mod short_decimal;

#[cfg(target_pointer_width = "64")]
mod fields;
#[cfg(not(target_pointer_width = "64"))]
mod portable;
#[cfg(target_pointer_width = "64")]
mod swar;

pub use copy::copy_short;
pub use digits::write_magnitude;
#[cfg(target_pointer_width = "64")]
pub use fields::{CachedF64, Fields};
#[cfg(not(target_pointer_width = "64"))]
pub use portable::{CachedF64, Fields};
pub use short_decimal::ShortDecimal;

/// Whether the fast paths are in use: on a 64-bit target, which prefers speed over code size.
pub const ENABLED: bool = cfg!(target_pointer_width = "64");

/// The index of the first `\n`.
#[inline]
pub fn line_end(bytes: &[u8]) -> Option<usize> {
    // A call of memchr costs more than to look at a few bytes.
    if ENABLED && bytes.len() >= 16 {
        memchr::memchr(b'\n', bytes)
    } else {
        bytes.iter().position(|&byte| byte == b'\n')
    }
}
