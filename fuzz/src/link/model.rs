//! What a link has to report, from all that was received at once.

use metricline::link::{LinkError, MessageError};
use metricline::{RowError, Status};

use crate::oracle;

/// All that a link reports.
#[derive(Debug, PartialEq)]
pub struct Conversation {
    pub steps: Vec<Step>,
    /// Why the connection is over; `Ok` when every response has ended and nothing else came.
    pub last: Result<(), LinkError>,
    /// How many responses have not ended.
    pub owed: usize,
}

#[derive(Debug, PartialEq)]
pub enum Step {
    Row(Result<(String, String, i64), RowError>),
    End,
    Rejected(Result<String, MessageError>),
}

/// Reads the responses to so many commands through a buffer of `room` bytes.
pub fn converse(commands: usize, received: &[u8], room: usize) -> Conversation {
    let mut reader = Reader { rest: received, room, steps: Vec::new() };
    let mut owed = commands;
    let mut last = Ok(());
    while owed > 0 && last.is_ok() {
        last = reader.response();
        owed -= usize::from(last.is_ok());
    }
    if last.is_ok() && !is_silence(reader.rest) {
        last = Err(LinkError::OutOfStep);
    }
    Conversation { steps: reader.steps, last, owed }
}

struct Reader<'a> {
    rest: &'a [u8],
    room: usize,
    steps: Vec<Step>,
}

impl<'a> Reader<'a> {
    fn response(&mut self) -> Result<(), LinkError> {
        match self.status()? {
            Status::Ok => self.rows(),
            Status::Error => self.message(),
        }
    }

    fn status(&mut self) -> Result<Status, LinkError> {
        loop {
            // A link cannot wait for the end of a line that fills its buffer.
            if !self.rest.iter().take(self.room).any(|&byte| byte == b'\n') && self.rest.len() >= self.room {
                return Err(LinkError::Status);
            }
            match self.line()? {
                b"ok\n" | b"ok\r\n" => return Ok(Status::Ok),
                b"error\n" | b"error\r\n" => return Ok(Status::Error),
                line if is_silence(line) => {}
                _ => return Err(LinkError::Status),
            }
        }
    }

    fn rows(&mut self) -> Result<(), LinkError> {
        loop {
            let line = self.line()?;
            if is_end(line) {
                self.steps.push(Step::End);
                return Ok(());
            }
            let row = if line.len() > self.room { Err(RowError::TooLong) } else { oracle::row(without_lf(line)) };
            let owned = row.map(|(key, value, timestamp)| (key.to_string(), value.to_string(), timestamp));
            self.steps.push(Step::Row(owned));
        }
    }

    fn message(&mut self) -> Result<(), LinkError> {
        let mut text = Vec::new();
        loop {
            let line = self.line()?;
            if is_end(line) {
                // It is kept until it has ended, so the line that ends it has to fit too.
                let message = if text.len() + line.len() > self.room {
                    Err(MessageError::TooLong)
                } else {
                    String::from_utf8(oracle::without_cr(without_lf(&text)).to_vec()).map_err(|_| MessageError::NotUtf8)
                };
                self.steps.push(Step::Rejected(message));
                return Ok(());
            }
            text.extend_from_slice(line);
        }
    }

    /// The next line, its `\n` included.
    fn line(&mut self) -> Result<&'a [u8], LinkError> {
        let end = self.rest.iter().position(|&byte| byte == b'\n').ok_or(LinkError::Closed)?;
        let (line, rest) = self.rest.split_at(end + 1);
        self.rest = rest;
        Ok(line)
    }
}

/// What may come before a status, and while nothing is owed.
fn is_silence(received: &[u8]) -> bool {
    received.iter().all(|byte| b" \t\r\n".contains(byte))
}

fn is_end(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

fn without_lf(text: &[u8]) -> &[u8] {
    text.strip_suffix(b"\n").unwrap_or(text)
}
