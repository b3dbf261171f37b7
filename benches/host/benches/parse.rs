//! Rows out of text, with their values as `f64`: this crate, code written for the purpose, and what is short to write.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::str::from_utf8;

use memchr::{memchr, memchr_iter};
use metricline::embedded_io::{Read, Write as _};
use metricline::{Client, Row};
use metricline_benches::canned::Canned;
use metricline_benches::comparison::{Comparison, Target};
use metricline_benches::readings;
use metricline_benches::response::{self, Response};

const ROW_ROUNDS: usize = 301;
const RESPONSE_ROUNDS: usize = 51;

type Metrics = BTreeMap<String, Vec<(i64, f64)>>;

fn main() {
    for (digits, readings) in [("short values", readings::short()), ("17 digits", readings::long())] {
        rows(digits, &response::rows(&readings));
    }
    let response = Response::ten_megabytes();
    streamed(&response);
    collected(&response);
}

/// One line, already cut out.
fn rows(digits: &str, rows: &[String]) {
    let each = |parse: fn(&[u8]) -> Sample<'_>| {
        move || {
            for row in rows {
                black_box(parse(black_box(row.as_bytes())));
            }
        }
    };
    for row in rows {
        assert_eq!(ours(row.as_bytes()), by_hand(row.as_bytes()));
        assert_eq!(ours(row.as_bytes()), split(row));
    }
    Comparison::new(format!("a row, {digits}"))
        .add("Row::parse", each(ours))
        .add("memchr + core parse", each(by_hand))
        .add("split + parse", each(|row| split(from_utf8(row).unwrap())))
        .run(ROW_ROUNDS)
        .speed("Row::parse", "memchr + core parse", Target::None)
        .speed("Row::parse", "split + parse", Target::None);
}

/// A whole response, of which nothing is kept.
fn streamed(response: &Response) {
    let expected = sum_of(text_lines(response).map(split));
    let is_right = |sum: Sum| assert_eq!(sum, expected);
    Comparison::new("10 MB, row by row")
        .add("Client<_, 128>", || is_right(stream::<128>(response)))
        .add("Client<_, 16384>", || is_right(stream::<16384>(response)))
        .add("memchr, reading 128", || is_right(stream_by_hand::<128>(response)))
        .add("memchr, reading 16384", || is_right(stream_by_hand::<16384>(response)))
        .add("memchr, all in memory", || is_right(sum_of(lines(response).map(by_hand))))
        .add("lines + split + parse", || is_right(sum_of(text_lines(response).map(split))))
        .run(RESPONSE_ROUNDS)
        .speed("Client<_, 128>", "memchr, reading 128", Target::AtLeast(0.9))
        .speed("Client<_, 16384>", "memchr, reading 16384", Target::AtLeast(0.9))
        .speed("Client<_, 128>", "memchr, all in memory", Target::AtLeast(0.9))
        .speed("Client<_, 16384>", "memchr, all in memory", Target::AtLeast(0.9))
        .speed("Client<_, 128>", "lines + split + parse", Target::AtLeast(2.5))
        .speed("Client<_, 16384>", "lines + split + parse", Target::AtLeast(2.5))
        .speed("memchr, all in memory", "lines + split + parse", Target::None);
}

/// A whole response, as a map from key to samples.
fn collected(response: &Response) {
    let expected = collect(text_lines(response).map(split));
    let is_right = |metrics: Metrics| assert_eq!(metrics, expected);
    is_right(collect_rows(response));
    is_right(collect(lines(response).map(by_hand)));
    Comparison::new("10 MB, collected")
        .add("Client<_, 16384>", || drop(black_box(collect_rows(response))))
        .add("memchr, all in memory", || drop(black_box(collect(lines(response).map(by_hand)))))
        .add("lines + split + parse", || drop(black_box(collect(text_lines(response).map(split)))))
        .run(RESPONSE_ROUNDS)
        .speed("Client<_, 16384>", "memchr, all in memory", Target::AtLeast(0.9))
        .speed("Client<_, 16384>", "lines + split + parse", Target::None);
}

