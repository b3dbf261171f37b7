//! The rows of one `get`, sent as room allows.

use super::output::Output;
use super::store::Store;
use crate::wire::{Key, LONGEST_AFTER_KEY, Sample, Selector, Timestamp, Writer};

/// The rows of a response that are not sent yet. A sample that is stored meanwhile is sent if it comes after the last
/// row that was sent.
#[derive(Clone, Copy, Debug)]
pub struct PendingRows {
    /// The number of the key whose rows come next.
    key: usize,
    /// Whether the rows of the keys after it follow.
    all: bool,
    /// The timestamp of that key's last row that was sent.
    after: Option<Timestamp>,
    partial: Option<PartialRow>,
}

/// A row that is longer than the whole buffer, and is sent in pieces.
#[derive(Clone, Copy, Debug)]
struct PartialRow {
    timestamp: Timestamp,
    value: f64,
    /// How many bytes of the key were sent.
    sent: usize,
}

impl PendingRows {
    /// All rows that `selector` selects.
    pub fn new(selector: Selector<'_>, store: &impl Store) -> Self {
        let (key, all) = match selector {
            Selector::All => (0, true),
            // No store has so many keys, so there are no rows.
            Selector::Key(key) => (store.find(key).unwrap_or(usize::MAX), false),
        };
        Self { key, all, after: None, partial: None }
    }

    /// Appends rows, and after the last one the empty line; returns whether the response is complete.
    pub fn send(&mut self, store: &impl Store, output: &mut Output<'_>) -> bool {
        while let Some(key) = store.key(self.key) {
            if !self.send_partial(key, output) || !self.send_rows(key, store, output) {
                return false;
            }
            if self.partial.is_none() {
                if !self.all {
                    break;
                }
                self.key = self.key.saturating_add(1);
                self.after = None;
            }
        }
        output.push_all(b"\n")
    }

    /// Appends the rows of one key, up to one that has to be sent in pieces; returns whether there was room.
    fn send_rows(&mut self, key: Key<'_>, store: &impl Store, output: &mut Output<'_>) -> bool {
        let too_long = store.samples(self.key, self.after).find(|&(timestamp, value)| {
            let pushed = push_row(output, key, key.as_str().as_bytes(), value, timestamp);
            if pushed {
                self.after = Some(timestamp);
            }
            !pushed
        });
        let Some((timestamp, value)) = too_long else { return true };
        if output.is_empty() {
            self.after = Some(timestamp);
            self.partial = Some(PartialRow { timestamp, value, sent: 0 });
        }
        self.partial.is_some()
    }

    /// Appends the next piece of a row, if one is sent in pieces; returns whether the row is complete.
    fn send_partial(&mut self, key: Key<'_>, output: &mut Output<'_>) -> bool {
        let Some(row) = &mut self.partial else { return true };
        let rest = key.as_str().as_bytes().get(row.sent..).unwrap_or_default();
        row.sent = row.sent.saturating_add(output.push(rest));
        let sent = row.sent >= key.as_str().len() && push_row(output, key, b"", row.value, row.timestamp);
        if sent {
            self.partial = None;
        }
        sent
    }
}

/// Appends a row, of whose key only `key_rest` is yet to be sent; returns whether it fits. Otherwise nothing changes.
fn push_row(output: &mut Output<'_>, key: Key<'_>, key_rest: &[u8], value: f64, timestamp: Timestamp) -> bool {
    let mut buffer = [0; LONGEST_AFTER_KEY];
    let mut out = Writer::new(&mut buffer);
    // A store holds finite values. One that does not gets no row for the value.
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
