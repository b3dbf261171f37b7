//! What a program on embassy needs: its clock and its network driver on this board, and a client whose calls time out,
//! are made again, and connect where they have to.
//!
//! The executor needs nothing of the board: it sleeps until an interrupt, and the two that there are come from the
//! clock and from the Ethernet controller.

mod driver;
pub mod readings;
mod time;
mod uplink;

pub use driver::EthernetDriver;
pub(crate) use time::tick;
pub use uplink::Uplink;
