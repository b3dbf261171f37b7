//! What every section is given.

use anyhow::Result;

use crate::arguments::Arguments;
use crate::place::{Cores, Place};
use crate::report::Report;

pub struct Bench {
    pub cores: Cores,
    pub report: Report,
    quick: bool,
}

impl Bench {
    pub fn new(arguments: &Arguments) -> Result<Self> {
        // Both ends of 1000 connections, and what is open anyway.
        crate::place::raise_file_limit()?;
        let report = Report::new(arguments.markdown, arguments.quick);
        Ok(Self { cores: Cores::available()?, report, quick: arguments.quick })
    }

    /// Both ends on one core, and each on its own where that is possible; of which the quick measurement has the first.
    pub fn places(&self) -> Vec<Place> {
        self.cores.places().take(self.pick(2, 1)).collect()
    }

    /// One value for the whole measurement, another for the quick one.
    pub fn pick<T>(&self, whole: T, quick: T) -> T {
        if self.quick { quick } else { whole }
    }
}
