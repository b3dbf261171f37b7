//! Text to `f32` and `f64`: correctly rounded for any number of digits and any exponent.
//!
//! core's parser takes 20 kB of flash, most of it a table, and 2 kB of stack, and it keeps panics in the linked program.
//! [`exact`] is slower and small. Under `std`, where core's parser is linked anyway, that is used for texts of up to `LONG`
//! bytes, for which it is exact. Tests compare the two.

mod exact;
mod format;
mod limbs;
#[cfg(test)]
mod tests;

#[cfg(feature = "std")]
pub use core_parser::{to_f32, to_f64};
#[cfg(not(feature = "std"))]
pub use exact::{to_f32, to_f64};

#[cfg(feature = "std")]
mod core_parser {
    use core::str::FromStr;

    use super::exact;

    /// core does not read exponents beyond this, and only a longer text has digits enough to undo one.
    const LONG: usize = 0xffff;

    /// As [`exact::to_f32`].
    pub fn to_f32(text: &[u8]) -> Option<f32> {
        if text.len() > LONG { exact::to_f32(text) } else { parse(text).filter(|value: &f32| value.is_finite()) }
    }

    /// As [`exact::to_f64`].
    pub fn to_f64(text: &[u8]) -> Option<f64> {
        if text.len() > LONG { exact::to_f64(text) } else { parse(text).filter(|value: &f64| value.is_finite()) }
    }

    fn parse<F: FromStr>(text: &[u8]) -> Option<F> {
        core::str::from_utf8(text).ok()?.parse().ok()
    }
}
