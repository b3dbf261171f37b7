//! The rows of one `get`, sent as room allows.

use super::output::Output;
use super::store::Store;
use crate::wire::{AFTER_KEY, Key, Sample, Selector, Tail, Timestamp};

/// Where a response stands. Samples that others store meanwhile are sent when their turn is yet to come.
#[derive(Clone, Copy, Debug)]
pub struct Response {
    /// The number of the key whose rows come next.
    key: usize,
    /// Whether the keys after it follow.
    all: bool,
    /// The last row of that key that was sent.
    after: Option<Timestamp>,
    split: Option<Split>,
}

/// A row that is longer than the whole buffer goes out in pieces.
#[derive(Clone, Copy, Debug)]
struct Split {
    timestamp: Timestamp,
    value: f64,
    /// How many bytes of the key were sent.
    sent: usize,
}

impl Response {
    pub fn new(selector: Selector<'_>, store: &impl Store) -> Self {
        let (key, all) = match selector {
            Selector::All => (0, true),
            // No store has a key with the last number.
            Selector::Key(key) => (store.find(key).unwrap_or(usize::MAX), false),
        };
        Self { key, all, after: None, split: None }
    }

    /// Puts rows, and after the last one the empty line, into `output`; whether that was all.
    pub fn send(&mut self, store: &impl Store, output: &mut Output<'_>) -> bool {
        while let Some(key) = store.key(self.key) {
            if !self.send_split(key, output) || !self.send_rows(key, store, output) {
                return false;
            }
            if self.split.is_none() {
                if !self.all {
                    break;
                }
                self.key = self.key.saturating_add(1);
                self.after = None;
            }
        }
        output.push_all(b"\n")
    }

    /// Sends the rows of one key, up to one that has to be split.
    fn send_rows(&mut self, key: Key<'_>, store: &impl Store, output: &mut Output<'_>) -> bool {
        let stuck = store.samples(self.key, self.after).find(|&(timestamp, value)| {
            let pushed = push_row(output, key, key.as_str().as_bytes(), value, timestamp);
            if pushed {
                self.after = Some(timestamp);
            }
            !pushed
        });
        let Some((timestamp, value)) = stuck else { return true };
        if output.is_empty() {
            self.after = Some(timestamp);
            self.split = Some(Split { timestamp, value, sent: 0 });
        }
        self.split.is_some()
    }

    fn send_split(&mut self, key: Key<'_>, output: &mut Output<'_>) -> bool {
        let Some(split) = &mut self.split else { return true };
        let rest = key.as_str().as_bytes().get(split.sent..).unwrap_or_default();
        split.sent = split.sent.saturating_add(output.push(rest));
        let sent = split.sent >= key.as_str().len() && push_row(output, key, b"", split.value, split.timestamp);
        if sent {
            self.split = None;
        }
        sent
    }
}

/// Appends a row, of whose key only `key_rest` is yet to be sent, or nothing when it does not fit.
fn push_row(output: &mut Output<'_>, key: Key<'_>, key_rest: &[u8], value: f64, timestamp: Timestamp) -> bool {
    let mut buffer = [0; AFTER_KEY];
    let mut out = Tail::new(&mut buffer);
    // A store holds finite values; should one not, its row is left out rather than sent.
    let written = Sample { key, value, timestamp }.write_after_key(&mut out);
    let row = out.start().filter(|_| written.is_ok()).and_then(|start| buffer.get(start..));
    let Some(after_key) = row else { return true };
    let fits = key_rest.len().saturating_add(after_key.len()) <= output.room();
    if fits {
        output.push(key_rest);
        output.push(after_key);
    }
    fits
}
