//! Fuzz targets for `metricline`: each takes any bytes, and panics when the crate does, or when the crate and an
//! independent model of the same thing disagree.
//!
//! The models are written with std, for the reader and not for speed, from the protocol and the crate's documentation.
//! They share no code with the crate beyond its plain types (errors, [`Key`](metricline::Key)'s text).
//!
//! The targets are plain functions without a fuzzer in them, so any harness can call them.

mod command;
mod fast;
mod link;
mod number;
mod oracle;
mod response;
mod session;

pub use command::command;
pub use fast::fast;
pub use link::link;
pub use number::number;
pub use response::response;
pub use session::session;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target, by the name of its binary and of its folder in `corpus/`.
pub const TARGETS: [(&str, Target); 6] = [
    ("command", command),
    ("response", response),
    ("number", number),
    ("fast", fast),
    ("link", link),
    ("session", session),
];
