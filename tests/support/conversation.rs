//! Conversations as data: `tests/vectors/README.md` describes the format.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of one folder of vectors, by name.
pub fn vectors(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no vectors in {}", folder.display());
    let named = |path: PathBuf| (path.file_stem().unwrap().to_str().unwrap().into(), fs::read_to_string(path).unwrap());
    paths.into_iter().map(named).collect()
}

/// The lines that say something: neither empty nor a comment.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The bytes that a text with escapes stands for: `\n`, `\r`, `\t`, `\s` (a space), `\\`, `\xNN`, and `{text*count}`.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let (escape, after) = rest.split_at(1);
                rest = after;
                match escape {
                    "n" => bytes.push(b'\n'),
                    "r" => bytes.push(b'\r'),
                    "t" => bytes.push(b'\t'),
                    "s" => bytes.push(b' '),
                    "\\" => bytes.push(b'\\'),
                    "x" => {
                        let (hex, after) = rest.split_at(2);
                        rest = after;
                        bytes.push(u8::from_str_radix(hex, 16).unwrap());
                    }
                    other => panic!("no such escape: \\{other} in {text}"),
                }
            }
            '{' => {
                let (repeated, after) = rest.split_once('}').unwrap();
                rest = after;
                let (unit, count) = repeated.rsplit_once('*').unwrap();
                bytes.extend(self::bytes(unit).repeat(count.parse().unwrap()));
            }
            c => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}

/// How a byte stream is cut into the pieces in which it arrives.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// As it was sent.
    Whole,
    /// One byte at a time.
    Bytes,
    /// In two pieces, at this place counted over the whole conversation.
    At(usize),
}

impl Cut {
    /// Every way to cut `total` bytes.
    pub fn all(total: usize) -> impl Iterator<Item = Cut> {
        [Cut::Whole, Cut::Bytes].into_iter().chain((1..total).map(Cut::At))
    }

    /// The pieces of `bytes`, which start at `offset` of the conversation.
    pub fn pieces(self, bytes: &[u8], offset: usize) -> Vec<Vec<u8>> {
        match self {
            Cut::Bytes => bytes.chunks(1).map(<[u8]>::to_vec).collect(),
            Cut::At(place) if place > offset && place < offset + bytes.len() => {
                let (first, second) = bytes.split_at(place - offset);
                vec![first.to_vec(), second.to_vec()]
            }
            Cut::Whole | Cut::At(_) => vec![bytes.to_vec()],
        }
    }
}

/// One side of one step of a conversation with a server.
#[derive(Debug)]
pub struct Exchange {
    /// Which client speaks.
    pub client: usize,
    pub sent: Vec<u8>,
    pub answer: Vec<u8>,
    /// The client closes its connection, and does nothing else.
    pub closes: bool,
}

/// A conversation with a server.
pub struct Conversation {
    pub exchanges: Vec<Exchange>,
    /// How many samples the server has room for.
    pub room: usize,
}

pub fn conversation(text: &str) -> Conversation {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut room = 1000;
    for line in lines(text) {
        if let Some(samples) = line.strip_prefix("store ") {
            room = samples.parse().unwrap();
            continue;
        }
        let at = line.find(['>', '<', '!']).unwrap_or_else(|| panic!("not understood: {line}"));
        let (client, rest) = line.split_at(at);
        let client = if client.is_empty() { 1 } else { client.parse().unwrap() };
        let (mark, rest) = rest.split_at(1);
        let text = bytes(rest.strip_prefix(' ').unwrap_or(rest));
        if mark == "<" {
            let last = exchanges.last_mut().filter(|last| last.client == client);
            last.unwrap_or_else(|| panic!("an answer before anything was sent: {line}")).answer.extend(text);
        } else {
            exchanges.push(Exchange { client, sent: text, answer: Vec::new(), closes: mark == "!" });
        }
    }
    Conversation { exchanges, room }
}
