//! The client's side of `tests/vectors/`: what each call writes and returns, against a peer that follows a script.

mod support;

use heapless::LinearMap;
use metricline::{Decimal, Error, Number, Timestamp};
use support::conversation::{Cut, bytes, lines, vectors};
use support::driver::{AfterFailure, Batched, Driver, Outcome, Result, Step as BatchStep};
use support::mock::Mock;
use support::script::{Script, Step};

#[derive(Debug)]
enum Call {
    Put { key: String, value: String, timestamp: i64 },
    Get { selector: String, asks: Option<usize> },
    Collect { selector: String },
    Batch { window: u32, steps: Vec<BatchStep> },
    Reset,
}

struct Conversation {
    calls: Vec<(Call, Vec<String>)>,
    steps: Vec<Step>,
}

fn conversation(text: &str) -> Conversation {
    let mut calls: Vec<(Call, Vec<String>)> = Vec::new();
    let mut steps = Vec::new();
    for line in lines(text) {
        let expand = |text| String::from_utf8(bytes(text)).unwrap();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            ">" => steps.push(Step::Takes(bytes(rest))),
            "<" => {
                let bytes = bytes(rest);
                steps.push(Step::Gives { required: bytes.len(), bytes });
            }
            "<?" => match steps.last_mut() {
                Some(Step::Gives { bytes: given, .. }) => given.extend(bytes(rest)),
                step => panic!("nothing was given in {step:?} that this could follow"),
            },
            "<timeout" => steps.push(Step::TimesOut),
            "<close" => steps.push(Step::Closes),
            "=" => calls.last_mut().unwrap().1.push(expand(rest)),
            "put" => {
                // An empty key is written as nothing at all: `put  i64:1 1`.
                let [key, value, timestamp] = rest.split(' ').collect::<Vec<_>>().try_into().unwrap();
                let timestamp = timestamp.parse().unwrap();
                match calls.last_mut() {
                    Some((Call::Batch { steps, .. }, outcomes)) if !has_counts(outcomes) => {
                        let value = value.strip_prefix("f64:").expect("a batch's values are f64").parse().unwrap();
                        steps.push(BatchStep::put(&expand(key), value, timestamp));
                    }
                    _ => calls.push((Call::Put { key: expand(key), value: value.into(), timestamp }, Vec::new())),
                }
            }
            "batch" => calls.push((Call::Batch { window: rest.parse().unwrap(), steps: Vec::new() }, Vec::new())),
            "finish" => match calls.last_mut() {
                Some((Call::Batch { steps, .. }, _)) => steps.push(BatchStep::Finish),
                call => panic!("{call:?} is no batch"),
            },
            "get" => {
                let (selector, asks) =
                    rest.split_once(' ').map_or((rest, None), |(s, n)| (s, Some(n.parse().unwrap())));
                calls.push((Call::Get { selector: expand(selector), asks }, Vec::new()));
            }
            "collect" => calls.push((Call::Collect { selector: expand(rest) }, Vec::new())),
            "reset" => calls.push((Call::Reset, Vec::new())),
            _ => panic!("not understood: {line}"),
        }
    }
    Conversation { calls, steps }
}

/// Whether the outcomes of a batch are complete.
fn has_counts(outcomes: &[String]) -> bool {
    outcomes.last().is_some_and(|outcome| outcome.starts_with("answered "))
}

/// Puts a value of the type that its text names.
fn put<D: Driver<Mock<Script>>>(client: &mut D, key: &str, value: &str, timestamp: i64) -> Result<()> {
    let (name, text) = value.split_once(':').unwrap();
    match name {
        "i64" => client.put(key, text.parse::<i64>().unwrap(), timestamp),
        "u64" => client.put(key, text.parse::<u64>().unwrap(), timestamp),
        "f32" => client.put(key, text.parse::<f32>().unwrap(), timestamp),
        "f64" => client.put(key, text.parse::<f64>().unwrap(), timestamp),
        "text" => client.put(key, Number::parse(text).unwrap(), timestamp),
        "dec" => {
            let (mantissa, scale) = text.split_once('/').unwrap();
            client.put(key, Decimal::new(mantissa.parse().unwrap(), scale.parse().unwrap()), timestamp)
        }
        _ => panic!("no such type: {value}"),
    }
}

/// Collects a response. Returns its rows by key, as the collection holds them.
fn collect<D: Driver<Mock<Script>>>(client: &mut D, selector: &str) -> Vec<Result<Option<String>>> {
    let mut metrics: LinearMap<heapless::String<8>, heapless::Vec<(Timestamp, f64), 8>, 4> = LinearMap::new();
    if let Err(error) = client.collect(selector, &mut metrics) {
        return vec![Err(error)];
    }
    let rows = metrics.iter().flat_map(|(key, samples)| {
        samples.iter().map(move |(timestamp, value)| Ok(Some(format!("row {key} {value:?} {timestamp}"))))
    });
    rows.chain([Ok(None)]).collect()
}

/// The outcome of a batch: its rejections and its steps in the order in which they ended, then the counts.
fn batched(batched: &Batched) -> Vec<Result<Option<String>>> {
    let outcomes = batched.outcomes.iter().map(|outcome| match outcome {
        Outcome::Done(done) => done.map(|()| Some("ok".into())),
        Outcome::Rejected(index, Ok(message)) => Ok(Some(format!("rejected {index} \"{message}\""))),
        Outcome::Rejected(index, Err(error)) => Ok(Some(format!("rejected {index} {error:?}"))),
    });
    outcomes.chain([Ok(Some(format!("answered {} of {}", batched.answered, batched.queued)))]).collect()
}

fn as_told<D: Driver<Mock<Script>>>(client: &D, outcome: Result<Option<String>>) -> String {
    match outcome {
        Ok(Some(outcome)) => outcome,
        Ok(None) => "end".into(),
        Err(Error::Rejected) => match client.message() {
            Ok(message) => format!("error Rejected \"{message}\""),
            Err(error) => format!("error Rejected {error:?}"),
        },
        Err(error) => format!("error {error:?}"),
    }
}

fn each_call_does_as_written<D: Driver<Mock<Script>>>() {
    for (name, text) in vectors("client") {
        let Conversation { calls, steps } = conversation(&text);
        let received =
            steps.iter().map(|step| if let Step::Gives { bytes, .. } = step { bytes.len() } else { 0 }).sum();
        for cut in Cut::all(received) {
            // Shown when the script panics.
            println!("{name}, {cut:?}");
            let mut client = D::new(Mock::new(Script::new(&steps, cut)));
            for (call, expected) in &calls {
                let outcomes = match call {
                    Call::Put { key, value, timestamp } => {
                        vec![put(&mut client, key, value, *timestamp).map(|()| Some("ok".into()))]
                    }
                    Call::Get { selector, asks } => {
                        let outcomes = client.get(selector, *asks).into_iter();
                        outcomes.map(|outcome| Ok(outcome?.map(|row| format!("row {row}")))).collect()
                    }
                    Call::Collect { selector } => collect(&mut client, selector),
                    Call::Batch { window, steps } => batched(&client.batch(*window, steps, AfterFailure::NextStep)),
                    Call::Reset => {
                        client.transport().inner.discard_unread();
                        client.reset();
                        vec![]
                    }
                };
                let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| as_told(&client, outcome)).collect();
                assert_eq!(&outcomes, expected, "{name}, {cut:?}, {call:?}");
            }
            client.into_transport().inner.finish();
        }
    }
}

both_clients!(super::Mock<super::Script>, 64; each_call_does_as_written);
