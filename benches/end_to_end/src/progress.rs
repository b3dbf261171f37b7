//! Progress, shown on the terminal.

use std::fmt;
use std::io::{IsTerminal as _, Write as _, stderr};

/// A line of the terminal, cleared when it is dropped.
pub struct Progress<'a> {
    title: &'a str,
}

impl<'a> Progress<'a> {
    pub const fn of(title: &'a str) -> Self {
        Self { title }
    }

    pub fn show(&self, what: fmt::Arguments<'_>) {
        let mut stderr = stderr();
        if stderr.is_terminal() {
            // To the start of the line, and clear it.
            let _ = write!(stderr, "\r\x1b[K{}: {what}", self.title).and_then(|()| stderr.flush());
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        let mut stderr = stderr();
        if stderr.is_terminal() {
            let _ = write!(stderr, "\r\x1b[K");
        }
    }
}