/// Key, value and timestamp.
type Sample<'a> = (&'a str, f64, i64);

fn ours(row: &[u8]) -> Sample<'_> {
    sample(Row::parse(row).unwrap())
}

fn sample(row: Row<'_>) -> Sample<'_> {
    (row.key, row.value.to_f64().unwrap(), row.timestamp.as_secs())
}

/// For rows that are exactly as our server sends them.
fn by_hand(row: &[u8]) -> Sample<'_> {
    let text = from_utf8(row).unwrap();
    let key = memchr(b' ', row).unwrap();
    let value = key + 1 + memchr(b' ', &row[key + 1..]).unwrap();
    (&text[..key], text[key + 1..value].parse().unwrap(), text[value + 1..].parse().unwrap())
}

fn split(row: &str) -> Sample<'_> {
    let mut fields = row.split(' ');
    let mut field = || fields.next().unwrap();
    (field(), field().parse().unwrap(), field().parse().unwrap())
}

/// As text, which a program that reads bytes has to make of them first.
fn text_lines(response: &Response) -> impl Iterator<Item = &str> {
    from_utf8(black_box(response.body().as_bytes())).unwrap().lines()
}

fn lines(response: &Response) -> impl Iterator<Item = &[u8]> {
    let body = black_box(response.body().as_bytes());
    let mut start = 0;
    memchr_iter(b'\n', body).map(move |end| {
        let line = &body[start..end];
        start = end + 1;
        line
    })
}

/// Of everything in a response, so that nothing of it goes unread. Values are summed in order, and so exactly alike.
#[derive(Debug, Default, PartialEq)]
struct Sum {
    keys: usize,
    values: f64,
    timestamps: i64,
}

impl Sum {
    fn add(&mut self, (key, value, timestamp): Sample<'_>) {
        self.keys += key.len();
        self.values += value;
        self.timestamps += timestamp;
    }
}

fn sum_of<'r>(samples: impl Iterator<Item = Sample<'r>>) -> Sum {
    let mut sum = Sum::default();
    samples.for_each(|sample| sum.add(sample));
    sum
}

fn stream<const N: usize>(response: &Response) -> Sum {
    let mut client: Client<_, N> = Client::new(Canned::new(black_box(response.text.as_bytes())));
    let mut sum = Sum::default();
    let mut rows = client.get("*").unwrap();
    while let Some(row) = rows.next().unwrap() {
        sum.add(sample(row));
    }
    sum
}

/// What one would write in its place, without regard to time-outs, long lines, and whatever else may come.
fn stream_by_hand<const N: usize>(response: &Response) -> Sum {
    let mut transport = Canned::new(black_box(response.text.as_bytes()));
    transport.write_all(b"get *\n").unwrap();
    let mut sum = Sum::default();
    let mut buffer = [0; N];
    let mut end = 0;
    let mut has_status = false;
    loop {
        end += transport.read(&mut buffer[end..]).unwrap();
        let mut start = 0;
        while let Some(length) = memchr(b'\n', &buffer[start..end]) {
            match &buffer[start..start + length] {
                b"" => return sum,
                row if has_status => sum.add(by_hand(row)),
                status => has_status = status == b"ok",
            }
            start += length + 1;
        }
        buffer.copy_within(start..end, 0);
        end -= start;
    }
}

fn collect_rows(response: &Response) -> Metrics {
    let mut client: Client<_, 16384> = Client::new(Canned::new(black_box(response.text.as_bytes())));
    let mut metrics = Metrics::new();
    client.get("*").unwrap().collect_into(&mut metrics).unwrap();
    metrics
}

fn collect<'r>(samples: impl Iterator<Item = Sample<'r>>) -> Metrics {
    let mut metrics = Metrics::new();
    for (key, value, timestamp) in samples {
        match metrics.get_mut(key) {
            Some(samples) => samples.push((timestamp, value)),
            None => drop(metrics.insert(key.to_owned(), vec![(timestamp, value)])),
        }
    }
    for samples in metrics.values_mut() {
        samples.sort_by_key(|&(timestamp, _)| timestamp);
    }
    metrics
}
