//! The conversations of `tests/vectors/`, whole, cut at every byte, and byte by byte.

mod support;

use metricline::server::{Session, Store, StoreError};
use metricline::{Key, Sample, Timestamp};
use support::conversation::{Conversation, Cut, Exchange, conversation, vectors};
use support::session::converse;

/// The simplest store: keys in order of arrival, each with a sorted list of samples.
struct PlainStore {
    series: Vec<(String, Vec<(Timestamp, f64)>)>,
    room: usize,
}

impl PlainStore {
    fn new(room: usize) -> Self {
        Self { series: Vec::new(), room }
    }
}

impl Store for PlainStore {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        let known = self.find(sample.key);
        let replaced = known
            .map(|key| &mut self.series[key].1)
            .and_then(|samples| samples.iter_mut().find(|(timestamp, _)| *timestamp == sample.timestamp));
        if let Some((_, value)) = replaced {
            *value = sample.value;
            return Ok(());
        }
        self.room = self.room.checked_sub(1).ok_or(StoreError::Full)?;
        let key = known.unwrap_or_else(|| {
            self.series.push((sample.key.as_str().to_owned(), Vec::new()));
            self.series.len() - 1
        });
        let samples = &mut self.series[key].1;
        samples.push((sample.timestamp, sample.value));
        samples.sort_by_key(|&(timestamp, _)| timestamp);
        Ok(())
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.series.iter().position(|(name, _)| name == key.as_str())
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        self.series.get(number).map(|(name, _)| Key::new(name).unwrap())
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        self.series[number].1.iter().copied().filter(move |&(timestamp, _)| Some(timestamp) > after)
    }
}

fn sent_in_all(exchanges: &[Exchange]) -> usize {
    exchanges.iter().map(|exchange| exchange.sent.len()).sum()
}

#[test]
fn a_session_answers_as_written() {
    for (name, text) in vectors("server") {
        let Conversation { exchanges, room } = conversation(&text);
        for cut in Cut::all(sent_in_all(&exchanges)) {
            for takes in [usize::MAX, 1] {
                let mut store = PlainStore::new(room);
                let mut sessions: [Session; 2] = [Session::new(), Session::new()];
                let mut offset = 0;
                for Exchange { client, sent, answer, .. } in &exchanges {
                    let session = &mut sessions[client - 1];
                    let answers = converse(session, &mut store, &cut.pieces(sent, offset), takes);
                    offset += sent.len();
                    let (answers, answer) = (String::from_utf8_lossy(&answers), String::from_utf8_lossy(answer));
                    assert_eq!(answers, answer, "{name}, {cut:?}, to {:?}", String::from_utf8_lossy(sent));
                }
            }
        }
    }
}

#[cfg(feature = "std")]
mod tcp {
    use std::io::{Read, Write};
    use std::net::Shutdown;

    use metricline::tcp::{MemoryStore, Server};

    use super::support::tcp::{connect, rest};
    use super::*;

    #[test]
    fn a_tcp_server_answers_as_written() {
        for (name, text) in vectors("server") {
            let Conversation { exchanges, room } = conversation(&text);
            for cut in Cut::all(sent_in_all(&exchanges)) {
                let server = Server::bind_with_store("127.0.0.1:0", MemoryStore::with_max_samples(room))
                    .unwrap()
                    .max_line(256)
                    .start()
                    .unwrap();
                let mut streams = [(); 2].map(|()| Some(connect(&server)));
                let mut offset = 0;
                for Exchange { client, sent, answer, closes } in &exchanges {
                    let slot = &mut streams[client - 1];
                    if *closes {
                        *slot = None;
                        continue;
                    }
                    let stream = slot.as_mut().unwrap();
                    for piece in cut.pieces(sent, offset) {
                        stream.write_all(&piece).unwrap();
                    }
                    offset += sent.len();
                    let mut answers = vec![0; answer.len()];
                    stream.read_exact(&mut answers).unwrap_or_else(|error| panic!("{name}, {cut:?}: {error}"));
                    let (answers, answer) = (String::from_utf8_lossy(&answers), String::from_utf8_lossy(answer));
                    assert_eq!(answers, answer, "{name}, {cut:?}, to {:?}", String::from_utf8_lossy(sent));
                }
                for stream in streams.into_iter().flatten() {
                    stream.shutdown(Shutdown::Write).unwrap();
                    assert_eq!(rest(stream), "", "{name}, {cut:?}, at the end");
                }
            }
        }
    }
}
