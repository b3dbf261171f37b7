//! What is counted.

use std::hint::black_box;
use std::str::from_utf8;

use metricline::link::{Event, Link};
use metricline::server::{FixedStore, Session};
use metricline::{Client, Command, Key, Number, Row, Sample, Selector, Value, key};
use metricline_benches::canned::Canned;
use metricline_benches::readings::{self, Reading};

use super::callgrind::{Figure, operation};

const KEY: Key<'_> = key!("palm.cpu");
const TIMESTAMP: i64 = 1_501_864_247;
/// How many samples a microcontroller's server keeps.
const STORED: usize = 64;
/// How the names of the operations begin that differ in the size of the buffer alone.
const REJECTED: &str = "Link::poll, Rejected";
const LONG_ROW: &str = "Link::poll, 64 bytes of a long row";

pub fn run() {
    operation("nothing", 1, || {});
    operation("Key::new", 1, || _ = black_box(Key::new(black_box("palm.cpu"))));
    for (digits, readings) in [("short", readings::short()), ("17 digits", readings::long())] {
        encode(digits, &readings);
        parse(digits, &readings);
        convert(digits, &readings);
        exchange(digits, &readings);
        batch(&format!("Batch::put Decimal, {digits}"), &readings, |reading| reading.decimal);
        batch(&format!("Batch::put f64, {digits}"), &readings, |reading| reading.f64);
    }
    let readings = readings::short();
    receive("Rows::next", &readings, usize::MAX);
    receive("Rows::next, a byte a read", &readings, 1);
    serve(&readings[..STORED]);
    reject::<256>();
    reject::<16_384>();
    reject::<1_048_576>();
    receive_long_row::<256>();
    receive_long_row::<16_384>();
    receive_long_row::<1_048_576>();
}

/// Whether what a full buffer holds costs about as much a piece, however large the buffer is.
pub fn is_linear(figures: &[Figure]) -> bool {
    let is_linear = |operation: &str| {
        let of_it = figures.iter().filter(|(name, _)| name.starts_with(operation));
        let [smallest, .., largest] = of_it.map(|&(_, count)| count).collect::<Vec<_>>()[..] else {
            panic!("no {operation}")
        };
        let is_linear = largest as f64 <= smallest as f64 * 1.2;
        if !is_linear {
            println!(
                "\n{operation}: {largest} instructions in the largest buffer, {smallest} in the smallest: REFUSED"
            );
        }
        is_linear
    };
    [REJECTED, LONG_ROW].into_iter().all(is_linear)
}

fn encode(digits: &str, readings: &[Reading]) {
    send(&format!("Link::send integer, {digits}"), readings, |reading| reading.integer);
    send(&format!("Link::send Decimal, {digits}"), readings, |reading| reading.decimal);
    send(&format!("Link::send f32, {digits}"), readings, |reading| reading.f32);
    send(&format!("Link::send f64, {digits}"), readings, |reading| reading.f64);
    each(&format!("Command::encode f64, {digits}"), readings, |reading| {
        _ = black_box(&put(reading.f64, TIMESTAMP).encode::<128>());
    });
}

/// Until the line is ready to be written.
fn send<V: Value>(name: &str, readings: &[Reading], value: impl Fn(&Reading) -> V) {
    let mut link: Link<128> = Link::new();
    each(name, readings, |reading| {
        link.send(&put(value(reading), TIMESTAMP)).unwrap();
        send_all(&mut link);
    });
}

fn parse(digits: &str, readings: &[Reading]) {
    let commands: Vec<_> = readings.iter().map(|reading| format!("put {}", row(reading))).collect();
    each(&format!("Command::parse, {digits}"), &commands, |command| {
        _ = black_box(Command::parse(command.as_bytes()).unwrap());
    });
    let rows: Vec<_> = readings.iter().map(row).collect();
    each(&format!("Row::parse, {digits}"), &rows, |row| {
        _ = black_box(Row::parse(row.as_bytes()).unwrap());
    });
    each(&format!("Row::parse and to_decimal, {digits}"), &rows, |row| {
        _ = black_box(Row::parse(row.as_bytes()).unwrap().value.to_decimal());
    });
    each(&format!("Row::parse and to_f64, {digits}"), &rows, |row| {
        _ = black_box(Row::parse(row.as_bytes()).unwrap().value.to_f64());
    });
}

fn convert(digits: &str, readings: &[Reading]) {
    let texts: Vec<_> = readings.iter().map(|reading| reading.f64.to_string()).collect();
    let numbers: Vec<_> = texts.iter().map(|text| Number::parse(text).unwrap()).collect();
    each(&format!("Number::to_i64, {digits}"), &numbers, |number| _ = black_box(number.to_i64()));
    each(&format!("Number::to_decimal, {digits}"), &numbers, |number| _ = black_box(number.to_decimal()));
    each(&format!("Number::to_f32, {digits}"), &numbers, |number| _ = black_box(number.to_f32()));
    each(&format!("Number::to_f64, {digits}"), &numbers, |number| _ = black_box(number.to_f64()));
}

