//! One connection of a server.

use super::output::Output;
use super::response::Response;
use super::{Store, StoreError};
use crate::bytes::move_to_start;
use crate::wire::{Command, Sample, WRONG_COMMAND, is_blank, without_cr};

/// The server's side of one connection: received bytes go in, bytes to send come out, and it never reads or writes.
///
/// `N` is the size of either of its two buffers, and so the longest line, its line end included; it is at least 64,
/// which the compiler checks. A response of any length passes through it in pieces.
///
/// A session takes one command at a time and answers each in order. It reads on only while there is room for the
/// answer, so a peer that does not read its responses stops being read. Nothing a peer sends ends a session: every bad
/// line is answered with [`WRONG_COMMAND`], and the next one is taken.
///
/// ```
/// use metricline::embedded_io::{Read, Write};
/// use metricline::server::{Session, Store};
///
/// /// Answers one connection until its end.
/// fn serve<T: Read + Write>(transport: &mut T, store: &mut impl Store) -> Result<(), T::Error> {
///     let mut session: Session<256> = Session::new();
///     loop {
///         let answer = session.respond(store);
///         if answer.is_empty() {
///             transport.flush()?;
///             match transport.read(session.space())? {
///                 0 => return Ok(()), // the end of the stream
///                 n => session.received(n),
///             }
///         } else {
///             match transport.write(answer)? {
///                 0 => return Ok(()), // a transport that takes nothing is as good as closed
///                 n => session.sent(n),
///             }
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Session<const N: usize = 256> {
    // `input[start..end]` is what was received and not yet taken; there is no line end in it before `scanned`.
    input: [u8; N],
    start: usize,
    scanned: usize,
    end: usize,
    max_line: usize,
    /// In the middle of a line that was answered because it is too long.
    skipping: bool,
    output: Output<N>,
    response: Option<Response>,
    totals: Totals,
}

/// What a session has answered so far. The counts stop at `u32::MAX`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Totals {
    /// `put`s whose sample was stored.
    pub puts: u32,
    /// `get`s.
    pub gets: u32,
    /// Lines that were answered with `error`.
    pub errors: u32,
}

/// `error`, the longest reason, and the line ends: room for this is kept whenever a line is taken.
const LONGEST_ANSWER: usize = "error\n".len() + WRONG_COMMAND.len() + "\n\n".len();

const _: () = {
    let reasons = [StoreError::Full.reason(), StoreError::KeyTooLong.reason(), StoreError::Failed.reason()];
    let [full, key_too_long, failed] = reasons;
    let longest = WRONG_COMMAND.len();
    assert!(full.len() <= longest && key_too_long.len() <= longest && failed.len() <= longest);
};

