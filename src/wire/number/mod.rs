//! Numbers: as received text, as decimals, as the types that can be put.

mod conversion;
mod decimal;
mod float;
mod text;
mod value;

pub mod digits;

pub use conversion::ConversionError;
pub use decimal::Decimal;
pub use text::{Number, NumberError};
pub use value::Value;