/// With what the transport does in it, which is little.
fn exchange(digits: &str, readings: &[Reading]) {
    let mut client: Client<_, 128> = Client::new(Canned::new(b"ok\n\n"));
    each(&format!("Client::put Decimal, {digits}"), readings, |reading| {
        client.put(black_box(KEY), reading.decimal, black_box(TIMESTAMP)).unwrap();
    });
    each(&format!("Client::put f64, {digits}"), readings, |reading| {
        client.put(black_box(KEY), reading.f64, black_box(TIMESTAMP)).unwrap();
    });
}

/// From the first `put` of a batch until its last response, in one write; the figure is a `put`'s.
fn batch<V: Value>(name: &str, readings: &[Reading], value: impl Fn(&Reading) -> V) {
    let responses = b"ok\n\n".repeat(readings.len());
    let mut client: Client<_, 65_536> = Client::new(Canned::new(&responses));
    operation(name, readings.len(), || {
        let mut batch = client.batch(u32::MAX, |_| {});
        for reading in readings {
            batch.put(black_box(KEY), value(black_box(reading)), black_box(TIMESTAMP)).unwrap();
        }
        batch.finish().unwrap();
    });
}

/// A response, from the command on; the figure is a row's.
fn receive(name: &str, readings: &[Reading], piece: usize) {
    let rows: Vec<_> = readings.iter().map(row).collect();
    let response = format!("ok\n{}\n\n", rows.join("\n"));
    let mut client: Client<_, 128> = Client::new(Canned::in_pieces(response.as_bytes(), piece));
    operation(name, readings.len(), || {
        let mut rows = client.get("*").unwrap();
        while let Some(row) = rows.next().unwrap() {
            black_box(row);
        }
    });
}

/// What a server does with a line that has arrived, until its answer is ready to be written; the store's work included.
fn serve(readings: &[Reading]) {
    let mut store: FixedStore<STORED> = FixedStore::new();
    let mut session: Session<256> = Session::new();
    let mut respond = |line: &str| {
        session.space()[..line.len()].copy_from_slice(line.as_bytes());
        session.received(line.len());
        loop {
            match black_box(session.respond(&mut store)).len() {
                0 => break,
                sent => session.sent(sent),
            }
        }
    };
    let lines = readings.iter().zip(TIMESTAMP..).map(|(reading, timestamp)| {
        let line = put(reading.f64, timestamp).encode::<128>().unwrap();
        from_utf8(&line).unwrap().to_owned()
    });
    let lines: Vec<_> = lines.collect();
    each("Session, put", &lines, |line| respond(line));
    operation("Session, a row of get", readings.len(), || respond("get *\n"));
}

/// A buffer that is full of the shortest `error` responses, of which it reads the first thousand; the figure is a
/// response's.
fn reject<const N: usize>() {
    const RESPONSE: &[u8] = b"error\n\n";
    let mut link: Link<N> = Link::new();
    let count = N / RESPONSE.len();
    while (link.owed() as usize) < count {
        if link.append(&put(1, TIMESTAMP)).is_err() {
            send_all(&mut link);
        }
    }
    send_all(&mut link);
    let space = &mut link.space()[..count * RESPONSE.len()];
    space.chunks_exact_mut(RESPONSE.len()).for_each(|response| response.copy_from_slice(RESPONSE));
    link.received(count * RESPONSE.len());
    let polled = count.min(1000);
    operation(&format!("{REJECTED}, {N} bytes"), polled, || {
        for _ in 0..polled {
            assert_eq!(black_box(link.poll()), Ok(Event::Rejected));
        }
    });
}

/// A row that fills the buffer, in pieces as short as the shortest row.
fn receive_long_row<const N: usize>() {
    let row = format!("ok\n{} 1 {TIMESTAMP}\n\n", "k".repeat(N - 40));
    let mut link: Box<Link<N>> = Box::default();
    operation(&format!("{LONG_ROW}, {N} bytes"), N / 64, || {
        link.append(&Command::<i32>::Get(Selector::All)).unwrap();
        send_all(&mut link);
        let mut rows = 0;
        for piece in row.as_bytes().chunks(13) {
            while black_box(link.poll()) == Ok(Event::Row) {
                rows += 1;
            }
            link.space()[..piece.len()].copy_from_slice(piece);
            link.received(piece.len());
        }
        while black_box(link.poll()) != Ok(Event::End) {
            rows += 1;
        }
        assert_eq!(rows, 1);
    });
}

fn send_all<const N: usize>(link: &mut Link<N>) {
    let sent = black_box(link.unsent()).len();
    link.sent(sent);
    link.flushed();
}

/// Does it with every item; the figure is the mean.
fn each<T>(name: &str, items: &[T], mut work: impl FnMut(&T)) {
    operation(name, items.len(), || items.iter().for_each(|item| work(black_box(item))));
}

fn put<V>(value: V, timestamp: i64) -> Command<'static, V> {
    Command::Put(Sample { key: black_box(KEY), value, timestamp: black_box(timestamp).into() })
}

fn row(reading: &Reading) -> String {
    format!("{KEY} {} {TIMESTAMP}", reading.f64)
}
