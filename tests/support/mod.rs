//! What the tests share: conversations as data, a mock transport, a minimal executor, running programs, and a store
//! that reports its use.
#![allow(dead_code, reason = "each test uses a part")]

pub mod conversation;
pub mod driver;
pub mod executor;
pub mod mock;
pub mod python;
pub mod running;
pub mod script;
pub mod session;
#[cfg(feature = "std")]
pub mod tcp;
#[cfg(feature = "std")]
pub mod watched;
