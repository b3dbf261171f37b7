//! Those whom this crate is measured against.

pub mod python;
pub mod victoria;
