//! The response to a `get *`.

use std::fmt::Write as _;

use crate::readings::{self, Reading};

/// As a server sends it: key by key, ascending by timestamp.
#[derive(Debug)]
pub struct Response {
    pub text: String,
}

/// The keys' number in it, and their common start.
const KEYS: usize = 100;
const PREFIX: &str = "palm.cpu.";

impl Response {
    /// One that has some 10 MB, of some 350,000 rows with short values.
    #[must_use]
    pub fn ten_megabytes() -> Self {
        let readings = readings::short();
        let rows_of_key = 3_460;
        let mut text = String::from("ok\n");
        for row in 0..KEYS * rows_of_key {
            let reading = readings[row % readings.len()];
            writeln!(text, "{}", line(row / rows_of_key, reading, row % rows_of_key)).unwrap();
        }
        text.push('\n');
        Self { text }
    }

    /// Its rows alone.
    #[must_use]
    pub fn body(&self) -> &str {
        self.text.strip_prefix("ok\n").and_then(|rows| rows.strip_suffix('\n')).unwrap()
    }
}

/// Rows, without their line ends.
#[must_use]
pub fn rows(readings: &[Reading]) -> Vec<String> {
    readings.iter().enumerate().map(|(index, &reading)| line(index % KEYS, reading, index)).collect()
}

fn line(key: usize, reading: Reading, second: usize) -> String {
    format!("{PREFIX}{key:02} {} {}", reading.f64, 1_501_864_247 + second)
}
