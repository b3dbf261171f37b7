//! A link, driven by hand.

use metricline::link::{Event, Link, LinkError, MessageError, SendError};
use metricline::{Command, EncodeError, RowError, Sample, Selector, key};

const GET: Command<'_> = Command::Get(Selector::All);

/// A link that owes `count` responses and has nothing left to send.
fn owing<const N: usize>(count: u32) -> Link<N> {
    let mut link = Link::new();
    for _ in 0..count {
        link.send(&GET).unwrap();
        link.sent(6);
        link.flushed();
    }
    assert_eq!(link.owed(), count);
    link
}

fn receive<const N: usize>(link: &mut Link<N>, bytes: &[u8]) {
    link.space()[..bytes.len()].copy_from_slice(bytes);
    link.received(bytes.len());
}

/// A link that owed `count` responses when these bytes arrived.
fn having_received<const N: usize>(count: u32, bytes: &[u8]) -> Link<N> {
    let mut link = owing(count);
    receive(&mut link, bytes);
    link
}

#[test]
fn a_partial_write_is_continued_where_it_stopped() {
    let mut link: Link<32> = Link::new();
    link.send(&Command::Put(Sample { key: key!("k"), value: 10.6, timestamp: 1.into() })).unwrap();
    let line = b"put k 10.6 1\n";
    for sent in 0..line.len() {
        assert_eq!(link.poll(), Ok(Event::Transmit));
        assert_eq!(link.poll(), Ok(Event::Transmit), "asking does not change the answer");
        assert_eq!(link.unsent(), &line[sent..]);
        link.sent(1);
    }
    assert_eq!(link.unsent(), b"");
    assert_eq!((link.poll(), link.poll()), (Ok(Event::Flush), Ok(Event::Flush)));
    link.flushed();
    assert_eq!((link.poll(), link.poll()), (Ok(Event::Receive), Ok(Event::Receive)));
    assert_eq!(link.owed(), 1);
}

#[test]
fn several_owed_responses_are_kept_apart() {
    let mut link: Link<64> = having_received(3, b"ok\nk 1 1\n\n\nerror\nno\n\nok\n\n");
    assert_eq!(link.poll(), Ok(Event::Row));
    assert_eq!(link.row().unwrap().key, "k");
    assert_eq!((link.poll(), link.owed()), (Ok(Event::End), 2));
    assert_eq!((link.poll(), link.owed()), (Ok(Event::Rejected), 1));
    assert_eq!(link.message(), Ok("no"));
    assert_eq!((link.poll(), link.owed()), (Ok(Event::End), 0));
    assert_eq!(link.poll(), Ok(Event::Idle));
}

#[test]
fn a_row_and_a_message_last_until_the_next_poll() {
    let mut link: Link<64> = having_received(2, b"error\nno\n\nok\nk 1 1\n\n");
    assert_eq!(link.row(), Err(RowError::Fields), "nothing is shown yet");
    assert_eq!(link.poll(), Ok(Event::Rejected));
    assert_eq!((link.message(), link.row()), (Ok("no"), Err(RowError::Fields)));
    assert_eq!(link.poll(), Ok(Event::Row));
    assert_eq!(link.message(), Ok(""));
    assert_eq!(link.poll(), Ok(Event::End));
    assert_eq!(link.row(), Err(RowError::Fields));
}

#[test]
fn a_command_waits_until_the_buffer_is_empty() {
    let mut link: Link<32> = Link::new();
    link.send(&GET).unwrap();
    // Unsent bytes are in the way.
    assert_eq!(link.send(&GET), Err(SendError::Busy));
    link.sent(usize::MAX);
    link.flushed();
    receive(&mut link, b"ok\nk");
    // So is the start of a row.
    assert_eq!(link.poll(), Ok(Event::Receive));
    assert_eq!(link.send(&GET), Err(SendError::Busy));
    receive(&mut link, b" 1 1\n\n");
    assert_eq!((link.poll(), link.poll()), (Ok(Event::Row), Ok(Event::End)));
    link.send(&GET).unwrap();
    assert_eq!((link.unsent(), link.owed()), (b"get *\n".as_slice(), 1));
}

#[test]
fn a_command_is_appended_behind_what_is_unsent_however_much_was_sent() {
    let put = |timestamp: i64| Command::Put(Sample { key: key!("k"), value: 1, timestamp: timestamp.into() });
    for sent in 0..20 {
        let mut link: Link<32> = Link::new();
        link.append(&put(1)).unwrap();
        link.append(&put(2)).unwrap();
        link.sent(sent);
        link.append(&put(3)).unwrap();
        let unsent = if sent < 20 { b"put k 1 1\nput k 1 2\nput k 1 3\n".split_at(sent).1 } else { b"put k 1 3\n" };
        assert_eq!((link.poll(), link.unsent(), link.owed()), (Ok(Event::Transmit), unsent, 3));
        // Two bytes are left, and where some were sent there is still no room behind.
        assert_eq!(link.append(&put(4)), Err(SendError::Busy));
        assert_eq!((link.unsent(), link.owed()), (unsent, 3));
        link.sent(unsent.len());
        assert_eq!((link.poll(), link.unsent()), (Ok(Event::Flush), b"".as_slice()));
        // There need be no flush between two writes.
        link.append(&put(4)).unwrap();
        assert_eq!((link.poll(), link.unsent()), (Ok(Event::Transmit), b"put k 1 4\n".as_slice()));
        link.sent(10);
        link.flushed();
        receive(&mut link, b"ok\n\nerror\nno\n\nok\n\nok\n\n");
        assert_eq!((link.poll(), link.poll()), (Ok(Event::End), Ok(Event::Rejected)));
        assert_eq!((link.poll(), link.poll(), link.poll()), (Ok(Event::End), Ok(Event::End), Ok(Event::Idle)));
    }
}

