//! Makes an assertion of every row of the README's memory table: `` | `Session<256>` | 608 | ``.

use std::{env, fs};

const README: &str = "../../README.md";

fn main() {
    println!("cargo:rerun-if-changed={README}");
    let readme = fs::read_to_string(README).expect("the README can be read");
    let assertions: String = readme.lines().filter_map(assertion).collect();
    assert_ne!(assertions, "", "the README has no memory table");
    let file = format!("{}/sizes.rs", env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(file, assertions).expect("OUT_DIR can be written to");
}

/// The assertion of a row that starts with a generic type and ends with its size.
fn assertion(line: &str) -> Option<String> {
    let (name, rest) = line.strip_prefix("| `")?.split_once('`')?;
    let (_, size) = rest.strip_suffix(" |")?.rsplit_once(' ')?;
    let size: usize = size.parse().ok()?;
    name.ends_with('>').then(|| format!("const _: () = assert!(size_of::<{name}>() == {size});\n"))
}
