//! Text to `f32` and `f64`: correctly rounded for any number of digits and any exponent.
//!
//! core's parser costs a microcontroller 20 kB, most of it a table, and 2 kB of stack, and it keeps panics in the linked
//! program. [`exact`] is slower and small. A std program has core's parser anyway, so under `std` that is used; both
//! round correctly, and the tests hold one against the other.

#[cfg(any(test, not(feature = "std")))]
mod exact;
#[cfg(any(test, not(feature = "std")))]
mod format;
#[cfg(any(test, not(feature = "std")))]
mod limbs;

/// The nearest `f32` to a number's text; `None` when it is beyond the largest finite one.
#[cfg(feature = "std")]
pub fn to_f32(text: &[u8]) -> Option<f32> {
    core::str::from_utf8(text).ok()?.parse().ok().filter(|value: &f32| value.is_finite())
}

/// The nearest `f64` to a number's text; `None` when it is beyond the largest finite one.
#[cfg(feature = "std")]
pub fn to_f64(text: &[u8]) -> Option<f64> {
    core::str::from_utf8(text).ok()?.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(not(feature = "std"))]
pub use exact::{to_f32, to_f64};

#[cfg(test)]
mod tests;
