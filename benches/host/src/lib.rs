//! What the benches share.

pub mod canned;
#[cfg(feature = "peers")]
pub mod race;
pub mod readings;
#[cfg(feature = "peers")]
pub mod response;
pub mod target;
