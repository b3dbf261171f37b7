//! The core allocates nothing: every allocation of this process is counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

use heapless::{LinearMap, String, Vec};
use metricline::server::{FixedStore, Loopback};
use metricline::{Client, Command, Decimal, Error, Number, Row, Sample, Selector, Timestamp, key};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations_of(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// Wire, link, client, session and fixed store: what a firmware uses.
fn the_core() {
    let mut client: Client<_, 128> = Client::new(Loopback::<FixedStore<16>>::new(FixedStore::new()));
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

// One test, because the count is of the whole process.
#[test]
fn the_core_allocates_nothing() {
    assert!(allocations_of(|| drop(black_box(Box::new(1)))) > 0, "an allocation is counted");
    assert_eq!(allocations_of(the_core), 0);
}
