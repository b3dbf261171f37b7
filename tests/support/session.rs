//! A session, driven by hand.

use metricline::server::{Session, Store};

/// Sends these pieces to a session; the transport takes `takes` bytes of an answer at a time.
pub fn converse<const N: usize>(
    session: &mut Session<N>,
    store: &mut impl Store,
    pieces: &[Vec<u8>],
    takes: usize,
) -> Vec<u8> {
    let mut answers = Vec::new();
    for piece in pieces {
        let mut rest = piece.as_slice();
        loop {
            let answer = session.respond(store);
            let n = answer.len().min(takes);
            answers.extend_from_slice(&answer[..n]);
            if n > 0 {
                session.sent(n);
            } else if rest.is_empty() {
                break;
            } else {
                let space = session.space();
                let n = rest.len().min(space.len());
                assert!(n > 0, "a session that has nothing to send has room to receive");
                space[..n].copy_from_slice(&rest[..n]);
                session.received(n);
                rest = &rest[n..];
            }
        }
    }
    answers
}
