//! The targets without a fuzzer: every seed, every beginning of one, and mutations that are the same on every run.

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::{fs, iter};

use fastrand::Rng;
use metricline_fuzz::{TARGETS, Target};

/// For each target.
const MUTATIONS: usize = 150_000;

/// Of every run, so that a failure can be repeated.
const RANDOM_SEED: u64 = 0x6d65_7472_6963_6c69;

/// Long enough for several lines, and for the longest seed.
const LONGEST: usize = 1024;

#[test]
fn every_seed() {
    for (name, target) in TARGETS {
        for seed in seeds(name) {
            run(name, target, &seed);
        }
    }
}

#[test]
fn every_seed_cut_at_every_byte() {
    for (name, target) in TARGETS {
        for seed in seeds(name) {
            for end in 0..seed.len() {
                run(name, target, &seed[..end]);
            }
        }
    }
}

#[test]
fn mutated_seeds() {
    let tokens = dictionary();
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        let mut random = Rng::with_seed(RANDOM_SEED);
        for _ in 0..MUTATIONS {
            let mut input = pick(&mut random, &seeds).clone();
            for _ in 0..random.usize(1..=3) {
                mutate(&mut input, &seeds, &tokens, &mut random);
            }
            input.truncate(LONGEST);
            run(name, target, &input);
        }
    }
}

/// Runs a target, and names the input when that fails.
fn run(name: &str, target: Target, input: &[u8]) {
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| target(input)));
    if let Err(panic) = outcome {
        eprintln!("the input of `{name}` was b\"{}\"", input.escape_ascii());
        panic::resume_unwind(panic);
    }
}

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has seeds");
    paths.iter().map(|path| fs::read(path).expect("a seed can be read")).collect()
}

/// The tokens of libFuzzer's dictionary.
fn dictionary() -> Vec<Vec<u8>> {
    let lines = include_str!("../dictionary.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(token).collect()
}

/// `name="token"`, with bytes as `\xAB`.
fn token(line: &str) -> Vec<u8> {
    let quoted = line.split_once('=').and_then(|(_, quoted)| quoted.strip_prefix('"')?.strip_suffix('"'));
    let mut rest = quoted.unwrap_or_else(|| panic!("no entry of a dictionary: {line}"));
    let byte = || {
        let (byte, after) = match rest.strip_prefix("\\x") {
            Some(escaped) => (u8::from_str_radix(escaped.get(..2)?, 16).ok()?, &escaped[2..]),
            None => (*rest.as_bytes().first()?, rest.get(1..).expect("a dictionary is ASCII")),
        };
        rest = after;
        Some(byte)
    };
    iter::from_fn(byte).collect()
}

fn pick<'a, T>(random: &mut Rng, of: &'a [T]) -> &'a T {
    random.choice(of).expect("there is one")
}

fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], tokens: &[Vec<u8>], random: &mut Rng) {
    let (at, to) = (random.usize(..=input.len()), random.usize(..=input.len()));
    let (from, to) = (at.min(to), at.max(to));
    match random.u8(..7) {
        0 => input.insert(at, random.u8(..)),
        1 => drop(input.drain(from..to.min(from + 4))),
        2 => input.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.u8(..8)),
        3 => input.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.u8(..)),
        4 => drop(input.splice(at..at, pick(random, tokens).iter().copied())),
        5 => drop(input.splice(at..at, input[from..to].to_vec())),
        _ => {
            let other = pick(random, seeds);
            input.truncate(at);
            input.extend_from_slice(&other[random.usize(..=other.len())..]);
        }
    }
}
