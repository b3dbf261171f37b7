//! Floats that are decimals of few places, as most readings are.
//!
//! To find the shortest text of any float takes tables and long products. To guess a decimal and to see that it reads
//! back takes one multiplication and one division.

/// A float, of which this is the absolute value.
pub trait Places {
    /// How many places there may be.
    const PLACES: u8;

    /// `self * 10^PLACES`, if it is a whole number that reads back to `self` when it is divided again.
    ///
    /// No other number of as many places does then, for those are further apart than floats are below the limit: the
    /// shortest text is this one's, without zeros at its end.
    fn mantissa(self) -> Option<u64>;
}

macro_rules! places {
    ($float:ty, $places:literal, $unit:literal) => {
        impl Places for $float {
            const PLACES: u8 = $places;

            #[inline(always)]
            fn mantissa(self) -> Option<u64> {
                const UNIT: $float = $unit;
                // From here up to twice as much, the floats are the whole numbers: a sum is rounded to one of them, and
                // its bits count from here.
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
places!(f32, 3, 1e3);
// With one more, there would be some that are written with an exponent.
places!(f64, 5, 1e5);

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, clippy::as_conversions, reason = "a test that overflows fails")]

    use super::Places;
    use crate::wire::Tail;

    /// Whether it has few places; what is written then must be what is written for any float.
    fn is_short<F: Places + zmij::Float + Copy>(value: F) -> bool {
        let Some(mantissa) = value.mantissa() else { return false };
        let mut buffer = [0; 40];
        let mut out = Tail::new(&mut buffer);
        out.magnitude(mantissa, F::PLACES);
        let start = out.start().unwrap();
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
    fn what_has_more_places_or_is_too_large_or_no_number_is_not() {
        for value in [1e-6, 0.000_015, 0.1 + 0.2, 1.0 / 3.0, 45_035_996_273.705, 1e15, 1e300, f64::INFINITY, f64::NAN] {
            assert!(!is_short(value), "{value}");
        }
        for value in [1e-4_f32, 0.0015, 1.0 / 3.0, 8388.75, 1e6, 1e30, f32::INFINITY, f32::NAN] {
            assert!(!is_short(value), "{value}");
        }
    }

    #[test]
    fn decimals_and_their_neighbours_are_written_as_any_float_is() {
        let mut random = 1_u64;
        let mut short = 0;
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mantissa = random >> 12 >> (random >> 6 & 31);
            let unit = 10_u64.pow(u32::try_from(random >> 60 & 7).unwrap());
            let wide = mantissa as f64 / unit as f64;
            let narrow = (mantissa >> 20) as f32 / unit as f32;
            short += [wide.next_down(), wide, wide.next_up()].into_iter().filter(|&value| is_short(value)).count();
            short +=
                [narrow.next_down(), narrow, narrow.next_up()].into_iter().filter(|&value| is_short(value)).count();
        }
        assert!(short > 50_000, "{short}");
    }
}
