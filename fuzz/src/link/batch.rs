//! The responses once more, as those to the `put`s of a batch.

use metricline::link::{LinkError, MessageError};
use metricline::{Client, Error};

use super::model::{Conversation, Step};
use super::peer::Peer;

/// What a batch reports: the rejections with their indices, how many responses there were, and how it ended.
#[derive(Debug, PartialEq)]
struct Report {
    rejections: Vec<(u64, Result<String, MessageError>)>,
    answered: u64,
    last: Result<(), LinkError>,
}

/// Whether a batch over a buffer of `N` bytes finds what the model found, however the bytes arrive.
pub fn check<const N: usize>(commands: usize, pieces: &[usize], responses: &[u8], expected: &Conversation) {
    let expected = in_a_batch(expected);
    // With all `put`s sent first, every byte is asked for. With smaller windows those that are not would be out of
    // step, so these never get more than one.
    for (window, pieces) in [(u32::MAX, &[0][..]), (u32::MAX, pieces), (1, &[1]), (2, &[1]), (5, &[1])] {
        let mut found = batch::<N>(commands, window, pieces, responses);
        // Nobody has to read on when the last response has ended.
        if found.answered == commands as u64 && found.last.is_ok() && expected.last == Err(LinkError::OutOfStep) {
            found.last = expected.last;
        }
        assert_eq!(found, expected, "a batch of {commands} with {N} bytes, window {window}, pieces of {pieces:?}");
    }
}

/// The same conversation, up to the first row: no `put` asks for any.
fn in_a_batch(conversation: &Conversation) -> Report {
    let mut report = Report { rejections: Vec::new(), answered: 0, last: conversation.last };
    for step in &conversation.steps {
        match step {
            Step::Row(_) => {
                report.last = Err(LinkError::OutOfStep);
                break;
            }
            Step::Rejected(message) => report.rejections.push((report.answered, message.clone())),
            Step::End => {}
        }
        report.answered += 1;
    }
    report
}

fn batch<const N: usize>(commands: usize, window: u32, pieces: &[usize], responses: &[u8]) -> Report {
    let mut client: Client<_, N> = Client::new(Peer { rest: responses, pieces: pieces.iter().cycle() });
    let mut rejections = Vec::new();
    let mut batch = client.batch(window, |rejection| {
        rejections.push((rejection.index, rejection.message.map(str::to_string)));
    });
    let done = (0..commands).try_for_each(|_| batch.put("k", 1, 1)).and_then(|()| batch.finish());
    let answered = batch.answered();
    let last = done.map_err(|error| match error {
        Error::Link(error) => error,
        error => panic!("{error}"),
    });
    Report { rejections, answered, last }
}
