//! What a session has answered, counted.

/// How many commands a [`Session`](super::Session) has answered. Each count stops at `u32::MAX`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Totals {
    /// `put`s whose sample was stored.
    pub puts: u32,
    /// `get`s.
    pub gets: u32,
    /// Lines that were answered with `error`.
    pub errors: u32,
}
