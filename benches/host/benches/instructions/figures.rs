//! The counts that `instructions.txt` keeps.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::callgrind::Figure;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// A count that is higher by more than this part is refused; one that is lower by more should be accepted.
const TOLERANCE: f64 = 0.03;

/// Prints the counts beside those of the file. Returns false when one is much higher than there, or when the file has
/// other operations. Counts of another architecture are not compared.
pub fn compare(counted: &[Figure]) -> bool {
    let text = fs::read_to_string(FILE).unwrap();
    let (of_file, figures) = text.split_once('\n').unwrap();
    let compiler = compiler();
    let is_same_host = host(of_file) == host(&compiler);
    let mut kept = if is_same_host { read(figures) } else { BTreeMap::new() };
    let (mut is_refused, mut is_better) = (false, false);
    for (name, count) in counted {
        let change = kept.remove(name.as_str()).map(|before| *count as f64 / before as f64 - 1.0);
        let verdict = match change {
            _ if !is_same_host => "",
            None => ": is not in instructions.txt: REFUSED",
            Some(change) if change > TOLERANCE => ": REFUSED",
            Some(change) if change < -TOLERANCE => ": better, should be accepted",
            Some(_) => "",
        };
        is_refused |= verdict.ends_with("REFUSED");
        is_better |= verdict.ends_with("accepted");
        let change = change.map(|change| format!("{:+6.1} %", change * 100.0)).unwrap_or_default();
        println!("{count:7} {name:40} {change}{verdict}");
    }
    for name in kept.keys() {
        is_refused = true;
        println!("        {name:40} : is not an operation: REFUSED");
    }
    if of_file != compiler {
        println!("\ninstructions.txt was counted with {of_file}, and this with {compiler}.");
    }
    if is_refused || is_better {
        println!("\nTo write these counts into instructions.txt, add `-- --accept`; commit it with what changed them.");
    }
    !is_refused
}

pub fn accept(counted: &[Figure]) {
    let figures: String = counted.iter().map(|(name, count)| format!("{count:7} {name}\n")).collect();
    fs::write(FILE, format!("{}\n{figures}", compiler())).unwrap();
    print!("{figures}");
}

fn read(text: &str) -> BTreeMap<&str, u64> {
    let figures = text.lines().map(|line| line.trim_start().split_once(' ').expect(line));
    figures.map(|(count, name)| (name, count.parse().unwrap())).collect()
}

/// The version and the host of the compiler, on which the counts depend: `rustc 1.95.0, x86_64-unknown-linux-gnu`.
fn compiler() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let field = |name| text.lines().find_map(|line| line.strip_prefix(name)).expect(name);
    format!("rustc {}, {}", field("release: "), field("host: "))
}

fn host(compiler: &str) -> Option<&str> {
    compiler.rsplit(' ').next()
}
