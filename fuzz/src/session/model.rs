//! What a session has to answer, by the protocol.

use metricline::server::StoreError;

use super::samples::Samples;
use crate::oracle::{self, Order};

/// All that a session says.
#[derive(Debug, Default, PartialEq)]
pub struct Conversation {
    pub output: Bytes,
    pub puts: u32,
    pub gets: u32,
    pub errors: u32,
}

/// Bytes that show as text, whatever a session that is wrong makes of them.
#[derive(Default, PartialEq)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// Answers all lines. A line with its end may be `max_line` bytes long.
pub fn converse(input: &[u8], max_line: usize, samples: &mut Samples) -> Conversation {
    let mut conversation = Conversation::default();
    for line in input.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(_) if line.len() > max_line => conversation.refuse("wrong command"),
            Some(line) => conversation.answer(line, samples),
            // The stream ends in the middle of a line. One that will be too long is answered before it has ended.
            None if line.len() >= max_line => conversation.refuse("wrong command"),
            None => {}
        }
    }
    conversation
}

impl Conversation {
    fn answer(&mut self, line: &[u8], samples: &mut Samples) {
        if oracle::is_blank(line) {
            return;
        }
        match oracle::command(line) {
            Ok(Order::Put { key, value, timestamp }) => match value.parse::<f64>() {
                Ok(value) if value.is_finite() => self.put(samples.insert(key, timestamp, value)),
                _ => self.refuse("wrong command"),
            },
            Ok(Order::Get { selector }) => self.get(selector, samples),
            Err(_) => self.refuse("wrong command"),
        }
    }

    fn put(&mut self, stored: Result<(), StoreError>) {
        match stored {
            Ok(()) => {
                self.puts += 1;
                self.say("ok\n\n");
            }
            Err(StoreError::Full) => self.refuse("store full"),
            Err(StoreError::KeyTooLong) => self.refuse("key too long"),
            Err(error) => panic!("{error}"),
        }
    }

    fn get(&mut self, selector: &str, samples: &Samples) {
        self.gets += 1;
        self.say("ok\n");
        for (key, samples) in samples.series().filter(|&(key, _)| selector == "*" || selector == key) {
            for (timestamp, &value) in samples {
                self.say(&format!("{key} {} {timestamp}\n", oracle::shortest(value)));
            }
        }
        self.say("\n");
    }

    fn refuse(&mut self, reason: &str) {
        self.errors += 1;
        self.say(&format!("error\n{reason}\n\n"));
    }

    fn say(&mut self, text: &str) {
        self.output.0.extend_from_slice(text.as_bytes());
    }
}
