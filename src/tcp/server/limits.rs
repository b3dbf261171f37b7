//! What a server is limited to.

/// The longest line that a server can be asked to accept, in bytes with its line end.
pub const MAX_LINE: usize = 4096;

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    pub line: usize,
}