impl<const N: usize> Default for Session<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Session<N> {
    /// A session for a connection over which nothing has passed. Its longest line has `N` bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_max_line(N)
    }

    /// A session with a limit on the length of a line, its line end included: 0 is taken for 1, and more than `N` for
    /// `N`.
    #[must_use]
    pub const fn with_max_line(max_line: usize) -> Self {
        const { assert!(N >= 64, "a session needs room for a row without its key: at least 64 bytes") };
        Self {
            input: [0; N],
            start: 0,
            scanned: 0,
            end: 0,
            max_line: match max_line {
                0 => 1,
                _ if max_line < N => max_line,
                _ => N,
            },
            skipping: false,
            output: Output::new(),
            response: None,
            totals: Totals { puts: 0, gets: 0, errors: 0 },
        }
    }

    /// Where to put received bytes. Never empty when [`respond`](Self::respond) has returned nothing.
    pub fn space(&mut self) -> &mut [u8] {
        if self.end == N {
            move_to_start(&mut self.input, self.start..self.end);
            self.scanned = self.scanned.saturating_sub(self.start);
            self.end = self.end.saturating_sub(self.start);
            self.start = 0;
        }
        self.input.get_mut(self.end..).unwrap_or_default()
    }

    /// `n` bytes were put into [`space`](Self::space).
    pub fn received(&mut self, n: usize) {
        // A transport that claims to have read more than there was room for is not believed.
        self.end = self.end.saturating_add(n).min(N);
    }

    /// Carries out the commands received so far, as far as there is room for their answers, and returns what to send
    /// next. When that is nothing, the session needs to receive more.
    ///
    /// Nothing is carried out twice: asking again continues.
    pub fn respond(&mut self, store: &mut impl Store) -> &[u8] {
        loop {
            if let Some(response) = &mut self.response {
                if !response.send(store, &mut self.output) {
                    break;
                }
                self.response = None;
            }
            if self.output.room() < LONGEST_ANSWER || !self.take_line(store) {
                break;
            }
        }
        self.output.unsent()
    }

    /// The transport has taken the first `n` bytes of what [`respond`](Self::respond) returned.
    pub fn sent(&mut self, n: usize) {
        self.output.sent(n);
    }

    /// What was answered so far.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Carries out the next line, if a whole one was received.
    fn take_line(&mut self, store: &mut impl Store) -> bool {
        let fresh = self.input.get(self.scanned..self.end).unwrap_or_default();
        let Some(offset) = fresh.iter().position(|&byte| byte == b'\n') else {
            self.scanned = self.end;
            self.limit_partial_line();
            return false;
        };
        let line_end = self.scanned.saturating_add(offset);
        let next = line_end.saturating_add(1);
        if self.skipping {
            self.skipping = false;
        } else if next.saturating_sub(self.start) > self.max_line {
            self.reply(Answer::Refused(WRONG_COMMAND));
        } else {
            let line = self.input.get(self.start..line_end).unwrap_or_default();
            let answer = carry_out(line, store);
            self.reply(answer);
        }
        self.discard_to(next);
        true
    }

    /// A line that is too long before it has ended is answered at once, and the rest of it skipped.
    fn limit_partial_line(&mut self) {
        if self.skipping {
            self.discard_to(self.end);
        } else if self.end.saturating_sub(self.start) >= self.max_line {
            self.reply(Answer::Refused(WRONG_COMMAND));
            self.skipping = true;
            self.discard_to(self.end);
        }
    }

    fn discard_to(&mut self, next: usize) {
        if next == self.end {
            self.start = 0;
            self.end = 0;
        } else {
            self.start = next;
        }
        self.scanned = self.start;
    }

    /// Queues an answer.
    fn reply(&mut self, answer: Answer) {
        let (count, parts): (_, [&[u8]; 3]) = match answer {
            Answer::Nothing => return,
            Answer::Stored => (&mut self.totals.puts, [b"ok\n\n", b"", b""]),
            Answer::Rows(response) => {
                self.response = Some(response);
                (&mut self.totals.gets, [b"ok\n", b"", b""])
            }
            Answer::Refused(reason) => (&mut self.totals.errors, [b"error\n", reason.as_bytes(), b"\n\n"]),
        };
        *count = count.saturating_add(1);
        // It fits: no line is taken without room for the longest answer.
        self.output.push(&parts);
    }
}

/// What a line is answered with.
enum Answer {
    Nothing,
    Stored,
    Rows(Response),
    Refused(&'static str),
}

fn carry_out(line: &[u8], store: &mut impl Store) -> Answer {
    if without_cr(line).iter().all(|&byte| is_blank(byte)) {
        // A known client sends a second line end after its command, and reads one response.
        return Answer::Nothing;
    }
    match Command::parse(line) {
        Ok(Command::Get(selector)) => Answer::Rows(Response::new(selector, store)),
        Ok(Command::Put(Sample { key, value, timestamp })) => match value.to_f64() {
            Ok(value) => match store.put(&Sample { key, value, timestamp }) {
                Ok(()) => Answer::Stored,
                Err(error) => Answer::Refused(error.reason()),
            },
            Err(_) => Answer::Refused(WRONG_COMMAND),
        },
        Err(_) => Answer::Refused(WRONG_COMMAND),
    }
}
