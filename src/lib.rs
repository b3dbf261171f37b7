#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "std"), doc = "Client and server core for the plain-text put/get metrics protocol.")]
#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs, missing_debug_implementations)]
// The library must not panic, overflow or truncate. The lints stand here and not in Cargo.toml because tests, examples
// and benches may panic.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::get_unwrap,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::panic_in_result_fn,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_in_result,
    clippy::unwrap_used
)]

#[macro_use]
mod util;

mod wire;

pub mod client;
pub mod link;
pub mod server;
#[cfg(feature = "std")]
pub mod tcp;

#[cfg(feature = "async")]
pub use client::{AsyncBatch, AsyncClient, AsyncRows};
pub use client::{Batch, Client, Collect, CollectError, Error, Rejection, Rows};
pub use embedded_io;
#[cfg(feature = "async")]
pub use embedded_io_async;
pub use heapless;
pub use link::Link;
pub use wire::{
    Command, CommandError, ConversionError, Decimal, EncodeError, Key, KeyError, Number, NumberError, Row, RowError,
    Sample, Selector, Status, Timestamp, TimestampError, Value, WRONG_COMMAND,
};

/// The fast paths by themselves, for the fuzz target that compares them with the grammar. Not a part of the API.
#[doc(hidden)]
pub mod fast_path {
    use crate::wire::{Command, CommandError, Row, RowError, fast};

    pub use fast::line_end;

    /// The row at the start of some bytes, and the index of its `\n`.
    pub fn row(bytes: &[u8]) -> Option<(usize, Result<Row<'_>, RowError>)> {
        let fields = fast::Fields::read(bytes)?;
        Some((fields.line_end(), Row::from_fields(&fields, bytes)))
    }

    /// The `put` at the start of some bytes, and the index of its `\n`.
    pub fn put(bytes: &[u8]) -> Option<(usize, Result<Command<'_>, CommandError>)> {
        Command::fast_put(bytes)
    }
}
