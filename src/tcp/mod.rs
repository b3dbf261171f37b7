//! Client and server over TCP, for programs with std (feature `std`).
//!
//! ```
//! use std::time::Duration;
//!
//! use metricline::tcp::{Client, Server};
//!
//! let server = Server::bind("127.0.0.1:0")?.start()?;
//!
//! let mut client = Client::connect(server.local_addr(), Duration::from_secs(15))?;
//! client.put("palm.cpu", 0.5, 1_150_864_247)?;
//! client.put("palm.cpu", 2.0, 1_150_864_248)?;
//! client.put("eardrum.memory", 4_200_000, None)?; // None: now
//!
//! let metrics = client.get("palm.cpu")?;
//! assert_eq!(metrics["palm.cpu"], [(1_150_864_247, 0.5), (1_150_864_248, 2.0)]);
//! assert!(client.get("disk")?.is_empty());
//!
//! let (_store, totals) = server.stop()?;
//! assert_eq!(totals.puts, 3);
//! # Ok::<(), metricline::tcp::Error>(())
//! ```

mod client;
mod error;
mod server;

pub use client::{Batch, Client, MAX_WINDOW, Metrics, Rows, Transport};
pub use error::Error;
pub use server::{Running, Server, TOO_MANY_CONNECTIONS, Totals};

pub use crate::server::MemoryStore;
