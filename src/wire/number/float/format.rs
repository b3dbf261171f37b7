//! The two binary formats, and rounding to them.

/// How a binary float is laid out.
#[derive(Clone, Copy)]
pub struct Format {
    /// Bits of the significand, with the one that is not stored.
    precision: u32,
    /// The exponent of the smallest normal number, which is `2^min_exponent`; the largest has its negative, plus one.
    min_exponent: i32,
}

pub const F32: Format = Format { precision: 24, min_exponent: -126 };
pub const F64: Format = Format { precision: 53, min_exponent: -1022 };

impl Format {
    /// The bits of infinity, which is one more than the largest finite float.
    pub fn infinity(self) -> u64 {
        // The exponent's field is all ones: twice the bias, plus one.
        let field = u64::from(self.min_exponent.unsigned_abs()).saturating_mul(2).saturating_add(3);
        field.wrapping_shl(self.precision.wrapping_sub(1))
    }

    /// The float nearest to `significand * 2^exponent` or, if `inexact`, to a little more than that; the top bit of the
    /// significand is set.
    pub fn round(self, significand: u64, exponent: i32, inexact: bool) -> u64 {
        // The number is `1.… * 2^magnitude`.
        let magnitude = exponent.saturating_add(63);
        let missing = u32::try_from(self.min_exponent.saturating_sub(magnitude)).unwrap_or(0);
        // How many of the 64 bits there is no room for: at least 11.
        let surplus = 64_u32.wrapping_sub(self.precision).saturating_add(missing);
        let kept = significand.checked_shr(surplus).unwrap_or(0);
        let up = match surplus {
            1..=64 => {
                let half = 1_u64.wrapping_shl(surplus.wrapping_sub(1));
                // All ones below the half, and the half itself: twice the half less one.
                let cut = significand & (half | half.wrapping_sub(1));
                cut > half || cut == half && (inexact || kept & 1 == 1)
            }
            _ => false,
        };
        let rounded = kept.wrapping_add(u64::from(up));
        // A normal number's hidden bit adds one to the exponent's field, and so does a carry out of the significand.
        let normal = magnitude.saturating_sub(self.min_exponent);
        let field = u64::try_from(normal).unwrap_or(0);
        field.wrapping_shl(self.precision.wrapping_sub(1)).wrapping_add(rounded)
    }
}
