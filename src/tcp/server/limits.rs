//! What the server accepts.

/// The largest limit on a line's length, in bytes with its line end.
pub const MAX_LINE: usize = 4096;

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at once.
    pub connections: usize,
    /// The longest line, in bytes with its line end; at most [`MAX_LINE`].
    pub line: usize,
}
