//! What the benches share.

pub mod canned;
#[cfg(feature = "peers")]
pub mod comparison;
pub mod order;
pub mod quartiles;
pub mod readings;
#[cfg(feature = "peers")]
pub mod response;
pub mod target;
