//! The std store against std's sorted map, for samples in any order of arrival.
#![cfg(feature = "std")]

use std::collections::BTreeMap;

use fastrand::Rng;
use metricline::server::{MemoryStore, Store, StoreError};
use metricline::{Key, Sample, Timestamp, key};

/// Enough for every way in which the samples of a key are divided in chunks.
const MANY: i64 = 400;

/// Orders in which timestamps arrive.
fn orders() -> Vec<(&'static str, Vec<i64>)> {
    let mut random = Rng::with_seed(1);
    let mut shuffled: Vec<i64> = (0..MANY).map(|n| 3 * n).collect();
    random.shuffle(&mut shuffled);
    vec![
        ("ascending", (0..MANY).collect()),
        ("descending", (0..MANY).rev().collect()),
        ("shuffled", shuffled),
        ("often the same", (0..2 * MANY).map(|_| random.i64(0..MANY / 4)).collect()),
        ("sometimes late", (0..MANY).map(|n| if n % 5 == 0 { n - random.i64(0..MANY) } else { n }).collect()),
        ("twice", (0..MANY).chain(0..MANY).collect()),
        ("a gap filled forwards", (0..MANY).chain(3 * MANY..4 * MANY).chain(MANY..3 * MANY).collect()),
        ("a gap filled backwards", (0..MANY).chain(3 * MANY..4 * MANY).chain((MANY..3 * MANY).rev()).collect()),
        ("from the middle outwards", (0..MANY).map(|n| if n % 2 == 0 { n } else { -n }).collect()),
        ("from both ends inwards", (0..MANY).map(|n| if n % 2 == 0 { n } else { 10 * MANY - n }).collect()),
        ("the extremes", (0..MANY).map(|n| if n % 2 == 0 { i64::MIN + n } else { i64::MAX - n }).collect()),
        ("centuries apart", (0..4 * MANY).map(|_| ((random.i64(0..5) - 2) << 31) + random.i64(0..MANY)).collect()),
        ("the extremes first", [i64::MIN, i64::MAX].into_iter().chain((0..MANY).rev()).collect()),
    ]
}

fn put(store: &mut MemoryStore, key: Key<'_>, timestamp: i64, value: f64) -> Result<(), StoreError> {
    store.put(&Sample { key, value, timestamp: timestamp.into() })
}

fn samples(store: &MemoryStore, number: usize, after: Option<i64>) -> Vec<(i64, f64)> {
    let samples = store.samples(number, after.map(Timestamp::from));
    samples.map(|(timestamp, value)| (timestamp.as_secs(), value)).collect()
}

#[test]
fn samples_are_sorted_and_replaced_in_any_order_of_arrival() {
    for (order, timestamps) in orders() {
        let (mut store, mut model) = (MemoryStore::new(), BTreeMap::new());
        for (value, &timestamp) in (0..).map(f64::from).zip(&timestamps) {
            put(&mut store, key!("k"), timestamp, value).unwrap();
            model.insert(timestamp, value);
            assert_eq!(store.len(), model.len(), "{order}");
        }
        let sorted: Vec<(i64, f64)> = model.into_iter().collect();
        assert_eq!(samples(&store, 0, None), sorted, "{order}");
        // After each timestamp, and the ones beside it.
        for &(timestamp, _) in &sorted {
            for after in [timestamp.saturating_sub(1), timestamp, timestamp.saturating_add(1)] {
                let start = sorted.partition_point(|&(other, _)| other <= after);
                assert_eq!(samples(&store, 0, Some(after)), sorted[start..], "{order}, after {after}");
            }
        }
    }
}

#[test]
fn a_full_store_replaces_and_refuses_in_any_order_of_arrival() {
    for (order, timestamps) in orders() {
        let limit = usize::try_from(MANY / 2).unwrap();
        let (mut store, mut model) = (MemoryStore::with_max_samples(limit), BTreeMap::new());
        for (value, &timestamp) in (0..).map(f64::from).zip(timestamps.iter().chain(&timestamps)) {
            let fits = model.len() < limit || model.contains_key(&timestamp);
            let expected = if fits { Ok(()) } else { Err(StoreError::Full) };
            assert_eq!(put(&mut store, key!("k"), timestamp, value), expected, "{order}");
            if fits {
                model.insert(timestamp, value);
            }
        }
        assert_eq!(put(&mut store, key!("another"), 0, 0.0).is_ok(), model.len() < limit, "{order}");
        assert_eq!(samples(&store, 0, None), model.into_iter().collect::<Vec<_>>(), "{order}");
    }
}

#[test]
fn each_key_keeps_its_own_samples_in_any_order_of_keys() {
    let names: Vec<String> = (0..20).map(|n| format!("k{n}")).collect();
    let mut random = Rng::with_seed(2);
    let (mut store, mut model) = (MemoryStore::new(), BTreeMap::<&str, BTreeMap<i64, f64>>::new());
    let mut first_seen = Vec::new();
    for n in 0..20_000_i32 {
        // The keys in turn, then at random, then two of them.
        let pick = match n / 100 % 3 {
            0 => i64::from(n) % 20,
            1 => random.i64(0..20),
            _ => random.i64(0..2),
        };
        let name = names[usize::try_from(pick).unwrap()].as_str();
        let timestamp = random.i64(0..1000);
        put(&mut store, Key::new(name).unwrap(), timestamp, n.into()).unwrap();
        if !first_seen.contains(&name) {
            first_seen.push(name);
        }
        model.entry(name).or_default().insert(timestamp, n.into());
    }
    assert_eq!(store.len(), model.values().map(BTreeMap::len).sum::<usize>());
    for (number, name) in first_seen.iter().enumerate() {
        let key = Key::new(name).unwrap();
        assert_eq!((store.key(number), store.find(key)), (Some(key), Some(number)), "keys in order of first insertion");
        assert_eq!(samples(&store, number, None), model[name].clone().into_iter().collect::<Vec<_>>(), "{name}");
    }
    assert_eq!((store.key(20), store.find(key!("k20")), samples(&store, 20, None)), (None, None, vec![]));
}

#[test]
fn a_store_keeps_to_its_limit() {
    let mut store = MemoryStore::with_max_samples(2);
    assert_eq!(put(&mut store, key!("a"), 1, 1.0), Ok(()));
    assert_eq!(put(&mut store, key!("a"), 2, 1.0), Ok(()));
    assert_eq!(put(&mut store, key!("a"), 2, 1.0), Ok(()));
    assert_eq!(put(&mut store, key!("a"), 3, 1.0), Err(StoreError::Full));
    assert_eq!(put(&mut store, key!("b"), 1, 1.0), Err(StoreError::Full));
    assert_eq!((store.len(), store.find(key!("b"))), (2, None));
}
