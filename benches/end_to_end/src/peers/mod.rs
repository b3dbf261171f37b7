//! Programs that this crate is compared with.

pub mod python;
pub mod victoria;
