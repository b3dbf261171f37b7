//! The tables: printed, or written into the README.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use metricline_benches::quartiles::Quartiles;
use metricline_benches::target::Target;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

/// The tables of the README are between these.
const START: &str = "<!-- benches/end_to_end --write -->\n\n";
const END: &str = "\n<!-- end of benches/end_to_end -->";

pub struct Report {
    markdown: bool,
    quick: bool,
    missed: usize,
    of_readme: Vec<Table>,
}

/// Whether other work on the machine moves a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Times: a quick run does not judge them.
    Noisy,
    /// Memory, instructions, and ratios that are far from their targets.
    Quiet,
}

impl Report {
    pub fn new(markdown: bool, quick: bool) -> Self {
        Self { markdown, quick, missed: 0, of_readme: Vec::new() }
    }

    /// A table of ratios, each with its target.
    pub fn ratios(&mut self, title: &str, ratios: &[Ratio]) -> Result<()> {
        let mut table = Table::new(title, &["ratio", "median", "middle half", "target"]);
        for Ratio { what, middle: Quartiles { low, median, high }, target, noise } in ratios {
            let counts = !self.quick || *noise == Noise::Quiet;
            self.missed += usize::from(counts && !target.is_met(*median));
            let middle = format!("{} to {}", figure(*low), figure(*high));
            table.row([what.clone(), figure(*median), middle, target.verdict(*median)]);
        }
        self.table(&table)
    }

    pub fn table(&self, table: &Table) -> Result<()> {
        let title = if self.markdown { format!("**{}**", table.title) } else { table.title.clone() };
        print(format_args!("\n{title}\n\n{}", if self.markdown { table.markdown() } else { table.plain() }))
    }

    /// A table that the README has too, on a condition.
    pub fn table_of_readme_if(&mut self, condition: bool, table: Table) -> Result<()> {
        if condition { self.table_of_readme(table) } else { self.table(&table) }
    }

    /// A table that is in the README too.
    pub fn table_of_readme(&mut self, table: Table) -> Result<()> {
        self.table(&table)?;
        self.of_readme.push(table);
        Ok(())
    }

    pub fn note(&self, text: impl fmt::Display) -> Result<()> {
        print(format_args!("\n{text}\n"))
    }

    /// Replaces the tables of the README.
    pub fn write(&self) -> Result<()> {
        let text = fs::read_to_string(README).context("cannot read the README")?;
        let (before, rest) = text.split_once(START).context("the README has no place for the tables")?;
        let (_, after) = rest.split_once(END).context("the README has no end of the tables")?;
        let tables: Vec<_> =
            self.of_readme.iter().map(|table| format!("{}:\n\n{}", table.title, table.markdown())).collect();
        fs::write(README, format!("{before}{START}{}{END}{after}", tables.join("\n")))
            .context("cannot write the README")
    }

    /// The number of missed targets that were judged.
    pub fn missed(&self) -> usize {
        if self.missed > 0 {
            eprintln!("{} targets missed", self.missed);
        }
        self.missed
    }
}

fn print(text: fmt::Arguments<'_>) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_fmt(text).and_then(|()| stdout.flush()).context("cannot print")
}

pub struct Ratio {
    pub what: String,
    pub middle: Quartiles,
    pub target: Target,
    pub noise: Noise,
}

impl Ratio {
    pub fn new(what: impl Into<String>, middle: Quartiles) -> Self {
        Self { what: what.into(), middle, target: Target::None, noise: Noise::Noisy }
    }

    #[must_use]
    pub fn target(self, target: Target) -> Self {
        Self { target, ..self }
    }

    #[must_use]
    pub fn target_if(self, condition: bool, target: Target) -> Self {
        if condition { self.target(target) } else { self }
    }

    #[must_use]
    pub fn quiet(self) -> Self {
        Self { noise: Noise::Quiet, ..self }
    }
}

/// The first column is text, the others are figures.
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: impl Into<String>, columns: &[impl ToString]) -> Self {
        Self { title: title.into(), rows: vec![columns.iter().map(ToString::to_string).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn plain(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let width = |column| cells(column).map(|cell: &String| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<_> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                line += &if column == 0 { format!("  {cell:width$}") } else { format!("  {cell:>width$}") };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn markdown(&self) -> String {
        let mut lines: Vec<_> = self.rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
        let figures = self.rows.first().map_or(0, Vec::len).saturating_sub(1);
        lines.insert(1, format!("|---|{}\n", "--:|".repeat(figures)));
        lines.concat()
    }
}

/// A number with three significant digits, or more.
pub fn figure(number: f64) -> String {
    match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// A number without decimals, with a comma between thousands.
pub fn count(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
