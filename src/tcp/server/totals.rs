//! What a server has done, counted.

use std::fmt;

/// What a server has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Connections that were accepted.
    pub connections: u64,
    /// Connections that were turned away because there were too many.
    pub turned_away: u64,
    /// `put`s whose sample was stored: like the others, counted up to 2<sup>32</sup> for each connection.
    pub puts: u64,
    /// `get`s.
    pub gets: u64,
    /// Lines that were answered with `error`.
    pub errors: u64,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connections, turned_away, puts, gets, errors } = self;
        write!(f, "{connections} connections, {turned_away} turned away, {puts} puts, {gets} gets, {errors} errors")
    }
}
