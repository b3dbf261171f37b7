//! One line of a client.

use metricline::{Command, EncodeError, Number};

use crate::oracle::{self, Order};

/// Long enough for the line of any input that is looked at.
const ROOM: usize = 4096;
/// A buffer that many lines do not fit.
const TIGHT: usize = 24;

/// `Command::parse` accepts and rejects what the oracle does, for the same reason; what it accepts has one canonical
/// line, single-spaced, and that line is the same command.
pub fn command(data: &[u8]) {
    let parsed = Command::parse(data);
    let expected = oracle::command(data);
    assert_eq!(parsed.map(fields), expected);

    let (Ok(command), Ok(order)) = (parsed, expected) else { return };
    let canonical = match order {
        Order::Put { key, value, timestamp } => format!("put {key} {value} {timestamp}\n"),
        Order::Get { selector } => format!("get {selector}\n"),
    };
    assert_eq!(command.encode::<TIGHT>().is_err(), canonical.len() > TIGHT, "{canonical:?}");
    if canonical.len() > ROOM {
        assert_eq!(command.encode::<ROOM>(), Err(EncodeError::TooLong));
        return;
    }
    let line = command.encode::<ROOM>().expect("a parsed number is finite, and there is room for it");
    assert_eq!(line, canonical.as_bytes());

    let (_, without_lf) = line.split_last().expect("a line ends in its line end");
    let again = Command::parse(without_lf).expect("what was encoded parses");
    assert_eq!(again, command);
    assert_eq!(again.encode::<ROOM>().as_deref(), Ok(line.as_slice()));
}

fn fields<'a>(command: Command<'a, Number<'a>>) -> Order<'a> {
    match command {
        Command::Put(sample) => {
            Order::Put { key: sample.key.as_str(), value: sample.value.as_str(), timestamp: sample.timestamp.as_secs() }
        }
        Command::Get(selector) => Order::Get { selector: selector.as_str() },
    }
}
