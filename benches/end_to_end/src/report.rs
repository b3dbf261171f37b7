//! What is printed.

use metricline_benches::target::Target;

use crate::contest::Middle;

pub struct Report {
    markdown: bool,
    quick: bool,
    missed: usize,
}

/// Whether other work on the machine moves a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Times: in a quick run their targets decide nothing.
    Noisy,
    /// Memory, and ratios that are far from their targets.
    Quiet,
}

impl Report {
    pub fn new(markdown: bool, quick: bool) -> Self {
        Self { markdown, quick, missed: 0 }
    }

    /// A table of ratios, with what each is to be.
    pub fn ratios(&mut self, title: &str, ratios: &[Ratio]) {
        let mut table = Table::new(title, &["ratio", "median", "middle half", "target"]);
        for Ratio { what, middle: Middle { low, median, high }, target, noise } in ratios {
            let counts = !self.quick || *noise == Noise::Quiet;
            self.missed += usize::from(counts && !target.is_met(*median));
            let middle = format!("{} to {}", figure(*low), figure(*high));
            table.row([what.clone(), figure(*median), middle, target.verdict(*median)]);
        }
        self.table(&table);
    }

    pub fn table(&self, table: &Table) {
        println!("\n{}\n", if self.markdown { format!("**{}**", table.title) } else { table.title.clone() });
        print!("{}", if self.markdown { table.markdown() } else { table.plain() });
    }

    pub fn note(&self, text: impl std::fmt::Display) {
        println!("\n{text}");
    }

    /// How many targets were missed that count.
    pub fn finish(self) -> usize {
        if self.missed > 0 {
            eprintln!("{} targets missed", self.missed);
        }
        self.missed
    }
}

pub struct Ratio {
    pub what: String,
    pub middle: Middle,
    pub target: Target,
    pub noise: Noise,
}

impl Ratio {
    pub fn new(what: impl Into<String>, middle: Middle) -> Self {
        Self { what: what.into(), middle, target: Target::None, noise: Noise::Noisy }
    }

    #[must_use]
    pub fn target(self, target: Target) -> Self {
        Self { target, ..self }
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
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self { title: title.into(), rows: vec![columns.iter().map(ToString::to_string).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn plain(&self) -> String {
        self.lines("  ", "  ", "")
    }

    fn markdown(&self) -> String {
        let rows = self.lines("| ", " | ", " |");
        let (heads, body) = rows.split_once('\n').unwrap_or((&rows, ""));
        let mut rule = String::from("|");
        for (column, width) in self.widths().into_iter().enumerate() {
            rule.push_str(&"-".repeat(width + 1));
            rule.push_str(if column == 0 { "-|" } else { ":|" });
        }
        format!("{heads}\n{rule}\n{body}")
    }

    fn lines(&self, start: &str, between: &str, end: &str) -> String {
        let widths = self.widths();
        let mut text = String::new();
        for row in &self.rows {
            let mut cells = Vec::new();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                cells.push(if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") });
            }
            let line = format!("{start}{}{end}", cells.join(between));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column: usize| self.rows.iter().filter_map(move |row: &Vec<String>| row.get(column));
        let width = |column| cells(column).map(|cell: &String| cell.chars().count()).max();
        (0..columns).map(|column| width(column).unwrap_or(0)).collect()
    }
}

/// Three digits that say something.
pub fn figure(number: f64) -> String {
    match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// A count, with its thousands apart.
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
