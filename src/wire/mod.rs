//! The protocol as values and text: no I/O, no state, and no panic on any input.
//!
//! The caller finds the end of a line and gives it to a parser without its `\n`. A `\r` before that is accepted, and so
//! are runs of spaces and tabs between the fields, and blanks at either end. [`fast`] recognizes lines in the usual form
//! before their end is known.

mod command;
mod encode;
mod grammar;
mod key;
mod number;
mod response;
mod sample;
mod selector;
mod timestamp;
mod writer;

pub mod fast;

pub use command::{Command, CommandError};
pub use encode::EncodeError;
pub use key::{Key, KeyError};
pub use number::{ConversionError, Decimal, Number, NumberError, Value};
pub use response::{Row, RowError, Status, WRONG_COMMAND};
pub use sample::Sample;
pub use selector::Selector;
pub use timestamp::{Timestamp, TimestampError};

pub use grammar::{is_blank, without_cr};
pub use sample::LONGEST_AFTER_KEY;
pub use writer::Writer;
