//! The table of all keys.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use metricline::tcp::Metrics;

use crate::series::{Statistics, sparkline};
use crate::unit::Unit;

const HEADER: [&str; 8] = ["key", "samples", "min", "mean", "max", "last", "unit", "course"];
const NUMBERS: std::ops::RangeInclusive<usize> = 1..=5;

const LONGEST_KEY: u16 = 48;
const SPARKLINE: usize = 20;

/// A line per key, aligned; nothing at the end of a line but its text.
pub fn of(metrics: &Metrics) -> Vec<String> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(HEADER);
    for (key, samples) in metrics {
        table.add_row(row(key, samples, Unit::of_key(key, metrics)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for number in NUMBERS {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(LONGEST_KEY)));
    }
    let mut lines: Vec<String> = table.lines().map(|line| line.trim_end().into()).collect();
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    lines.insert(1, "─".repeat(width));
    lines
}

fn row(key: &str, samples: &[(i64, f64)], unit: Unit) -> Vec<Cell> {
    let Some(statistics) = Statistics::of(samples) else { return vec![Cell::new(printable(key))] };
    let Statistics { samples: count, min, mean, max, last } = statistics;
    let scale = unit.scale(min.abs().max(max.abs()));
    let numbers = [min, mean, max, last].map(|value| scale.write(value));
    let mut cells = vec![Cell::new(printable(key)), Cell::new(count)];
    cells.extend(numbers.map(Cell::new));
    cells.extend([Cell::new(scale.symbol), Cell::new(sparkline(samples, SPARKLINE, scale.resolution()))]);
    cells
}

/// A key from another program could move the cursor about.
fn printable(key: &str) -> String {
    key.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
