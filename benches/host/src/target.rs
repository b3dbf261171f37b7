//! What a ratio is to be.

use std::fmt;

#[derive(Clone, Copy, Debug)]
pub enum Target {
    None,
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    #[must_use]
    pub fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::None => true,
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
        }
    }

    /// The target as text, and whether `ratio` misses it.
    #[must_use]
    pub fn verdict(self, ratio: f64) -> String {
        let missed = if self.is_met(ratio) { "" } else { ": MISSED" };
        format!("{self}{missed}")
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::AtMost(most) => write!(f, "at most {most}"),
            Self::AtLeast(least) => write!(f, "at least {least}"),
        }
    }
}