#[test]
fn a_failed_append_changes_nothing() {
    let put = |value| Command::Put(Sample { key: key!("key"), value, timestamp: 1.into() });
    let mut link: Link<16> = Link::new();
    let too_long = put(0.123_456_789);
    assert_eq!(link.append(&too_long), Err(SendError::Encode(EncodeError::TooLong)));
    link.append(&put(0.5)).unwrap();
    assert_eq!(link.append(&put(f64::NAN)), Err(SendError::Encode(EncodeError::NotFinite)));
    assert_eq!(link.append(&too_long), Err(SendError::Busy), "it may fit an empty buffer, for all one knows");
    assert_eq!((link.unsent(), link.owed()), (b"put key 0.5 1\n".as_slice(), 1));
    link.sent(14);
    link.flushed();
    receive(&mut link, b"ok\n");
    assert_eq!(link.append(&put(0.5)), Err(SendError::Busy), "the start of a response is in the way");
    assert_eq!(link.poll(), Ok(Event::Receive));
    receive(&mut link, b"\n");
    assert_eq!(link.poll(), Ok(Event::End));
    link.append(&put(0.5)).unwrap();
    assert_eq!(link.unsent(), b"put key 0.5 1\n");
    link.received(0);
    assert_eq!(link.append(&put(0.5)), Err(SendError::Link(LinkError::Closed)));
}

#[test]
fn a_row_or_a_message_makes_room_for_a_command() {
    let mut link: Link<32> = having_received(2, b"ok\nk 1 1\n");
    assert_eq!(link.poll(), Ok(Event::Row));
    link.send(&GET).unwrap();
    assert_eq!((link.unsent(), link.owed()), (b"get *\n".as_slice(), 3));
    let mut link: Link<32> = having_received(1, b"error\nno\n\n");
    assert_eq!(link.poll(), Ok(Event::Rejected));
    link.send(&GET).unwrap();
    assert_eq!((link.unsent(), link.owed(), link.message()), (b"get *\n".as_slice(), 1, Ok("")));
}

#[test]
fn a_failed_send_changes_nothing() {
    let mut link: Link<16> = Link::new();
    let put = |value| Command::Put(Sample { key: key!("key"), value, timestamp: 1.into() });
    assert_eq!(link.send(&put(f64::NAN)), Err(SendError::Encode(EncodeError::NotFinite)));
    assert_eq!(link.send(&put(0.123_456_789)), Err(SendError::Encode(EncodeError::TooLong)));
    assert_eq!((link.poll(), link.owed()), (Ok(Event::Idle), 0));
    link.send(&put(0.5)).unwrap();
    assert_eq!(link.unsent(), b"put key 0.5 1\n");
}

#[test]
fn unexpected_bytes_end_the_connection() {
    // A second response in the same piece as the first.
    let mut link: Link<32> = having_received(1, b"ok\n\nok\n\n");
    assert_eq!(link.poll(), Ok(Event::End));
    assert_eq!(link.send(&GET), Err(SendError::Busy));
    assert_eq!(link.poll(), Err(LinkError::OutOfStep));
    assert_eq!(link.send(&GET), Err(SendError::Link(LinkError::OutOfStep)));
    // The same, found out by asking.
    let mut link: Link<32> = having_received(1, b"ok\n\nk");
    assert_eq!(link.poll(), Ok(Event::End));
    assert_eq!(link.poll(), Err(LinkError::OutOfStep));
    link.reset();
    assert_eq!(link.poll(), Ok(Event::Idle));
    // Blank lines say nothing.
    let mut link: Link<32> = having_received(1, b"ok\n\n\r\n \n");
    assert_eq!((link.poll(), link.poll()), (Ok(Event::End), Ok(Event::Idle)));
}

#[test]
fn after_the_end_of_the_stream_every_call_fails() {
    let mut link: Link<32> = having_received(1, b"ok\n");
    assert_eq!(link.poll(), Ok(Event::Receive));
    link.received(0);
    assert_eq!((link.poll(), link.poll()), (Err(LinkError::Closed), Err(LinkError::Closed)));
    assert_eq!(link.send(&GET), Err(SendError::Link(LinkError::Closed)));
    // The first reason stays.
    let mut link: Link<32> = having_received(1, b"what\n");
    assert_eq!(link.poll(), Err(LinkError::Status));
    link.received(0);
    assert_eq!(link.poll(), Err(LinkError::Status));
    link.reset();
    assert_eq!((link.poll(), link.owed()), (Ok(Event::Idle), 0));
}

