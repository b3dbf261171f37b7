//! The cores, the report and the amounts that every section works with.

use anyhow::{Result, ensure};

use crate::cores::{Cores, Placement};
use crate::peers::{python, victoria};
use crate::report::Report;
use crate::valgrind;

pub struct Bench {
    pub cores: Cores,
    pub report: Report,
    quick: bool,
}

impl Bench {
    pub fn new(quick: bool, markdown: bool) -> Result<Self> {
        Ok(Self { cores: Cores::available()?, report: Report::new(markdown, quick), quick })
    }

    /// Fails where a table of the README would be left out, or a row of one.
    pub fn check_complete(&self) -> Result<()> {
        ensure!(self.cores.two().is_some(), "--write needs two cores: the README has figures of a core for each end");
        ensure!(python::is_there(), "--write needs python3: the README has its figures");
        ensure!(valgrind::is_there(), "--write needs valgrind: the README has its figures");
        ensure!(victoria::is_there(), "--write needs victoria-metrics: the README has its figures");
        Ok(())
    }

    /// Both ends on one core, and each on its own where that is possible. The quick measurement has only the first.
    pub fn placements(&self) -> Vec<Placement> {
        self.cores.placements().take(self.pick(2, 1)).collect()
    }

    /// One value for the full measurement, another for the quick one.
    pub fn pick<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }
}
