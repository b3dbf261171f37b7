//! The server for std programs.

mod backlog;
mod builder;
mod connection;
mod event_loop;
mod limits;
mod running;
mod socket;
mod totals;

pub use builder::Server;
pub use event_loop::TOO_MANY_CONNECTIONS;
pub use running::Running;
pub use totals::Totals;
