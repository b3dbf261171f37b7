//! The shortest text of a float with few decimal places, as most readings have.
//!
//! The shortest text of any float takes tables and long products. To guess a decimal of a few places, and to see that it
//! reads back to the same float, takes one multiplication and one division.

/// Implemented for floats; called on the absolute value.
pub trait ShortDecimal {
    /// How many decimal places are tried.
    const PLACES: u8;

    /// `self * 10^PLACES`, if that is a whole number which, divided again, gives `self`.
    ///
    /// Below the limit, floats lie closer together than numbers of so many places do, so no other such number reads back
    /// to `self`: this one, without its trailing zeros, is the shortest text.
    fn mantissa(self) -> Option<u64>;
}

macro_rules! short_decimal {
    ($float:ty, $places:literal, $unit:literal) => {
        impl ShortDecimal for $float {
            const PLACES: u8 = $places;

            #[inline(always)]
            fn mantissa(self) -> Option<u64> {
                const UNIT: $float = $unit;
                // From here up to twice as much, the floats are the whole numbers: a sum is rounded to one of them, and
                // its bits count up from here.
                const WHOLE: $float = 1.0 / <$float>::EPSILON;
                let sum = self * UNIT + WHOLE;
                if sum < 2.0 * WHOLE && (sum - WHOLE) / UNIT == self {
                    Some(u64::from(sum.to_bits().wrapping_sub(WHOLE.to_bits())))
                } else {
                    None
                }
            }
        }
    };
}

// With more places, fewer floats are below the limit: 8388 is.
short_decimal!(f32, 3, 1e3);
// With one more, there would be some that are written with an exponent.
short_decimal!(f64, 5, 1e5);

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, clippy::as_conversions, reason = "a test that overflows fails")]

    use super::ShortDecimal;
    use crate::wire::fast::digits::write_magnitude;

    /// Whether it is a short decimal. If so, its text must be zmij's.
    fn is_short<F: ShortDecimal + zmij::Float + Copy>(value: F) -> bool {
        let Some(mantissa) = value.mantissa() else { return false };
        let mut buffer = [0; 40];
        let end = buffer.len();
        let start = write_magnitude(&mut buffer, end, mantissa, F::PLACES);
        assert_eq!(str::from_utf8(&buffer[start..]).unwrap(), zmij::Buffer::new().format(value));
        true
    }

    #[test]
    fn readings_are_short() {
        for value in [0.0, 1e-5, 0.5, 23.45, 1013.25, 0.03125, 4_200_000.0, 1_501_864_247.5, 45_035_996_273.7] {
            assert!(is_short(value), "{value}");
        }
        for value in [0.0_f32, 0.001, 0.5, 23.45, 1013.25, 8388.5] {
            assert!(is_short(value), "{value}");
        }
    }

    #[test]
    fn floats_with_more_places_or_out_of_range_are_not_short() {
        for value in [1e-6, 0.000_015, 0.1 + 0.2, 1.0 / 3.0, 45_035_996_273.705, 1e15, 1e300, f64::INFINITY, f64::NAN] {
            assert!(!is_short(value), "{value}");
        }
        for value in [1e-4_f32, 0.0015, 1.0 / 3.0, 8388.75, 1e6, 1e30, f32::INFINITY, f32::NAN] {
            assert!(!is_short(value), "{value}");
        }
    }

    #[test]
    fn decimals_and_their_neighbours_get_the_shortest_text() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut short = 0;
        for _ in 0..100_000 {
            let mantissa = random.u64(..) >> 12 >> random.u32(..32);
            let unit = 10_u64.pow(random.u32(..8));
            let wide = mantissa as f64 / unit as f64;
            let narrow = (mantissa >> 20) as f32 / unit as f32;
            short += [wide.next_down(), wide, wide.next_up()].into_iter().filter(|&value| is_short(value)).count();
            short +=
                [narrow.next_down(), narrow, narrow.next_up()].into_iter().filter(|&value| is_short(value)).count();
        }
        assert!(short > 50_000, "{short}");
    }
}
