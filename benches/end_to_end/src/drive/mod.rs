//! Clients that load a server.

pub mod batch;
pub mod connections;
pub mod lockstep;
