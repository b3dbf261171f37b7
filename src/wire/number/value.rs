//! The types of a value.

use super::decimal::Decimal;
use super::text::Number;
use crate::wire::fast::{self, ShortDecimal};
use crate::wire::writer::Writer;

/// A number that can be put: an integer of up to 64 bits, a [`Decimal`], an `f32`, an `f64`, or a received [`Number`].
///
/// It is sent as decimal text with the fewest digits that read back to the same number of the same type: `0.5`, `2.0`,
/// `4200000.0`, `1e-7`. An integer stays an integer, an `f32` is written as an `f32` (`10.6`, not
/// `10.600000381469727`), a `Number` as it was received. Floats have an exponent from `1e+16` on (`f32`: `1e+13`) and
/// below `0.00001` (`f32`: `0.000001`). Only the types that a program puts are linked. `NaN` and the infinities are
/// refused before anything is sent.
///
/// The trait is sealed, because this crate guarantees the text on the wire.
///
/// ```
/// use metricline::{Decimal, Sample, Value, key};
///
/// fn line(value: impl Value) -> String {
///     let sample = Sample { key: key!("k"), value, timestamp: 1.into() };
///     String::from_utf8(sample.encode::<64>().unwrap().to_vec()).unwrap()
/// }
///
/// assert_eq!(line(301_u16), "k 301 1\n");
/// assert_eq!(line(Decimal::new(106, 1)), "k 10.6 1\n");
/// assert_eq!(line(10.6_f32), "k 10.6 1\n");
/// assert_eq!(line(4.2e6), "k 4200000.0 1\n");
/// ```
pub trait Value: Encode {}

/// The sealed half of [`Value`].
pub trait Encode {
    /// Whether it can be sent. Only floats can be `NaN` or infinite.
    fn is_finite(&self) -> bool {
        true
    }

    /// Writes the text of a finite value.
    fn write(&self, out: &mut Writer<'_>);
}

macro_rules! signed {
    ($($integer:ty),*) => {$(
        impl Value for $integer {}

        impl Encode for $integer {
            #[inline(always)]
            fn write(&self, out: &mut Writer<'_>) {
                out.decimal(i64::from(*self), 0);
            }
        }
    )*};
}

macro_rules! unsigned {
    ($($integer:ty),*) => {$(
        impl Value for $integer {}

        impl Encode for $integer {
            #[inline(always)]
            fn write(&self, out: &mut Writer<'_>) {
                out.magnitude(u64::from(*self), 0);
            }
        }
    )*};
}

macro_rules! pointer_sized {
    ($($integer:ty => $wide:ty),*) => {$(
        impl Value for $integer {}

        impl Encode for $integer {
            #[inline(always)]
            fn write(&self, out: &mut Writer<'_>) {
                #[expect(clippy::as_conversions, reason = "Rust has no target where a pointer is wider than 64 bits")]
                (*self as $wide).write(out);
            }
        }
    )*};
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Value for $float {}

        impl Encode for $float {
            fn is_finite(&self) -> bool {
                <$float>::is_finite(*self)
            }

            #[inline(always)]
            fn write(&self, out: &mut Writer<'_>) {
                // Not on small cores, for code size.
                let short = if fast::ENABLED { self.abs().mantissa() } else { None };
                let Some(mantissa) = short else {
                    return out.bytes(zmij::Buffer::new().format_finite(*self).as_bytes());
                };
                out.magnitude(mantissa, Self::PLACES);
                if self.is_sign_negative() {
                    out.byte(b'-');
                }
            }
        }
    )*};
}

signed!(i8, i16, i32, i64);
unsigned!(u8, u16, u32, u64);
pointer_sized!(isize => i64, usize => u64);
floats!(f32, f64);

impl Value for Decimal {}

impl Encode for Decimal {
    #[inline(always)]
    fn write(&self, out: &mut Writer<'_>) {
        (*self).write(out);
    }
}

impl Value for Number<'_> {}

impl Encode for Number<'_> {
    fn write(&self, out: &mut Writer<'_>) {
        (*self).write(out);
    }
}
