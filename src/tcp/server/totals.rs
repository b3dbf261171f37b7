//! What a server has done, counted.

use std::fmt;

use crate::server;

/// What a [`Server`](super::Server) has done from start to stop.
///
/// ```
/// let server = metricline::tcp::Server::bind("127.0.0.1:0")?.start()?;
/// let (_store, totals) = server.stop()?;
/// assert_eq!(totals.to_string(), "0 connections, 0 turned away, 0 puts, 0 gets, 0 errors");
/// # Ok::<(), metricline::tcp::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Connections that were accepted.
    pub connections: u64,
    /// Connections that were turned away because there were too many.
    pub turned_away: u64,
    /// `put`s whose sample was stored. This and the next two counts take at most 2<sup>32</sup> - 1 from each
    /// connection.
    pub puts: u64,
    /// `get`s.
    pub gets: u64,
    /// Lines that were answered with `error`.
    pub errors: u64,
}

impl Totals {
    /// Adds what one connection has done.
    pub(super) fn add(&mut self, of_connection: server::Totals) {
        self.puts = self.puts.saturating_add(of_connection.puts.into());
        self.gets = self.gets.saturating_add(of_connection.gets.into());
        self.errors = self.errors.saturating_add(of_connection.errors.into());
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connections, turned_away, puts, gets, errors } = self;
        write!(f, "{connections} connections, {turned_away} turned away, {puts} puts, {gets} gets, {errors} errors")
    }
}
