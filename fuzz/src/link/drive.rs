//! A link, driven as a client drives it.

use metricline::embedded_io::Read as _;
use metricline::link::{Event, LinkError, SendError};
use metricline::{Command, Link, Selector, key};

use super::model::{Conversation, Step};
use super::peer::Peer;

/// When commands are sent, and in which pieces bytes arrive.
#[derive(Clone, Copy, Debug)]
pub struct Schedule<'a> {
    pub when: When,
    /// The lengths of the pieces, over and over; 0 is as much as there is room for.
    pub pieces: &'a [usize],
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// All before the first byte is received.
    First,
    /// Each when the response before it has ended.
    Lockstep,
    /// As soon as the link takes it, at the earliest when bytes are asked for: in the middle of a response.
    Anytime,
}

const COMMAND: Command<'_> = Command::Get(Selector::Key(key!("k")));
const LINE: &[u8] = b"get k\n";

/// Receives all of the responses.
pub fn drive<const N: usize>(commands: usize, schedule: Schedule<'_>, responses: &[u8]) -> Conversation {
    let mut link = Link::<N>::new();
    let mut steps = Vec::new();
    let mut queued = commands;
    let mut peer = Peer { rest: responses, pieces: schedule.pieces.iter().cycle() };
    if schedule.when == When::First {
        while queued > 0 {
            assert!(try_send(&mut link), "nothing was received");
            queued -= 1;
        }
    }
    let last = loop {
        match link.poll() {
            Ok(Event::Row) => {
                let row = link.row();
                let owned = row.map(|row| (row.key.to_string(), row.value.to_string(), row.timestamp.as_secs()));
                steps.push(Step::Row(owned));
            }
            Ok(Event::End) => {
                assert_eq!(link.message(), Ok(""));
                steps.push(Step::End);
            }
            Ok(Event::Rejected) => steps.push(Step::Rejected(link.message().map(str::to_string))),
            Ok(Event::Receive) => {
                if queued > 0 && schedule.when == When::Anytime && try_send(&mut link) {
                    queued -= 1;
                }
                assert_eq!(link.poll(), Ok(Event::Receive), "asking again gives the same answer");
                give(&mut peer, &mut link);
            }
            Ok(Event::Idle) if queued > 0 => {
                assert!(try_send(&mut link), "what was received is used up");
                queued -= 1;
            }
            Ok(Event::Idle) if peer.rest.is_empty() => break Ok(()),
            // Nobody has to read when nothing is owed. A peer that goes on is noticed when somebody does.
            Ok(Event::Idle) => give(&mut peer, &mut link),
            Ok(event @ (Event::Transmit | Event::Flush)) => panic!("{event:?} when everything was sent"),
            Err(error) => break Err(error),
        }
    };
    let owed = usize::try_from(link.owed()).expect("few commands are sent") + queued;
    if let Err(error) = last {
        stays_over(&mut link, error);
    }
    Conversation { steps, last, owed }
}

/// Whether the link had room for another command. If it did not, nothing has changed.
fn try_send<const N: usize>(link: &mut Link<N>) -> bool {
    let sent = link.send(&COMMAND);
    match sent {
        Ok(()) => transmit(link),
        Err(error) => assert_eq!(error, SendError::Busy),
    }
    sent.is_ok()
}

/// Writes a command byte by byte, and flushes.
fn transmit<const N: usize>(link: &mut Link<N>) {
    for from in 0..LINE.len() {
        assert_eq!(link.poll(), Ok(Event::Transmit));
        assert_eq!(link.unsent(), &LINE[from..]);
        link.sent(1);
    }
    assert_eq!(link.poll(), Ok(Event::Flush));
    assert_eq!(link.unsent(), b"");
    link.flushed();
}

fn stays_over<const N: usize>(link: &mut Link<N>, error: LinkError) {
    assert_eq!(link.poll(), Err(error));
    assert_eq!(link.send(&COMMAND), Err(SendError::Link(error)));
    link.reset();
    assert_eq!((link.poll(), link.owed()), (Ok(Event::Idle), 0));
}

/// Gives a link the next piece, or the end of the stream.
fn give<'s, const N: usize>(peer: &mut Peer<'_, impl Iterator<Item = &'s usize>>, link: &mut Link<N>) {
    let space = link.space();
    assert!(!space.is_empty(), "there is room for what was asked for");
    let Ok(n) = peer.read(space);
    link.received(n);
}
