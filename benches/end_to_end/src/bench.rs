//! What every section is given.

use anyhow::{Result, ensure};

use crate::arguments::Arguments;
use crate::peers::{python, victoria};
use crate::place::{Cores, Place};
use crate::report::Report;
use crate::valgrind;

pub struct Bench {
    pub cores: Cores,
    pub report: Report,
    quick: bool,
}

impl Bench {
    pub fn new(arguments: &Arguments) -> Result<Self> {
        let files = arguments.sections().iter().map(|section| section.open_files()).max();
        crate::place::raise_file_limit(files.unwrap_or_default())?;
        let bench = Self {
            cores: Cores::available()?,
            report: Report::new(arguments.markdown, arguments.quick),
            quick: arguments.quick,
        };
        if arguments.write {
            bench.check_complete()?;
        }
        Ok(bench)
    }

    /// Fails where a table of the README would be left out, or a row of one.
    fn check_complete(&self) -> Result<()> {
        ensure!(self.cores.two().is_some(), "--write needs two cores: the README has figures of a core for each end");
        ensure!(python::is_there(), "--write needs python3: the README has its figures");
        ensure!(valgrind::is_there(), "--write needs valgrind: the README has its figures");
        ensure!(victoria::is_there(), "--write needs victoria-metrics: the README has its figures");
        Ok(())
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
