//! The figures that are kept, and what has become of them.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::process::{Command, ExitCode};

use super::callgrind::Figure;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");
const ACCEPT: &str = "cargo bench --manifest-path benches/host/Cargo.toml --no-default-features --bench instructions \
                      -- --accept";
/// A larger change for the worse is refused, and one for the better is told.
const TOLERANCE: f64 = 0.03;

pub fn compare(counted: &[Figure]) -> ExitCode {
    let text = fs::read_to_string(FILE).unwrap();
    let (header, figures) = text.split_once('\n').unwrap();
    let kept = Compiler::read(header);
    let ours = Compiler::of_this_machine();
    if kept.host != ours.host {
        print(counted);
        println!("instructions.txt is for {}, and this is {}: not compared", kept.host, ours.host);
        return ExitCode::SUCCESS;
    }
    let kept_figures = read(figures);
    let mut is_refused = false;
    let mut is_better = false;
    for (name, count) in counted {
        let verdict = match kept_figures.get(name.as_str()) {
            None => Verdict::Unknown,
            Some(&before) => Verdict::of(before, *count),
        };
        is_refused |= matches!(verdict, Verdict::Unknown | Verdict::Worse(_));
        is_better |= matches!(verdict, Verdict::Better(_));
        println!("{count:7} {name:40} {verdict}");
    }
    for name in kept_figures.keys().filter(|name| !counted.iter().any(|(counted, _)| counted == *name)) {
        is_refused = true;
        println!("        {name:40} is no operation any more: REFUSED");
    }
    if kept.rustc != ours.rustc {
        println!("\ninstructions.txt was counted with rustc {}, and this with rustc {}.", kept.rustc, ours.rustc);
    }
    if is_refused || is_better {
        println!(
            "\nTo accept these figures, run this, and commit instructions.txt with what changed them:\n\n{ACCEPT}"
        );
    }
    if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

pub fn accept(counted: &[Figure]) -> ExitCode {
    let mut text = Compiler::of_this_machine().header();
    for (name, count) in counted {
        write!(text, "\n{count:7} {name}").unwrap();
    }
    text.push('\n');
    fs::write(FILE, &text).unwrap();
    print!("{text}");
    ExitCode::SUCCESS
}

fn print(counted: &[Figure]) {
    for (name, count) in counted {
        println!("{count:7} {name}");
    }
}

fn read(text: &str) -> BTreeMap<&str, u64> {
    let figures = text.lines().map(|line| line.trim_start().split_once(' ').expect(line));
    figures.map(|(count, name)| (name, count.parse().unwrap())).collect()
}

/// What has become of a figure; changes are in parts of one.
enum Verdict {
    Unknown,
    Worse(f64),
    Same(f64),
    Better(f64),
}

impl Verdict {
    fn of(before: u64, count: u64) -> Self {
        match count as f64 / before as f64 - 1.0 {
            change if change > TOLERANCE => Self::Worse(change),
            change if change < -TOLERANCE => Self::Better(change),
            change => Self::Same(change),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (change, verdict) = match self {
            Self::Unknown => return f.write_str("is not in instructions.txt: REFUSED"),
            Self::Worse(change) => (change, ": REFUSED"),
            Self::Same(change) => (change, ""),
            Self::Better(change) => (change, ": better, should be accepted"),
        };
        write!(f, "{:+6.1} %{verdict}", change * 100.0)
    }
}

/// With another one, figures are others.
struct Compiler {
    rustc: String,
    host: String,
}

impl Compiler {
    fn of_this_machine() -> Self {
        let output = Command::new("rustc").arg("-vV").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let field = |name| text.lines().find_map(|line| line.strip_prefix(name)).expect(name).to_owned();
        Self { rustc: field("release: "), host: field("host: ") }
    }

    fn header(&self) -> String {
        format!("rustc {}, {}", self.rustc, self.host)
    }

    fn read(header: &str) -> Self {
        let (rustc, host) = header.strip_prefix("rustc ").and_then(|text| text.split_once(", ")).expect(header);
        Self { rustc: rustc.to_owned(), host: host.to_owned() }
    }
}
