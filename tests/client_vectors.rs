//! The client's side of `tests/vectors/`: what each call writes and returns, against a peer that follows a script.

mod support;

use metricline::embedded_io::ErrorKind;
use metricline::{Client, Decimal, Error, Number, Row};
use support::conversation::{Cut, bytes, lines, vectors};
use support::script::{Script, Step};

/// The buffer of the clients, in bytes.
const BUFFER: usize = 64;

#[derive(Debug)]
enum Call {
    Put { key: String, value: String, timestamp: i64 },
    Get { selector: String, rows: usize },
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
                let [key, value, timestamp] = rest.split(' ').collect::<Vec<_>>().try_into().unwrap();
                let timestamp = timestamp.parse().unwrap();
                calls.push((Call::Put { key: expand(key), value: value.into(), timestamp }, Vec::new()));
            }
            "get" => {
                let (selector, rows) = rest.split_once(' ').unwrap_or((rest, "1000000"));
                let rows = rows.parse().unwrap();
                calls.push((Call::Get { selector: expand(selector), rows }, Vec::new()));
            }
            "reset" => calls.push((Call::Reset, Vec::new())),
            _ => panic!("not understood: {line}"),
        }
    }
    Conversation { calls, steps }
}

fn shown(row: &Row<'_>) -> String {
    format!("row {} {} {}", row.key, row.value, row.timestamp)
}

/// One kind of client, with what differs between the kinds.
trait Driver {
    fn new(script: Script) -> Self;
    fn put(&mut self, key: &str, value: &str, timestamp: i64) -> Result<(), Error<ErrorKind>>;
    /// Gets, asks for so many rows, and says what each time came of it.
    fn get(&mut self, selector: &str, rows: usize) -> Vec<Result<Option<String>, Error<ErrorKind>>>;
    fn message(&self) -> String;
    fn reset(&mut self);
    fn finish(self) -> Script;
}

/// Puts a value of the type that its text names.
macro_rules! put_typed {
    ($text:expr, |$value:ident| $put:expr) => {{
        let (name, text) = $text.split_once(':').unwrap();
        match name {
            "i64" => {
                let $value = text.parse::<i64>().unwrap();
                $put
            }
            "u64" => {
                let $value = text.parse::<u64>().unwrap();
                $put
            }
            "f32" => {
                let $value = text.parse::<f32>().unwrap();
                $put
            }
            "f64" => {
                let $value = text.parse::<f64>().unwrap();
                $put
            }
            "text" => {
                let $value = Number::parse(text).unwrap();
                $put
            }
            "dec" => {
                let (mantissa, scale) = text.split_once('/').unwrap();
                let $value = Decimal::new(mantissa.parse().unwrap(), scale.parse().unwrap());
                $put
            }
            _ => panic!("no such type: {}", $text),
        }
    }};
}

/// Asks for rows until there are none, or asking again would give the same error.
macro_rules! collect_rows {
    ($rows:expr, $count:expr, |$response:ident| $next:expr) => {{
        let mut outcomes = Vec::new();
        match $rows {
            Err(error) => outcomes.push(Err(error)),
            Ok(mut $response) => {
                for _ in 0..$count {
                    let outcome = $next.map(|row| row.as_ref().map(shown));
                    outcomes.push(outcome.clone());
                    match outcome {
                        Ok(Some(_)) | Err(Error::Row(_)) => {}
                        // A response that was interrupted can be taken up where a test says so.
                        Err(Error::Transport(_)) if $count < 1000 => {}
                        Ok(None) | Err(_) => break,
                    }
                }
            }
        }
        outcomes
    }};
}

impl Driver for Client<Script, BUFFER> {
    fn new(script: Script) -> Self {
        Client::new(script)
    }

    fn put(&mut self, key: &str, value: &str, timestamp: i64) -> Result<(), Error<ErrorKind>> {
        put_typed!(value, |value| self.put(key, value, timestamp))
    }

    fn get(&mut self, selector: &str, rows: usize) -> Vec<Result<Option<String>, Error<ErrorKind>>> {
        collect_rows!(self.get(selector), rows, |response| response.next())
    }

    fn message(&self) -> String {
        self.message().map_or_else(|error| format!("{error:?}"), |message| format!("\"{message}\""))
    }

    fn reset(&mut self) {
        self.transport_mut().discard_unread();
        self.reset();
    }

    fn finish(self) -> Script {
        self.into_transport()
    }
}

#[cfg(feature = "async")]
impl Driver for metricline::AsyncClient<Script, BUFFER> {
    fn new(script: Script) -> Self {
        metricline::AsyncClient::new(script)
    }

    fn put(&mut self, key: &str, value: &str, timestamp: i64) -> Result<(), Error<ErrorKind>> {
        put_typed!(value, |value| support::block_on(self.put(key, value, timestamp)))
    }

    fn get(&mut self, selector: &str, rows: usize) -> Vec<Result<Option<String>, Error<ErrorKind>>> {
        collect_rows!(support::block_on(self.get(selector)), rows, |response| support::block_on(response.next()))
    }

    fn message(&self) -> String {
        self.message().map_or_else(|error| format!("{error:?}"), |message| format!("\"{message}\""))
    }

    fn reset(&mut self) {
        self.transport_mut().discard_unread();
        self.reset();
    }

    fn finish(self) -> Script {
        self.into_transport()
    }
}

fn run<D: Driver>() {
    for (name, text) in vectors("client") {
        let Conversation { calls, steps } = conversation(&text);
        let received =
            steps.iter().map(|step| if let Step::Gives { bytes, .. } = step { bytes.len() } else { 0 }).sum();
        for cut in Cut::all(received) {
            // Shown when the script panics.
            println!("{name}, {cut:?}");
            let mut client = D::new(Script::new(&steps, cut));
            for (call, expected) in &calls {
                let outcomes = match call {
                    Call::Put { key, value, timestamp } => {
                        vec![client.put(key, value, *timestamp).map(|()| Some("ok".into()))]
                    }
                    Call::Get { selector, rows } => client.get(selector, *rows),
                    Call::Reset => {
                        client.reset();
                        Vec::new()
                    }
                };
                let told = |outcome| match outcome {
                    Ok(Some(outcome)) => outcome,
                    Ok(None) => "end".into(),
                    Err(Error::Rejected) => format!("error Rejected {}", client.message()),
                    Err(error) => format!("error {error:?}"),
                };
                let outcomes: Vec<String> = outcomes.into_iter().map(told).collect();
                assert_eq!(&outcomes, expected, "{name}, {cut:?}, {call:?}");
            }
            client.finish().finish();
        }
    }
}

#[test]
fn the_blocking_client_does_as_written() {
    run::<Client<Script, BUFFER>>();
}

#[cfg(feature = "async")]
#[test]
fn the_async_client_does_as_written() {
    run::<metricline::AsyncClient<Script, BUFFER>>();
}
