//! Lines for the process that started this one.

use std::fmt::Display;
use std::io::{self, Write as _};

use anyhow::Result;

pub fn print_line(line: impl Display) -> Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    Ok(stdout.flush()?)
}
