//! The first response once more, as a client reads it: a usual row is read before its end is known.

use metricline::link::LinkError;
use metricline::{Client, ConversionError, Error, Row};

use super::model::{Conversation, Step};
use super::peer::Peer;

/// Whether a client with a buffer of `N` bytes finds what the model found, however the bytes arrive.
pub fn check<const N: usize>(pieces: &[usize], responses: &[u8], expected: &Conversation) {
    // Nobody reads on when one response has ended.
    let ended = matches!(expected.steps.last(), Some(Step::End | Step::Rejected(_)));
    let last = if ended { Ok(()) } else { expected.last };
    for pieces in [&[0], pieces, &[1]] {
        let (found, found_last) = get::<N>(pieces, responses);
        assert_eq!((&found, found_last), (&expected.steps, last), "a client with {N} bytes, pieces of {pieces:?}");
    }
}

/// Receives one response in pieces of these lengths, over and over; 0 is as much as there is room for.
fn get<const N: usize>(pieces: &[usize], responses: &[u8]) -> (Vec<Step>, Result<(), LinkError>) {
    let mut client: Client<_, N> = Client::new(Peer { rest: responses, pieces: pieces.iter().cycle() });
    let mut steps = Vec::new();
    let mut rows = client.get("k").expect("nothing was received yet");
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                check_value(&row);
                steps.push(Step::Row(Ok((row.key.into(), row.value.to_string(), row.timestamp.as_secs()))));
            }
            Err(Error::Row(error)) => steps.push(Step::Row(Err(error))),
            Ok(None) => {
                steps.push(Step::End);
                return (steps, Ok(()));
            }
            Err(Error::Rejected) => {
                steps.push(Step::Rejected(client.message().map(str::to_string)));
                return (steps, Ok(()));
            }
            Err(Error::Link(error)) => return (steps, Err(error)),
            Err(error) => panic!("{error}"),
        }
    }
}

/// As core converts it, the sign of a zero included.
fn check_value(row: &Row<'_>) {
    let core: f64 = row.value.as_str().parse().expect("a number is one for core too");
    let expected = if core.is_finite() { Ok(core.to_bits()) } else { Err(ConversionError::OutOfRange) };
    assert_eq!(row.value.to_f64().map(f64::to_bits), expected, "{row:?}");
}
