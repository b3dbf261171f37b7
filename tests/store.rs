//! Stores that are full, and responses that are larger than the buffers.

mod support;

use metricline::server::{FixedStore, Loopback, MAX_KEY, Session, Store, StoreError};
use metricline::{Client, Error, Key, Sample, Timestamp, key};
use support::session::converse;

#[test]
fn a_full_store_refuses_new_samples_and_replaces_its_own() {
    let mut client: Client<_> = Client::new(Loopback::new(FixedStore::<2>::new()));
    client.put("a", 1, 1).unwrap();
    client.put("b", 2, 2).unwrap();
    for (key, timestamp) in [("a", 3), ("c", 1)] {
        assert_eq!(client.put(key, 9, timestamp), Err(Error::Rejected));
        assert_eq!(client.message(), Ok("store full"));
    }
    client.put("b", 5, 2).unwrap();
    let store = client.into_transport().into_store();
    assert_eq!(store.len(), 2);
    assert_eq!((store.key(0), store.key(1), store.key(2)), (Some(key!("a")), Some(key!("b")), None));
    assert!(store.samples(0, None).eq([(1.into(), 1.0)]));
    assert!(store.samples(1, None).eq([(2.into(), 5.0)]));
}

#[test]
fn a_key_that_is_too_long_for_the_store_is_refused() {
    let mut client: Client<_> = Client::new(Loopback::new(FixedStore::<2>::new()));
    let longest = "k".repeat(MAX_KEY);
    client.put(longest.as_str(), 1, 1).unwrap();
    assert_eq!(client.put(format!("{longest}k").as_str(), 1, 1), Err(Error::Rejected));
    assert_eq!(client.message(), Ok("key too long"));
    client.put("short", 1, 1).unwrap();
    assert_eq!(client.into_transport().into_store().len(), 2);
}

/// A store with one key that is longer than a session's buffers.
struct LongKey {
    key: String,
    samples: Vec<f64>,
}

impl Store for LongKey {
    fn put(&mut self, _: &Sample<'_, f64>) -> Result<(), StoreError> {
        Err(StoreError::Failed)
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        (key.as_str() == self.key).then_some(0)
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        Key::new(&self.key).ok().filter(|_| number == 0)
    }

    fn samples(&self, _: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        let rows = (1..).map(Timestamp::from_secs).zip(self.samples.iter().copied());
        rows.filter(move |&(timestamp, _)| Some(timestamp) > after)
    }
}

#[test]
fn a_row_longer_than_the_buffers_is_sent_in_pieces() {
    for length in [10, 16, 17, 18, 63, 64, 65, 500] {
        let mut store = LongKey { key: "k".repeat(length), samples: vec![f64::MIN, 2.0, 0.1 + 0.2] };
        for takes in [1, 7, 64] {
            let mut session: Session<64> = Session::new();
            let answers = converse(&mut session, &mut store, &[b"get *\nput k 1 1\n".to_vec()], takes);
            let key = &store.key;
            let expected = format!(
                "ok\n{key} -1.7976931348623157e+308 1\n{key} 2.0 2\n{key} 0.30000000000000004 3\n\nerror\nstore failed\n\n"
            );
            assert_eq!(String::from_utf8(answers).unwrap(), expected, "a key of {length}, {takes} bytes at a time");
        }
    }
}

#[test]
fn a_value_that_is_not_a_number_gets_no_row() {
    let store = LongKey { key: "k".into(), samples: vec![1.0, f64::NAN, 3.0] };
    let mut client: Client<_> = Client::new(Loopback::new(store));
    let mut rows = client.get("k").unwrap();
    assert_eq!(rows.next().unwrap().unwrap().timestamp.as_secs(), 1);
    assert_eq!(rows.next().unwrap().unwrap().timestamp.as_secs(), 3);
    assert_eq!(rows.next(), Ok(None));
}

#[test]
fn a_response_includes_later_samples_that_are_stored_while_it_is_sent() {
    let mut store: FixedStore<32> = FixedStore::new();
    let sample = |timestamp: i64| Sample { key: key!("key"), value: 1.0, timestamp: timestamp.into() };
    for timestamp in 1..=20 {
        store.put(&sample(timestamp)).unwrap();
    }
    let mut session: Session<64> = Session::new();
    session.space()[..8].copy_from_slice(b"get key\n");
    session.received(8);
    let mut answers = session.respond(&mut store).to_vec();
    session.sent(answers.len());
    // One before the rows that were sent, and one after.
    store.put(&sample(0)).unwrap();
    store.put(&sample(21)).unwrap();
    answers.extend(converse(&mut session, &mut store, &[vec![]], usize::MAX));
    let expected: String = (1..=21).map(|timestamp| format!("key 1.0 {timestamp}\n")).collect();
    assert_eq!(String::from_utf8(answers).unwrap(), format!("ok\n{expected}\n"));
}
