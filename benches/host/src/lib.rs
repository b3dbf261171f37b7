//! What the benches share.

pub mod canned;
pub mod order;
#[cfg(feature = "peers")]
pub mod race;
pub mod readings;
#[cfg(feature = "peers")]
pub mod response;
pub mod target;
