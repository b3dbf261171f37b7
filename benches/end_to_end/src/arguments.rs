//! The command line.

use clap::{Parser, ValueEnum as _};

use crate::sections::Section;

/// Measures client and server over loopback, beside what a program would use instead
///
/// Every ratio is the median of interleaved rounds, with the middle half of the rounds beside it. Processes are pinned to cores. Progress is on stderr, the tables are on stdout.
#[derive(Parser)]
#[command(name = "end_to_end")]
pub struct Arguments {
    /// What to measure [default: everything, in this order]
    #[arg(value_enum, value_name = "SECTION")]
    sections: Vec<Section>,
    /// Measure for one minute instead of seven: fewer rounds, smaller amounts, fewer cases; --check then judges only
    /// memory and instructions
    #[arg(long)]
    pub quick: bool,
    /// Print the tables as Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Replace the tables of the README; needs two cores, Python, valgrind and VictoriaMetrics
    #[arg(long, conflicts_with_all = ["quick", "sections"])]
    pub write: bool,
    /// Exit with status 1 when a target is missed
    #[arg(long)]
    pub check: bool,
}

impl Arguments {
    pub fn sections(&self) -> &[Section] {
        if self.sections.is_empty() { Section::value_variants() } else { &self.sections }
    }
}
