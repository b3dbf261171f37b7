//! A session, driven by a transport that takes and gives as little as it likes.

use metricline::server::{Session, Store};

use super::model::{Bytes, Conversation};

/// As much as there is.
const ALL: usize = 15;

/// Moves all of the input in and all of the output out.
pub fn drive<const N: usize>(input: &[u8], max_line: usize, steps: &[u8], store: &mut impl Store) -> Conversation {
    let mut transport = Transport { session: Session::<N>::with_max_line(max_line), input, output: Vec::new() };
    let mut steps = steps.iter().cycle();
    loop {
        let (take, give) = steps.next().map_or((ALL, ALL), |step| (usize::from(step >> 4), usize::from(step & 0x0f)));
        // A step without output does not even ask for it: input may pile up.
        let moved = (take > 0 && transport.take(take, store)) | transport.give(give);
        // A transport that waits for ever is of no interest.
        if !moved && !transport.take(1, store) && !transport.give(1) {
            break;
        }
    }
    let totals = transport.session.totals();
    Conversation { output: Bytes(transport.output), puts: totals.puts, gets: totals.gets, errors: totals.errors }
}

struct Transport<'a, const N: usize> {
    session: Session<N>,
    input: &'a [u8],
    output: Vec<u8>,
}

impl<const N: usize> Transport<'_, N> {
    /// Takes up to `most` bytes of the output; returns whether there were any.
    fn take(&mut self, most: usize, store: &mut impl Store) -> bool {
        let answer = self.session.respond(store);
        let taken = if most == ALL { answer.len() } else { answer.len().min(most) };
        self.output.extend_from_slice(&answer[..taken]);
        let nothing = answer.is_empty();
        self.session.sent(taken);
        assert!(!nothing || !self.session.space().is_empty(), "with nothing to send there is room to receive");
        !nothing
    }

    /// Gives up to `most` bytes of the input; returns whether there were any, and room for them.
    fn give(&mut self, most: usize) -> bool {
        let space = self.session.space();
        let room = space.len().min(self.input.len());
        let given = if most == ALL { room } else { room.min(most) };
        let (piece, rest) = self.input.split_at(given);
        space[..given].copy_from_slice(piece);
        self.session.received(given);
        self.input = rest;
        given > 0
    }
}
