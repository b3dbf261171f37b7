//! The commands of one connection, answered: a session without its buffers.

use super::output::Output;
use super::rows::PendingRows;
use super::store::{Store, StoreError};
use super::totals::Totals;
use crate::util::bytes::clamped;
use crate::wire::fast::line_end;
use crate::wire::{Command, CommandError, Sample, WRONG_COMMAND, is_blank, without_cr};

/// The protocol state of one connection. The caller owns the bytes that come in and those that go out.
#[derive(Debug)]
pub struct Responder {
    /// The longest line in bytes, its line end included.
    max_line: usize,
    /// How many bytes of the unfinished line were searched for a line end.
    scanned: usize,
    /// Whether the input is the rest of a line that was too long, and was answered already.
    skipping: bool,
    /// The rows that the last `get` has yet to send.
    rows: Option<PendingRows>,
    totals: Totals,
}

/// `error`, the longest reason, and the line ends: a line is consumed only when so much room is left.
const LONGEST_STATUS: usize = "error\n".len() + WRONG_COMMAND.len() + "\n\n".len();

const _: () = {
    let reasons = [StoreError::Full.reason(), StoreError::KeyTooLong.reason(), StoreError::Failed.reason()];
    let [full, key_too_long, failed] = reasons;
    let longest = WRONG_COMMAND.len();
    assert!(full.len() <= longest && key_too_long.len() <= longest && failed.len() <= longest);
};

/// What [`Responder::respond`] did with its input.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How many bytes were consumed. The next input starts with the byte after them.
    pub consumed: usize,
    /// Whether more input is needed: what is left is the start of a line, shorter than the longest line. Otherwise the
    /// output is full.
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "a session asks again until there is no output"))]
    pub needs_input: bool,
}

impl Responder {
    /// The state of a connection on which nothing was received. 0 is taken for the longest line of 1 byte.
    pub const fn new(max_line: usize) -> Self {
        let max_line = if max_line == 0 { 1 } else { max_line };
        Self { max_line, scanned: 0, skipping: false, rows: None, totals: Totals { puts: 0, gets: 0, errors: 0 } }
    }

    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Carries out the commands in `input` while their responses fit `output`.
    pub fn respond(&mut self, input: &[u8], output: &mut Output<'_>, store: &mut impl Store) -> Progress {
        let mut consumed = 0;
        loop {
            if let Some(rows) = &mut self.rows {
                if !rows.send(store, output) {
                    return Progress { consumed, needs_input: false };
                }
                self.rows = None;
            }
            if output.room() < LONGEST_STATUS {
                return Progress { consumed, needs_input: false };
            }
            let rest = clamped(input, consumed, input.len());
            if self.scanned == 0 && !self.skipping {
                if let Some((line_end, command)) = Command::fast_put(rest) {
                    if line_end < self.max_line {
                        consumed = consumed.wrapping_add(line_end).wrapping_add(1);
                        self.send(execute(command, store), output);
                        continue;
                    }
                }
            }
            let Some(offset) = line_end(clamped(rest, self.scanned, rest.len())) else {
                return Progress { consumed: consumed.wrapping_add(self.hold(rest, output)), needs_input: true };
            };
            let line_end = self.scanned.wrapping_add(offset);
            let length = line_end.wrapping_add(1);
            self.scanned = 0;
            consumed = consumed.wrapping_add(length);
            if self.skipping {
                self.skipping = false;
            } else if length > self.max_line {
                self.send(Response::Error(WRONG_COMMAND), output);
            } else {
                let line = clamped(rest, 0, line_end);
                let response = match Command::parse(line) {
                    // Some clients send a second line end after their command, and read one response.
                    Err(_) if without_cr(line).iter().all(|&byte| is_blank(byte)) => Response::None,
                    command => execute(command, store),
                };
                self.send(response, output);
            }
        }
    }

    /// Leaves the start of a line for the next input, and returns 0. If it is too long already, answers it, consumes
    /// all of it, and skips the rest of the line when that comes.
    fn hold(&mut self, part: &[u8], output: &mut Output<'_>) -> usize {
        if !self.skipping {
            if part.len() < self.max_line {
                self.scanned = part.len();
                return 0;
            }
            self.send(Response::Error(WRONG_COMMAND), output);
            self.skipping = true;
        }
        self.scanned = 0;
        part.len()
    }

    /// Appends a response, which fits: no line is consumed without room for the longest status.
    fn send(&mut self, response: Response, output: &mut Output<'_>) {
        let count = match response {
            Response::None => return,
            Response::Ok => {
                output.push_all(b"ok\n\n");
                &mut self.totals.puts
            }
            Response::Rows(rows) => {
                output.push_all(b"ok\n");
                self.rows = Some(rows);
                &mut self.totals.gets
            }
            Response::Error(reason) => {
                output.push_all(b"error\n");
                output.push(reason.as_bytes());
                output.push_all(b"\n\n");
                &mut self.totals.errors
            }
        };
        *count = count.saturating_add(1);
    }
}

/// The response to a line.
enum Response {
    None,
    Ok,
    Rows(PendingRows),
    Error(&'static str),
}

fn execute(command: Result<Command<'_>, CommandError>, store: &mut impl Store) -> Response {
    match command {
        Ok(Command::Get(selector)) => Response::Rows(PendingRows::new(selector, store)),
        Ok(Command::Put(Sample { key, value, timestamp })) => match value.to_f64() {
            Ok(value) => match store.put(&Sample { key, value, timestamp }) {
                Ok(()) => Response::Ok,
                Err(error) => Response::Error(error.reason()),
            },
            Err(_) => Response::Error(WRONG_COMMAND),
        },
        Err(_) => Response::Error(WRONG_COMMAND),
    }
}
