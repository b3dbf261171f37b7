#![cfg_attr(feature = "std", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "std"), doc = "Client and server core for the plain-text put/get metrics protocol.")]
#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs, missing_debug_implementations)]
// What can panic, wrap or lose bits has no place in the library. The lints stand here and not in Cargo.toml because
// tests, examples and benches are to panic where they fail.
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
