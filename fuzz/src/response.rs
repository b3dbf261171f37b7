//! One line of a server.

use metricline::{Key, Row, Sample, Status};

use crate::oracle;

/// Long enough for the row of any input that is looked at.
const ROOM: usize = 4096;

/// `Status::parse` and `Row::parse` accept and reject what the oracle does, for the same reason; a row whose key can be
/// sent encodes to a line that is the same row.
pub fn response(data: &[u8]) {
    let status = match oracle::without_cr(data) {
        b"ok" => Some(Status::Ok),
        b"error" => Some(Status::Error),
        _ => None,
    };
    assert_eq!(Status::parse(data), status);
    if let Some(status) = status {
        assert_eq!(Status::parse(status.as_str().as_bytes()), Some(status));
    }

    let parsed = Row::parse(data);
    let fields = parsed.map(|row| (row.key, row.value.as_str(), row.timestamp.as_secs()));
    assert_eq!(fields, oracle::row(data));

    let Ok(row) = parsed else { return };
    let key = Key::new(row.key);
    assert_eq!(key.map(Key::as_str), oracle::key(row.key));
    let Ok(key) = key else { return };
    let encoded = Sample { key, value: row.value, timestamp: row.timestamp }.encode::<ROOM>();
    let expected = format!("{} {} {}\n", row.key, row.value, row.timestamp);
    assert_eq!(encoded.is_err(), expected.len() > ROOM);
    if let Ok(line) = encoded {
        assert_eq!(line, expected.as_bytes());
        assert_eq!(Row::parse(expected.trim_end_matches('\n').as_bytes()), Ok(row));
    }
}