#[test]
fn counts_beyond_the_buffer_are_clamped() {
    let mut link: Link<16> = Link::new();
    link.sent(5);
    link.flushed();
    assert_eq!(link.poll(), Ok(Event::Idle));
    link.send(&GET).unwrap();
    link.flushed();
    assert_eq!(link.poll(), Ok(Event::Transmit));
    link.sent(usize::MAX);
    link.flushed();
    link.space().fill(b'0');
    link.received(usize::MAX);
    // Sixteen zeros are no status.
    assert_eq!(link.poll(), Err(LinkError::Status));

    let mut link: Link<16> = having_received(1, b"ok\na 1 1\nb 2");
    link.space().fill(b'\n');
    link.received(usize::MAX);
    assert_eq!((link.poll(), link.row().unwrap().key), (Ok(Event::Row), "a"));
    assert_eq!((link.poll(), link.row()), (Ok(Event::Row), Err(RowError::Fields)));
    assert_eq!(link.poll(), Ok(Event::End));
}

#[test]
fn there_is_always_room_to_receive_into() {
    let mut link: Link<16> = owing(1);
    let stream = b"ok\na 1 1\nabcdefgh 1 1\ntoo long for this buffer 1 1\nb 2 2\n\n";
    let mut seen = Vec::new();
    for byte in stream {
        loop {
            match link.poll().unwrap() {
                Event::Row => seen.push(link.row().map(|row| row.key.to_owned())),
                Event::Receive => break,
                event => panic!("{event:?}"),
            }
        }
        let space = link.space();
        assert!(!space.is_empty());
        space[0] = *byte;
        link.received(1);
    }
    assert_eq!(link.poll(), Ok(Event::End));
    let keys = ["a", "abcdefgh", "b"].map(|key| Ok(key.to_owned()));
    let [a, abcdefgh, b] = keys;
    assert_eq!(seen, [a, abcdefgh, Err(RowError::TooLong), b]);
}

#[test]
fn a_message_is_whole_or_reported_as_too_long() {
    for length in 1..40_usize {
        let mut link: Link<16> = owing(1);
        let mut stream = b"error\n".to_vec();
        stream.extend(b"m".repeat(length));
        stream.extend(b"\n\n");
        for byte in stream {
            assert_eq!(link.poll(), Ok(Event::Receive), "{length}");
            link.space()[0] = byte;
            link.received(1);
        }
        assert_eq!(link.poll(), Ok(Event::Rejected));
        // With its line end and the empty line.
        let expected = if length + 2 <= 16 { Ok("m".repeat(length)) } else { Err(MessageError::TooLong) };
        assert_eq!(link.message().map(str::to_owned), expected, "{length}");
        assert_eq!(link.row(), Err(RowError::Fields), "{length}");
    }
}

#[test]
fn plain_responses_are_taken_at_once_as_far_as_they_are_owed_and_whole() {
    let mut link: Link<64> = owing(4);
    receive(&mut link, b"ok\n\nok\n\nok\n\no");
    assert_eq!((link.poll(), link.take_plain_ok()), (Ok(Event::End), 2));
    assert_eq!((link.poll(), link.owed()), (Ok(Event::Receive), 1));
    receive(&mut link, b"k\n\nok\n\n");
    assert_eq!((link.take_plain_ok(), link.owed()), (1, 0));
    assert_eq!(link.poll(), Err(LinkError::OutOfStep), "one response too many");
    assert_eq!(link.take_plain_ok(), 0);
}

#[test]
fn only_whole_responses_are_plain() {
    let mut link: Link<64> = owing(3);
    receive(&mut link, b"ok\nok\n\nerror\nok\n\nok\n\n");
    assert_eq!((link.poll(), link.take_plain_ok()), (Ok(Event::Row), 0));
    assert_eq!(link.poll(), Ok(Event::End));
    assert_eq!((link.take_plain_ok(), link.poll(), link.message()), (0, Ok(Event::Rejected), Ok("ok")));
    assert_eq!((link.take_plain_ok(), link.poll()), (1, Ok(Event::Idle)));
    link.append(&GET).unwrap();
    assert_eq!((link.take_plain_ok(), link.unsent()), (0, b"get *\n".as_slice()));
}

#[test]
fn a_driver_can_end_the_connection() {
    let mut link: Link<64> = owing(1);
    receive(&mut link, b"ok\n\n");
    assert_eq!(link.fail(LinkError::OutOfStep), LinkError::OutOfStep);
    assert_eq!(link.fail(LinkError::Closed), LinkError::OutOfStep, "the first reason stays");
    link.received(0);
    assert_eq!((link.poll(), link.take_plain_ok()), (Err(LinkError::OutOfStep), 0));
    assert_eq!(link.append(&GET), Err(SendError::Link(LinkError::OutOfStep)));
    link.reset();
    assert_eq!(link.send(&GET), Ok(()));
}
