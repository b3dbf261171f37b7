//! A `put` line into a buffer: this crate, `write!`, and the clients of other servers.

use std::cell::Cell;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io;

use cadence::{Gauged as _, MetricSink, StatsdClient};
use influxdb_line_protocol::LineProtocolBuilder;
use metricline::heapless::String;
use metricline::link::Link;
use metricline::{Client, Command, Key, Sample, Value, key};
use metricline_benches::canned::Canned;
use metricline_benches::comparison::{Comparison, Target};
use metricline_benches::readings::{self, Reading};

const ROUNDS: usize = 301;
const KEY: Key<'_> = key!("palm.cpu");
const TIMESTAMP: i64 = 1_501_864_247;

fn main() {
    for (digits, readings) in [("short values", readings::short()), ("17 digits", readings::long())] {
        lines(digits, &readings);
        exchanges(digits, &readings);
    }
}

/// One line, ready to be written to a transport.
fn lines(digits: &str, readings: &[Reading]) {
    Comparison::new(format!("a put line, {digits}"))
        .add("Link::send f64", each(readings, |reading| reading.f64, link()))
        .add("Link::send f32", each(readings, |reading| reading.f32, link()))
        .add("Link::send Decimal", each(readings, |reading| reading.decimal, link()))
        .add("Link::send i64", each(readings, |reading| reading.integer, link()))
        .add("Command::encode f64", each(readings, |reading| reading.f64, encode))
        .add("Command::encode Decimal", each(readings, |reading| reading.decimal, encode))
        .add("write! f64", each(readings, |reading| reading.f64, write))
        .add("write! f32", each(readings, |reading| reading.f32, write))
        .add("write! i64", each(readings, |reading| reading.integer, write))
        .add("cadence f64", each(readings, |reading| reading.f64, cadence()))
        .add("influxdb-line-protocol f64", each(readings, |reading| reading.f64, influxdb()))
        .run(ROUNDS)
        .time("Link::send f64", "write! f64", Target::AtMost(0.35))
        .time("Link::send f64", "cadence f64", Target::AtMost(0.3))
        .time("Link::send f64", "influxdb-line-protocol f64", Target::AtMost(0.12))
        .time("Link::send Decimal", "write! f64", Target::AtMost(0.22))
        .time("Link::send Decimal", "cadence f64", Target::None)
        .time("Link::send Decimal", "influxdb-line-protocol f64", Target::None)
        .time("Link::send f32", "write! f32", Target::None)
        .time("Link::send i64", "write! i64", Target::None)
        .time("Command::encode f64", "write! f64", Target::None)
        .time("Command::encode Decimal", "write! f64", Target::None);
}

/// The same, sent and acknowledged.
fn exchanges(digits: &str, readings: &[Reading]) {
    Comparison::new(format!("a put and its response, over a transport that costs nothing, {digits}"))
        .add("Client::put f64", each(readings, |reading| reading.f64, client()))
        .add("Client::put Decimal", each(readings, |reading| reading.decimal, client()))
        .add("by hand with write! f64", each(readings, |reading| reading.f64, by_hand()))
        .run(ROUNDS)
        .time("Client::put f64", "by hand with write! f64", Target::None)
        .time("Client::put Decimal", "by hand with write! f64", Target::None);
}

/// Does something with every reading, as one of its types, of which the compiler knows nothing.
fn each<V: Copy>(
    readings: &[Reading],
    value: impl Fn(&Reading) -> V,
    mut work: impl FnMut(Key<'static>, V, i64),
) -> impl FnMut() {
    let values: Vec<_> = readings.iter().map(value).collect();
    move || {
        for &value in &values {
            work(black_box(KEY), black_box(value), black_box(TIMESTAMP));
        }
    }
}

/// Into the buffer from which a client sends.
fn link<V: Value>() -> impl FnMut(Key<'static>, V, i64) {
    let mut link: Link<128> = Link::new();
    move |key, value, timestamp| {
        link.send(&Command::Put(Sample { key, value, timestamp: timestamp.into() })).unwrap();
        let sent = black_box(link.unsent()).len();
        link.sent(sent);
        link.flushed();
    }
}

fn encode<V: Value>(key: Key<'static>, value: V, timestamp: i64) {
    let command = Command::Put(Sample { key, value, timestamp: timestamp.into() });
    black_box(&command.encode::<128>().unwrap());
}

fn write<V: std::fmt::Display>(key: Key<'static>, value: V, timestamp: i64) {
    let mut line: String<128> = String::new();
    writeln!(line, "put {} {value} {timestamp}", key.as_str()).unwrap();
    black_box(line.as_str());
}

/// A gauge, which has no timestamp. cadence makes a `String` of each.
fn cadence() -> impl FnMut(Key<'static>, f64, i64) {
    struct Sink;

    impl MetricSink for Sink {
        fn emit(&self, metric: &str) -> io::Result<usize> {
            Ok(black_box(metric).len())
        }
    }

    let client = StatsdClient::from_sink("palm", Sink);
    move |_, value, _| {
        client.gauge(black_box("cpu"), value).unwrap();
    }
}

/// A point with one field. The buffer is used again.
fn influxdb() -> impl FnMut(Key<'static>, f64, i64) {
    let buffer = Cell::new(Vec::with_capacity(128));
    move |key, value, timestamp| {
        let mut line = buffer.take();
        line.clear();
        let point = LineProtocolBuilder::new_with(line).measurement(key.as_str()).field("value", value);
        buffer.set(black_box(point.timestamp(timestamp).close_line().build()));
    }
}

fn client<V: Value>() -> impl FnMut(Key<'static>, V, i64) {
    let mut client: Client<_, 128> = Client::new(Canned::new(b"ok\n\n"));
    move |key, value, timestamp| client.put(key, value, timestamp).unwrap()
}

/// What one would write in a few lines: it trusts that the response comes in one piece.
fn by_hand<V: std::fmt::Display>() -> impl FnMut(Key<'static>, V, i64) {
    use metricline::embedded_io::{Read as _, Write as _};

    let mut transport = Canned::new(b"ok\n\n");
    move |key, value, timestamp| {
        let mut line: String<128> = String::new();
        writeln!(line, "put {} {value} {timestamp}", key.as_str()).unwrap();
        transport.write_all(line.as_bytes()).unwrap();
        transport.flush().unwrap();
        let mut response = [0; 128];
        let n = transport.read(&mut response).unwrap();
        assert_eq!(&response[..n], b"ok\n\n");
    }
}
