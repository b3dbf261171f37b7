//! The client for std programs.

mod batch;
mod metrics;
mod tcp_client;
mod transport;

pub use batch::{Batch, MAX_WINDOW};
pub use metrics::Metrics;
pub use tcp_client::{Client, Rows};
pub use transport::Transport;
