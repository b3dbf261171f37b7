//! What a server knows of one connection between bytes: the session without its buffers.

use super::output::Output;
use super::response::Response;
use super::store::{Store, StoreError};
use super::totals::Totals;
use crate::util::bytes::within;
use crate::wire::{Command, CommandError, Sample, WRONG_COMMAND, is_blank, without_cr};
use crate::words::line_end;

/// Takes commands from bytes that others keep, and puts answers among bytes that others send.
#[derive(Debug)]
pub struct Exchange {
    max_line: usize,
    /// So many bytes of the first line that was not taken are known to hold no line end.
    scanned: usize,
    /// In the middle of a line that was answered because it is too long.
    skipping: bool,
    /// What the last command taken has yet to be answered with.
    response: Option<Response>,
    totals: Totals,
}

/// `error`, the longest reason, and the line ends: room for this is kept whenever a line is taken.
const LONGEST_ANSWER: usize = "error\n".len() + WRONG_COMMAND.len() + "\n\n".len();

const _: () = {
    let reasons = [StoreError::Full.reason(), StoreError::KeyTooLong.reason(), StoreError::Failed.reason()];
    let [full, key_too_long, failed] = reasons;
    let longest = WRONG_COMMAND.len();
    assert!(full.len() <= longest && key_too_long.len() <= longest && failed.len() <= longest);
};

/// How far an exchange has come with its input.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How many bytes of it are done with. The next input starts with those that are not.
    pub taken: usize,
    /// Whether all is answered but the start of a line, if even that is left. It is shorter than the longest line.
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "a session asks again until there is nothing to say"))]
    pub starved: bool,
}

impl Exchange {
    /// The start of a connection whose lines have at most so many bytes, line end included; 0 is taken for 1.
    pub const fn new(max_line: usize) -> Self {
        let max_line = if max_line == 0 { 1 } else { max_line };
        Self { max_line, scanned: 0, skipping: false, response: None, totals: Totals { puts: 0, gets: 0, errors: 0 } }
    }

    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Carries out the commands in `input`, as far as there is room for their answers in `output`.
    pub fn advance(&mut self, input: &[u8], output: &mut Output<'_>, store: &mut impl Store) -> Progress {
        let mut taken = 0;
        loop {
            if let Some(response) = &mut self.response {
                if !response.send(store, output) {
                    return Progress { taken, starved: false };
                }
                self.response = None;
            }
            if output.room() < LONGEST_ANSWER {
                return Progress { taken, starved: false };
            }
            let rest = within(input, taken, input.len());
            if self.scanned == 0 && !self.skipping {
                if let Some((line_end, command)) = Command::ahead(rest) {
                    if line_end < self.max_line {
                        taken = taken.wrapping_add(line_end).wrapping_add(1);
                        self.reply(carry_out(command, store), output);
                        continue;
                    }
                }
            }
            let Some(offset) = line_end(within(rest, self.scanned, rest.len())) else {
                return Progress { taken: taken.wrapping_add(self.take_part(rest, output)), starved: true };
            };
            let line_end = self.scanned.wrapping_add(offset);
            let length = line_end.wrapping_add(1);
            self.scanned = 0;
            taken = taken.wrapping_add(length);
            if self.skipping {
                self.skipping = false;
            } else if length > self.max_line {
                self.reply(Answer::Refused(WRONG_COMMAND), output);
            } else {
                let line = within(rest, 0, line_end);
                let answer = match Command::parse(line) {
                    // A known client sends a second line end after its command, and reads one response.
                    Err(_) if without_cr(line).iter().all(|&byte| is_blank(byte)) => Answer::Nothing,
                    command => carry_out(command, store),
                };
                self.reply(answer, output);
            }
        }
    }

    /// Takes nothing of the start of a line, unless it is too long already: then it is answered at once, and the rest of
    /// the line skipped.
    fn take_part(&mut self, part: &[u8], output: &mut Output<'_>) -> usize {
        if !self.skipping {
            if part.len() < self.max_line {
                self.scanned = part.len();
                return 0;
            }
            self.reply(Answer::Refused(WRONG_COMMAND), output);
            self.skipping = true;
        }
        self.scanned = 0;
        part.len()
    }

    /// Queues an answer. It fits: no line is taken without room for the longest.
    fn reply(&mut self, answer: Answer, output: &mut Output<'_>) {
        let count = match answer {
            Answer::Nothing => return,
            Answer::Stored => {
                output.push_all(b"ok\n\n");
                &mut self.totals.puts
            }
            Answer::Rows(response) => {
                output.push_all(b"ok\n");
                self.response = Some(response);
                &mut self.totals.gets
            }
            Answer::Refused(reason) => {
                output.push_all(b"error\n");
                output.push(reason.as_bytes());
                output.push_all(b"\n\n");
                &mut self.totals.errors
            }
        };
        *count = count.saturating_add(1);
    }
}

/// What a line is answered with.
enum Answer {
    Nothing,
    Stored,
    Rows(Response),
    Refused(&'static str),
}

fn carry_out(command: Result<Command<'_>, CommandError>, store: &mut impl Store) -> Answer {
    match command {
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
