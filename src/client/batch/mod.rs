//! Many `put`s at once.

#[macro_use]
mod shell;

#[cfg(feature = "async")]
mod asynch;
mod blocking;
mod progress;

#[cfg(feature = "async")]
pub use asynch::AsyncBatch;
pub use blocking::Batch;
pub use progress::Rejection;
