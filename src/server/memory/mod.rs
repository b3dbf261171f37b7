//! A store that grows: [`MemoryStore`], and how it packs samples.

mod chunk;
mod packed;
mod series;
mod store;

pub use store::MemoryStore;
