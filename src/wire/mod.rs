//! The protocol as values and text: no I/O, no state, and nothing here panics on any input.
//!
//! A line is found first, by whoever owns the bytes, and then parsed whole, without its `\n`: a `\r` before that is
//! accepted, and in commands and rows runs of spaces and tabs between the fields and blanks at either end. A host reads
//! the lines that are as nearly all are in one step instead ([`Fields`]), with the same result.

#[cfg_attr(not(target_pointer_width = "64"), path = "narrow.rs")]
mod ahead;
mod command;
mod decimal;
mod digits;
mod float;
mod grammar;
mod key;
mod number;
mod places;
mod response;
mod sample;
mod text;
mod timestamp;
mod utf8;
mod value;

pub use command::{Command, CommandError, EncodeError};
pub use decimal::Decimal;
pub use key::{Key, KeyError, Selector};
pub use number::{ConversionError, Number, NumberError};
pub use response::{Row, RowError, Status, WRONG_COMMAND};
pub use sample::Sample;
pub use timestamp::{Timestamp, TimestampError};
pub use value::Value;

pub(crate) use ahead::Fields;
pub(crate) use grammar::{is_blank, without_cr};
pub(crate) use sample::AFTER_KEY;
pub(crate) use text::Tail;
