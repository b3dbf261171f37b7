//! From text to numbers.

use metricline::{ConversionError, Decimal, Number};

use super::exact::Exact;
use crate::oracle;

/// `Number::parse` accepts what the oracle does, and every conversion gives the exact value, or the nearest float, or
/// the documented error.
pub fn text(text: &str) {
    let parsed = Number::parse(text);
    assert_eq!(parsed.ok().map(Number::as_str), oracle::number(text));
    let Ok(number) = parsed else { return };

    assert_eq!(number.to_f64().map(f64::to_bits), finite(text.parse().ok(), f64::is_finite).map(f64::to_bits));
    assert_eq!(number.to_f32().map(f32::to_bits), finite(text.parse().ok(), f32::is_finite).map(f32::to_bits));

    let exact = Exact::of(text);
    assert_eq!(number.to_i64(), exact.integer());
    assert_eq!(number.to_u64(), exact.integer());
    let decimal = number.to_decimal();
    assert_eq!(decimal.map(|decimal| (decimal.mantissa(), decimal.scale())), exact.decimal());
    if let Ok(decimal) = decimal {
        assert_eq!(Exact::of_decimal(decimal), exact);
    }
    conversions(number, &exact);
}

fn finite<F: Copy>(float: Option<F>, is_finite: impl Fn(F) -> bool) -> Result<F, ConversionError> {
    float.filter(|&float| is_finite(float)).ok_or(ConversionError::OutOfRange)
}

fn conversions(number: Number<'_>, exact: &Exact) {
    macro_rules! integers {
        ($($integer:ty)*) => {$(
            assert_eq!(<$integer>::try_from(number), exact.integer(), stringify!($integer));
        )*};
    }
    integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
    assert_eq!(Decimal::try_from(number), number.to_decimal());
    assert_eq!(f64::try_from(number), number.to_f64());
    assert_eq!(f32::try_from(number), number.to_f32());
}
