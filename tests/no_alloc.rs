//! The core allocates nothing: every allocation of this thread is counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use heapless::{LinearMap, String, Vec};
use metricline::server::{FixedStore, Loopback, Store};
use metricline::{Client, Command, Decimal, Error, Number, Row, Sample, Selector, Timestamp, key};

struct Counting;

thread_local! {
    // By thread, because the test harness has one of its own that allocates meanwhile.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // Where the thread is at its end there is nothing left to count for.
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations_of(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// Wire, link, client, session and fixed store: what a firmware uses.
fn the_core() {
    let mut client: Client<_, 128> = Client::new(Loopback::new(FixedStore::<16>::new()));
    client.put(key!("a"), 301, 3).unwrap();
    client.put("a", Decimal::new(106, 1), 2).unwrap();
    client.put("a", 10.6_f32, 1).unwrap();
    client.put("b", -1e-7, -1).unwrap();
    assert_eq!(client.put("c d", 1, 1), Err(Error::Key(metricline::KeyError::Whitespace)));

    let mut rows = client.get(Selector::All).unwrap();
    let mut sum = 0.0;
    while let Some(row) = rows.next().unwrap() {
        sum += row.value.to_f64().unwrap() + f64::from(row.value.to_f32().unwrap());
        let _ = (row.value.to_decimal(), row.value.to_i64(), row.value.to_u64());
    }
    black_box(sum);

    let mut metrics: LinearMap<String<8>, Vec<(Timestamp, f32), 4>, 4> = LinearMap::new();
    client.get("*").unwrap().collect_into(&mut metrics).unwrap();
    assert_eq!(metrics["a"].len(), 3);

    for line in [b"put k 1.5 1".as_slice(), b"put k nan 1", b"get *", b"nonsense", b"\xff"] {
        let _ = black_box(Command::parse(line));
        let _ = black_box(Row::parse(line));
    }
    let value = Number::parse("1e400").unwrap();
    assert!(value.to_f64().is_err());
    let sample = Sample { key: key!("k"), value, timestamp: 1.into() };
    black_box(sample.encode::<64>().unwrap());
}

/// More than one buffer of lines, and rejections among the responses.
fn a_batch() {
    let mut client: Client<_, 64> = Client::new(Loopback::new(FixedStore::<16>::new()));
    let mut rejected = 0;
    let mut batch = client.batch(8, |rejection| rejected += rejection.message.unwrap().len());
    for timestamp in 0..18 {
        batch.put("k", 0.5, timestamp).unwrap();
    }
    batch.finish().unwrap();
    assert_eq!((batch.answered(), rejected), (18, 2 * "store full".len()));
}

/// A response of many times the session's buffer.
fn a_long_response() {
    let mut store: FixedStore<64> = FixedStore::new();
    for timestamp in 0..64 {
        store.put(&Sample { key: key!("key"), value: 0.5, timestamp: timestamp.into() }).unwrap();
    }
    let mut client: Client<_, 32> = Client::new(Loopback::new(store));
    let mut rows = client.get("key").unwrap();
    let mut count = 0;
    while rows.next().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 64);
}

#[cfg(feature = "async")]
fn the_async_client() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let exchange = pin!(async {
        let mut client: metricline::AsyncClient<_, 64> =
            metricline::AsyncClient::new(Loopback::new(FixedStore::<4>::new()));
        client.put(key!("k"), 1, 1).await.unwrap();
        let mut rows = client.get("*").await.unwrap();
        while rows.next().await.unwrap().is_some() {}
        let mut batch = client.batch(2, |_| {});
        for timestamp in 0..4 {
            batch.put("k", 1, timestamp).await.unwrap();
        }
        batch.finish().await.unwrap();
    });
    // A server in memory is never waited for.
    assert_eq!(exchange.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
}

#[test]
fn an_allocation_is_counted() {
    assert!(allocations_of(|| drop(black_box(Box::new(1)))) > 0);
}

#[test]
fn the_core_allocates_nothing() {
    assert_eq!(allocations_of(the_core), 0);
    assert_eq!(allocations_of(a_batch), 0);
    assert_eq!(allocations_of(a_long_response), 0);
    #[cfg(feature = "async")]
    assert_eq!(allocations_of(the_async_client), 0);
}
