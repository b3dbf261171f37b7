//! A batch goes out in as few writes as the buffer and the window allow.

mod support;

use std::collections::VecDeque;

use metricline::Error;
use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};
use metricline::link::LinkError;
use support::driver::{AfterFailure, Driver, Step};
use support::mock::{Mock, Operation};

/// A server that rejects every third line, and gives at most `responses_a_read` responses to a read.
struct Rejecting {
    responses: VecDeque<&'static [u8]>,
    responses_a_read: usize,
    lines: usize,
}

type Peer = Mock<Rejecting>;

const BUFFER: usize = 64;

fn client<D: Driver<Peer>>(responses_a_read: usize) -> D {
    D::new(Mock::new(Rejecting { responses: VecDeque::new(), responses_a_read, lines: 0 }))
}

impl ErrorType for Rejecting {
    type Error = ErrorKind;
}

impl Read for Rejecting {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let mut n = 0;
        for _ in 0..self.responses_a_read {
            let Some(response) = self.responses.front() else { break };
            let Some(room) = buf.get_mut(n..n + response.len()) else { break };
            room.copy_from_slice(response);
            n += response.len();
            self.responses.pop_front();
        }
        assert!(n > 0, "there is nothing to read, or no room for it");
        Ok(n)
    }
}

impl Write for Rejecting {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        for _ in buf.iter().filter(|&&byte| byte == b'\n') {
            self.responses.push_back(if self.lines % 3 == 2 { b"error\nno\n\n" } else { b"ok\n\n" });
            self.lines += 1;
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

both_clients! {
    super::Peer, 64;
    every_batch_matches_the_model
    lines_of_any_length_fill_a_write_to_the_last_byte
    short_writes_are_continued
    after_a_write_of_zero_bytes_the_next_call_finishes_the_line
    an_unexpected_response_is_not_counted_for_the_batch
}

/// The steps of a batch whose lines have these lengths, and the lines.
fn batch(lengths: &[usize]) -> (Vec<Step>, Vec<String>) {
    let put = |(number, &length): (usize, &usize)| {
        let rest = format!(" {number}.5 1\n");
        let key = "k".repeat(length - "put ".len() - rest.len());
        (Step::put(&key, number as f64 + 0.5, 1), format!("put {key}{rest}"))
    };
    let (mut steps, lines): (Vec<_>, _) = lengths.iter().enumerate().map(put).unzip();
    steps.push(Step::Finish);
    (steps, lines)
}

/// What a batch does with the transport, when a read gives one response.
fn model(lines: &[String], window: usize) -> Vec<Operation> {
    let mut done = Vec::new();
    let mut buffer = String::new();
    let mut owed = 0;
    let receive = |done: &mut Vec<Operation>, buffer: &mut String, owed: &mut usize, until| {
        if !buffer.is_empty() {
            done.push(Operation::Write(std::mem::take(buffer)));
        }
        done.push(Operation::Flush);
        while *owed > until {
            done.push(Operation::Read);
            *owed -= 1;
        }
    };
    for line in lines {
        if owed == window {
            receive(&mut done, &mut buffer, &mut owed, window / 2);
        }
        if buffer.len() + line.len() > BUFFER {
            done.push(Operation::Write(std::mem::take(&mut buffer)));
        }
        buffer.push_str(line);
        owed += 1;
    }
    if owed > 0 {
        receive(&mut done, &mut buffer, &mut owed, 0);
    }
    done
}

fn every_batch_matches_the_model<D: Driver<Peer>>() {
    for window in 1..20 {
        for count in 0..40 {
            let lengths: Vec<usize> = (0..count).map(|n| 15 + n * n % 11).collect();
            let (steps, lines) = batch(&lengths);
            let mut client: D = client(1);
            let batched = client.batch(window, &steps, AfterFailure::Stop);
            assert_eq!(client.transport().operations, model(&lines, window as usize), "{count} puts, window {window}");
            assert_eq!((batched.queued, batched.answered), (count as u64, count as u64));
            let every_third: Vec<u64> = (0..count as u64).filter(|n| n % 3 == 2).collect();
            assert_eq!(batched.rejected(), every_third);
        }
    }
}

fn lines_of_any_length_fill_a_write_to_the_last_byte<D: Driver<Peer>>() {
    for first in 12..=BUFFER {
        for second in 12..=BUFFER {
            // Responses come all at once, which makes no difference to what is written.
            let mut client: D = client(9);
            let (steps, lines) = batch(&[first, second, 12]);
            client.batch(9, &steps, AfterFailure::Stop);
            let joined: &[&[usize]] = match (first + second <= BUFFER, second + 12 <= BUFFER) {
                (true, _) if first + second + 12 <= BUFFER => &[&[0, 1, 2]],
                (true, _) => &[&[0, 1], &[2]],
                (false, true) => &[&[0], &[1, 2]],
                (false, false) => &[&[0], &[1], &[2]],
            };
            let writes: Vec<String> =
                joined.iter().map(|write| write.iter().map(|&line| lines[line].as_str()).collect()).collect();
            assert_eq!(client.transport().writes(), writes, "{first} and {second} bytes");
        }
    }
}

fn short_writes_are_continued<D: Driver<Peer>>() {
    let (steps, lines) = batch(&[20, 20, 20, 20, 20, 20, 20]);
    for takes in 1..70 {
        let mut client: D = client(2);
        client.transport().takes = takes;
        let batched = client.batch(100, &steps, AfterFailure::Stop);
        assert_eq!((batched.queued, batched.answered), (7, 7));
        let writes = client.transport().writes();
        assert_eq!(writes.concat(), lines.concat());
        // Three lines to a buffer.
        let expected = 2 * 60_usize.div_ceil(takes) + 20_usize.div_ceil(takes);
        assert_eq!(writes.len(), expected, "{takes}");
    }
}

fn after_a_write_of_zero_bytes_the_next_call_finishes_the_line<D: Driver<Peer>>() {
    let (steps, lines) = batch(&[30, 30, 30, 20]);
    let mut client: D = client(1);
    client.transport().takes = 0;
    let batched = client.batch(9, &steps, AfterFailure::Stop);
    assert_eq!((batched.errors(), batched.queued), (vec![Error::WriteZero], 2));
    // The third was not queued: what goes out is the first two.
    client.transport().takes = usize::MAX;
    let batched = client.batch(9, &steps[3..], AfterFailure::Stop);
    assert_eq!((batched.queued, batched.answered), (1, 1));
    assert_eq!(client.transport().writes(), [lines[..2].concat(), lines[3].clone()]);
}

fn an_unexpected_response_is_not_counted_for_the_batch<D: Driver<Peer>>() {
    let (steps, _) = batch(&[20, 20]);
    for responses_a_read in 1..4 {
        let mut client: D = client(responses_a_read);
        client.transport().inner.responses.push_back(b"ok\n\n");
        let batched = client.batch(9, &steps, AfterFailure::Stop);
        assert_eq!((batched.queued, batched.answered), (2, 2));
        // It is noticed when it has arrived with the others.
        let noticed = if responses_a_read < 3 { vec![] } else { vec![Error::Link(LinkError::OutOfStep)] };
        assert_eq!(batched.errors(), noticed, "{responses_a_read}");
    }
}
