//! What the public types take in memory. `cargo test --test sizes -- --nocapture` prints it.

use std::mem::size_of;

use metricline::server::{FixedStore, Session};
use metricline::{Client, Command, Decimal, Error, Key, Link, Number, Row, Sample, Timestamp};

#[test]
fn public_types_are_as_small_as_promised() {
    let word = size_of::<usize>();
    let mut too_large = Vec::new();
    let mut check = |name: &str, size: usize, limit: usize| {
        println!("{name:26} {size:5} bytes, at most {limit}");
        if size > limit {
            too_large.push(name.to_owned());
        }
    };
    // A link is its buffer, three indices, a count of 32 bits, and five states of a byte. On a 64-bit target it keeps
    // what the fast path has read of a row, too.
    let fields = if word == 8 { 5 * word } else { 0 };
    let link = (128 + 3 * word + fields + 4 + 5).next_multiple_of(word);
    check("Link<128>", size_of::<Link<128>>(), link);
    check("Client<(), 128>", size_of::<Client<(), 128>>(), link);
    #[cfg(feature = "async")]
    check("AsyncClient<(), 128>", size_of::<metricline::AsyncClient<(), 128>>(), link);
    check("Session<256>", size_of::<Session<256>>(), 2 * 256 + 16 * word + 24);
    check("FixedStore<32>", size_of::<FixedStore<32>>(), 32 * (24 + 32 + 2 * word) + 2 * word);
    check("Key", size_of::<Key<'_>>(), 2 * word);
    // A core that reads eight bytes at once keeps what it has found out about a number.
    let number = if word == 8 { 3 * word } else { 2 * word };
    check("Number", size_of::<Number<'_>>(), number);
    check("Decimal", size_of::<Decimal>(), 16);
    check("Timestamp", size_of::<Timestamp>(), 8);
    check("Row", size_of::<Row<'_>>(), number + 2 * word + 8);
    check("Sample<f64>", size_of::<Sample<'_, f64>>(), 2 * word + 16);
    check("Command", size_of::<Command<'_>>(), number + 4 * word + 8);
    check("Error<()>", size_of::<Error<()>>(), 3);
    assert!(too_large.is_empty(), "{too_large:?}");
}
