//! The fast paths of the wire against its grammar.

use metricline::{Command, Number, Row, fast_path};

/// What a fast path reads at the start of the input is what the grammar reads in the line that ends there: as a row and,
/// behind the word, as a `put`. Values agree bit for bit. The first line end is found wherever it is.
pub fn fast(data: &[u8]) {
    assert_eq!(fast_path::line_end(data), data.iter().position(|&byte| byte == b'\n'));

    if let Some((end, row)) = fast_path::row(data) {
        let expected = Row::parse(line(data, end));
        assert_eq!(row, expected);
        if let (Ok(row), Ok(expected)) = (row, expected) {
            check_values(row.value, expected.value);
        }
    }

    let put = [b"put ", data].concat();
    if let Some((end, command)) = fast_path::put(&put) {
        let expected = Command::parse(line(&put, end));
        assert_eq!(command, expected);
        if let (Ok(Command::Put(sample)), Ok(Command::Put(expected))) = (command, expected) {
            check_values(sample.value, expected.value);
        }
    }
}

/// The line that ends at `end`, which must be the first line end.
fn line(data: &[u8], end: usize) -> &[u8] {
    let (line, after) = data.split_at(end);
    assert!(!line.contains(&b'\n') && after.starts_with(b"\n"), "{end} is not the first line end");
    line
}

/// The texts are compared by the callers; these are their values, the sign of a zero included.
fn check_values(fast: Number<'_>, expected: Number<'_>) {
    assert_eq!(fast.to_f64().map(f64::to_bits), expected.to_f64().map(f64::to_bits), "{expected}");
}
