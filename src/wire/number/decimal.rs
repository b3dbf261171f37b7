//! A number without floating point.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::wire::writer::Writer;

/// `mantissa / 10^scale`: a sensor's reading without floating point.
///
/// `Decimal::new(106, 1)` is 10.6. On the wire it has no exponent and no trailing zeros: `Decimal::new(1060, 2)` is sent
/// as `10.6`, `Decimal::new(200, 2)` as `2.0`, and a scale of 0 as an integer. Any mantissa and any scale can be sent;
/// a scale of 255 makes a text of 257 characters and needs a buffer to match.
///
/// Decimals compare as numbers, whatever their scale.
///
/// ```
/// use metricline::Decimal;
///
/// let reading = Decimal::new(-2_345, 2);
/// assert_eq!((reading.mantissa(), reading.scale()), (-2_345, 2));
/// assert_eq!(reading, Decimal::new(-23_450, 3));
/// assert_eq!(reading.to_string(), "-23.45");
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

impl Decimal {
    /// `mantissa / 10^scale`.
    #[must_use]
    pub const fn new(mantissa: i64, scale: u8) -> Self {
        Self { mantissa, scale }
    }

    /// The digits, as a signed integer.
    #[must_use]
    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of the digits follow the point.
    #[must_use]
    pub const fn scale(self) -> u8 {
        self.scale
    }

    #[inline(always)]
    pub(crate) fn write(self, out: &mut Writer<'_>) {
        out.decimal(self.mantissa, self.scale);
    }

    /// The same number with the smallest scale.
    fn reduced(self) -> (i64, u8) {
        let Self { mut mantissa, mut scale } = self;
        while let (0, Some(smaller)) = (mantissa % 10, scale.checked_sub(1)) {
            mantissa /= 10;
            scale = smaller;
        }
        (mantissa, scale)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.reduced() == other.reduced()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reduced().hash(state);
    }
}

impl From<i64> for Decimal {
    fn from(integer: i64) -> Self {
        Self::new(integer, 0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A sign, 255 digits after the point, the point and at least one digit before it.
        let mut buffer = [0; 260];
        let mut out = Writer::new(&mut buffer);
        self.write(&mut out);
        let text = out.start().and_then(|start| buffer.get(start..)).ok_or(fmt::Error)?;
        f.pad(core::str::from_utf8(text).map_err(|_| fmt::Error)?)
    }
}
