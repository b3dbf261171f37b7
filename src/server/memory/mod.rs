//! A store that grows: a map from keys to series, whose older samples are packed in chunks.

mod chunk;
mod packed;
mod series;
mod store;

pub use store::MemoryStore;
